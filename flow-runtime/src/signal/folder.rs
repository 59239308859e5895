//! The files of a folder.

use super::SignalErrorKind;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Those that end so, in capitals or not, in the order of their names; at least one.
pub(super) fn files(folder: &Path, ending: &'static str) -> Result<Vec<PathBuf>, SignalErrorKind> {
    let entries = fs::read_dir(folder).map_err(SignalErrorKind::Read)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths: Vec<PathBuf> = paths
        .collect::<io::Result<_>>()
        .map_err(SignalErrorKind::Read)?;
    paths.retain(|path| ends(path, ending) && path.is_file());
    if paths.is_empty() {
        return Err(SignalErrorKind::Empty { ending });
    }
    paths.sort_unstable();
    Ok(paths)
}

/// Whether the name of a file ends so, in capitals or not.
pub(super) fn ends(path: &Path, ending: &str) -> bool {
    let own = path.extension().unwrap_or_default();
    own.eq_ignore_ascii_case(ending)
}
