//! A learned linear map, as a product of triangular matrices.

use super::columns::Columns;
use crate::element::{Block, Element, Pullback, Size, compiled, touch};
use crate::kernels::buffer::{Cutter, with_scratch};
use crate::kernels::dot::dot;
use crate::kernels::triangle::{Half, Operation, Triangle};
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;
use nalgebra::DMatrix;
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

/// The learned linear map `Linear` (Kingma & Dhariwal 2018, "Glow", §3.2).
///
/// **Forward** `x = P L exp(diag s) U z`, with a permutation P that is fixed while compiling, L unit lower and U unit upper
/// triangular.
///
/// **Inverse** `z = U⁻¹ exp(−diag s) L⁻¹ P⁻¹ x`, by two triangular solves.
///
/// **Log-determinant** `Σᵢ sᵢ`.
///
/// **Parameters** s (D), then L and U (D·(D − 1)/2 each). At the start the matrix is a random rotation or reflection.
///
/// **Cost** D² multiply-adds in either direction.
///
/// [Over](Self::over) channels it is the invertible 1 × 1 convolution: D is then the number of channels, and the same happens at
/// every place, so that cost and log-determinant count once for each.
#[derive(Clone, Copy, Debug)]
pub struct Linear(Plu);

/// The map, whose code is compiled in this crate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plu {
    input: Columns,
    output: Columns,
    /// The columns of a channel, which all go through the same matrix.
    places: usize,
}

impl Linear {
    /// A map from the columns in the order `input` to the columns in the order `output`.
    ///
    /// # Panics
    ///
    /// If the lengths differ, or there are no columns.
    pub const fn new(input: &'static [usize], output: &'static [usize]) -> Self {
        assert!(input.len() == output.len() && !input.is_empty());
        Self(Plu {
            input: Columns::of(input),
            output: Columns::of(output),
            places: 1,
        })
    }

    /// The same map of channels at each of so many places; the columns of a channel stand together.
    ///
    /// # Panics
    ///
    /// If the columns are not as many for each channel.
    #[must_use]
    pub const fn over(self, places: usize) -> Self {
        assert!(self.0.input.len().is_multiple_of(places));
        Self(Plu { places, ..self.0 })
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        let (dim, columns) = (self.0.dim(), self.0.input.len());
        Size {
            params: dim * dim,
            tape: 2 * columns,
            scratch: columns,
            ..Size::NONE
        }
    }
}

compiled! { S => [] Linear: Plu = |linear| &linear.0 }

/// Parameters, or their gradient, by their meaning.
struct Factors<S> {
    log_scale: S,
    lower: S,
    upper: S,
}

impl Plu {
    /// Rows of the matrix.
    const fn dim(&self) -> usize {
        self.input.len() / self.places
    }

    /// What goes through the matrix, where a block has so many samples: the columns of a channel are one long column.
    fn numbers(&self, rows: usize) -> usize {
        self.places * rows
    }

    /// Adds `Σ dyᵢ yᵢ + sign · Σ dlog_det` to the gradient of sᵢ, over all places.
    fn log_scale_gradient<T: Real>(
        &self,
        dy: &[T],
        y: &[T],
        sign: T,
        dlog_det: &[T],
        grad: &mut [T],
    ) {
        dispatch(LogScaleGradient {
            dy,
            y,
            constant: sign * self.at_all_places(dlog_det),
            rows: self.numbers(dlog_det.len()),
            grad,
        });
    }

    /// A sum that counts once for each place.
    fn at_all_places<T: Real>(&self, numbers: &[T]) -> T {
        T::from_f64(self.places as f64) * numbers.iter().copied().sum()
    }

    fn lower(&self) -> Triangle {
        let (dim, half) = (self.dim(), Half::Lower);
        Triangle { dim, half }
    }

    fn upper(&self) -> Triangle {
        let (dim, half) = (self.dim(), Half::Upper);
        Triangle { dim, half }
    }

    fn factors<'p, T>(&self, params: &'p [T]) -> Factors<&'p [T]> {
        let (log_scale, triangles) = params.split_at(self.dim());
        let (lower, upper) = triangles.split_at(triangles.len() / 2);
        Factors {
            log_scale,
            lower,
            upper,
        }
    }

    fn factors_mut<'p, T>(&self, params: &'p mut [T]) -> Factors<&'p mut [T]> {
        let (log_scale, triangles) = params.split_at_mut(self.dim());
        let (lower, upper) = triangles.split_at_mut(triangles.len() / 2);
        Factors {
            log_scale,
            lower,
            upper,
        }
    }

    /// The tape: z, then y = exp(diag s) U z.
    fn tape<'a, T>(&self, rows: usize, tape: &'a mut [T]) -> (&'a mut [T], &'a mut [T]) {
        let mut tape = Cutter::new(tape);
        let len = self.input.len() * rows;
        (tape.cut(len), tape.cut(len))
    }
}

impl<T: Real> Element<T> for Plu {
    fn size(&self) -> Size {
        Linear(*self).size()
    }

    /// A random rotation Q, with the rows in the order of its pivots: then no entry of L is above 1. Columns change their
    /// sign so that the diagonal of U is positive; the matrix stays orthogonal.
    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        let dim = self.dim();
        let normal = DMatrix::<f64>::from_fn(dim, dim, |_, _| StandardNormal.sample(rng));
        let lu = normal.qr().q().lu();
        let (l, u) = (lu.l(), lu.u());
        let Factors {
            log_scale,
            lower,
            upper,
        } = self.factors_mut(params);
        for (i, s) in log_scale.iter_mut().enumerate() {
            *s = T::from_f64(u[(i, i)].abs().ln());
        }
        self.lower().fill(lower, |i, j| T::from_f64(l[(i, j)]));
        let unit = |i, j| u[(i, j)] * u[(j, j)].signum() / f64::abs(u[(i, i)]);
        self.upper().fill(upper, |i, j| T::from_f64(unit(i, j)));
    }

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.input.iter().chain(self.output.iter()));
    }

    fn forward(&self, params: &[T], block: &mut Block<'_, T>) {
        let (rows, numbers) = (block.rows, self.numbers(block.rows));
        let p = self.factors(params);
        let (z, y) = self.tape(rows, block.tape);
        self.input.gather(rows, block.x, z);
        y.copy_from_slice(z);
        self.upper().apply(Operation::Multiply, p.upper, numbers, y);
        scale(p.log_scale, T::ONE, numbers, y);
        with_scratch(y.len(), |x| {
            x.copy_from_slice(y);
            self.lower().apply(Operation::Multiply, p.lower, numbers, x);
            self.output.scatter(rows, x, block.x);
        });
        let log_det = self.at_all_places(p.log_scale);
        block.log_det.iter_mut().for_each(|sum| *sum += log_det);
    }

    fn inverse(&self, params: &[T], block: &mut Block<'_, T>) {
        let (rows, numbers) = (block.rows, self.numbers(block.rows));
        let p = self.factors(params);
        let (z, y) = self.tape(rows, block.tape);
        self.output.gather(rows, block.x, y);
        self.lower().apply(Operation::Solve, p.lower, numbers, y);
        z.copy_from_slice(y);
        scale(p.log_scale, -T::ONE, numbers, z);
        self.upper().apply(Operation::Solve, p.upper, numbers, z);
        self.input.scatter(rows, z, block.x);
        let log_det = self.at_all_places(p.log_scale);
        block.log_det.iter_mut().for_each(|sum| *sum -= log_det);
    }

    fn forward_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, numbers) = (pull.rows, self.numbers(pull.rows));
        let p = self.factors(params);
        let (z, y) = self.tape(rows, pull.tape);
        let mut grad = pull.grad.as_deref_mut().map(|grad| self.factors_mut(grad));
        let d = &mut pull.scratch[..self.input.len() * rows];
        self.output.gather(rows, pull.dx, d);
        if let Some(grad) = &mut grad {
            self.lower().gradient(numbers, d, y, grad.lower);
        }
        self.lower()
            .apply(Operation::MultiplyTransposed, p.lower, numbers, d);
        if let Some(grad) = &mut grad {
            self.log_scale_gradient(d, y, T::ONE, pull.dlog_det, grad.log_scale);
        }
        scale(p.log_scale, T::ONE, numbers, d);
        if let Some(grad) = &mut grad {
            self.upper().gradient(numbers, d, z, grad.upper);
        }
        self.upper()
            .apply(Operation::MultiplyTransposed, p.upper, numbers, d);
        self.input.scatter(rows, d, pull.dx);
    }

    /// Works on the negatives of the cotangents: with v = U z, ∂z/∂U is −U⁻¹ dU z, and so on.
    fn inverse_pullback(&self, params: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, numbers) = (pull.rows, self.numbers(pull.rows));
        let p = self.factors(params);
        let (z, y) = self.tape(rows, pull.tape);
        let mut grad = pull.grad.as_deref_mut().map(|grad| self.factors_mut(grad));
        let d = &mut pull.scratch[..self.input.len() * rows];
        self.input.gather(rows, pull.dx, d);
        for d in d.iter_mut() {
            *d = -*d;
        }
        self.upper()
            .apply(Operation::SolveTransposed, p.upper, numbers, d);
        if let Some(grad) = &mut grad {
            self.upper().gradient(numbers, d, z, grad.upper);
        }
        scale(p.log_scale, -T::ONE, numbers, d);
        if let Some(grad) = &mut grad {
            self.log_scale_gradient(d, y, -T::ONE, pull.dlog_det, grad.log_scale);
        }
        self.lower()
            .apply(Operation::SolveTransposed, p.lower, numbers, d);
        if let Some(grad) = &mut grad {
            self.lower().gradient(numbers, d, y, grad.lower);
        }
        for d in d.iter_mut() {
            *d = -*d;
        }
        self.output.scatter(rows, d, pull.dx);
    }
}

/// Multiplies column i by exp(sign · sᵢ).
fn scale<T: Real>(log_scale: &[T], sign: T, rows: usize, x: &mut [T]) {
    for (column, &s) in x.chunks_exact_mut(rows).zip(log_scale) {
        let factor = T::from_f64((sign * s).to_f64().exp());
        for x in column.iter_mut() {
            *x = factor * *x;
        }
    }
}

struct LogScaleGradient<'a, T> {
    dy: &'a [T],
    y: &'a [T],
    constant: T,
    rows: usize,
    grad: &'a mut [T],
}

impl<T: Real> Kernel<T> for LogScaleGradient<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        let columns = self
            .dy
            .chunks_exact(self.rows)
            .zip(self.y.chunks_exact(self.rows));
        for ((dy, y), grad) in columns.zip(self.grad) {
            *grad += dot(math, dy, y) + self.constant;
        }
    }
}
