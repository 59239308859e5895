//! A shift and a scale of each dimension, learned or set by the data.

use super::columns::Columns;
use super::moments::moments;
use crate::element::Preparation;
use crate::element::{Block, Element, Pullback, Size};
use crate::kernels::dot::dot;
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;

/// A shift and a scale of every dimension: `Affine`, `ActNorm` (Kingma & Dhariwal 2018, "Glow", §3.1) and `Standardize`.
///
/// **Forward** `xᵢ = zᵢ · exp sᵢ + tᵢ`. **Inverse** `zᵢ = (xᵢ − tᵢ) · exp(−sᵢ)`. **Log-determinant** `Σᵢ sᵢ`.
///
/// **Parameters** t, then s, D each; both 0 at the start. Where the data sets them, one more number tells whether it has.
///
/// **Cost** D multiply-adds in either direction.
#[derive(Clone, Copy, Debug)]
pub struct Diagonal {
    columns: Columns,
    set_by: SetBy,
}

/// What sets shift and scale, before a flow's first training, so that what arrives has mean 0 and variance 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetBy {
    /// Nothing; both are learned: `Affine`.
    Nothing,
    /// The first batch; from there on both are learned: `ActNorm`.
    FirstBatch,
    /// All data, for good: `Standardize`.
    AllData,
}

impl Diagonal {
    /// The shift and scale of the columns in this order.
    pub const fn new(order: &'static [usize], set_by: SetBy) -> Self {
        Self {
            columns: Columns::of(order),
            set_by,
        }
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        let dim = self.columns.len();
        Size {
            params: 2 * dim + !matches!(self.set_by, SetBy::Nothing) as usize,
            tape: dim,
            ..Size::NONE
        }
    }

    /// The gradient of what is learned, if it is wanted.
    fn grad<'g, T>(&self, grad: Option<&'g mut [T]>) -> Option<&'g mut [T]> {
        grad.filter(|_| self.set_by != SetBy::AllData)
    }

    /// Column by column: its number among the parameters, its place, its shift and its log-scale.
    fn each<'p, T: Real>(
        &self,
        params: &'p [T],
    ) -> impl Iterator<Item = (usize, usize, T, T)> + use<'p, T> {
        let (shift, log_scale) = params.split_at(self.columns.len());
        let of = move |(i, column): (usize, usize)| (i, column, shift[i], log_scale[i]);
        self.columns.iter().enumerate().map(of)
    }
}

impl<T: Real> Element<T> for Diagonal {
    fn size(&self) -> Size {
        self.size()
    }

    fn prepare(&self, params: &mut [T], data: &mut Preparation<'_, T>) {
        let dim = self.columns.len();
        let samples = match self.set_by {
            SetBy::Nothing => return,
            SetBy::FirstBatch => data.batch,
            SetBy::AllData => data.samples,
        };
        let [shift @ .., is_set] = params else {
            return;
        };
        if is_set.to_f64() > 0.5 {
            return;
        }
        *is_set = T::ONE;
        let (shift, log_scale) = shift.split_at_mut(dim);
        let parts = shift.iter_mut().zip(log_scale);
        for (column, (shift, log_scale)) in self.columns.iter().zip(parts) {
            let (mean, log_deviation) = moments(data.column(column, samples));
            if data.inverted {
                *shift = T::from_f64(-mean * (-log_deviation).exp());
                *log_scale = T::from_f64(-log_deviation);
            } else {
                *shift = T::from_f64(mean);
                *log_scale = T::from_f64(log_deviation);
            }
        }
    }

    fn trained(&self, trained: &mut [bool]) {
        match self.set_by {
            SetBy::Nothing => {}
            SetBy::FirstBatch => trained[2 * self.columns.len()] = false,
            SetBy::AllData => trained.fill(false),
        }
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        let (rows, mut log_det) = (block.rows, T::ZERO);
        for (i, column, shift, log_scale) in self.each(params) {
            let scale = exp(log_scale);
            let x = &mut block.x[column * rows..][..rows];
            block.tape[i * rows..][..rows].copy_from_slice(x);
            for x in x.iter_mut() {
                *x = scale * *x + shift;
            }
            log_det += log_scale;
        }
        block.log_det.iter_mut().for_each(|sum| *sum += log_det);
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        let (rows, mut log_det) = (block.rows, T::ZERO);
        for (i, column, shift, log_scale) in self.each(params) {
            let scale = exp(-log_scale);
            let x = &mut block.x[column * rows..][..rows];
            for x in x.iter_mut() {
                *x = (*x - shift) * scale;
            }
            block.tape[i * rows..][..rows].copy_from_slice(x);
            log_det += log_scale;
        }
        block.log_det.iter_mut().for_each(|sum| *sum -= log_det);
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, dim) = (pull.rows, self.columns.len());
        let dlog_det: T = pull.dlog_det.iter().copied().sum();
        for (i, column, _, log_scale) in self.each(params) {
            let dx = &mut pull.dx[column * rows..][..rows];
            let z = &pull.tape[i * rows..][..rows];
            if let Some(grad) = self.grad(pull.grad.as_deref_mut()) {
                grad[i] += dx.iter().copied().sum();
            }
            let scale = exp(log_scale);
            for dx in dx.iter_mut() {
                *dx = scale * *dx;
            }
            if let Some(grad) = self.grad(pull.grad.as_deref_mut()) {
                grad[dim + i] += dispatch(Dot(dx, z)) + dlog_det;
            }
        }
    }

    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, dim) = (pull.rows, self.columns.len());
        let dlog_det: T = pull.dlog_det.iter().copied().sum();
        for (i, column, _, log_scale) in self.each(params) {
            let dz = &mut pull.dx[column * rows..][..rows];
            let z = &pull.tape[i * rows..][..rows];
            if let Some(grad) = self.grad(pull.grad.as_deref_mut()) {
                grad[dim + i] -= dispatch(Dot(dz, z)) + dlog_det;
            }
            let scale = exp(-log_scale);
            for dz in dz.iter_mut() {
                *dz = scale * *dz;
            }
            if let Some(grad) = self.grad(pull.grad.as_deref_mut()) {
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
