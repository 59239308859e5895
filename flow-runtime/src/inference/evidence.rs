//! The integral of a density, from samples of it.

use super::{Tempered, pareto, weights};
use crate::density::Density;
use crate::flow::Flow;
use crate::real::Real;
use nalgebra::SVector;

/// The temperature at which a flow is taken for narrow enough.
const TEMPERATURE: f64 = 0.8;

/// The evidence Z = ∫ p̃(θ) dθ of a density that somebody has sampled already: the marginal likelihood, if p̃ is a likelihood
/// times a prior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evidence {
    value: f64,
    standard_error: f64,
    pareto_k: f64,
}

impl Evidence {
    /// The learned harmonic mean (McEwen, Wallis, Price & Spurio Mancini 2021; with flows: Polanska, Price, Piras & McEwen
    /// 2024): 1/Z is the mean of φ(θ)/p̃(θ) over samples θ of p = p̃/Z, whatever density φ is.
    ///
    /// φ is `flow`, trained on samples of p, with its base narrowed to a [temperature](Tempered) of 0.8: then it lies within p, and the
    /// ratio is bounded where the flow is right. `samples` are samples of p, by any sampler, other than those that the flow was trained
    /// on, half of a run for each as a rule; `log_posteriors` are ln p̃ of each of them, in nats.
    ///
    /// # Panics
    ///
    /// If there are not as many values as samples.
    ///
    /// # Example
    ///
    /// ```
    /// use flow_runtime::prelude::*;
    ///
    /// flow! { struct Posterior<f64, 2> = Affine; }
    ///
    /// // p̃ = exp(−½|x|²/9), with Z = 18π; samples by any means.
    /// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    /// let normal = |rng: &mut Xoshiro256PlusPlus| -> f64 {
    ///     // Twelve uniform numbers, for the sake of brevity.
    ///     (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
    /// };
    /// let samples: Vec<SVector<f64, 2>> =
    ///     (0..4000).map(|_| SVector::from([3.0 * normal(&mut rng), 3.0 * normal(&mut rng)])).collect();
    /// let log_posteriors: Vec<f64> = samples.iter().map(|x| -x.norm_squared() / 18.0).collect();
    ///
    /// let mut posterior = Posterior::new(&mut rng);
    /// Trainer::new(Adam::new(2e-2)).epochs(40).batch_size(100).fit(&mut posterior, &samples[..2000])?;
    /// let evidence = Evidence::harmonic(&posterior, &samples[2000..], &log_posteriors[2000..]);
    /// let (log_evidence, standard_error) = evidence.log_evidence();
    /// assert!((log_evidence - (18.0 * std::f64::consts::PI).ln()).abs() < 0.05);
    /// # Ok::<(), FitError>(())
    /// ```
    pub fn harmonic<T: Real, const D: usize, F: Flow<D, 0, Scalar = T>>(
        flow: &F,
        samples: &[SVector<T, D>],
        log_posteriors: &[T],
    ) -> Self {
        Self::harmonic_of(&Tempered::new(flow, TEMPERATURE), samples, log_posteriors)
    }

    /// As [`harmonic`](Self::harmonic), with any density for φ, as it is: it should lie within p.
    ///
    /// # Panics
    ///
    /// If there are not as many values as samples.
    pub fn harmonic_of<T: Real, const D: usize>(
        density: &impl Density<T, D>,
        samples: &[SVector<T, D>],
        log_posteriors: &[T],
    ) -> Self {
        let (n, values) = (samples.len(), log_posteriors.len());
        assert_eq!(n, values, "one ln p̃ for each sample");
        let log_probs = density.log_prob_batch(samples);
        let ratios = log_probs.iter().zip(log_posteriors);
        let ratios: Vec<f64> = ratios.map(|(q, p)| q.to_f64() - p.to_f64()).collect();
        Self {
            value: -weights::log_mean(&ratios),
            standard_error: weights::standard_error(&ratios),
            pareto_k: pareto::shape(&ratios),
        }
    }

    /// ln Z, in nats, and its standard error, for samples that are independent of each other: those of a chain of which one in τ is,
    /// make an error that is √τ times as large.
    pub fn log_evidence(&self) -> (f64, f64) {
        (self.value, self.standard_error)
    }

    /// How heavy the upper tail of the ratios φ/p̃ is, with the meaning of
    /// [`Importance::pareto_k`](super::Importance::pareto_k): above 0.7, φ is too wide somewhere.
    pub fn pareto_k(&self) -> f64 {
        self.pareto_k
    }
}
