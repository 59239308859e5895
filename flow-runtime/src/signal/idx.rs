//! The format of MNIST: IDX, as it is or zipped.
//!
//! Two zeros, the type of the numbers, the number of axes; the length of each axis in four bytes, the highest first; the numbers,
//! the last axis fastest.

use super::{SignalError, SignalErrorKind};
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

/// The type of numbers that are bytes.
const BYTES: u8 = 0x08;
/// How a zipped file begins.
const ZIPPED: [u8; 2] = [0x1f, 0x8b];

/// The labels of an IDX file, zipped or not: bytes, of one axis.
///
/// # Errors
///
/// If the file cannot be read or is not such a file: where, and what stands there.
pub fn labels(path: impl AsRef<Path>) -> Result<Vec<u8>, SignalError> {
    let path = path.as_ref();
    let labels = read::<1>(path, "one axis of labels");
    labels
        .map(|(_, labels)| labels)
        .map_err(|kind| kind.at(path))
}

/// The lengths of so many axes, and the bytes.
pub(super) fn read<const AXES: usize>(
    path: &Path,
    expected: &'static str,
) -> Result<([usize; AXES], Vec<u8>), SignalErrorKind> {
    let open = || File::open(path).map(BufReader::new).map_err(failed);
    let mut start = Vec::new();
    open()?.take(2).read_to_end(&mut start).map_err(failed)?;
    if start == ZIPPED {
        parse(MultiGzDecoder::new(open()?), expected)
    } else {
        parse(open()?, expected)
    }
}

fn parse<const AXES: usize>(
    mut file: impl Read,
    expected: &'static str,
) -> Result<([usize; AXES], Vec<u8>), SignalErrorKind> {
    let mut next = |count: u64| {
        let mut bytes = Vec::new();
        let read = file.by_ref().take(count).read_to_end(&mut bytes);
        read.map_err(failed).map(|_| bytes)
    };
    let start = next(4)?;
    let [0, 0, kind, axes] = start[..] else {
        return Err(SignalErrorKind::Format {
            found: start,
            expected: "an IDX file, which begins with [00, 00]",
        });
    };
    if kind != BYTES {
        return Err(SignalErrorKind::Unsupported {
            found: format!("numbers of type {kind:#04x}"),
            expected: "bytes, numbers of type 0x08",
        });
    }
    if usize::from(axes) != AXES {
        return Err(SignalErrorKind::Unsupported {
            found: format!("{axes} of them"),
            expected,
        });
    }
    let lengths = next(4 * AXES as u64)?;
    let (lengths, _) = lengths.as_chunks::<4>();
    if lengths.len() < AXES {
        return Err(SignalErrorKind::Length {
            at: 4,
            found: 4 * lengths.len() as u64,
            expected: 4 * AXES as u64,
        });
    }
    let shape: [usize; AXES] = std::array::from_fn(|i| u32::from_be_bytes(lengths[i]) as usize);
    // What it says is believed once so many bytes are there.
    let sizes = shape.iter().map(|&length| length as u64);
    let expected = sizes.fold(1_u64, u64::saturating_mul);
    let numbers = next(expected.saturating_add(1))?;
    let found = numbers.len() as u64;
    if found != expected {
        return Err(SignalErrorKind::Length {
            at: 4 + 4 * AXES as u64,
            found,
            expected,
        });
    }
    Ok((shape, numbers))
}

/// What is noticed while a file is unzipped is said of the file.
fn failed(error: io::Error) -> SignalErrorKind {
    match error.kind() {
        io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => {
            SignalErrorKind::Damaged {
                reason: error.to_string(),
            }
        }
        _ => SignalErrorKind::Read(error),
    }
}
