//! Importance sampling.

use super::{pareto, weights};
use crate::density::Density;
use crate::real::Real;
use crate::target::{Target, log_densities};
use nalgebra::SVector;
use rand::Rng;

/// Samples of a density q, weighed for another one, p = p̃/Z: wᵢ = p̃(xᵢ) / q(xᵢ).
///
/// Means over p are weighted means over the samples, and the mean of the weights is Z. How good they are depends on how q covers p:
/// [`ess`](Self::ess) says how many samples of p these are worth, and [`pareto_k`](Self::pareto_k) whether that can be
/// believed. A region of p that q has never met cannot be seen in either.
///
/// # Example
///
/// See [the module](crate::inference).
#[derive(Clone, Debug)]
pub struct Importance<T, const D: usize> {
    samples: Vec<SVector<T, D>>,
    log_weights: Vec<f64>,
    /// Of [`resample`](Self::resample).
    seed: u64,
}

impl<T: Real, const D: usize> Importance<T, D> {
    /// Draws `n` samples of `proposal`, and weighs them for `target`, whose evaluations run on all cores.
    pub fn draw<Q, P, R>(proposal: &Q, target: &P, n: usize, rng: &mut R) -> Self
    where
        Q: Density<T, D>,
        P: Target<T, D> + ?Sized,
        R: Rng + ?Sized,
    {
        let (samples, log_proposals) = proposal.sample_and_log_prob_batch(n, rng);
        let log_densities = log_densities(target, &samples);
        let log_weights = log_densities.iter().zip(&log_proposals);
        let log_weights = log_weights.map(|(&p, &q)| log_weight(p.to_f64(), q.to_f64()));
        Self::new(samples, log_weights.collect(), rng.next_u64())
    }

    /// Samples with their weights.
    pub(super) fn new(samples: Vec<SVector<T, D>>, log_weights: Vec<f64>, seed: u64) -> Self {
        Self {
            samples,
            log_weights,
            seed,
        }
    }

    /// The samples, in the order in which they were drawn.
    pub fn samples(&self) -> &[SVector<T, D>] {
        &self.samples
    }

    /// ln wᵢ = ln p̃(xᵢ) − ln q(xᵢ) of every sample, in nats, not normalised; −∞ where the target has no density.
    pub fn log_weights(&self) -> &[f64] {
        &self.log_weights
    }

    /// The effective sample size, (Σ wᵢ)² / Σ wᵢ² (Kish 1965): from 1, where one sample has all the weight, to n. NaN if a
    /// weight is infinite.
    pub fn ess(&self) -> f64 {
        weights::effective(&self.log_weights)
    }

    /// ln Z, in nats, and its standard error: the logarithm of the weights' mean. −∞ if all weights are 0.
    ///
    /// The mean itself is without bias; its logarithm is low by about half the square of its error.
    pub fn log_evidence(&self) -> (f64, f64) {
        (
            weights::log_mean(&self.log_weights),
            weights::standard_error(&self.log_weights),
        )
    }

    /// The mean of a function over p, Σ wᵢ f(xᵢ) / Σ wᵢ, and its standard error. NaN if all weights are 0.
    pub fn mean(&self, mut f: impl FnMut(&SVector<T, D>) -> f64) -> (f64, f64) {
        let most = weights::largest(&self.log_weights);
        let weights = self.log_weights.iter().map(|lw| (lw - most).exp());
        let weighed: Vec<_> = weights.zip(self.samples.iter().map(&mut f)).collect();
        // What has no weight is not there.
        let counted = || weighed.iter().filter(|(w, _)| *w != 0.0);
        let sum: f64 = counted().map(|(w, _)| w).sum();
        let mean = counted().map(|(w, f)| w * f).sum::<f64>() / sum;
        let squares: f64 = counted().map(|(w, f)| (w * (f - mean)).powi(2)).sum();
        (mean, squares.sqrt() / sum)
    }

    /// `n` samples of about p, of equal weight: each of those that were drawn as often as its weight says, give or take one
    /// (systematic resampling, Kitagawa 1996), in their order. The same call gives the same samples.
    ///
    /// There are not more than [`ess`](Self::ess) of them that tell anything, however large `n` is.
    ///
    /// # Panics
    ///
    /// If no weight is above 0, or one is infinite.
    pub fn resample(&self, n: usize) -> Vec<SVector<T, D>> {
        let chosen = weights::resampled(&self.log_weights, n, self.seed);
        chosen.into_iter().map(|i| self.samples[i]).collect()
    }

    /// How heavy the upper tail of the weights is: the shape k of a generalised Pareto distribution fitted to the largest of
    /// them (Vehtari, Simpson, Gelman, Yao & Gabry 2024; the fit of Zhang & Stephens 2009). NaN if there are fewer than 25 samples or a weight is
    /// infinite.
    ///
    /// | k | what it means |
    /// |---|---|
    /// | below ½ | the weights have a variance: errors fall like 1/√n, and their standard errors can be believed |
    /// | ½ to 0.7 | they have none, but in practice estimates are still useful |
    /// | 0.7 to 1 | errors hardly fall with n, and are larger than they say; the proposal is too narrow somewhere |
    /// | above 1 | not even a mean exists, as far as the samples tell |
    ///
    /// For fewer than 2200 samples the limit is lower than 0.7: 1 − 1/log₁₀ n.
    pub fn pareto_k(&self) -> f64 {
        pareto::shape(&self.log_weights)
    }
}

/// ln p̃ − ln q. Where there is no p̃ there is no weight, whatever q is.
pub(super) fn log_weight(target: f64, proposal: f64) -> f64 {
    if target.is_nan() || target == f64::NEG_INFINITY {
        f64::NEG_INFINITY
    } else {
        target - proposal
    }
}
