//! Samples with the noise that a bound needs, another in every epoch.

use crate::model::Model;
use crate::noise::Noise;
use crate::real::Real;

/// Samples, row by row, and what they are in the epoch under way.
pub(in crate::train) struct Noisy<'a, T: Real> {
    model: &'a Model<T>,
    given: &'a [T],
    /// Empty where there is no noise.
    spread: Vec<T>,
    noise: Noise,
}

impl<'a, T: Real> Noisy<'a, T> {
    /// Before the noise of the first epoch is drawn.
    pub(in crate::train) fn new(model: &'a Model<T>, given: &'a [T], seed: u64) -> Self {
        let room = match model.noise.len() {
            0 => 0,
            _ => given.len() / model.dim * model.entering(),
        };
        let spread = vec![T::ZERO; room];
        Self {
            model,
            given,
            spread,
            noise: Noise::new(seed),
        }
    }

    /// Draws the noise of an epoch: it follows from the epoch and the number of the sample alone.
    pub(in crate::train) fn draw(&mut self, epoch: usize) {
        let noise = self.noise.stream(epoch as u64);
        let Self {
            model,
            given,
            spread,
            ..
        } = self;
        model.join_noise(noise, given, |sample| sample as u64, spread);
    }

    /// The samples as they are now.
    pub(in crate::train) fn get(&self) -> &[T] {
        if self.spread.is_empty() {
            self.given
        } else {
            &self.spread
        }
    }
}
