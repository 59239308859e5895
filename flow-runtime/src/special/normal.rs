//! The standard normal distribution.

use crate::kernels::{Kernel, Math, dispatch};

/// ½ ln 2π.
pub(crate) const HALF_LN_2PI: f64 = 0.918_938_533_204_672_8;

/// Φ(x), the probability of a number below.
pub(crate) fn normal_cdf(x: f64) -> f64 {
    dispatch(Cdf(x))
}

/// Φ⁻¹(p), for p in (0, 1).
pub(crate) fn normal_quantile(p: f64) -> f64 {
    dispatch(Quantile(p))
}

struct Cdf(f64);

impl Kernel<f64> for Cdf {
    type Output = f64;

    #[inline(always)]
    fn run<M: Math<f64>>(self, m: M) -> f64 {
        m.normal_cdf(self.0)
    }
}

struct Quantile(f64);

impl Kernel<f64> for Quantile {
    type Output = f64;

    #[inline(always)]
    fn run<M: Math<f64>>(self, m: M) -> f64 {
        m.normal_quantile(self.0)
    }
}
