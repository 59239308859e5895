//! Densities of one number, on every dimension independently.

use super::{Base, Sides};
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;
use rand::Rng;

/// A density of one number, with location 0 and scale 1.
///
/// The code is compiled over lanes: branch-free, with functions from [`Math`] only, `#[inline(always)]`.
pub(super) trait Standard: Copy + Sync {
    /// What ln p is less than [`ln_shape`](Self::ln_shape).
    fn ln_norm(self) -> f64;

    /// ln p(z) without its constant.
    fn ln_shape<T: Real, M: Math<T>>(self, m: M, z: T) -> T;

    /// d ln p / dz.
    fn slope<T: Real, M: Math<T>>(self, m: M, z: T) -> T;

    /// Draws a number.
    fn draw(self, rng: &mut dyn Rng) -> f64;

    /// Where its middle is.
    fn middle(self) -> f64 {
        0.0
    }

    /// The probability of numbers below `z`.
    fn below(self, z: f64) -> f64;

    /// The number below which the probability is `p`, at most ½.
    fn lower_quantile(self, p: f64) -> f64;

    /// The number with as much below it as `z` has above. As it stands: of a density that is even about 0.
    fn mirrored(self, z: f64) -> f64 {
        -z
    }

    /// Whether a number, rounded to the scalar, still lies in the support.
    fn holds(self, _: f64) -> bool {
        true
    }
}

impl<T: Real, S: Standard> Base<T> for S {
    fn log_prob(&self, z: &[T], out: &mut [T]) {
        dispatch(LogProb(*self, z, out));
    }

    fn score(&self, z: &[T], weight: &[T], dz: &mut [T]) {
        dispatch(Score(*self, z, weight, dz));
    }

    fn sample(&self, rng: &mut dyn Rng, z: &mut [T]) {
        for z in z {
            loop {
                *z = T::from_f64(self.draw(rng));
                if self.holds(z.to_f64()) {
                    break;
                }
            }
        }
    }

    fn center(&self, _: usize) -> f64 {
        self.middle()
    }

    fn sides(&self, _: usize, z: f64) -> Sides {
        Sides {
            below: self.below(z),
            above: self.below(self.mirrored(z)),
        }
    }

    fn quantile(&self, _: usize, sides: Sides) -> f64 {
        if sides.below <= sides.above {
            self.lower_quantile(sides.below)
        } else {
            self.mirrored(self.lower_quantile(sides.above))
        }
    }
}

struct LogProb<'a, T, S>(S, &'a [T], &'a mut [T]);

impl<T: Real, S: Standard> Kernel<T> for LogProb<'_, T, S> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let Self(density, z, out) = self;
        let norm = T::from_f64(density.ln_norm());
        for column in z.chunks_exact(out.len()) {
            for (out, &z) in out.iter_mut().zip(column) {
                *out += density.ln_shape(m, z) - norm;
            }
        }
    }
}

struct Score<'a, T, S>(S, &'a [T], &'a [T], &'a mut [T]);

impl<T: Real, S: Standard> Kernel<T> for Score<'_, T, S> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let Self(density, z, weight, dz) = self;
        let rows = weight.len();
        for (z, dz) in z.chunks_exact(rows).zip(dz.chunks_exact_mut(rows)) {
            for ((&z, dz), &weight) in z.iter().zip(dz).zip(weight) {
                *dz += weight * density.slope(m, z);
            }
        }
    }
}
