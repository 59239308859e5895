//! A density that can only be evaluated, in place of samples.

use super::Source;
use crate::engine::{Broken, LogDensityAndGrad, ReverseKl};
use crate::model::Model;
use crate::real::Real;
use crate::train::FitError;
use crate::train::regime::STEPS;

/// Keeps what is drawn for runs with neighbouring seeds apart: 2⁶⁴ over the golden ratio.
const APART: u64 = 0x9e37_79b9_7f4a_7c15;

/// How many samples tell the loss of parameters, at least.
const FEWEST: usize = 10_000;

/// Batches of a flow's own samples, each drawn by the number of its step and its own.
pub(crate) struct FromTarget<'a, T: Real> {
    model: &'a Model<T>,
    target: &'a LogDensityAndGrad<'a, T>,
    batch_size: usize,
    seed: u64,
    epoch: usize,
    /// Of the epoch under way, batches that have been begun.
    begun: usize,
}

impl<'a, T: Real> FromTarget<'a, T> {
    pub(crate) fn new(
        model: &'a Model<T>,
        target: &'a LogDensityAndGrad<'a, T>,
        batch_size: usize,
        seed: u64,
    ) -> Self {
        Self {
            model,
            target,
            batch_size,
            seed: seed.wrapping_mul(APART),
            epoch: 0,
            begun: 0,
        }
    }

    /// So many samples, drawn for this step.
    fn samples(&self, step: u64, samples: usize) -> ReverseKl<'a, T> {
        ReverseKl {
            target: self.target,
            seed: self.seed.wrapping_add(step << 32),
            samples,
        }
    }
}

impl<T: Real> Source<T> for FromTarget<'_, T> {
    type Batch<'s>
        = ReverseKl<'s, T>
    where
        Self: 's;

    fn seek(&mut self, epoch: usize, batch: usize) -> Result<(), FitError> {
        (self.epoch, self.begun) = (epoch, batch);
        Ok(())
    }

    /// There are none: parameters that data set stay as they are.
    fn prepare(&mut self, _: &mut [T]) -> Result<(), FitError> {
        Ok(())
    }

    fn begin_epoch(&mut self) -> Result<(), FitError> {
        self.seek(self.epoch + 1, 0)
    }

    fn advance(&mut self) -> Result<bool, FitError> {
        let more = self.begun < STEPS;
        self.begun += usize::from(more);
        Ok(more)
    }

    fn batch(&self) -> ReverseKl<'_, T> {
        let step = self.epoch * STEPS + self.begun;
        self.samples(step as u64, self.batch_size)
    }

    fn batches(&self) -> Option<usize> {
        Some(STEPS)
    }

    fn broken(&self, params: &[T]) -> Broken {
        self.batch().broken(self.model, params)
    }

    /// On samples that no step sees: there is no step 0.
    fn losses(&mut self, candidates: [&[T]; 3]) -> [f64; 3] {
        let many = self.samples(0, FEWEST.max(self.batch_size));
        candidates.map(|params| many.mean(self.model, params))
    }

    /// The target is a function, and cannot be told from another.
    fn describe(&self) -> String {
        "samples: the flow's own, against a target\n".to_owned()
    }
}
