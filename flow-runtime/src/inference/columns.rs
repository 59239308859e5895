//! Vectors as columns, as bases have them.

use crate::real::Real;
use nalgebra::SVector;

/// One column for each dimension.
pub(super) fn columns<T: Real, const D: usize>(rows: &[SVector<T, D>]) -> Vec<T> {
    (0..D)
        .flat_map(|d| rows.iter().map(move |row| row[d]))
        .collect()
}
