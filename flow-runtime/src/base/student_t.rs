//! Student's t distribution as a base density.

use super::independent::Standard;
use crate::kernels::Math;
use crate::real::Real;
use crate::special::{first, ln_gamma, lower_beta};
use rand::Rng;
use rand_distr::{ChiSquared, Distribution, StandardNormal};
use std::f64::consts::PI;

/// Independent Student's t distributions with ν degrees of freedom, location 0 and scale 1: `StudentT(dof = ν)`.
///
/// `ln p(z) = −½(ν + 1) Σᵢ ln(1 + zᵢ²/ν) − D (½ ln(νπ) + ln Γ(½ν) − ln Γ(½(ν + 1)))`, in nats. Its tails fall like
/// |z|^−(ν+1). Mean 0 (ν > 1), variance ν/(ν − 2) (ν > 2).
#[derive(Clone, Copy, Debug)]
pub struct StudentT {
    dof: f64,
}

impl StudentT {
    /// With this many degrees of freedom.
    ///
    /// # Panics
    ///
    /// If they are not positive.
    pub const fn new(dof: f64) -> Self {
        assert!(dof > 0.0, "the degrees of freedom must be positive");
        Self { dof }
    }
}

impl Standard for StudentT {
    fn ln_norm(self) -> f64 {
        0.5 * (self.dof * PI).ln() + ln_gamma(0.5 * self.dof) - ln_gamma(0.5 * (self.dof + 1.0))
    }

    #[inline(always)]
    fn ln_shape<T: Real, M: Math<T>>(self, m: M, z: T) -> T {
        // Not z², which overflows.
        let r = m.abs(z) * T::from_f64(self.dof.sqrt().recip());
        let small = m.min(r, T::ONE);
        let large = m.max(r, T::ONE);
        // 1 + r² = large² (small² + large⁻²) with one of the two at 1.
        let inverse = T::ONE / large;
        let rest = m.ln_1p(m.select_lt(r, T::ONE, small * small, inverse * inverse));
        let ln = m.fma(T::from_f64(2.0), m.ln(large), rest);
        T::from_f64(-0.5 * (self.dof + 1.0)) * ln
    }

    #[inline(always)]
    fn slope<T: Real, M: Math<T>>(self, m: M, z: T) -> T {
        // (ν + 1) z / (ν + z²), divided through by the larger of z and 1.
        let large = m.max(m.abs(z), T::ONE);
        let (one, z) = (T::from_f64(self.dof) / large, z / large);
        -T::from_f64(self.dof + 1.0) * z / m.fma(z * large, z, one)
    }

    fn draw(self, rng: &mut dyn Rng) -> f64 {
        let normal: f64 = StandardNormal.sample(rng);
        let Ok(chi_squared) = ChiSquared::new(self.dof) else {
            return f64::NAN;
        };
        normal / (chi_squared.sample(rng) / self.dof).sqrt()
    }

    fn below(self, z: f64) -> f64 {
        let r = z.abs() / self.dof.sqrt();
        if z < 0.0 {
            // Of both tails.
            0.5 * lower_beta(0.5 * self.dof, 0.5, r.recip())
        } else {
            0.5 + 0.5 * lower_beta(0.5, 0.5 * self.dof, r)
        }
    }

    fn lower_quantile(self, p: f64) -> f64 {
        first(|z| z >= 0.0 || self.below(z) >= p)
    }
}
