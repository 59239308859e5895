//! The state of a training run.

use super::kept::Kept;
use crate::real::Real;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;

/// All that a training run carries from step to step, with `N` numbers of the optimiser for each parameter: a run that goes
/// on from a copy goes on as the run itself does, to the bit.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct State<T, const N: usize> {
    pub(super) params: Vec<T>,
    pub(super) optimizer: [Vec<T>; N],
    /// Steps that have been done, which say where in its schedule the learning rate is.
    pub(super) steps: u64,
    /// Epochs that have been completed, and batches of the one under way.
    pub(super) epoch: usize,
    pub(super) batch: usize,
    /// The sum of −ln p over the samples of those batches.
    pub(super) epoch_nll: f64,
    /// The samples, in their order in the epoch under way.
    pub(super) order: Vec<usize>,
    /// What brings them into their next order.
    pub(super) generator: Xoshiro256PlusPlus,
    /// The best so far.
    pub(super) kept: Kept<T>,
    /// The loss of every epoch that has been completed.
    pub(super) train_nll: Vec<f64>,
}

impl<T: Real, const N: usize> State<T, N> {
    /// Before the first step: with parameters as they were given, and as data have set them.
    pub(super) fn new(
        given: Vec<T>,
        params: Vec<T>,
        samples: usize,
        epochs: usize,
        generator: Xoshiro256PlusPlus,
    ) -> Self {
        Self {
            optimizer: std::array::from_fn(|_| vec![T::ZERO; params.len()]),
            kept: Kept::new(given, &params),
            params,
            steps: 0,
            epoch: 0,
            batch: 0,
            epoch_nll: 0.0,
            order: (0..samples).collect(),
            generator,
            train_nll: Vec::with_capacity(epochs.min(1 << 16)),
        }
    }

    /// Brings the samples into the order of the epoch that begins, if one does.
    pub(super) fn begin_epoch(&mut self) {
        if self.batch == 0 {
            self.order.shuffle(&mut self.generator);
            self.epoch_nll = 0.0;
        }
    }

    /// Notes that all batches of an epoch are through; returns its loss.
    pub(super) fn end_epoch(&mut self) -> f64 {
        let train_nll = self.epoch_nll / self.order.len() as f64;
        self.kept.epoch(train_nll, &self.params);
        self.batch = 0;
        self.epoch += 1;
        train_nll
    }
}
