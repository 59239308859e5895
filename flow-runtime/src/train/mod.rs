//! Training by maximum likelihood.

mod adam;
mod check;
mod error;
mod fit;
mod history;
mod kept;
mod optimizer;
#[cfg(feature = "progress")]
mod progress;
mod schedule;
mod state;

pub use adam::Adam;
pub use error::FitError;
pub(crate) use fit::fit;
pub use history::History;
#[cfg(feature = "progress")]
pub use progress::Progress;
pub use schedule::Schedule;

use std::fmt;
use std::sync::Mutex;

/// Trains a flow by minimising the mean negative log-likelihood of data, in nats, over shuffled mini-batches.
///
/// ```
/// use flow_runtime::prelude::*;
///
/// flow! { struct Line<1> = MAF(8); }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let data: Vec<SVector<f32, 1>> = (0..500).map(|i| SVector::from([i as f32 / 100.0])).collect();
/// let mut line = Line::new(&mut rng);
/// let before = line.nll(&data);
/// let history = Trainer::new(Adam::new(1e-2)).epochs(20).batch_size(50).fit(&mut line, &data)?;
/// assert_eq!(history.train_nll().len(), 20);
/// assert!(line.nll(&data) < before);
/// # Ok::<(), FitError>(())
/// ```
pub struct Trainer<'a> {
    adam: Adam,
    epochs: usize,
    batch_size: usize,
    seed: u64,
    schedule: Schedule,
    observer: Option<Mutex<Observer<'a>>>,
}

type Observer<'a> = Box<dyn FnMut(&Epoch) + Send + 'a>;

/// What an observer is told after every epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Epoch {
    /// Number of the epoch that has ended, from 1.
    pub epoch: usize,
    /// How many there will be.
    pub epochs: usize,
    /// Mean of −ln p over the epoch's samples, in nats, each with the parameters of its time.
    pub train_nll: f64,
}

impl<'a> Trainer<'a> {
    /// A trainer with 100 epochs, batches of 32, seed 0 and a constant learning rate.
    pub fn new(adam: Adam) -> Self {
        Self {
            adam,
            epochs: 100,
            batch_size: 32,
            seed: 0,
            schedule: Schedule::Constant,
            observer: None,
        }
    }

    /// How often every sample is seen; with 0 only what data sets, such as `Standardize`, changes.
    #[must_use]
    pub fn epochs(mut self, epochs: usize) -> Self {
        self.epochs = epochs;
        self
    }

    /// Samples per step of the optimiser, at least 1; the last batch of an epoch may be smaller.
    #[must_use]
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// Seed of the shuffling.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How the learning rate changes on the way: `Schedule::Cosine` ends with small steps, and with a lower loss.
    #[must_use]
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Calls `observer` after every epoch.
    #[must_use]
    pub fn on_epoch(mut self, observer: impl FnMut(&Epoch) + Send + 'a) -> Self {
        self.observer = Some(Mutex::new(Box::new(observer)));
        self
    }

    fn report(&self, epoch: &Epoch) {
        if let Some(observer) = &self.observer {
            let mut observer = observer
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            observer(epoch);
        }
    }
}

impl fmt::Debug for Trainer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trainer")
            .field("adam", &self.adam)
            .field("epochs", &self.epochs)
            .field("batch_size", &self.batch_size)
            .field("seed", &self.seed)
            .field("schedule", &self.schedule)
            .finish_non_exhaustive()
    }
}
