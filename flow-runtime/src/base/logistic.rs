//! The logistic base density.

use super::independent::Standard;
use crate::kernels::Math;
use crate::real::Real;
use rand::Rng;
use rand_distr::{Distribution, Open01};

/// Independent logistic distributions with location 0 and scale 1: `Logistic`.
///
/// `ln p(z) = −Σᵢ (|zᵢ| + 2 ln(1 + exp(−|zᵢ|)))`, in nats. Mean 0, variance π²/3.
#[derive(Clone, Copy, Debug)]
pub struct Logistic;

impl Standard for Logistic {
    fn ln_norm(self) -> f64 {
        0.0
    }

    #[inline(always)]
    fn ln_shape<T: Real, M: Math<T>>(self, m: M, z: T) -> T {
        let a = m.abs(z);
        -m.fma(T::from_f64(2.0), m.softplus(-a), a)
    }

    #[inline(always)]
    fn slope<T: Real, M: Math<T>>(self, m: M, z: T) -> T {
        -m.tanh(T::from_f64(0.5) * z)
    }

    fn draw(self, rng: &mut dyn Rng) -> f64 {
        let u: f64 = Open01.sample(rng);
        u.ln() - (-u).ln_1p()
    }

    fn below(self, z: f64) -> f64 {
        1.0 / (1.0 + (-z).exp())
    }

    fn lower_quantile(self, p: f64) -> f64 {
        p.ln() - (-p).ln_1p()
    }
}
