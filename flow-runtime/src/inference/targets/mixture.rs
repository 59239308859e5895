//! Forty Gaussians in the plane.

use super::mersenne::mt19937;
use super::rounded::round;
use crate::inference::Target;
use crate::real::Real;
use crate::special::HALF_LN_2PI;
use nalgebra::SVector;
use rand::distr::Distribution;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

/// 40 round Gaussians of equal weight and standard deviation ln(1 + e) = 1.3133, whose means lie in [−40, 40]² as PyTorch's
/// generator of seed 0 has put them. The entropy is 6.8565 ± 0.0040 nats.
#[derive(Clone, Debug, PartialEq)]
pub struct GaussianMixture40 {
    means: [[f64; 2]; 40],
    deviation: f64,
}

impl Default for GaussianMixture40 {
    fn default() -> Self {
        Self::new()
    }
}

impl GaussianMixture40 {
    /// The mixture.
    pub fn new() -> Self {
        let numbers = mt19937(0);
        // In single precision, as they were made.
        let mean = |i: usize| {
            let unit = (numbers[i] & 0x00ff_ffff) as f32 / 16_777_216.0;
            f64::from((unit - 0.5) * 80.0)
        };
        Self {
            means: std::array::from_fn(|k| [mean(2 * k), mean(2 * k + 1)]),
            deviation: 1.0_f64.exp().ln_1p(),
        }
    }

    /// The means.
    pub fn means(&self) -> &[[f64; 2]; 40] {
        &self.means
    }

    /// The mode whose mean is nearest to `x`.
    pub fn nearest<T: Real>(&self, x: &SVector<T, 2>) -> usize {
        let squares = self.offsets(x).map(|[a, b]| a * a + b * b);
        let nearer = |a: &usize, b: &usize| squares[*a].total_cmp(&squares[*b]);
        (0..40).min_by(nearer).unwrap_or(0)
    }

    /// x less every mean, in standard deviations.
    fn offsets<T: Real>(&self, x: &SVector<T, 2>) -> [[f64; 2]; 40] {
        self.means
            .map(|mean| std::array::from_fn(|i| (x[i].to_f64() - mean[i]) / self.deviation))
    }

    fn evaluate<T: Real>(&self, x: &SVector<T, 2>) -> (f64, [f64; 2]) {
        let offsets = self.offsets(x);
        let terms = offsets.map(|[a, b]| -0.5 * (a * a + b * b));
        let largest = terms.into_iter().fold(f64::NEG_INFINITY, f64::max);
        if largest == f64::NEG_INFINITY {
            return (largest, [0.0; 2]);
        }
        let weights = terms.map(|term| (term - largest).exp());
        let sum: f64 = weights.iter().sum();
        let grad = std::array::from_fn(|i| {
            let terms = weights
                .iter()
                .zip(&offsets)
                .map(|(w, offset)| -w * offset[i]);
            terms.sum::<f64>() / (sum * self.deviation)
        });
        let constant = 40.0_f64.ln() + 2.0 * (HALF_LN_2PI + self.deviation.ln());
        (largest + sum.ln() - constant, grad)
    }
}

impl<T: Real> Target<T, 2> for GaussianMixture40 {
    fn log_density(&self, x: &SVector<T, 2>) -> T {
        T::from_f64(self.evaluate(x).0)
    }

    fn log_density_and_grad(&self, x: &SVector<T, 2>) -> (T, SVector<T, 2>) {
        let (value, grad) = self.evaluate(x);
        round(value, grad)
    }
}

impl<T: Real> Distribution<SVector<T, 2>> for GaussianMixture40 {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> SVector<T, 2> {
        let mean = self.means[rng.random_range(0..40)];
        SVector::from(mean.map(|mean| {
            let z: f64 = rng.sample(StandardNormal);
            T::from_f64(mean + self.deviation * z)
        }))
    }
}
