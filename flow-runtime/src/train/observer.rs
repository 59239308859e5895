//! Who is told of epochs, and may end a run.

use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

/// What an observer is told after every epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Epoch {
    /// Number of the epoch that has ended, from 1.
    pub epoch: usize,
    /// How many there will be at most.
    pub epochs: usize,
    /// Steps that have been done.
    pub steps: u64,
    /// Mean of −ln p over the epoch's samples, in nats, each with the parameters of its time.
    pub train_nll: f64,
    /// Mean of −ln p over the samples that validate, if some are held out, in nats.
    pub valid_nll: Option<f64>,
    /// The least loss so far: the validation's, or the training's if none are held out.
    pub best_nll: f64,
    /// The epoch that had it.
    pub best_epoch: usize,
    /// How many more epochs without improvement there may be, if the trainer has a patience.
    pub patience_left: Option<usize>,
    /// The learning rate of the last step.
    pub learning_rate: f64,
    /// Euclidean norm of the gradient of the epoch's first batch that was not left out, before it is clipped.
    pub grad_norm: f64,
    /// Steps that were left out so far.
    pub skipped_steps: u64,
    /// How many notes there are on the data, which [`History::notes`](super::History::notes) will have.
    pub notes: usize,
    /// Seconds since the run began.
    pub seconds: f64,
    /// How many more seconds there may be, if the trainer has a limit.
    pub seconds_left: Option<f64>,
}

/// What an observer answers: nothing, or whether to go on.
pub trait Answer {
    /// Whether the run goes on.
    fn answer(self) -> ControlFlow<()>;
}

impl Answer for () {
    fn answer(self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl Answer for ControlFlow<()> {
    fn answer(self) -> ControlFlow<()> {
        self
    }
}

type Call<'a> = Box<dyn FnMut(&Epoch) -> ControlFlow<()> + Send + 'a>;

/// What is called after every epoch.
pub(super) struct Observer<'a>(Mutex<Call<'a>>);

impl<'a> Observer<'a> {
    pub(super) fn new<R: Answer>(mut observer: impl FnMut(&Epoch) -> R + Send + 'a) -> Self {
        Self(Mutex::new(Box::new(move |epoch| observer(epoch).answer())))
    }

    pub(super) fn tell(&self, epoch: &Epoch) -> ControlFlow<()> {
        let mut call = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        call(epoch)
    }
}
