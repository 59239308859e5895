//! Writing a file whole or not at all.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// Makes `bytes` the content of the file at `path`.
///
/// They go to a new file in the same folder, which is synced to the disk and then takes the old one's name. Whoever
/// reads `path` meanwhile, or after a failure, finds the old content or the new one, never a part of either. New files that
/// were left behind because a process was killed on the way are removed by the next one that writes to `path`.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    remove_abandoned(path);
    let (name, mut file) = create_beside(path)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    let renamed = written.and_then(|()| fs::rename(&name, path));
    if renamed.is_err() {
        // The first error is the one to tell; what cannot be removed either stays.
        let _ = fs::remove_file(&name);
        return renamed;
    }
    // The new name is on the disk when the folder is. Not every system can do that, and the file is whole in any case.
    let _ = File::open(folder(path)).and_then(|folder| folder.sync_all());
    Ok(())
}

/// The folder of `path`.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A new, hidden file in the folder of `path`, locked for as long as it is open: so others know that somebody is at work.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    static COUNT: AtomicU64 = AtomicU64::new(0);

    let Some(file_name) = path.file_name() else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "this is not the name of a file",
        ));
    };
    loop {
        let mut name = OsString::from(".");
        name.push(file_name);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        name.push(format!(".{}-{count}.tmp", std::process::id()));
        let name = path.with_file_name(name);
        match OpenOptions::new().write(true).create_new(true).open(&name) {
            // A process of the same number, on another machine perhaps, has that name: try the next one.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(file) => {
                // Where files cannot be locked, none is taken for abandoned either.
                let _ = file.lock();
                // Somebody may have done so before the lock.
                if name.exists() {
                    return Ok((name, file));
                }
            }
        }
    }
}

/// Removes what [`create_beside`] has made for `path` and nobody has open any more. What cannot be removed stays.
fn remove_abandoned(path: &Path) {
    let (Some(file_name), Ok(entries)) = (path.file_name(), fs::read_dir(folder(path))) else {
        return;
    };
    for entry in entries.flatten() {
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_file
            && is_made_for(file_name, &entry.file_name())
            && let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether `name` is `.FILE_NAME.PROCESS-COUNT.tmp`.
fn is_made_for(file_name: &OsStr, name: &OsStr) -> bool {
    let is_number = |text: &[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    let numbers = || {
        let name = name.as_encoded_bytes().strip_prefix(b".")?;
        let name = name.strip_prefix(file_name.as_encoded_bytes())?;
        let numbers = name.strip_prefix(b".")?.strip_suffix(b".tmp")?;
        let hyphen = numbers.iter().position(|&byte| byte == b'-')?;
        Some((&numbers[..hyphen], &numbers[hyphen + 1..]))
    };
    numbers().is_some_and(|(process, count)| is_number(process) && is_number(count))
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

    #[test]
    fn what_nobody_is_writing_any_more_is_removed() {
        let folder = Folder::new();
        let make = |name: &str| File::create(folder.path(name)).unwrap();
        let at_work = make(".file.1-7.tmp");
        at_work.lock().unwrap();
        let abandoned = [".file.1-0.tmp", ".file.99999999-3.tmp"];
        for name in abandoned {
            make(name);
        }
        let own = format!(".file.{}-0.tmp", std::process::id());
        make(&own);
        let others = [
            ".file.1-0.tmp.gz",
            ".file.notes.tmp",
            ".file.1-.tmp",
            ".file2.1-0.tmp",
            "file.1-0.tmp",
            ".1-0.tmp",
        ];
        for name in others {
            make(name);
        }
        fs::create_dir(folder.path(".file.2-0.tmp")).unwrap();
        replace(&folder.path("file"), b"content").unwrap();
        let mut expected = vec![".file.1-7.tmp", ".file.2-0.tmp", "file"];
        expected.extend(others);
        expected.sort_unstable();
        let mut found = names(&folder);
        found.sort_unstable();
        assert_eq!(found, expected);
        drop(at_work);
        // A process that another test has started meanwhile has the lock too, until it has closed what is not its own.
        let is_removed = (0..100).any(|_| {
            replace(&folder.path("file"), b"content").unwrap();
            std::thread::sleep(std::time::Duration::from_millis(20));
            !names(&folder).contains(&".file.1-7.tmp".to_owned())
        });
        assert!(is_removed);
    }

    /// A process of its own writes the file again and again, and is killed.
    #[test]
    fn killed_processes_leave_nothing_for_good() {
        const WRITES: &str = "FLOW_RUNTIME_TEST_WRITES";
        if let Some(path) = std::env::var_os(WRITES) {
            loop {
                replace(Path::new(&path), &vec![b'x'; 1 << 20]).unwrap();
            }
        }
        let folder = Folder::new();
        let path = folder.path("file");
        let test = "io::replace::tests::killed_processes_leave_nothing_for_good";
        let mut left = 0;
        for round in 0..30 {
            let program = std::env::current_exe().unwrap();
            let mut child = std::process::Command::new(program)
                .args(["--exact", test])
                .env(WRITES, &path)
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap();
            while !path.exists() {
                std::thread::yield_now();
            }
            std::thread::sleep(std::time::Duration::from_micros(20_000 + 317 * round));
            child.kill().unwrap();
            child.wait().unwrap();
            assert_eq!(fs::read(&path).unwrap().len(), 1 << 20);
            left += names(&folder).len() - 1;
            replace(&path, &vec![b'x'; 1 << 20]).unwrap();
            assert_eq!(names(&folder), ["file"]);
        }
        assert!(left > 0, "no process was killed on the way");
    }
}
