//! Samples with noise where they are whole numbers, another in every epoch.

use crate::model::Model;
use crate::real::Real;
use crate::whole::Noise;

/// Samples, row by row, and what they are in the epoch under way.
pub(in crate::train) struct Noisy<'a, T: Real> {
    model: &'a Model<T>,
    given: &'a [T],
    /// Empty if no dimension has whole numbers.
    spread: Vec<T>,
    noise: Noise,
}

impl<'a, T: Real> Noisy<'a, T> {
    /// Before the first epoch is drawn, without noise.
    pub(in crate::train) fn new(model: &'a Model<T>, given: &'a [T], seed: u64) -> Self {
        let spread = if model.whole.is_empty() {
            Vec::new()
        } else {
            given.to_vec()
        };
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
        let room = self.spread.len();
        self.spread.copy_from_slice(&self.given[..room]);
        let rows = self.spread.chunks_exact_mut(self.model.dim);
        for (sample, row) in rows.enumerate() {
            noise.add(self.model, sample as u64, row);
        }
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
