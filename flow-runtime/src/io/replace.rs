//! Writing a file whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Makes `bytes` the content of the file at `path`.
///
/// They go to a new file in the same folder, which is synced to the disk and then takes the old one's name. Whoever
/// reads `path` meanwhile, or after a failure, finds the old content or the new one, never a part of either.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let (name, mut file) = create_beside(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    drop(file);
    let renamed = written.and_then(|()| fs::rename(&name, path));
    if renamed.is_err() {
        // The first error is the one to tell; what cannot be removed either stays.
        let _ = fs::remove_file(&name);
    }
    renamed
}

/// A new, hidden file in the folder of `path`.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);

    let Some(file_name) = path.file_name() else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "this is not the name of a file",
        ));
    };
    loop {
        let mut name = std::ffi::OsString::from(".");
        name.push(file_name);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        name.push(format!(".{}-{count}.tmp", std::process::id()));
        let name = path.with_file_name(name);
        match OpenOptions::new().write(true).create_new(true).open(&name) {
            // Left over from an earlier process of the same number: try the next name.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            opened => return opened.map(|file| (name, file)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::folder::Folder;

    fn names(folder: &Folder) -> Vec<String> {
        let entries = fs::read_dir(folder.path("")).unwrap();
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect()
    }

    #[test]
    fn new_content_takes_the_old_one_s_place() {
        let folder = Folder::new();
        for content in [&b"first"[..], b"second, and longer", b""] {
            replace(&folder.path("file"), content).unwrap();
            assert_eq!(fs::read(folder.path("file")).unwrap(), content);
        }
        assert_eq!(names(&folder), ["file"]);
    }

    #[test]
    fn a_failure_leaves_nothing_behind() {
        let folder = Folder::new();
        fs::create_dir(folder.path("taken")).unwrap();
        fs::write(folder.path("taken/inside"), b"kept").unwrap();
        assert!(replace(&folder.path("taken"), b"new").is_err());
        assert_eq!(names(&folder), ["taken"]);
        assert_eq!(fs::read(folder.path("taken/inside")).unwrap(), b"kept");
    }

    #[test]
    fn folders_that_do_not_exist_are_errors() {
        let folder = Folder::new();
        let error = replace(&folder.path("missing/file"), b"new").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
        let error = replace(Path::new("/"), b"new").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidInput);
    }

    #[test]
    fn a_bare_name_goes_to_the_current_folder() {
        let name = format!("flow-replace-{}.tmp", std::process::id());
        replace(Path::new(&name), b"here").unwrap();
        assert_eq!(fs::read(&name).unwrap(), b"here");
        fs::remove_file(&name).unwrap();
    }
}
