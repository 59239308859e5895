//! One convolution: same size, the same weights at every place.

use super::grid::{Grid, Kernel};
use crate::conditioner::PullPass;
use crate::kernels::buffer::with_scratch;
use crate::kernels::product::{
    MOST_SHARES, MOST_TERMS, Share, outer_products, sum_of_products, sum_of_products_dx,
};
use crate::kernels::transpose::transpose;
use crate::real::Real;
use std::ops::Range;

/// A convolution of an image with zeros beyond its edges, `y_p = W_c c + Σ_k W_k x_{p + k}`, where c are the first columns of
/// what the samples are conditioned on: ones, and perhaps the context.
///
/// **Parameters** `W_c`, then a panel for each tap of the kernel, row by row; each `inputs × outputs`, row-major.
#[derive(Clone, Copy, Debug)]
pub(super) struct Convolution {
    pub(super) grid: Grid,
    pub(super) kernel: Kernel,
    /// Columns of the condition that it reads.
    pub(super) conditions: usize,
    pub(super) inputs: usize,
    pub(super) outputs: usize,
}

/// A pullback through the convolutions of a network.
pub(super) struct Back<'a, T> {
    pub(super) rows: usize,
    pub(super) params: &'a [T],
    pub(super) condition: &'a [T],
    /// What is added to, if it is wanted.
    pub(super) dcondition: Option<&'a mut [T]>,
    pub(super) grad: Option<&'a mut [T]>,
}

impl<'a, T: Real> Back<'a, T> {
    /// With the tape that the pass has left, and the scratch there is.
    pub(super) fn new(params: &'a [T], pull: PullPass<'a, T>) -> (Self, &'a [T], &'a mut [T]) {
        let back = Self {
            rows: pull.rows,
            params,
            condition: pull.condition,
            dcondition: pull.dcondition,
            grad: pull.grad,
        };
        (back, pull.tape, pull.scratch)
    }

    /// Through one of them, whose parameters are these, from `x`: fills in `dx`, or adds to it, and adds to what else is wanted.
    pub(super) fn through(
        &mut self,
        (convolution, weights): (Convolution, Range<usize>),
        x: &[T],
        dy: &[T],
        dx: &mut [T],
        accumulate: bool,
    ) {
        let rows = self.rows;
        if let Some(grad) = self.grad.as_deref_mut() {
            convolution.gradient(rows, self.condition, x, dy, &mut grad[weights.clone()]);
        }
        let weights = &self.params[weights];
        if let Some(dcondition) = self.dcondition.as_deref_mut() {
            convolution.pull_condition(rows, weights, dy, dcondition);
        }
        convolution.pull(rows, weights, dy, dx, accumulate);
    }
}

impl Convolution {
    /// The number of weights and biases.
    pub(super) const fn params(&self) -> usize {
        (self.conditions + self.kernel.taps() * self.inputs) * self.outputs
    }

    /// Where the weights of the taps begin.
    pub(super) const fn taps(&self) -> usize {
        self.conditions * self.outputs
    }

    /// The weights from a tap on.
    fn start_of(&self, tap: usize) -> usize {
        self.taps() + tap * self.inputs * self.outputs
    }

    /// `y`, for an image x, or `+=`.
    pub(super) fn pass<T: Real>(
        &self,
        rows: usize,
        params: &[T],
        condition: &[T],
        x: &[T],
        y: &mut [T],
        accumulate: bool,
    ) {
        let condition = (&condition[..self.conditions * rows], &params[..self.taps()]);
        let of_place = self.inputs * rows;
        for (place, y) in y.chunks_exact_mut(self.outputs * rows).enumerate() {
            let terms = self.kernel.runs(self.grid, place).map(|run| {
                let x = &x[run.place * of_place..][..run.taps.len() * of_place];
                (
                    x,
                    &params[self.start_of(run.taps.start)..self.start_of(run.taps.end)],
                )
            });
            sum_of_products(rows, y, std::iter::once(condition).chain(terms), accumulate);
        }
    }

    /// The cotangent of x, or `+=`.
    pub(super) fn pull<T: Real>(
        &self,
        rows: usize,
        params: &[T],
        dy: &[T],
        dx: &mut [T],
        accumulate: bool,
    ) {
        let of_place = self.outputs * rows;
        for (place, dx) in dx.chunks_exact_mut(self.inputs * rows).enumerate() {
            let terms = self.kernel.met_by(self.grid, place).map(|(tap, place)| {
                let weights = &params[self.start_of(tap)..self.start_of(tap + 1)];
                (&dy[place * of_place..][..of_place], weights)
            });
            sum_of_products_dx(rows, dx, terms, accumulate);
        }
    }

    /// Adds to the cotangent of the context, if this layer reads it. The column of ones has none.
    pub(super) fn pull_condition<T: Real>(
        &self,
        rows: usize,
        params: &[T],
        dy: &[T],
        dcondition: &mut [T],
    ) {
        if self.conditions == 1 {
            return;
        }
        let weights = &params[self.outputs..self.taps()];
        let dcontext = &mut dcondition[rows..self.conditions * rows];
        for dy in dy.chunks(MOST_TERMS * self.outputs * rows) {
            let terms = dy.chunks_exact(self.outputs * rows).map(|dy| (dy, weights));
            sum_of_products_dx(rows, dcontext, terms, true);
        }
    }

    /// Adds to the gradient of the parameters.
    pub(super) fn gradient<T: Real>(
        &self,
        rows: usize,
        condition: &[T],
        x: &[T],
        dy: &[T],
        grad: &mut [T],
    ) {
        let (inputs, outputs) = (self.inputs * rows, self.outputs * rows);
        let condition = &condition[..self.conditions * rows];
        with_scratch(dy.len(), |turned| {
            let places = dy
                .chunks_exact(outputs)
                .zip(turned.chunks_exact_mut(outputs));
            places.for_each(|(dy, turned)| transpose(rows, dy, turned));
            let share = |place: usize, x| Share {
                samples: rows,
                x,
                dy: &turned[place * outputs..][..outputs],
            };
            let (of_condition, of_taps) = grad.split_at_mut(self.taps());
            let shares = (0..self.grid.places()).map(|place| share(place, condition));
            self.multiply(self.conditions, shares, of_condition);
            let of_tap = of_taps.chunks_exact_mut(self.inputs * self.outputs);
            for (tap, grad) in of_tap.enumerate() {
                let pairs = self.kernel.pairs(self.grid, tap);
                let shares = pairs.map(|(place, met)| share(place, &x[met * inputs..][..inputs]));
                self.multiply(self.inputs, shares, grad);
            }
        });
    }

    /// Adds `Σ xᵀ dy` over shares to a panel of so many rows.
    fn multiply<'a, T: Real>(
        &self,
        inputs: usize,
        mut shares: impl Iterator<Item = Share<'a, T>>,
        grad: &mut [T],
    ) {
        loop {
            let mut some = [Share::NONE; MOST_SHARES];
            let mut count = 0;
            for (slot, share) in some.iter_mut().zip(&mut shares) {
                *slot = share;
                count += 1;
            }
            if count == 0 {
                return;
            }
            let panel = (&mut *grad, self.outputs);
            outer_products(inputs, self.outputs, panel, &some[..count], true);
        }
    }
}
