//! A shift and a scale of each dimension, learned.

use crate::element::{Block, Element, Pullback, Size};
use crate::kernels::dot::dot;
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;
use rand::Rng;

/// The learned shift and scale of every dimension, `Affine`.
///
/// **Forward** `xᵢ = zᵢ · exp sᵢ + tᵢ`. **Inverse** `zᵢ = (xᵢ − tᵢ) · exp(−sᵢ)`. **Log-determinant** `Σᵢ sᵢ`.
///
/// **Parameters** t, then s, D each; both 0 at the start.
///
/// **Cost** D multiply-adds in either direction.
#[derive(Clone, Copy, Debug)]
pub struct Diagonal {
    order: &'static [usize],
}

impl Diagonal {
    /// The shift and scale of the columns in this order.
    pub const fn new(order: &'static [usize]) -> Self {
        Self { order }
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        let dim = self.order.len();
        Size {
            params: 2 * dim,
            tape: dim,
            scratch: 0,
        }
    }

    /// Column by column: its number among the parameters, its place, its shift and its log-scale.
    fn columns<'p, T: Real>(
        &self,
        params: &'p [T],
    ) -> impl Iterator<Item = (usize, usize, T, T)> + use<'p, '_, T> {
        let (shift, log_scale) = params.split_at(self.order.len());
        let of = move |(i, &column): (usize, &usize)| (i, column, shift[i], log_scale[i]);
        self.order.iter().enumerate().map(of)
    }
}

impl<T: Real> Element<T> for Diagonal {
    fn size(&self) -> Size {
        self.size()
    }

    fn init(&self, _: &mut [T], _: &mut dyn Rng) {}

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        let (rows, mut log_det) = (block.rows, T::ZERO);
        for (i, column, shift, log_scale) in self.columns(params) {
            let scale = exp(log_scale);
            let x = &mut block.x[column * rows..][..rows];
            block.tape[i * rows..][..rows].copy_from_slice(x);
            x.iter_mut().for_each(|x| *x = scale * *x + shift);
            log_det += log_scale;
        }
        block.log_det.iter_mut().for_each(|sum| *sum += log_det);
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        let (rows, mut log_det) = (block.rows, T::ZERO);
        for (i, column, shift, log_scale) in self.columns(params) {
            let scale = exp(-log_scale);
            let x = &mut block.x[column * rows..][..rows];
            x.iter_mut().for_each(|x| *x = (*x - shift) * scale);
            block.tape[i * rows..][..rows].copy_from_slice(x);
            log_det += log_scale;
        }
        block.log_det.iter_mut().for_each(|sum| *sum -= log_det);
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, dim) = (pull.rows, self.order.len());
        let dlog_det: T = pull.dlog_det.iter().copied().sum();
        for (i, column, _, log_scale) in self.columns(params) {
            let dx = &mut pull.dx[column * rows..][..rows];
            let z = &pull.tape[i * rows..][..rows];
            if let Some(grad) = pull.grad.as_deref_mut() {
                grad[i] += dx.iter().copied().sum();
            }
            let scale = exp(log_scale);
            dx.iter_mut().for_each(|dx| *dx = scale * *dx);
            if let Some(grad) = pull.grad.as_deref_mut() {
                grad[dim + i] += dispatch(Dot(dx, z)) + dlog_det;
            }
        }
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, dim) = (pull.rows, self.order.len());
        let dlog_det: T = pull.dlog_det.iter().copied().sum();
        for (i, column, _, log_scale) in self.columns(params) {
            let dz = &mut pull.dx[column * rows..][..rows];
            let z = &pull.tape[i * rows..][..rows];
            if let Some(grad) = pull.grad.as_deref_mut() {
                grad[dim + i] -= dispatch(Dot(dz, z)) + dlog_det;
            }
            let scale = exp(-log_scale);
            dz.iter_mut().for_each(|dz| *dz = scale * *dz);
            if let Some(grad) = pull.grad.as_deref_mut() {
                grad[i] -= dz.iter().copied().sum();
            }
        }
    }
}

fn exp<T: Real>(x: T) -> T {
    T::from_f64(x.to_f64().exp())
}

/// Σ aᵢ bᵢ
struct Dot<'a, T>(&'a [T], &'a [T]);

impl<T: Real> Kernel<T> for Dot<'_, T> {
    type Output = T;

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) -> T {
        dot(math, self.0, self.1)
    }
}
