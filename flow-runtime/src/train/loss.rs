//! The loss of samples, from their log-probabilities.

use crate::real::Real;

/// The mean of −ln p over samples, `Σ wᵢ (−ln p(xᵢ)) / Σ wᵢ`, as far as they are known.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct MeanNll {
    sum: f64,
    weight: f64,
}

impl MeanNll {
    /// Adds the samples with these numbers; without weights, each counts 1.
    pub(super) fn add<T: Real>(
        &mut self,
        log_probs: &[T],
        weights: Option<&[T]>,
        numbers: impl Iterator<Item = usize>,
    ) {
        for i in numbers {
            let weight = weights.map_or(1.0, |weights| weights[i].to_f64());
            self.sum -= weight * log_probs[i].to_f64();
            self.weight += weight;
        }
    }

    /// In nats; NaN of no samples.
    pub(super) fn value(self) -> f64 {
        self.sum / self.weight
    }

    /// Of the samples with these numbers.
    pub(super) fn of<T: Real>(
        log_probs: &[T],
        weights: Option<&[T]>,
        numbers: impl Iterator<Item = usize>,
    ) -> f64 {
        let mut mean = Self::default();
        mean.add(log_probs, weights, numbers);
        mean.value()
    }
}
