//! The pictures: which are trained on, which validate, and which are for the test.

use flow_runtime::prelude::*;
use flow_runtime::signal::{Images, SignalError};
use std::error::Error;
use std::path::Path;

/// Of 8 × 8 pixels, whole numbers from 0 to 16.
const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/digits.idx3-ubyte.gz");

/// Pictures of MNIST that validate, the last of those for training.
const VALID: usize = 1_000;

pub(crate) struct Pictures<const D: usize> {
    pub(crate) train: Vec<SVector<f32, D>>,
    pub(crate) valid: Vec<SVector<f32, D>>,
    pub(crate) test: Vec<SVector<f32, D>>,
    /// How many numbers a pixel can be.
    pub(crate) levels: f64,
    /// How many are trained on at once, and with which learning rate.
    pub(crate) batch: (usize, f64),
}

/// The 1,797 small digits, in their order: the last 500 are of other writers in part.
pub(crate) fn small<const D: usize>() -> Result<Pictures<D>, SignalError> {
    let all: Vec<SVector<f32, D>> = Images::read(SMALL)?.samples()?;
    Ok(Pictures {
        train: all[..1_100].to_vec(),
        valid: all[1_100..1_297].to_vec(),
        test: all[1_297..].to_vec(),
        levels: 17.0,
        batch: (32, 1e-3),
    })
}

/// MNIST, as its authors divided it: some pictures to train on at least, and so many for the test.
pub(crate) fn mnist<const D: usize>(
    folder: &Path,
    tested: usize,
) -> Result<Pictures<D>, Box<dyn Error>> {
    let read = |name: &str, fewest: usize| -> Result<Vec<SVector<f32, D>>, Box<dyn Error>> {
        let path = folder.join(name);
        let pictures = Images::read(&path)?.samples()?;
        if pictures.len() < fewest {
            let (path, found) = (path.display(), pictures.len());
            return Err(
                format!("`{path}`: expected {fewest} pictures or more, found {found}").into(),
            );
        }
        Ok(pictures)
    };
    let mut train = read("train-images-idx3-ubyte", VALID + 1)?;
    let valid = train.split_off(train.len() - VALID);
    Ok(Pictures {
        train,
        valid,
        test: read("t10k-images-idx3-ubyte", tested)?,
        levels: 256.0,
        batch: (112, 2e-3),
    })
}
