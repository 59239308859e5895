//! Sound in WAV files.

use super::{SignalError, SignalErrorKind, folder};
use crate::io::replace;
use crate::real::Real;
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use nalgebra::SVector;
use std::fs::File;
use std::io::{self, BufReader, Cursor};
use std::path::{Path, PathBuf};

/// The bits of a number.
const BITS: u16 = 16;
/// The bytes before the numbers of a file, at most.
const HEADER: u64 = 68;
/// A rate that is none.
const NO_RATE: &str = "0 numbers a second";

/// Sound of 16 bits: numbers from −32768 to 32767, so many a second. Two are equal if their rates, channels and numbers are, wherever
/// they come from.
///
/// ```
/// use flow_runtime::prelude::*;
/// use flow_runtime::signal::Sound;
///
/// // A second of a tone.
/// let tone = (0..8000).map(|t| (1e4 * (0.3 * f64::from(t)).sin()) as i16).collect();
/// let sound = Sound::new(8000, 1, tone);
/// // Windows for a flow on `<[1, 256]>`, of which each begins where the last one ends.
/// let xs: Vec<SVector<f32, 256>> = sound.windows(256)?;
/// assert_eq!((xs.len(), xs[1][0]), (31, f32::from(sound.numbers()[256])));
/// # Ok::<(), flow_runtime::signal::SignalError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Sound {
    rate: u32,
    channels: u16,
    /// Time by time, channel by channel.
    numbers: Vec<i16>,
    /// Where it comes from.
    path: PathBuf,
}

impl PartialEq for Sound {
    fn eq(&self, other: &Self) -> bool {
        let all = |sound: &Self| (sound.rate, sound.channels);
        all(self) == all(other) && self.numbers == other.numbers
    }
}

impl Eq for Sound {}

impl Sound {
    /// Sound of so many numbers a second and channel; `numbers` are time by time, and channel by channel at each.
    ///
    /// # Panics
    ///
    /// If there is no channel, or there are not equally many numbers of each.
    pub fn new(rate: u32, channels: u16, numbers: Vec<i16>) -> Self {
        assert!(
            channels > 0 && numbers.len().is_multiple_of(usize::from(channels)),
            "{} numbers of {channels} channels",
            numbers.len()
        );
        Self {
            rate,
            channels,
            numbers,
            path: PathBuf::new(),
        }
    }

    /// Reads a WAV file of 16-bit PCM.
    ///
    /// # Errors
    ///
    /// If the file cannot be read or is not such a file: what was found, and what was expected.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, SignalError> {
        let path = path.as_ref();
        let (spec, numbers) = decode(path).map_err(|kind| kind.at(path))?;
        Ok(Self {
            rate: spec.sample_rate,
            channels: spec.channels,
            numbers,
            path: path.to_owned(),
        })
    }

    /// Reads all WAV files of a folder, in the order of their names.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), or if there is none.
    pub fn read_folder(path: impl AsRef<Path>) -> Result<Vec<Self>, SignalError> {
        let path = path.as_ref();
        let files = folder::files(path, "wav").map_err(|kind| kind.at(path))?;
        files.iter().map(Self::read).collect()
    }

    /// Numbers a second, of each channel.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// How many channels there are.
    pub fn channels(&self) -> u16 {
        self.channels
    }

    /// The numbers: time by time, and channel by channel at each.
    pub fn numbers(&self) -> &[i16] {
        &self.numbers
    }

    /// Windows for a flow on `<[C, T]>` with `C` the channels and C · T = `D`, each `hop` times after the last. What is left at the end
    /// is in none.
    ///
    /// # Errors
    ///
    /// If `D` is no multiple of the number of channels.
    ///
    /// # Panics
    ///
    /// If `hop` is 0.
    pub fn windows<T: Real, const D: usize>(
        &self,
        hop: usize,
    ) -> Result<Vec<SVector<T, D>>, SignalError> {
        assert!(hop > 0, "windows that stay where they are");
        let channels = usize::from(self.channels);
        if D == 0 || !D.is_multiple_of(channels) {
            let kind = SignalErrorKind::Dimensions {
                shape: vec![channels],
                expected: D,
            };
            return Err(kind.at(&self.path));
        }
        let length = D / channels;
        let all = self
            .numbers
            .windows(D)
            .step_by(hop.saturating_mul(channels));
        let sample = |window: &[i16]| {
            SVector::from_fn(|d, _| {
                let number = window[d % length * channels + d / length];
                T::from_f64(f64::from(number))
            })
        };
        Ok(all.map(sample).collect())
    }

    /// Writes a WAV file of 16-bit PCM, whole or not at all.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, or the format has no room for a rate of 0, 2³² bytes a second or more, 32768 channels or
    /// more, or about 2³¹ numbers or more ([`InvalidInput`](io::ErrorKind::InvalidInput)). One that stood there is then as it was.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), SignalError> {
        let path = path.as_ref();
        let spec = spec(self.rate, self.channels, self.numbers.len());
        let encoded = spec.and_then(|spec| {
            self.encode(spec).map_err(|error| match error {
                hound::Error::IoError(error) => error,
                error => io::Error::other(error),
            })
        });
        let written = encoded.and_then(|bytes| replace(path, &bytes));
        written.map_err(|error| SignalErrorKind::Write(error).at(path))
    }

    fn encode(&self, spec: WavSpec) -> hound::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut writer = WavWriter::new(Cursor::new(&mut bytes), spec)?;
        for &number in &self.numbers {
            writer.write_sample(number)?;
        }
        writer.finalize()?;
        Ok(bytes)
    }
}

/// What a file says of so many numbers, in fields of 16 bits and of 32.
pub(super) fn spec(rate: u32, channels: u16, numbers: usize) -> io::Result<WavSpec> {
    let bytes = u64::from(BITS / 8);
    let frame = bytes * u64::from(channels);
    let refused = if rate == 0 {
        Some(NO_RATE.to_owned())
    } else if frame > u64::from(u16::MAX) {
        Some(format!("{channels} channels"))
    } else if frame * u64::from(rate) > u64::from(u32::MAX) {
        Some(format!("{rate} numbers a second of {channels} channels"))
    } else if numbers as u64 > (u64::from(u32::MAX) - HEADER) / bytes {
        Some(format!("{numbers} numbers"))
    } else {
        None
    };
    match refused {
        Some(found) => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("a WAV file cannot hold {found}"),
        )),
        None => Ok(WavSpec {
            channels,
            sample_rate: rate,
            bits_per_sample: BITS,
            sample_format: SampleFormat::Int,
        }),
    }
}

fn decode(path: &Path) -> Result<(WavSpec, Vec<i16>), SignalErrorKind> {
    let file = File::open(path).map_err(SignalErrorKind::Read)?;
    let reader = WavReader::new(BufReader::new(file)).map_err(failed)?;
    let spec = reader.spec();
    let (format, bits) = (spec.sample_format, spec.bits_per_sample);
    if format != SampleFormat::Int || bits != BITS || spec.channels == 0 {
        let kind = match format {
            SampleFormat::Int => "whole numbers",
            SampleFormat::Float => "numbers with a point",
        };
        return Err(SignalErrorKind::Unsupported {
            found: format!("{kind} of {bits} bits, {} channels", spec.channels),
            expected: "whole numbers of 16 bits (PCM)",
        });
    }
    if spec.sample_rate == 0 {
        return Err(SignalErrorKind::Unsupported {
            found: NO_RATE.to_owned(),
            expected: "a rate above 0",
        });
    }
    // Without regard to the length that the file says: it may have been cut.
    let mut numbers = Vec::new();
    for number in reader.into_samples() {
        numbers.push(number.map_err(failed)?);
    }
    if !numbers.len().is_multiple_of(usize::from(spec.channels)) {
        return Err(SignalErrorKind::Damaged {
            reason: format!("{} numbers of {} channels", numbers.len(), spec.channels),
        });
    }
    Ok((spec, numbers))
}

/// What is noticed while a file is decoded is said of the file.
fn failed(error: hound::Error) -> SignalErrorKind {
    match error {
        hound::Error::Unsupported => SignalErrorKind::Unsupported {
            found: "another encoding".to_owned(),
            expected: "whole numbers of 16 bits (PCM)",
        },
        hound::Error::IoError(error) if error.raw_os_error().is_some() => {
            SignalErrorKind::Read(error)
        }
        error => SignalErrorKind::Damaged {
            reason: error.to_string(),
        },
    }
}
