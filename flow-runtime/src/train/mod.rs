//! Training by maximum likelihood.

mod adam;
mod error;
mod fit;
mod history;
mod kept;
#[cfg(feature = "progress")]
mod progress;
mod schedule;

pub use adam::Adam;
pub use error::FitError;
pub(crate) use fit::fit;
pub use history::History;
#[cfg(feature = "progress")]
pub use progress::Progress;
pub use schedule::Schedule;

use crate::flow::Flow;
use crate::model::Context;
use crate::real::Real;
use nalgebra::SVector;
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

    /// Trains on samples without a context, on all cores.
    ///
    /// The same samples, parameters and seed give the same bits, whatever the number of threads. The environment variable
    /// `RAYON_NUM_THREADS` sets that number: `RAYON_NUM_THREADS=1` leaves the other cores to others.
    ///
    /// Before the first step, `Standardize` takes mean and scale from all samples, and `ActNorm` from the first batch, each
    /// of what arrives at it; what has been set once, in an earlier run, stays.
    ///
    /// # Errors
    ///
    /// If there is no data, a number is not finite or lies outside the flow's support, or a setting makes no sense; then the
    /// flow is as it was. If the loss stops being finite, or a gradient is too large for the optimiser; then the flow holds the
    /// best of the parameters before the run and at either end of its best epoch, by their loss on all data: it is finite, if
    /// it was so before, and not above that.
    pub fn fit<const D: usize, F: Flow<D, 0>>(
        &self,
        flow: &mut F,
        data: &[SVector<F::Scalar, D>],
    ) -> Result<History, FitError> {
        let params = flow.parameters_mut().as_mut_slice();
        F::Scalar::engine().fit(
            self,
            F::model(),
            params,
            Context::NONE,
            bytemuck::cast_slice(data),
        )
    }

    /// Trains on samples with a context each, on all cores.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit), and if there are not as many contexts as samples.
    pub fn fit_given<const D: usize, const C: usize, F: Flow<D, C>>(
        &self,
        flow: &mut F,
        data: &[SVector<F::Scalar, D>],
        contexts: &[SVector<F::Scalar, C>],
    ) -> Result<History, FitError> {
        if data.len() != contexts.len() {
            return Err(FitError::ContextCount {
                samples: data.len(),
                contexts: contexts.len(),
            });
        }
        let params = flow.parameters_mut().as_mut_slice();
        let context = Context::Each(bytemuck::cast_slice(contexts));
        F::Scalar::engine().fit(
            self,
            F::model(),
            params,
            context,
            bytemuck::cast_slice(data),
        )
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
