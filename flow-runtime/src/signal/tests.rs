//! Files that were written here, and what is wrong with others.

#![cfg(all(feature = "image", feature = "sound"))]

use super::sound::spec;
use super::{Images, SignalError, SignalErrorKind, Sound, labels};
use crate::io::folder::Folder;
use flate2::Compression;
use flate2::write::GzEncoder;
use nalgebra::SVector;
use png::{BitDepth, ColorType, Encoder};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// An IDX file of bytes with such axes.
fn idx(axes: &[u32], numbers: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0, 0, 8, axes.len() as u8];
    bytes.extend(axes.iter().flat_map(|axis| axis.to_be_bytes()));
    bytes.extend(numbers);
    bytes
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn png(path: &Path, size: [u32; 2], (color, depth): (ColorType, BitDepth), data: &[u8]) {
    let mut encoder = Encoder::new(fs::File::create(path).unwrap(), size[1], size[0]);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == ColorType::Indexed {
        encoder.set_palette([1_u8, 2, 3, 4, 5, 6].as_slice());
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(data).unwrap();
}

/// The error, whose text names the file and has these words.
fn said<T>(result: Result<T, SignalError>, path: &Path, words: &[&str]) -> SignalError {
    let error = result.err().expect("an error");
    let text = error.to_string();
    assert!(text.contains(&*path.to_string_lossy()), "{text}");
    for word in words {
        assert!(text.contains(word), "`{word}` is not in: {text}");
    }
    error
}

#[test]
fn idx_files_are_pictures_and_labels() {
    let folder = Folder::new();
    let numbers: Vec<u8> = (0..12).collect();
    for (name, bytes) in [
        ("plain", idx(&[2, 2, 3], &numbers)),
        ("zipped", zipped(&idx(&[2, 2, 3], &numbers))),
    ] {
        let path = folder.path(name);
        fs::write(&path, bytes).unwrap();
        let images = Images::read(&path).unwrap();
        assert_eq!((images.len(), images.shape()), (2, [1, 2, 3]));
        let xs: Vec<SVector<f32, 6>> = images.samples().unwrap();
        assert_eq!(xs[1], SVector::from([6.0, 7.0, 8.0, 9.0, 10.0, 11.0]));
        said(
            images.samples::<f64, 4>(),
            &path,
            &["4 numbers", "6 of shape [1, 2, 3]"],
        );
    }
    let path = folder.path("labels");
    fs::write(&path, idx(&[3], &[7, 0, 9])).unwrap();
    assert_eq!(labels(&path).unwrap(), [7, 0, 9]);
    said(
        Images::read(&path),
        &path,
        &["three axes", "found 1 of them"],
    );
}

#[test]
fn idx_files_that_are_none() {
    let folder = Folder::new();
    let path = folder.path("x");
    let whole = idx(&[2, 2, 3], &[1; 12]);
    let read = |bytes: &[u8]| {
        fs::write(&path, bytes).unwrap();
        Images::read(&path)
    };
    said(Images::read(&path), &path, &["cannot read"]);
    said(read(&[]), &path, &["byte 0", "an empty file"]);
    said(read(b"text"), &path, &["[74, 65, 78, 74]"]);
    said(
        read(&whole[..7]),
        &path,
        &["12 bytes from byte 4 on, found 0"],
    );
    said(
        read(&whole[..20]),
        &path,
        &["12 bytes from byte 16 on, found 4"],
    );
    said(
        read(&[&whole[..], &[0]].concat()),
        &path,
        &["12 bytes from byte 16 on, and more"],
    );
    let mut floats = whole.clone();
    floats[2] = 0x0d;
    said(read(&floats), &path, &["type 0x0d"]);
    // Its lengths are more than memory.
    let error = said(read(&idx(&[u32::MAX; 3], &[1])), &path, &["found 1"]);
    assert!(matches!(
        error.kind(),
        SignalErrorKind::Length {
            expected: u64::MAX,
            ..
        }
    ));
    said(read(&zipped(&whole)[..30]), &path, &["damaged"]);
}

#[test]
fn folders_of_png_files_are_pictures() {
    let folder = Folder::new();
    let grey = (ColorType::Grayscale, BitDepth::Eight);
    png(&folder.path("b.PNG"), [2, 3], grey, &[7, 8, 9, 10, 11, 12]);
    png(&folder.path("a.png"), [2, 3], grey, &[1, 2, 3, 4, 5, 6]);
    fs::write(folder.path("notes.txt"), "no picture").unwrap();
    let images = Images::read(folder.path("")).unwrap();
    assert_eq!((images.len(), images.shape()), (2, [1, 2, 3]));
    assert_eq!(images.numbers(), (1..=12).collect::<Vec<u8>>());
    // A bit a number.
    png(
        &folder.path("c.png"),
        [2, 3],
        (ColorType::Grayscale, BitDepth::One),
        &[0b1010_0000, 0],
    );
    assert_eq!(
        Images::read(folder.path("")).unwrap().numbers()[12..],
        [255, 0, 255, 0, 0, 0]
    );
    let other = folder.path("d.png");
    png(&other, [2, 3], (ColorType::Rgb, BitDepth::Eight), &[0; 18]);
    let expected = ["[1, 2, 3]", "found [3, 2, 3]"];
    said(Images::read(folder.path("")), &other, &expected);
    png(
        &other,
        [2, 3],
        (ColorType::Grayscale, BitDepth::Sixteen),
        &[0; 12],
    );
    said(
        Images::read(folder.path("")),
        &other,
        &["8 bits", "found numbers of 16 bits"],
    );
    fs::write(&other, "text").unwrap();
    said(Images::read(folder.path("")), &other, &["byte 0", "PNG"]);
}

#[test]
fn colours_are_channels() {
    let folder = Folder::new();
    let path = folder.path("x.png");
    let all = |color, data: &[u8]| {
        png(&path, [1, 2], (color, BitDepth::Eight), data);
        let images = Images::read(folder.path("")).unwrap();
        (images.shape(), images.numbers().to_vec())
    };
    let expected = ([3, 1, 2], vec![1, 4, 2, 5, 3, 6]);
    assert_eq!(all(ColorType::Rgb, &[1, 2, 3, 4, 5, 6]), expected);
    assert_eq!(all(ColorType::Indexed, &[0, 1]), expected);
    let expected = ([2, 1, 2], vec![1, 3, 2, 4]);
    assert_eq!(all(ColorType::GrayscaleAlpha, &[1, 2, 3, 4]), expected);
    // A long row, in a short file.
    let long = (ColorType::Rgb, BitDepth::Eight);
    png(&path, [1, 300_000], long, &vec![0; 900_000]);
    assert_eq!(Images::read(&path).unwrap().shape(), [3, 1, 300_000]);
}

#[test]
fn png_files_that_are_none() {
    let folder = Folder::new();
    said(
        Images::read(folder.path("")),
        &folder.path(""),
        &["no file that ends with `png`"],
    );
    let path = folder.path("x.png");
    let grey = (ColorType::Grayscale, BitDepth::Eight);
    png(&path, [2, 3], grey, &[1, 2, 3, 4, 5, 6]);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 20]).unwrap();
    said(Images::read(folder.path("")), &path, &["damaged"]);
    // Height and width, in bytes 16 to 23, and the checksum behind the header.
    let mut huge = whole;
    huge[16..24].fill(0x7f);
    fs::write(&path, &huge).unwrap();
    said(Images::read(folder.path("")), &path, &[]);
}

/// A file of so many bits a number.
fn wav(path: &Path, bits: u16, channels: u16, numbers: &[i32]) {
    let spec = hound::WavSpec {
        channels,
        sample_rate: 8000,
        bits_per_sample: bits,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for &number in numbers {
        writer.write_sample(number).unwrap();
    }
    writer.finalize().unwrap();
}

#[test]
fn sound_comes_back() {
    let folder = Folder::new();
    let path = folder.path("b.wav");
    let numbers = vec![0, 1, -1, i16::MAX, i16::MIN, 5];
    Sound::new(8000, 2, numbers.clone()).write(&path).unwrap();
    let sound = Sound::read(&path).unwrap();
    assert_eq!((sound.rate(), sound.channels()), (8000, 2));
    assert_eq!(sound.numbers(), numbers);
    assert_eq!(sound, Sound::new(8000, 2, numbers));
    // Two times of two channels; channel by channel.
    let xs: Vec<SVector<f32, 4>> = sound.windows(1).unwrap();
    let expected = [[0.0, -1.0, 1.0, 32767.0], [-1.0, -32768.0, 32767.0, 5.0]];
    assert_eq!(xs, expected.map(SVector::from));
    assert_eq!(sound.windows::<f32, 4>(2).unwrap().len(), 1);
    said(
        sound.windows::<f32, 3>(1),
        &path,
        &["2 channels", "windows of 3"],
    );
    wav(&folder.path("a.wav"), 16, 1, &[9]);
    let all = Sound::read_folder(folder.path("")).unwrap();
    assert_eq!(all.iter().map(Sound::channels).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn sound_that_is_none() {
    let folder = Folder::new();
    said(
        Sound::read_folder(folder.path("")),
        &folder.path(""),
        &["`wav`"],
    );
    let path: PathBuf = folder.path("x.wav");
    said(Sound::read(&path), &path, &["cannot read"]);
    wav(&path, 24, 1, &[1, 2, 3]);
    said(
        Sound::read(&path),
        &path,
        &["expected whole numbers of 16 bits", "24 bits"],
    );
    fs::write(&path, "no sound at all").unwrap();
    said(Sound::read(&path), &path, &["damaged"]);
    wav(&path, 16, 1, &[1, 2, 3]);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() - 3]).unwrap();
    said(Sound::read(&path), &path, &["damaged"]);
    // The rate, and that of bytes, in bytes 24 to 31.
    let mut still = whole;
    still[24..32].fill(0);
    fs::write(&path, &still).unwrap();
    said(Sound::read(&path), &path, &["found 0 numbers a second"]);
}

#[test]
fn sound_that_no_file_holds() {
    let folder = Folder::new();
    let path = folder.path("x.wav");
    for (rate, channels, word) in [
        (0, 1, "0 numbers a second"),
        (1, 1 << 15, "32768 channels"),
        (1 << 31, 1, "2147483648 numbers a second"),
    ] {
        let sound = Sound::new(rate, channels, vec![0; usize::from(channels)]);
        let error = said(sound.write(&path), &path, &["a WAV file cannot hold", word]);
        let SignalErrorKind::Write(error) = error.kind() else {
            panic!("{error}");
        };
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
        assert!(!path.exists());
    }
    let most = (1 << 15) - 1;
    let sound = Sound::new(1, most, vec![7; usize::from(most)]);
    sound.write(&path).unwrap();
    assert_eq!(Sound::read(&path).unwrap(), sound);
    assert!(spec((1 << 31) - 1, 1, (1 << 31) - 35).is_ok());
    assert!(spec(8000, 1, (1 << 31) - 1).is_err());
}
