//! The uniform base density.

use super::independent::Standard;
use crate::kernels::Math;
use crate::real::Real;
use rand::Rng;
use rand_distr::{Distribution, Open01};

/// Independent uniform distributions on (0, 1): `Uniform`.
///
/// `ln p(z) = 0` where every zᵢ lies in (0, 1), −∞ elsewhere; in nats. Mean ½, variance 1/12.
///
/// The ends count as inside: a point in the tail of `Uniform >> NormalQuantile` comes back as a number that is rounded to
/// 0 or 1, and still has a density. A flow that ends at 0 or 1 sees to its support at the data.
#[derive(Clone, Copy, Debug)]
pub struct Uniform;

impl Standard for Uniform {
    fn ln_norm(self) -> f64 {
        0.0
    }

    #[inline(always)]
    fn ln_shape<T: Real, M: Math<T>>(self, m: M, z: T) -> T {
        let outside = T::from_f64(f64::NEG_INFINITY);
        // 0, and NaN where z is.
        let inside = T::ZERO * m.max(m.min(z, T::ONE), T::ZERO);
        let above = m.select_lt(z, T::ZERO, outside + inside, inside);
        m.select_lt(T::ONE, z, outside + inside, above)
    }

    #[inline(always)]
    fn slope<T: Real, M: Math<T>>(self, _: M, _: T) -> T {
        T::ZERO
    }

    fn draw(self, rng: &mut dyn Rng) -> f64 {
        Open01.sample(rng)
    }

    fn middle(self) -> f64 {
        0.5
    }

    fn holds(self, z: f64) -> bool {
        0.0 < z && z < 1.0
    }

    fn below(self, z: f64) -> f64 {
        z.clamp(0.0, 1.0)
    }

    fn lower_quantile(self, p: f64) -> f64 {
        p
    }

    fn mirrored(self, z: f64) -> f64 {
        1.0 - z
    }
}
