//! Layer normalisation (Ba, Kiros & Hinton 2016), without gain and bias.

use crate::kernels::strip::{STRIP, store, strip};
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;

/// Added to the variance.
const EPS: f64 = 1e-5;

/// Columns of what a norm leaves for each of `width` numbers that it reads: a column of ones, the numbers at mean 0 and
/// variance 1, and what they have been multiplied with for that.
pub(super) const fn columns(width: usize) -> usize {
    1 + width + 1
}

/// Fills in [`columns`] of what is normalised.
pub(super) fn norm<T: Real>(rows: usize, x: &[T], y: &mut [T]) {
    dispatch(Norm { rows, x, y });
}

/// Adds to `dx` what comes back from `dy`, the cotangents of the normalised numbers, where `y` is what the norm has left.
pub(super) fn pull<T: Real>(rows: usize, y: &[T], dy: &[T], dx: &mut [T]) {
    dispatch(Pull { rows, y, dy, dx });
}

struct Norm<'a, T> {
    rows: usize,
    x: &'a [T],
    y: &'a mut [T],
}

impl<T: Real> Kernel<T> for Norm<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let Self { rows, x, y } = self;
        let (ones, y) = y.split_at_mut(rows);
        let (y, scale) = y.split_at_mut(x.len());
        ones.fill(T::ONE);
        let part = T::ONE / T::from_f64((x.len() / rows) as f64);
        for at in (0..rows).step_by(STRIP) {
            let len = STRIP.min(rows - at);
            let mut mean = [T::ZERO; STRIP];
            for x in x.chunks_exact(rows) {
                let x = strip(x, at, len);
                for i in 0..STRIP {
                    mean[i] += x[i];
                }
            }
            for mean in &mut mean {
                *mean *= part;
            }
            let mut square = [T::ZERO; STRIP];
            for x in x.chunks_exact(rows) {
                let x = strip(x, at, len);
                for i in 0..STRIP {
                    let from_mean = x[i] - mean[i];
                    square[i] = m.fma(from_mean, from_mean, square[i]);
                }
            }
            for square in &mut square {
                *square = m.recip(m.sqrt(m.fma(*square, part, T::from_f64(EPS))));
            }
            for (x, y) in x.chunks_exact(rows).zip(y.chunks_exact_mut(rows)) {
                let mut x = strip(x, at, len);
                for i in 0..STRIP {
                    x[i] = (x[i] - mean[i]) * square[i];
                }
                store(&x, y, at, len);
            }
            store(&square, scale, at, len);
        }
    }
}

struct Pull<'a, T> {
    rows: usize,
    y: &'a [T],
    dy: &'a [T],
    dx: &'a mut [T],
}

impl<T: Real> Kernel<T> for Pull<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let Self { rows, y, dy, dx } = self;
        let (y, scale) = y[rows..].split_at(dy.len());
        let part = T::ONE / T::from_f64((dy.len() / rows) as f64);
        for at in (0..rows).step_by(STRIP) {
            let len = STRIP.min(rows - at);
            let (mut mean, mut along) = ([T::ZERO; STRIP], [T::ZERO; STRIP]);
            for (y, dy) in y.chunks_exact(rows).zip(dy.chunks_exact(rows)) {
                let (y, dy) = (strip(y, at, len), strip(dy, at, len));
                for i in 0..STRIP {
                    mean[i] += dy[i];
                    along[i] = m.fma(y[i], dy[i], along[i]);
                }
            }
            for i in 0..STRIP {
                mean[i] *= part;
                along[i] *= part;
            }
            let scale = strip(scale, at, len);
            let columns = y.chunks_exact(rows).zip(dy.chunks_exact(rows));
            for ((y, dy), dx) in columns.zip(dx.chunks_exact_mut(rows)) {
                let (y, dy) = (strip(y, at, len), strip(dy, at, len));
                let mut sum = strip(dx, at, len);
                for i in 0..STRIP {
                    let across = m.fma(-y[i], along[i], dy[i] - mean[i]);
                    sum[i] = m.fma(scale[i], across, sum[i]);
                }
                store(&sum, dx, at, len);
            }
        }
    }
}
