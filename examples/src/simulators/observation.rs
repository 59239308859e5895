//! What was observed, and what is known of it.

use flow_runtime::prelude::*;
use flow_runtime::table::{Table, TableError};
use std::path::Path;

/// What was observed, and samples of its posterior.
#[derive(Debug)]
pub(crate) struct Observation<const P: usize, const D: usize> {
    pub(crate) x: SVector<f64, D>,
    pub(crate) posterior: Vec<SVector<f64, P>>,
}

impl<const P: usize, const D: usize> Observation<P, D> {
    /// Observation `number` of a task, from 1, as `references.py` has stored it.
    pub(crate) fn read(references: &Path, task: &str, number: usize) -> Result<Self, TableError> {
        let folder = references.join(format!("{task}/num_observation_{number}"));
        let observed = Table::<f64>::read(folder.join("observation.csv"))?;
        let samples = Table::<f64>::read(folder.join("reference_posterior_samples.csv"))?;
        let data: [String; D] = std::array::from_fn(|i| format!("data_{}", i + 1));
        let parameters: [String; P] = std::array::from_fn(|i| format!("parameter_{}", i + 1));
        Ok(Self {
            x: observed.select(data.each_ref().map(String::as_str))?[0],
            posterior: samples.select(parameters.each_ref().map(String::as_str))?,
        })
    }
}
