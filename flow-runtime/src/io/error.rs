//! What can go wrong between a flow and its file.

use crate::said::said;
use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::{Path, PathBuf};

/// Why a flow could not be saved. A file that stood at the path before is as it was. Paths are empty where there is no file,
/// only bytes.
#[non_exhaustive]
pub enum SaveError {
    /// The file could not be written.
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A parameter is infinite or NaN. Such a flow is no density, and loading it would be refused.
    NotFinite {
        /// The file that was not written.
        path: PathBuf,
        /// Index of the first such parameter.
        index: usize,
        /// Its value.
        value: f64,
    },
}

/// Why a flow could not be loaded. Paths are empty where there is no file, only bytes.
#[non_exhaustive]
pub enum LoadError {
    /// The file does not exist or cannot be read.
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is something else than a flow's checkpoint.
    NotACheckpoint {
        /// The file.
        path: PathBuf,
    },
    /// The end of the file is missing.
    CutShort {
        /// The file.
        path: PathBuf,
    },
    /// The content of the file was changed after it had been written.
    Corrupted {
        /// The file.
        path: PathBuf,
        /// How that was noticed.
        reason: String,
    },
    /// The file was written by a newer version of this crate.
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// Its format version.
        found: u32,
        /// The newest version that can be read.
        supported: u32,
    },
    /// The file was written by an older version of this crate, in which its parameters meant another density.
    OlderMeaning {
        /// The file.
        path: PathBuf,
        /// Its format version.
        found: u32,
        /// What has changed since.
        change: &'static str,
    },
    /// The parameters in the file have another precision.
    OtherScalar {
        /// The file.
        path: PathBuf,
        /// The scalar in the file, `f32` or `f64`.
        found: &'static str,
        /// The scalar of the flow that is being loaded.
        expected: &'static str,
    },
    /// The file holds the same chain for dimensions of other names, or in another order.
    OtherNames {
        /// The file.
        path: PathBuf,
        /// `SPEC` of the flow in the file.
        found: String,
        /// `SPEC` of the flow that is being loaded.
        expected: String,
    },
    /// The file holds another flow.
    OtherFlow {
        /// The file.
        path: PathBuf,
        /// `SPEC` of the flow in the file.
        found: String,
        /// `SPEC` of the flow that is being loaded.
        expected: String,
    },
}

/// How messages speak of a checkpoint.
struct Named<'a>(&'a Path);

impl Display for Named<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.as_os_str().is_empty() {
            f.write_str("the checkpoint")
        } else {
            write!(f, "`{}`", self.0.display())
        }
    }
}

impl Display for SaveError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write { path, source } => {
                write!(f, "cannot write {}: {source}", Named(path))
            }
            Self::NotFinite { path, index, value } => write!(
                f,
                "{} was not written: parameter {index} of the flow is {value}",
                Named(path)
            ),
        }
    }
}

impl Display for LoadError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { path, source } => write!(f, "cannot read `{}`: {source}", path.display()),
            Self::NotACheckpoint { path } => {
                write!(f, "{} is not a checkpoint of a flow", Named(path))
            }
            Self::CutShort { path } => {
                write!(f, "{} is cut short: its end is missing", Named(path))
            }
            Self::Corrupted { path, reason } => {
                write!(f, "{} is corrupted: {reason}", Named(path))
            }
            Self::NewerFormat {
                path,
                found,
                supported,
            } => write!(
                f,
                "{} has format version {found}, but this version of flow-runtime reads up to {supported}",
                Named(path)
            ),
            Self::OlderMeaning {
                path,
                found,
                change,
            } => write!(
                f,
                "{} has format version {found}, whose parameters would be another density now: {change}, and no parameters give \
                 that density now\n\
                 help: train the flow again; the version of flow-runtime that wrote the checkpoint still reads it",
                Named(path)
            ),
            Self::OtherScalar {
                path,
                found,
                expected,
            } => write!(
                f,
                "{} holds {found} parameters, but the flow has {expected} parameters",
                Named(path)
            ),
            Self::OtherNames {
                path,
                found,
                expected,
            } => write!(
                f,
                "{} holds this flow for dimensions of other names\n  in the file: {found}\n  expected:    {expected}",
                Named(path)
            ),
            Self::OtherFlow {
                path,
                found,
                expected,
            } => write!(
                f,
                "{} holds another flow\n  in the file: {found}\n  expected:    {expected}",
                Named(path)
            ),
        }
    }
}

said!(SaveError);

impl Error for SaveError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Write { source, .. } => Some(source),
            Self::NotFinite { .. } => None,
        }
    }
}

said!(LoadError);

impl Error for LoadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Read { source, .. } => Some(source),
            _ => None,
        }
    }
}
