//! The inverse of a matrix.

use super::number::Number;
use super::square::{Counterexample, Inverse, Square};
use super::{exact, float};
use crate::formula::Rational;

impl Square {
    /// The inverse: by rational arithmetic where that stays within 128 bits, else in floating point with a proof that
    /// no matrix within rounding is singular.
    pub(crate) fn inverse(&self) -> Result<Inverse, Counterexample> {
        let exact = |row: &Vec<Number>| row.iter().map(|entry| entry.exact).collect();
        let rows: Option<Vec<Vec<Rational>>> = self.0.iter().map(exact).collect();
        rows.and_then(|rows| exact::inverse(&rows))
            .unwrap_or_else(|| {
                let float = |row: &Vec<Number>| row.iter().map(|entry| entry.value).collect();
                let rows: Vec<Vec<f64>> = self.0.iter().map(float).collect();
                float::inverse(&rows)
            })
    }
}
