//! What arrives at an element, while a chain is typed.

use super::symmetry::Symmetry;
use crate::formula::Interval;
use crate::labels::Labels;

/// What arrives at an element.
#[derive(Clone, Debug)]
pub(crate) struct Domain {
    /// An interval per dimension.
    pub(crate) intervals: Vec<Interval>,
    /// How messages speak of what produced each of these.
    pub(crate) producers: Vec<String>,
    /// What messages call the dimensions.
    pub(crate) labels: Labels,
    /// What is known of the density's symmetries.
    pub(crate) symmetry: Symmetry,
}

impl Domain {
    /// What arrives in some of the dimensions.
    pub(crate) fn select(&self, dims: &[usize]) -> Self {
        Self {
            intervals: dims.iter().map(|&i| self.intervals[i]).collect(),
            producers: dims.iter().map(|&i| self.producers[i].clone()).collect(),
            labels: self.labels.select(dims),
            symmetry: self.symmetry.select(dims),
        }
    }

    /// Whether the same arrives in every dimension.
    pub(crate) fn is_uniform(&self) -> bool {
        let first = &self.intervals[0];
        self.intervals.iter().all(|other| other == first)
    }
}
