//! A square matrix of constants, and what can be asked of it.

use super::number::Number;
use crate::formula::Rational;

/// Rows of as many numbers as there are rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Square(pub(crate) Vec<Vec<Number>>);

/// A matrix that undoes another one.
#[derive(Clone, Debug)]
pub(crate) struct Inverse {
    pub(crate) matrix: Square,
    /// ln|det| of what it undoes.
    pub(crate) ln_det: f64,
}

/// What a matrix sends to 0, so that it has no inverse, or none that can be told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Counterexample {
    /// `kernel` is sent to 0, and so is `relation` from the left: both in whole numbers without a common factor.
    Exact {
        kernel: Vec<Rational>,
        relation: Vec<Rational>,
    },
    /// The determinant is 0 up to rounding; this is sent close to 0.
    Rounded { kernel: Vec<f64> },
}

impl Square {
    pub(crate) fn diagonal(entries: impl IntoIterator<Item = Number>) -> Self {
        let entries: Vec<Number> = entries.into_iter().collect();
        let row = |(i, entry)| {
            let mut row = vec![Number::ZERO; entries.len()];
            row[i] = entry;
            row
        };
        Self(entries.iter().copied().enumerate().map(row).collect())
    }

    pub(crate) fn dim(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_identity(&self) -> bool {
        let mut rows = self.0.iter().enumerate();
        rows.all(|(i, row)| {
            let mut row = row.iter().enumerate();
            row.all(|(j, entry)| {
                if i == j {
                    entry.is_one()
                } else {
                    entry.is_zero()
                }
            })
        })
    }

    /// The places of the entries of row `i` that are not 0.
    pub(crate) fn reads(&self, i: usize) -> impl Iterator<Item = usize> {
        let row = self.0[i].iter().enumerate();
        row.filter(|(_, entry)| !entry.is_zero()).map(|(j, _)| j)
    }

    /// The place of the one entry of row `i` that is not 0, if there is but one.
    pub(crate) fn reads_only(&self, i: usize) -> Option<usize> {
        let mut reads = self.reads(i);
        reads.next().filter(|_| reads.next().is_none())
    }

    pub(crate) fn column_major(&self) -> impl Iterator<Item = f64> {
        let dim = self.dim();
        (0..dim).flat_map(move |j| (0..dim).map(move |i| self.0[i][j].value))
    }

    pub(crate) fn apply(&self, x: &[Number]) -> Vec<Number> {
        let dot = |row: &Vec<Number>| {
            let terms = row.iter().zip(x).map(|(a, b)| a.mul(b));
            terms.fold(Number::ZERO, |sum, term| sum.add(&term))
        };
        self.0.iter().map(dot).collect()
    }

    /// The product `self · other`.
    pub(crate) fn times(&self, other: &Self) -> Self {
        let columns = other.transposed();
        let row = |row: &Vec<Number>| columns.apply(row);
        Self(self.0.iter().map(row).collect())
    }

    fn transposed(&self) -> Self {
        let column = |j| self.0.iter().map(|row| row[j]).collect();
        Self((0..self.dim()).map(column).collect())
    }

    /// How much larger than the rounding of its entries the relative error of a solution can be (Skeel 1979):
    /// ‖|A⁻¹|·|A|‖ in the maximum norm. Scaling rows or exchanging them changes nothing.
    pub(crate) fn condition(&self, inverse: &Self) -> f64 {
        let reach = |row: &Vec<Number>| -> f64 {
            let terms = row.iter().zip(&self.0);
            let terms = terms
                .map(|(x, row)| x.value.abs() * row.iter().map(|a| a.value.abs()).sum::<f64>());
            terms.sum()
        };
        inverse.0.iter().map(reach).fold(0.0, f64::max)
    }
}
