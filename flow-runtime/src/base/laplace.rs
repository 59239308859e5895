//! The Laplace base density.

use super::independent::Standard;
use crate::kernels::Math;
use crate::real::Real;
use rand::Rng;
use rand_distr::{Distribution, Open01};

/// Independent Laplace distributions with location 0 and scale 1: `Laplace`.
///
/// `ln p(z) = −Σᵢ |zᵢ| − D ln 2`, in nats. Mean 0, variance 2.
#[derive(Clone, Copy, Debug)]
pub struct Laplace;

impl Standard for Laplace {
    fn ln_norm(self) -> f64 {
        std::f64::consts::LN_2
    }

    #[inline(always)]
    fn ln_shape<T: Real, M: Math<T>>(self, m: M, z: T) -> T {
        -m.abs(z)
    }

    /// Either slope would do at 0, where there is none.
    #[inline(always)]
    fn slope<T: Real, M: Math<T>>(self, m: M, z: T) -> T {
        -m.copysign(T::ONE, z)
    }

    fn draw(self, rng: &mut dyn Rng) -> f64 {
        let u: f64 = Open01.sample(rng);
        // The sign is one bit of the uniform number, the rest is the magnitude.
        if u < 0.5 {
            (2.0 * u).ln()
        } else {
            -(2.0 * (1.0 - u)).ln()
        }
    }

    fn below(self, z: f64) -> f64 {
        if z < 0.0 {
            0.5 * z.exp()
        } else {
            1.0 - 0.5 * (-z).exp()
        }
    }

    fn lower_quantile(self, p: f64) -> f64 {
        (2.0 * p).ln()
    }
}
