//! The uniform density of an angle.

use super::independent::Standard;
use crate::kernels::Math;
use crate::real::Real;
use rand::Rng;
use rand_distr::{Distribution, OpenClosed01};
use std::f64::consts::PI;

/// Independent uniform distributions on the circle, angles in (−π, π]: `Circle`.
///
/// `ln p(z) = −D ln 2π` in nats. Both ends are one point, and have the same density.
#[derive(Clone, Copy, Debug)]
pub struct Circle;

/// ln 2π.
const LN_2PI: f64 = 1.837_877_066_409_345_5;

/// Numbers beyond π by so many units in the last place are π.
const ROUNDING: f64 = 4.0;

impl Standard for Circle {
    fn ln_norm(self) -> f64 {
        LN_2PI
    }

    #[inline(always)]
    fn ln_shape<T: Real, M: Math<T>>(self, m: M, z: T) -> T {
        let end = T::from_f64(PI * (1.0 + ROUNDING * T::EPSILON.to_f64()));
        let outside = T::from_f64(f64::NEG_INFINITY);
        // 0, and NaN where z is.
        let inside = T::ZERO * m.max(m.min(z, T::ONE), T::ZERO);
        m.select_lt(end, m.abs(z), outside, inside)
    }

    #[inline(always)]
    fn slope<T: Real, M: Math<T>>(self, _: M, _: T) -> T {
        T::ZERO
    }

    fn draw(self, rng: &mut dyn Rng) -> f64 {
        let u: f64 = OpenClosed01.sample(rng);
        PI * (2.0 * u - 1.0)
    }

    fn holds(self, z: f64) -> bool {
        z > -PI
    }

    fn below(self, z: f64) -> f64 {
        (0.5 + z / (2.0 * PI)).clamp(0.0, 1.0)
    }

    fn lower_quantile(self, p: f64) -> f64 {
        PI * (2.0 * p - 1.0)
    }
}
