//! One convolution: same size, the same weights at every place.

use super::grid::{Grid, Kernel};
use crate::conditioner::PullPass;
use crate::kernels::buffer::with_scratch;
use crate::kernels::product::{
    MOST_SHARES, MOST_TERMS, Share, outer_products, product, product_dw, sum_of_products,
    sum_of_products_dx,
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
        let mut grad = self
            .grad
            .as_deref_mut()
            .map(|grad| &mut grad[weights.clone()]);
        let weights = &self.params[weights];
        if let Some(grad) = grad.as_deref_mut() {
            convolution.condition_gradient(rows, self.condition, dy, grad);
        }
        if let Some(dcondition) = self.dcondition.as_deref_mut() {
            convolution.pull_condition(rows, weights, dy, dcondition);
        }
        if !accumulate {
            dx.fill(T::ZERO);
        }
        convolution.pull(rows, weights, [x, dy], dx, grad);
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
        if let Some(tiled) = self.tiled() {
            for y in y.chunks_exact_mut(self.outputs * rows) {
                product(rows, y, condition.0, condition.1, accumulate);
            }
            return tiled.pass(rows, params, x, y);
        }
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

    /// Adds to the cotangent of x, and to the gradient of the taps, if it is wanted, within that of all parameters.
    pub(super) fn pull<T: Real>(
        &self,
        rows: usize,
        params: &[T],
        [x, dy]: [&[T]; 2],
        dx: &mut [T],
        grad: Option<&mut [T]>,
    ) {
        let grad = grad.map(|grad| &mut grad[self.taps()..]);
        if let Some(tiled) = self.tiled() {
            return tiled.pull(rows, params, [x, dy], dx, grad);
        }
        if let Some(grad) = grad {
            self.gradient(rows, x, dy, grad);
        }
        let of_place = self.outputs * rows;
        for (place, dx) in dx.chunks_exact_mut(self.inputs * rows).enumerate() {
            let terms = self.kernel.met_by(self.grid, place).map(|(tap, place)| {
                let weights = &params[self.start_of(tap)..self.start_of(tap + 1)];
                (&dy[place * of_place..][..of_place], weights)
            });
            sum_of_products_dx(rows, dx, terms, true);
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

    /// Adds to the gradient of what multiplies the condition, within that of all parameters.
    pub(super) fn condition_gradient<T: Real>(
        &self,
        rows: usize,
        condition: &[T],
        dy: &[T],
        grad: &mut [T],
    ) {
        with_scratch(self.outputs * rows, |sum| {
            sum.fill(T::ZERO);
            for dy in dy.chunks_exact(self.outputs * rows) {
                sum.iter_mut().zip(dy).for_each(|(sum, &term)| *sum += term);
            }
            let condition = &condition[..self.conditions * rows];
            product_dw(rows, &mut grad[..self.taps()], condition, sum, true);
        });
    }

    /// Adds to the gradient of the taps, product by product.
    fn gradient<T: Real>(&self, rows: usize, x: &[T], dy: &[T], grad: &mut [T]) {
        if self.inputs <= self.outputs {
            return self.outer(rows, x, dy, grad);
        }
        // Vectors run along the side that has more channels: from there, the kernel is seen turned round.
        let turned_round = Self {
            inputs: self.outputs,
            outputs: self.inputs,
            ..*self
        };
        with_scratch(grad.len(), |turned| {
            turned.fill(T::ZERO);
            turned_round.outer(rows, dy, x, turned);
            let panel = self.inputs * self.outputs;
            let panels = turned.chunks_exact(panel).rev();
            for (grad, turned) in grad.chunks_exact_mut(panel).zip(panels) {
                for (i, grad) in grad.chunks_exact_mut(self.outputs).enumerate() {
                    let column = turned[i..].iter().step_by(self.inputs);
                    grad.iter_mut()
                        .zip(column)
                        .for_each(|(sum, &term)| *sum += term);
                }
            }
        });
    }

    /// Adds `Σ xᵀ dy` over places and samples to the panels of all taps.
    fn outer<T: Real>(&self, rows: usize, x: &[T], dy: &[T], panels: &mut [T]) {
        let (inputs, outputs) = (self.inputs * rows, self.outputs * rows);
        with_scratch(dy.len(), |turned| {
            let places = dy
                .chunks_exact(outputs)
                .zip(turned.chunks_exact_mut(outputs));
            places.for_each(|(dy, turned)| transpose(rows, dy, turned));
            // So many places that a round over the taps finds them in the cache.
            for start in (0..self.grid.places()).step_by(MOST_SHARES) {
                let places = start..(start + MOST_SHARES).min(self.grid.places());
                let panels = panels.chunks_exact_mut(self.inputs * self.outputs);
                for (tap, panel) in panels.enumerate() {
                    let mut shares = [Share::NONE; MOST_SHARES];
                    let mut count = 0;
                    for (place, met) in self.kernel.pairs(self.grid, tap, places.clone()) {
                        shares[count] = Share {
                            samples: rows,
                            x: &x[met * inputs..][..inputs],
                            dy: &turned[place * outputs..][..outputs],
                        };
                        count += 1;
                    }
                    let panel = (panel, self.outputs);
                    outer_products(self.inputs, self.outputs, panel, &shares[..count], true);
                }
            }
        });
    }
}
