//! Files: checkpoints, and how anything is written so that the old file survives a failure.

mod checkpoint;
mod crc32;
mod error;
#[cfg(test)]
pub(crate) mod folder;
mod replace;

pub use error::{LoadError, SaveError};

pub(crate) use checkpoint::{from_bytes, load, save, swap_on_big_endian, to_bytes};
pub(crate) use crc32::crc32;
pub(crate) use replace::replace;
