//! Thousands of damaged files: nothing panics, and nothing asks for memory that the size of the file does not justify.
//!
//! `cargo +nightly fuzz run table` looks for more of the kind.

#![allow(missing_docs, reason = "tests")]
#![expect(unsafe_code, reason = "a global allocator")]

use flate2::Compression;
use flate2::write::GzEncoder;
use flow_runtime::prelude::*;
use flow_runtime::signal::Sound;
use flow_runtime::table::Table;
use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use tests::hostile::{self, FORMATS, Mutator, SIGNALS, Stored};
use tests::rng;

/// Counts the bytes that are in use, and the most that ever were.
struct Counting;

static USED: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is passed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let used = USED.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(used, Ordering::Relaxed);
        // SAFETY: passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        USED.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: passed on.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The most bytes in use at once while `work` runs, beyond those before.
fn most(work: impl FnOnce()) -> usize {
    let before = USED.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    work();
    MOST.load(Ordering::Relaxed) - before
}

/// What readers need whatever they read: buffers, tables of decoders.
const ALWAYS: usize = 1 << 20;

/// Bytes of memory that a byte of the file may need: a number of a text, or of an array of bytes, becomes one of eight bytes and
/// one of four more, and vectors grow to twice their length; what is zipped can be a thousand times as long.
fn factor(format: &str) -> usize {
    if matches!(format, "npz" | "csv.gz" | "idx.gz" | "png") {
        32 * 1032
    } else {
        64
    }
}

fn check(entry: fn(&[u8]), seed: u64, bytes: &[u8], factor: usize) {
    let allowed = ALWAYS + factor * bytes.len();
    let mut outcome = Ok(());
    let used = most(|| outcome = catch_unwind(AssertUnwindSafe(|| entry(bytes))));
    assert!(outcome.is_ok(), "input {seed} panics: {bytes:?}");
    assert!(
        used <= allowed,
        "input {seed} of {} bytes needs {used}: {bytes:?}",
        bytes.len()
    );
}

/// A small table in every format.
fn tables() -> Vec<Vec<u8>> {
    let folder = std::env::temp_dir().join(format!("flow-hostile-seeds-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let rows: Vec<SVector<f64, 3>> = (0..20)
        .map(|i| SVector::from([1.0, -0.25, 1e-3].map(|unit| unit * f64::from(i))))
        .collect();
    let table = Table::of_samples(["x", "y", "z"], &rows).expect("finite numbers");
    let mut seeds = Vec::new();
    for (choice, format) in (0_u8..).zip(FORMATS) {
        let mut seed = vec![choice];
        match format {
            "npz" => seed.extend(archive(&table, &folder)),
            "safetensors" => seed.extend(Stored::new(&mut rng()).to_bytes().expect("a checkpoint")),
            _ => {
                let path = folder.join("seed").with_extension(format);
                table.write(&path).expect("a file");
                seed.extend(fs::read(&path).expect("the file"));
            }
        }
        seeds.push(seed);
    }
    fs::remove_dir_all(&folder).expect("the folder");
    seeds
}

/// An NPZ file with one array, stored as it is.
fn archive(table: &Table<f64>, folder: &std::path::Path) -> Vec<u8> {
    let path = folder.join("seed.npy");
    table.write(&path).expect("a file");
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("x.npy", options).expect("an entry");
    zip.write_all(&fs::read(&path).expect("the file"))
        .expect("its content");
    zip.finish().expect("the archive").into_inner()
}

/// An IDX file, the same zipped, a PNG file and a WAV file, all small.
fn signals() -> [Vec<u8>; 4] {
    let numbers: Vec<u8> = (0..48).collect();
    let start = [0, 0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 4];
    let idx = [&start[..], &numbers].concat();
    let mut zipped = GzEncoder::new(vec![1], Compression::default());
    zipped.write_all(&idx[1..]).expect("bytes");
    let mut picture = vec![2];
    let mut encoder = png::Encoder::new(&mut picture, 4, 4);
    encoder.set_color(png::ColorType::Rgb);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(&numbers).expect("pixels");
    writer.finish().expect("an end");
    let path = std::env::temp_dir().join(format!("flow-hostile-seed-{}.wav", std::process::id()));
    let sound = Sound::new(8000, 2, (0..48).collect());
    sound.write(&path).expect("a file");
    let mut wav = vec![3];
    wav.extend(fs::read(&path).expect("the file"));
    fs::remove_file(&path).expect("the file");
    [idx, zipped.finish().expect("an end"), picture, wav]
}

/// One test, since other threads' allocations would be counted too.
#[test]
fn damaged_files_are_errors() {
    let mut seed = 0;
    let mut run = |entry: fn(&[u8]), start: &[u8], factor: usize, count: u64| {
        check(entry, seed, start, factor);
        for cut in 0..start.len().min(300) {
            check(entry, seed, &start[..cut], factor);
        }
        for _ in 0..count {
            seed += 1;
            let bytes = Mutator::new(seed).mutate(start.to_vec());
            check(entry, seed, &bytes, factor);
        }
    };
    for (start, format) in tables().iter().zip(FORMATS) {
        run(hostile::table, start, factor(format), 500);
    }
    for (start, format) in signals().iter().zip(SIGNALS) {
        run(hostile::signal, start, factor(format), 500);
    }
    let stored = Stored::new(&mut rng()).to_bytes().expect("a checkpoint");
    run(hostile::checkpoint, &stored, 64, 2000);
    let mut begun = hostile::begun();
    for signs in [0, 1] {
        begun[0] = signs;
        run(hostile::run, &begun, 64, 1000);
    }
    hostile::clean();
}
