//! The settings of a run that is not over samples of one flow.

use super::check::check;
use super::schedule::At;
use super::{Adam, FitError, History, Trainer};
use crate::real::Real;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;

/// What a [`Trainer`] says to a loop that has gradients of its own: epochs, batches, the learning rate.
#[derive(Clone, Debug)]
pub(crate) struct Plan<'a, 't> {
    trainer: &'a Trainer<'t>,
    pub(crate) adam: Adam,
    pub(crate) batch_size: usize,
    pub(crate) epochs: usize,
    /// How many there are in all.
    pub(crate) steps: u64,
}

impl<'a, 't> Plan<'a, 't> {
    /// For so many samples, of which there must be one.
    pub(crate) fn new<T: Real>(trainer: &'a Trainer<'t>, samples: usize) -> Result<Self, FitError> {
        check::<T>(trainer)?;
        if samples == 0 {
            return Err(FitError::Empty);
        }
        let batch_size = trainer.batch_size.min(samples);
        Ok(Self {
            trainer,
            adam: trainer.adam,
            batch_size,
            epochs: trainer.most_epochs(),
            steps: trainer.most_steps(Some(samples.div_ceil(batch_size))),
        })
    }

    /// What the run draws from.
    pub(crate) fn generator(&self) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(self.trainer.seed)
    }

    /// The part of the learning rate at a step, from 0, of an epoch, from 0.
    pub(crate) fn part(&self, step: u64, epoch: usize) -> f64 {
        self.trainer.schedule.factor(At {
            step,
            steps: self.steps,
            epoch,
            plateaus: 0,
        })
    }

    /// What a gradient of this norm is multiplied by.
    pub(crate) fn clip(&self, norm: f64) -> f64 {
        let most = self.trainer.clip_norm.unwrap_or(f64::INFINITY);
        if norm > most { most / norm } else { 1.0 }
    }
}

impl History {
    /// Of a run with these losses of its epochs.
    pub(crate) fn of_losses(losses: Vec<f64>) -> Self {
        Self {
            train_nll: losses,
            ..Self::default()
        }
    }
}
