//! A spline, or a mixture, for every dimension.

use crate::element::{Block, Element, Pullback, Size, touch};
use crate::kernels::buffer::Cutter;
use crate::real::Real;
use crate::univariate::{Sides, Univariate};
use rand::Rng;

/// The elementwise spline `Spline(bins)`: a learned monotone [`Spline`](crate::univariate::Spline) for each dimension by
/// itself, or on angles a [`Circular`](crate::univariate::Circular) one; and `LogisticMixture(components)`, with a
/// [`Mixture`](crate::univariate::Mixture) for each.
///
/// **Inverse** `zᵢ = f(xᵢ; θᵢ)`. **Forward** `xᵢ = f⁻¹(zᵢ; θᵢ)`. **Log-determinant** of the inverse, `Σᵢ ln f′(xᵢ; θᵢ)`.
///
/// **Parameters** θᵢ of every dimension, those of a spline, or of a mixture; they start at 0, where a spline is the identity.
#[derive(Clone, Copy, Debug)]
pub struct Splines<U, const D: usize> {
    order: [usize; D],
    spline: U,
    /// Parameters of a spline.
    count: usize,
}

impl<U: Copy, const D: usize> Splines<U, D> {
    /// Splines with `count` parameters, of which the `k`-th is for dimension `order[k]`.
    pub const fn new(order: [usize; D], spline: U, count: usize) -> Self {
        Self {
            order,
            spline,
            count,
        }
    }

    /// The room this element needs: the samples on the side of the data, and the parameters of a column.
    pub const fn size(&self) -> Size {
        let params = self.count;
        Size {
            params: D * params,
            tape: D + params,
            scratch: 1 + params,
            ..Size::NONE
        }
    }

    /// Calls `work(k, start, θ)` for the `k`-th spline, whose column begins at `start` of a block, with its parameters in
    /// columns of `rows`.
    fn each<T: Real>(
        &self,
        params: &[T],
        rows: usize,
        theta: &mut [T],
        mut work: impl FnMut(usize, usize, &[T]),
    ) {
        let params = params.chunks_exact(self.count);
        for (k, (&dim, params)) in self.order.iter().zip(params).enumerate() {
            for (column, &p) in theta.chunks_exact_mut(rows).zip(params) {
                column.fill(p);
            }
            work(k, dim * rows, theta);
        }
    }
}

impl<T: Real, U: Univariate<T> + Copy, const D: usize> Element<T> for Splines<U, D> {
    fn size(&self) -> Size {
        self.size()
    }

    fn init(&self, _: &mut [T], _: &mut dyn Rng) {}

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.order);
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        let rows = block.rows;
        let (x, tape) = block.tape.split_at_mut(D * rows);
        self.each(params, rows, tape, |k, at, theta| {
            let z = &mut block.x[at..][..rows];
            let x = &mut x[k * rows..][..rows];
            self.spline.forward(theta, z, x, block.log_det);
            z.copy_from_slice(x);
        });
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        let rows = block.rows;
        let (x, tape) = block.tape.split_at_mut(D * rows);
        self.each(params, rows, tape, |k, at, theta| {
            let z = &mut block.x[at..][..rows];
            let x = &mut x[k * rows..][..rows];
            x.copy_from_slice(z);
            self.spline.inverse(theta, x, z, block.log_det);
        });
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.pull(params, pull, U::forward_pullback);
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        self.pull(params, pull, U::inverse_pullback);
    }
}

/// A pullback of the spline: parameters, the data's side, cotangents of the result and its log-determinant, cotangents to
/// fill.
type Pull<T, U> = fn(&U, &[T], Sides<'_, T>, &[T], &[T], &mut [T], &mut [T]);

impl<U: Copy, const D: usize> Splines<U, D> {
    fn pull<T: Real>(&self, params: &[T], pull: &mut Pullback<'_, T>, pullback: Pull<T, U>) {
        let rows = pull.rows;
        let (x, tape) = pull.tape.split_at_mut(D * rows);
        let count = self.count;
        let mut scratch = Cutter::new(pull.scratch);
        let (dfrom, dtheta) = (scratch.cut(rows), scratch.cut(count * rows));
        self.each(params, rows, tape, |k, at, theta| {
            let (x, dto) = (&x[k * rows..][..rows], &mut pull.dx[at..][..rows]);
            let sides = Sides { z: &[], x };
            pullback(
                &self.spline,
                theta,
                sides,
                dto,
                pull.dlog_det,
                dfrom,
                dtheta,
            );
            dto.copy_from_slice(dfrom);
            if let Some(grad) = pull.grad.as_deref_mut() {
                let grad = &mut grad[k * count..][..count];
                for (grad, dtheta) in grad.iter_mut().zip(dtheta.chunks_exact(rows)) {
                    *grad += dtheta.iter().copied().sum::<T>();
                }
            }
        });
    }
}
