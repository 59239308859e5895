//! Independent normal numbers.

use crate::density::Density;
use crate::inference::Target;
use crate::real::Real;
use crate::special::HALF_LN_2PI;
use nalgebra::SVector;
use rand::distr::Distribution;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

/// Independent normal numbers: a density that can be sampled, and costs next to nothing, such as
/// [`Tempering`](crate::inference::samplers::Tempering) starts from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gaussian<const D: usize> {
    mean: [f64; D],
    deviation: [f64; D],
}

impl<const D: usize> Gaussian<D> {
    /// By means and standard deviations.
    ///
    /// # Panics
    ///
    /// If a mean is not finite, or a standard deviation not a positive, finite number.
    pub fn new(mean: [f64; D], deviation: [f64; D]) -> Self {
        let positive = |s: &f64| s.is_finite() && *s > 0.0;
        assert!(mean.iter().all(|m| m.is_finite()), "the mean is {mean:?}");
        assert!(
            deviation.iter().all(positive),
            "the standard deviation is {deviation:?}"
        );
        Self { mean, deviation }
    }

    /// Around 0, with the same standard deviation everywhere.
    ///
    /// # Panics
    ///
    /// As [`new`](Self::new).
    pub fn round(deviation: f64) -> Self {
        Self::new([0.0; D], [deviation; D])
    }

    /// x as a standard normal number, by dimension.
    fn standard<T: Real>(&self, x: &SVector<T, D>) -> [f64; D] {
        std::array::from_fn(|i| (x[i].to_f64() - self.mean[i]) / self.deviation[i])
    }
}

impl<T: Real, const D: usize> Target<T, D> for Gaussian<D> {
    fn log_density(&self, x: &SVector<T, D>) -> T {
        let terms = self.standard(x).into_iter().zip(self.deviation);
        T::from_f64(
            terms
                .map(|(z, s)| -0.5 * z * z - s.ln() - HALF_LN_2PI)
                .sum(),
        )
    }

    fn log_density_and_grad(&self, x: &SVector<T, D>) -> (T, SVector<T, D>) {
        let z = self.standard(x);
        let grad = std::array::from_fn(|i| T::from_f64(-z[i] / self.deviation[i]));
        (self.log_density(x), SVector::from(grad))
    }
}

impl<T: Real, const D: usize> Distribution<SVector<T, D>> for Gaussian<D> {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> SVector<T, D> {
        SVector::from(std::array::from_fn(|i| {
            let z: f64 = rng.sample(StandardNormal);
            T::from_f64(self.mean[i] + self.deviation[i] * z)
        }))
    }
}

impl<T: Real, const D: usize> Density<T, D> for Gaussian<D> {
    fn log_prob(&self, x: &SVector<T, D>) -> T {
        self.log_density(x)
    }

    fn score(&self, x: &SVector<T, D>) -> SVector<T, D> {
        self.log_density_and_grad(x).1
    }
}
