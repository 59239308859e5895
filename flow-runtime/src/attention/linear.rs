//! A matrix that a token's numbers are multiplied with.

use crate::kernels::product::{product, product_dx};
use crate::real::Real;

/// A matrix of `(1 + inputs) × outputs` weights, row-major, the first row for a column of ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Linear {
    /// The first weight.
    pub(super) weights: usize,
    pub(super) inputs: usize,
    pub(super) outputs: usize,
}

impl Linear {
    pub(super) const fn end(self) -> usize {
        self.weights + (1 + self.inputs) * self.outputs
    }

    /// One that has its weights behind these.
    pub(super) const fn then(self, inputs: usize, outputs: usize) -> Self {
        Self {
            weights: self.end(),
            inputs,
            outputs,
        }
    }

    /// The same with its weights so much later.
    pub(super) const fn at(self, on: usize) -> Self {
        Self {
            weights: self.weights + on,
            ..self
        }
    }

    /// `y = (1, x) W`, or `+=`; `x` begins with the column of ones.
    pub(super) fn apply<T: Real>(
        self,
        rows: usize,
        params: &[T],
        x: &[T],
        y: &mut [T],
        accumulate: bool,
    ) {
        let weights = &params[self.weights..self.end()];
        multiply(rows, y, x, weights, accumulate);
    }

    /// `dx = dy Wᵀ`, or `+=`, without the column of ones.
    pub(super) fn pull<T: Real>(
        self,
        rows: usize,
        params: &[T],
        dy: &[T],
        dx: &mut [T],
        accumulate: bool,
    ) {
        let weights = &params[self.weights + self.outputs..self.end()];
        product_dx(rows, dx, dy, weights, accumulate);
    }
}

/// `y = x w`, or `+=`: every product of the way there.
pub(super) fn multiply<T: Real>(rows: usize, y: &mut [T], x: &[T], w: &[T], accumulate: bool) {
    #[cfg(test)]
    super::tests::MULTIPLY_ADDS.with(|count| count.set(count.get() + w.len()));
    product(rows, y, x, w, accumulate);
}
