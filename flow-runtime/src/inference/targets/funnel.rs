//! Neal's funnel.

use super::rounded::round;
use crate::inference::Target;
use crate::real::Real;
use crate::special::HALF_LN_2PI;
use nalgebra::SVector;
use rand::distr::Distribution;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

/// x₀ is normal with standard deviation 3, and the other dimensions are normal with variance exp x₀: a wide mouth and a
/// narrow neck, between which no step size fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Funnel<const D: usize>;

impl<const D: usize> Funnel<D> {
    fn evaluate<T: Real>(x: &SVector<T, D>) -> (f64, [f64; D]) {
        let first = x[0].to_f64();
        let precision = (-first).exp();
        let mut grad = [0.0; D];
        let mut squares = 0.0;
        for i in 1..D {
            let x = x[i].to_f64();
            squares += x * x;
            grad[i] = -x * precision;
        }
        let others = (D - 1) as f64;
        grad[0] = -first / 9.0 - 0.5 * others + 0.5 * squares * precision;
        let constant = 3.0_f64.ln() + D as f64 * HALF_LN_2PI;
        let value = -first * first / 18.0 - 0.5 * (others * first + squares * precision) - constant;
        (value, grad)
    }
}

impl<T: Real, const D: usize> Target<T, D> for Funnel<D> {
    fn log_density(&self, x: &SVector<T, D>) -> T {
        T::from_f64(Self::evaluate(x).0)
    }

    fn log_density_and_grad(&self, x: &SVector<T, D>) -> (T, SVector<T, D>) {
        let (value, grad) = Self::evaluate(x);
        round(value, grad)
    }
}

impl<T: Real, const D: usize> Distribution<SVector<T, D>> for Funnel<D> {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> SVector<T, D> {
        let mut first = 0.0;
        SVector::from(std::array::from_fn(|i| {
            let z: f64 = rng.sample(StandardNormal);
            if i == 0 {
                first = 3.0 * z;
                T::from_f64(first)
            } else {
                T::from_f64(z * (0.5 * first).exp())
            }
        }))
    }
}
