//! What can go wrong between a signal and its file.

use crate::said::said;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::{Path, PathBuf};

/// Why a file holds no pictures or no sound, or not such as were asked for: which file, where in it, what was found, and what was
/// expected.
pub struct SignalError {
    path: PathBuf,
    kind: SignalErrorKind,
}

impl SignalError {
    /// The file, or the folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wrong.
    pub fn kind(&self) -> &SignalErrorKind {
        &self.kind
    }
}

/// What is wrong with a file of pictures or of sound.
#[derive(Debug)]
#[non_exhaustive]
pub enum SignalErrorKind {
    /// The file or folder does not exist or cannot be read.
    Read(io::Error),
    /// The file could not be written; what stood there is as it was.
    Write(io::Error),
    /// A folder has no files of this ending.
    Empty {
        /// The ending.
        ending: &'static str,
    },
    /// The file begins otherwise than those of its format do.
    Format {
        /// Its first bytes, four at most.
        found: Vec<u8>,
        /// What was expected.
        expected: &'static str,
    },
    /// What a file says of itself is nothing that is read here.
    Unsupported {
        /// What it says.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// Fewer or more bytes follow than the file says itself.
    Length {
        /// The byte, from 0, at which they begin.
        at: u64,
        /// How many there are; one more than expected where there are more.
        found: u64,
        /// How many there should be.
        expected: u64,
    },
    /// The file cannot be decoded.
    Damaged {
        /// How that was noticed.
        reason: String,
    },
    /// A picture has another shape than the first of its folder.
    Shape {
        /// Channels, height and width.
        found: [usize; 3],
        /// Those of the first picture of the folder.
        expected: [usize; 3],
    },
    /// Samples of another number of dimensions were asked for.
    Dimensions {
        /// The shape: channels, height and width; or the channels of sound.
        shape: Vec<usize>,
        /// The dimensions of the samples.
        expected: usize,
    },
}

impl SignalErrorKind {
    /// What went wrong at this path.
    pub(super) fn at(self, path: &Path) -> SignalError {
        SignalError {
            path: path.to_owned(),
            kind: self,
        }
    }
}

impl Display for SignalError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.kind {
            SignalErrorKind::Read(error) => write!(f, "cannot read `{path}`: {error}"),
            SignalErrorKind::Write(error) => write!(f, "cannot write `{path}`: {error}"),
            SignalErrorKind::Empty { ending } => {
                write!(
                    f,
                    "the folder `{path}` has no file that ends with `{ending}`"
                )
            }
            SignalErrorKind::Format { found, expected } => {
                write!(f, "`{path}`, byte 0: expected {expected}, found ")?;
                match found.as_slice() {
                    [] => f.write_str("an empty file"),
                    found => write!(f, "the bytes {found:02x?}"),
                }
            }
            SignalErrorKind::Unsupported { found, expected } => {
                write!(f, "`{path}`: expected {expected}, found {found}")
            }
            SignalErrorKind::Length {
                at,
                found,
                expected,
            } if found < expected => write!(
                f,
                "`{path}` is cut short: expected {expected} bytes from byte {at} on, found {found}"
            ),
            SignalErrorKind::Length { at, expected, .. } => write!(
                f,
                "`{path}` is too long: expected {expected} bytes from byte {at} on, and more follow"
            ),
            SignalErrorKind::Damaged { reason } => write!(f, "`{path}` is damaged: {reason}"),
            SignalErrorKind::Shape { found, expected } => write!(
                f,
                "`{path}`: expected a picture of shape {expected:?}, as the first of its folder, found {found:?}"
            ),
            SignalErrorKind::Dimensions { shape, expected } => match shape.as_slice() {
                [channels] => write!(
                    f,
                    "`{path}` has {channels} channels, and windows of {expected} numbers have not as many of each"
                ),
                shape => write!(
                    f,
                    "`{path}`: expected pictures of {expected} numbers, found {} of shape {shape:?}",
                    shape.iter().product::<usize>()
                ),
            },
        }
    }
}

said!(SignalError);

impl Error for SignalError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.kind {
            SignalErrorKind::Read(source) | SignalErrorKind::Write(source) => Some(source),
            _ => None,
        }
    }
}
