//! Files of runs.

use super::{Stored, file};
use flate2::Crc;
use flow_runtime::prelude::*;

const TITLE: &[u8] = b"flow-runtime run 1\n";

/// A line such as `crc32 1c291ca3`.
const CHECKSUM: usize = 15;

/// The ending of the files.
pub(super) const ENDING: &str = "run";

/// Bytes that [`run`] can go on from: the first says that the checksum is to be left as it is.
///
/// # Panics
///
/// If the run cannot be written.
pub fn begun() -> Vec<u8> {
    let path = file(ENDING);
    // It may be there from another input.
    let _ = std::fs::remove_file(&path);
    train(1).0.expect("training");
    let mut bytes = vec![0];
    bytes.extend(std::fs::read(&path).expect("the file of the run"));
    bytes
}

/// Goes on from the bytes behind the first as from the file of a run. If the first is odd, the checksum is set to that of the
/// others, as whoever makes such a file on purpose would.
///
/// # Panics
///
/// If the file cannot be written, or a parameter is not finite in the end.
pub fn run(bytes: &[u8]) {
    let Some((&choice, content)) = bytes.split_first() else {
        return;
    };
    let mut content = content.to_vec();
    if choice % 2 == 1 {
        sign(&mut content);
    }
    std::fs::write(file(ENDING), &content).expect("a file in the folder for temporary ones");
    let (trained, flow) = train(3);
    if let Err(error) = trained {
        assert!(!error.to_string().is_empty());
    }
    assert!(flow.params().iter().all(|value| value.is_finite()));
}

/// Goes on to the end of so many epochs.
fn train(epochs: usize) -> (Result<History, FitError>, Stored) {
    let rows: [SVector<f32, 2>; 8] =
        std::array::from_fn(|i| SVector::from([i as f32 / 8.0, (i % 3) as f32]));
    let mut flow = Stored::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    let trained = Trainer::new(Adam::new(1e-2))
        .epochs(epochs)
        .batch_size(4)
        .average(0.9)
        .checkpoint(file(ENDING), Every::Epochs(1))
        .resume()
        .fit(&mut flow, Samples::of(&rows).validation_split(0.25));
    (trained, flow)
}

/// Sets the checksum, if there is a place for one.
fn sign(bytes: &mut [u8]) {
    let start = TITLE.len() + CHECKSUM;
    if bytes.len() < start || !bytes.starts_with(TITLE) {
        return;
    }
    let (head, content) = bytes.split_at_mut(start);
    let mut crc = Crc::new();
    crc.update(content);
    let line = format!("crc32 {:08x}\n", crc.sum());
    head[TITLE.len()..].copy_from_slice(line.as_bytes());
}
