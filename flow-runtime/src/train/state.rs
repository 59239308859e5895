//! The state of a training run.

use super::candidates::Candidates;
use super::history::History;
use crate::real::Real;

/// All that a training run carries from step to step, with `N` numbers of the optimiser for each parameter: a run that goes
/// on from a copy goes on as the run itself does, to the bit. The order of samples is not in it: it follows from the seed and
/// from where the run is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct State<T, const N: usize> {
    pub(super) params: Vec<T>,
    /// Their moving average; empty if none is kept.
    pub(super) average: Vec<T>,
    pub(super) optimizer: [Vec<T>; N],
    /// Steps that have been tried.
    pub(super) steps: u64,
    /// Epochs that have been completed, and batches of the one under way.
    pub(super) epoch: usize,
    pub(super) batch: usize,
    /// How many batches the last epoch had; 0 before its end.
    pub(super) batches: usize,
    /// The sum of the losses of those batches of the present epoch that were not left out, and their samples.
    pub(super) epoch_nll: f64,
    pub(super) epoch_samples: u64,
    /// The norm of the gradient of the first batch of these.
    pub(super) grad_norm: f64,
    /// The learning rate of the last step.
    pub(super) learning_rate: f64,
    /// The best so far.
    pub(super) candidates: Candidates<T>,
    /// How often the schedule has met a plateau, and epochs without improvement since.
    pub(super) plateaus: u32,
    pub(super) waited: usize,
    /// What the epochs that have been completed were like.
    pub(super) history: History,
}

impl<T: Real, const N: usize> State<T, N> {
    /// Before the first step: with parameters as they were given, and as data have set them.
    pub(super) fn new(given: Vec<T>, params: Vec<T>, averages: bool, history: History) -> Self {
        Self {
            average: if averages { params.clone() } else { Vec::new() },
            optimizer: std::array::from_fn(|_| vec![T::ZERO; params.len()]),
            candidates: Candidates::new(given, &params),
            params,
            steps: 0,
            epoch: 0,
            batch: 0,
            batches: 0,
            epoch_nll: 0.0,
            epoch_samples: 0,
            grad_norm: 0.0,
            learning_rate: 0.0,
            plateaus: 0,
            waited: 0,
            history,
        }
    }

    /// The parameters by which the run is judged: their average, if there is one.
    pub(super) fn judged(&self) -> &[T] {
        if self.average.is_empty() {
            &self.params
        } else {
            &self.average
        }
    }

    /// Steps that have moved parameters.
    pub(super) fn moved(&self) -> u64 {
        self.steps - self.history.skipped_steps
    }

    /// The mean loss over the samples of the epoch so far.
    pub(super) fn train_nll(&self) -> f64 {
        self.epoch_nll / self.epoch_samples as f64
    }

    /// Notes that an epoch is through, with the loss of what was held out, if something was. `patience` is the schedule's.
    pub(super) fn end_epoch(&mut self, valid: Option<f64>, patience: Option<usize>) {
        let train = self.train_nll();
        self.batches = self.batch;
        self.batch = 0;
        self.epoch += 1;
        let judged = if self.average.is_empty() {
            &self.params
        } else {
            &self.average
        };
        if self.candidates.epoch(self.epoch, valid, train, judged) {
            self.waited = 0;
        } else {
            self.waited += 1;
        }
        if patience.is_some_and(|patience| self.waited >= patience) {
            self.plateaus += 1;
            self.waited = 0;
        }
        self.history.train_nll.push(train);
        self.history.valid_nll.extend(valid);
        self.history.learning_rate.push(self.learning_rate);
        self.history.grad_norm.push(self.grad_norm);
        self.history.best_epoch = self.candidates.epoch;
        (self.epoch_nll, self.epoch_samples) = (0.0, 0);
    }
}
