//! Linear prediction: sound as a Gaussian process, each number a combination of those before it and noise.

use flow_runtime::prelude::*;
use rand_distr::{Distribution, StandardNormal};

/// How many numbers before it a number is predicted from.
const ORDER: usize = 16;
/// The variance of the noise that makes whole numbers real ones, uniform in (0, 1), and its mean.
const NOISE: [f64; 2] = [1.0 / 12.0, 0.5];

/// The stationary Gaussian process of order 16 with the first autocovariances of the data (Makhoul 1975).
#[derive(Debug)]
pub(crate) struct Linear {
    /// Of every order from 0 on: coefficients, the nearest number's first, and the variance of what they leave.
    predictors: Vec<(Vec<f64>, f64)>,
}

impl Linear {
    /// By the recursion of Levinson and Durbin, from windows of whole numbers.
    pub(crate) fn fit<const D: usize>(windows: &[SVector<f32, D>]) -> Self {
        let mut covariance = [0.0; ORDER + 1];
        for window in windows {
            for (lag, sum) in covariance.iter_mut().enumerate() {
                let pairs = window.iter().zip(window.iter().skip(lag));
                let products: f64 = pairs.map(|(a, b)| f64::from(*a) * f64::from(*b)).sum();
                *sum += products / (D - lag) as f64 / windows.len() as f64;
            }
        }
        covariance[0] += NOISE[0];
        let mut predictors = vec![(Vec::new(), covariance[0])];
        for order in 1..=ORDER {
            let (before, variance) = &predictors[order - 1];
            let explained: f64 = (1..order)
                .map(|k| before[k - 1] * covariance[order - k])
                .sum();
            let reflection = (covariance[order] - explained) / variance;
            let mirrored = before.iter().rev();
            let mut own: Vec<f64> = before
                .iter()
                .zip(mirrored)
                .map(|(a, b)| a - reflection * b)
                .collect();
            own.push(reflection);
            let left = variance * (1.0 - reflection * reflection);
            predictors.push((own, left));
        }
        Self { predictors }
    }

    /// −ln p of windows of whole numbers with noise, in nats a number, on average.
    pub(crate) fn nll<const D: usize>(
        &self,
        windows: &[SVector<f32, D>],
        rng: &mut impl Rng,
    ) -> f64 {
        let mut sum = 0.0;
        for window in windows {
            let x = window.map(|x| f64::from(x) + rng.random::<f64>() - NOISE[1]);
            for t in 0..D {
                let (mean, variance) = self.predict(&x.as_slice()[..t]);
                let scaled = (x[t] - mean).powi(2) / variance;
                sum += 0.5 * (scaled + (std::f64::consts::TAU * variance).ln());
            }
        }
        sum / (windows.len() * D) as f64
    }

    /// So many numbers of it.
    pub(crate) fn sample(&self, length: usize, rng: &mut impl Rng) -> Vec<f64> {
        let mut x = Vec::with_capacity(length);
        while x.len() < length {
            let (mean, variance) = self.predict(&x);
            let normal: f64 = StandardNormal.sample(rng);
            x.push(mean + variance.sqrt() * normal);
        }
        x
    }

    /// Mean and variance of what follows.
    fn predict(&self, before: &[f64]) -> (f64, f64) {
        let (coefficients, variance) = &self.predictors[before.len().min(ORDER)];
        let mean = coefficients
            .iter()
            .zip(before.iter().rev())
            .map(|(a, x)| a * x);
        (mean.sum(), *variance)
    }
}
