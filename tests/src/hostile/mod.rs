//! What reads files that anybody may have made: entries for fuzzers, and for a bounded run of mutated files.

mod mutate;
mod run;

pub use mutate::Mutator;
pub use run::{begun, run};

use flow_runtime::prelude::*;
use flow_runtime::signal::{Images, Sound};
use flow_runtime::table::{Missing, Table};
use std::path::PathBuf;

/// The endings of the formats of tables.
pub const FORMATS: [&str; 6] = ["csv", "tsv", "csv.gz", "npy", "npz", "safetensors"];

flow! {
    /// The flow whose checkpoints are read.
    pub struct Stored<2> = MAF(3) >> Reverse;
}

/// Reads the bytes behind the first as a table of the format that the first says, in every way that a reader has.
///
/// # Panics
///
/// If the file cannot be written, or a table is not what its reader promises.
pub fn table(bytes: &[u8]) {
    let Some((&choice, content)) = bytes.split_first() else {
        return;
    };
    let format = FORMATS[usize::from(choice) % FORMATS.len()];
    let path = file(format);
    std::fs::write(&path, content).expect("a file in the folder for temporary ones");
    for reader in [
        Table::<f32>::reader(),
        Table::reader().missing(Missing::Drop),
        Table::reader().columns([0, 0]).header(true),
        Table::reader().columns(["x"]).header(false).delimiter(b'x'),
        Table::reader().array("x"),
    ] {
        match reader.read(&path) {
            Ok(table) => {
                let cells = table.rows() * table.columns().len();
                assert!(cells == table.values().len() && table.rows() > 0);
                assert!(table.values().iter().all(|value| value.is_finite()));
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// The endings of files of pictures and of sound.
pub const SIGNALS: [&str; 4] = ["idx", "idx.gz", "png", "wav"];

/// Reads the bytes behind the first as pictures or sound, in the format that the first says.
///
/// # Panics
///
/// If the file cannot be written, or what was read is not what its reader promises.
pub fn signal(bytes: &[u8]) {
    let Some((&choice, content)) = bytes.split_first() else {
        return;
    };
    let format = SIGNALS[usize::from(choice) % SIGNALS.len()];
    let path = file(format);
    std::fs::write(&path, content).expect("a file in the folder for temporary ones");
    let read = match format {
        "wav" => Sound::read(&path).and_then(|sound| {
            let channels = usize::from(sound.channels());
            assert!(channels > 0 && sound.numbers().len().is_multiple_of(channels));
            sound.windows::<f32, 6>(1).map(drop)
        }),
        _ => Images::read(&path).map(|images| {
            let dim: usize = images.shape().iter().product();
            assert_eq!(images.numbers().len(), images.len() * dim);
        }),
    };
    if let Err(error) = read {
        assert!(!error.to_string().is_empty());
    }
}

/// Reads the bytes as a checkpoint.
///
/// # Panics
///
/// If a parameter that was read is not finite.
pub fn checkpoint(bytes: &[u8]) {
    match Stored::from_bytes(bytes) {
        Ok(flow) => assert!(flow.params().iter().all(|value| value.is_finite())),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

/// The one file of this process with this ending.
fn file(ending: &str) -> PathBuf {
    std::env::temp_dir().join(format!("flow-hostile-{}.{ending}", std::process::id()))
}

/// Removes what the entries have written.
pub fn clean() {
    let others = SIGNALS.into_iter().chain([run::ENDING]);
    for ending in FORMATS.into_iter().chain(others) {
        // It is not there, if nothing of this format was read.
        let _ = std::fs::remove_file(file(ending));
    }
}
