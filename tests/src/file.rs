//! Files of tests.

use std::path::PathBuf;

/// A file that is not there yet, and is removed in the end.
#[derive(Debug)]
pub struct File(pub PathBuf);

impl File {
    /// The one of this name, which nobody else has.
    pub fn new(name: &str) -> Self {
        let file = Self(std::env::temp_dir().join(format!("flow-{}-{name}", std::process::id())));
        let _ = std::fs::remove_file(&file.0);
        file
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
