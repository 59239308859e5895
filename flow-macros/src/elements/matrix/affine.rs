//! `x = A·z + b`, of constants.

use crate::elements::shift_scale::image;
use crate::formula::Interval;
use crate::matrix::{Number, Square};
use crate::permutation::Permutation;
use crate::rules::Constants;

#[derive(Clone, Debug)]
pub(super) struct Affine {
    pub(super) matrix: Square,
    pub(super) shift: Vec<Number>,
}

impl Affine {
    /// Without a shift.
    pub(super) fn linear(matrix: Square) -> Self {
        Self {
            shift: vec![Number::ZERO; matrix.dim()],
            matrix,
        }
    }

    pub(super) fn diagonal(constants: &Constants) -> Self {
        let numbers = |values: &[f64]| -> Vec<Number> {
            values.iter().map(|&value| Number::decimal(value)).collect()
        };
        Self {
            matrix: Square::diagonal(numbers(&constants.scale)),
            shift: numbers(&constants.shift),
        }
    }

    pub(super) fn is_shifted(&self) -> bool {
        !self.shift.iter().all(Number::is_zero)
    }

    /// `self` and then `next`.
    pub(super) fn then(&self, next: &Self) -> Self {
        let mut shift = next.matrix.apply(&self.shift);
        for (own, outer) in shift.iter_mut().zip(&next.shift) {
            *own = own.add(outer);
        }
        Self {
            matrix: next.matrix.times(&self.matrix),
            shift,
        }
    }

    /// On permuted columns: `x[p[i]] = Σⱼ aᵢⱼ·z[p[j]] + bᵢ`.
    pub(super) fn permuted(&self, p: &Permutation) -> Self {
        let back = p.inverse();
        let rows = back.apply(&self.matrix.0);
        Self {
            matrix: Square(rows.iter().map(|row| back.apply(row)).collect()),
            shift: back.apply(&self.shift),
        }
    }

    /// The values of output `i`, which reads input `j` alone, for the values of that.
    pub(super) fn multiple(&self, i: usize, j: usize, values: &Interval) -> Interval {
        image(values, &self.matrix.0[i][j], &self.shift[i])
    }
}
