//! Why a picture could not be made.

use crate::said::said;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::PathBuf;

/// Why a figure could not be drawn or saved.
#[non_exhaustive]
pub enum PlotError {
    /// The figure has no panel.
    Empty,
    /// The limits of an axis are not two finite numbers, the lower one first.
    Limits {
        /// The lower limit.
        low: f64,
        /// The upper limit.
        high: f64,
    },
    /// The limits of a logarithmic axis are not two positive numbers, the lower one first.
    LogarithmicLimits {
        /// The lower limit.
        low: f64,
        /// The upper limit.
        high: f64,
    },
    /// The picture would have too many pixels.
    TooLarge {
        /// Its width in pixels.
        width: u64,
        /// Its height in pixels.
        height: u64,
    },
    /// The file could not be written. What stood at the path before is as it was.
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl Display for PlotError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "a figure without panels cannot be drawn"),
            Self::Limits { low, high } => {
                write!(
                    f,
                    "an axis cannot run from {low} to {high}: the limits must be finite and increase"
                )
            }
            Self::LogarithmicLimits { low, high } => {
                write!(
                    f,
                    "a logarithmic axis cannot run from {low} to {high}: the limits must be positive and increase"
                )
            }
            Self::TooLarge { width, height } => {
                write!(f, "a picture of {width} × {height} pixels is too large")
            }
            Self::Write { path, source } => {
                write!(f, "cannot write `{}`: {source}", path.display())
            }
        }
    }
}

said!(PlotError);

impl Error for PlotError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Write { source, .. } => Some(source),
            _ => None,
        }
    }
}
