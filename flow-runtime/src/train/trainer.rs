//! The settings of a training run.

use super::checkpoint::Every;
use super::observer::{Answer, Observer};
use super::{Adam, Epoch, Schedule};
use crate::ranks::Ranks;
use std::fmt;
use std::path::PathBuf;

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
///
/// With samples held out, a run can be as long as it is of use:
///
/// ```
/// use flow_runtime::prelude::*;
///
/// flow! { struct Moons<2> = 3 * (MAF(16) >> Reverse); }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let data: Vec<SVector<f32, 2>> = datasets::moons(500, 0.05, &mut rng);
/// let mut moons = Moons::new(&mut rng);
/// let history = Trainer::new(Adam::new(3e-3).weight_decay(1e-6))
///     .epochs(200)
///     .batch_size(100)
///     .patience(10)
///     .schedule(Schedule::cosine().warm_up(20))
///     .clip_norm(5.0)
///     .average(0.99)
///     .fit(&mut moons, Samples::of(&data).validation_split(0.2))?;
/// let best = history.valid_nll()[history.best_epoch() - 1];
/// assert!(history.valid_nll().iter().all(|nll| best <= *nll));
/// # Ok::<(), FitError>(())
/// ```
pub struct Trainer<'a> {
    pub(super) adam: Adam,
    pub(super) epochs: Option<usize>,
    pub(super) steps: Option<u64>,
    pub(super) seconds: Option<f64>,
    pub(super) batch_size: usize,
    pub(super) seed: u64,
    pub(super) schedule: Schedule,
    pub(super) patience: Option<usize>,
    pub(super) clip_norm: Option<f64>,
    pub(super) average: Option<f64>,
    pub(super) skip_bad_steps: u64,
    pub(super) checkpoint: Option<(PathBuf, Every)>,
    pub(super) resume: bool,
    pub(super) observer: Option<Observer<'a>>,
    pub(super) ranks: Option<&'a dyn Ranks>,
}

impl<'a> Trainer<'a> {
    /// The textbook's: 100 epochs, batches of 32, seed 0 and a constant learning rate.
    pub fn new(adam: Adam) -> Self {
        Self {
            adam,
            epochs: None,
            steps: None,
            seconds: None,
            batch_size: 32,
            seed: 0,
            schedule: Schedule::constant(),
            patience: None,
            clip_norm: None,
            average: None,
            skip_bad_steps: 0,
            checkpoint: None,
            resume: false,
            observer: None,
            ranks: None,
        }
    }

    /// What trains well on a table that nobody has looked at: Adam at 1e-3, batches of 128, an [average](Self::average) with
    /// decay 0.999, and at most 500 epochs, with a [patience](Self::patience) of 20.
    ///
    /// It was decided on tables of some thousand rows: `docs/BENCHMARKS.md` has what each setting gains or costs. It is for samples
    /// of which some validate; with some hundred rows, smaller batches are better. All can be set anew.
    ///
    /// ```
    /// use flow_runtime::prelude::*;
    ///
    /// flow! { struct Banana<2> = 3 * (MAF(16) >> Reverse) >> Standardize; }
    ///
    /// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    /// let rows: Vec<SVector<f32, 2>> = datasets::banana(1_000, &mut rng);
    /// let mut banana = Banana::new(&mut rng);
    /// let history = Trainer::recommended().fit(&mut banana, Samples::of(&rows).validation_split(0.1))?;
    /// assert!(history.best_epoch() > 0);
    /// # Ok::<(), FitError>(())
    /// ```
    pub fn recommended() -> Self {
        Self::new(Adam::new(1e-3))
            .batch_size(128)
            .epochs(500)
            .patience(20)
            .average(0.999)
    }

    /// How often every sample is seen at most; with 0 only what data sets, such as `Standardize`, changes. 100, unless
    /// [`steps`](Self::steps) are said and this is not.
    #[must_use]
    pub fn epochs(mut self, epochs: usize) -> Self {
        self.epochs = Some(epochs);
        self
    }

    /// How many steps there are at most. Where they end within an epoch, its samples so far make the last one.
    #[must_use]
    pub fn steps(mut self, steps: u64) -> Self {
        self.steps = Some(steps);
        self
    }

    /// How many seconds the training takes at most, and what the step under way takes more. A schedule does not know of
    /// them: it is that of all [`epochs`](Self::epochs).
    #[must_use]
    pub fn seconds(mut self, seconds: f64) -> Self {
        self.seconds = Some(seconds);
        self
    }

    /// Samples per step of the optimiser, at least 1; the last batch of an epoch may be smaller.
    #[must_use]
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// Seed of the shuffling, and of the choice of samples that [validate](super::Samples::validation_split).
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// How the learning rate changes on the way: [`Schedule::cosine`] ends with small steps, and with a lower loss.
    #[must_use]
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Ends the training when so many epochs in a row, at least 1, have brought no loss below the least, and puts the
    /// parameters of the best epoch back. The loss is that of the samples that [validate](super::Samples::validation), or if
    /// there are none the training's, of which one cannot tell when a flow begins to know its samples by heart.
    #[must_use]
    pub fn patience(mut self, epochs: usize) -> Self {
        self.patience = Some(epochs);
        self
    }

    /// Shortens gradients whose Euclidean norm, over all parameters, is above `norm` to this norm; it is above 0.
    ///
    /// Then a gradient has to be whole before the first parameter moves, which takes a few per cent of a step's time.
    #[must_use]
    pub fn clip_norm(mut self, norm: f64) -> Self {
        self.clip_norm = Some(norm);
        self
    }

    /// Keeps an exponential moving average of the parameters, `a ← d a + (1 − d) θ` after every step with `decay` d, at
    /// least 0 and below 1, corrected for its bias as Adam's means are: it never contains the parameters from before the run.
    /// Epochs are judged by the average, and it is what the training ends with.
    #[must_use]
    pub fn average(mut self, decay: f64) -> Self {
        self.average = Some(decay);
        self
    }

    /// Leaves out, and counts, up to so many steps whose loss or gradient is not finite, or has a square that is not, in
    /// place of an error at the first of them: the parameters stay as they are, and the next batch has its turn. So rows without a
    /// density with what the data have set are no error before the first step, unless they validate.
    #[must_use]
    pub fn skip_bad_steps(mut self, most: u64) -> Self {
        self.skip_bad_steps = most;
        self
    }

    /// Writes the state of the run to the file at `path`: as often as `every` says, and at the end. It is written aside, and
    /// takes the old file's name when it is whole.
    ///
    /// The file has seven to nine times as many numbers as the flow, and no dictionary of categories. To keep a trained flow,
    /// [save](crate::Trainable::save) it.
    #[must_use]
    pub fn checkpoint(mut self, path: impl Into<PathBuf>, every: Every) -> Self {
        self.checkpoint = Some((path.into(), every));
        self
    }

    /// Goes on from the file of [`checkpoint`](Self::checkpoint), if it is there, and else begins: whenever a run was stopped,
    /// it ends with the same bits as one that never was.
    ///
    /// Flow, settings and samples have to be the same. Its limits may be others, `epochs`, `steps`, `seconds` and `patience`:
    /// a run that has ended goes on with more of them, unless its schedule was made for that end. Before a run that is stopped
    /// within an epoch goes on, the batches that it had read are read again.
    #[must_use]
    pub fn resume(mut self) -> Self {
        self.resume = true;
        self
    }

    /// Calls `observer` after every epoch. If it returns a [`ControlFlow`](std::ops::ControlFlow), `Break` ends the training.
    #[must_use]
    pub fn on_epoch<R: Answer>(mut self, observer: impl FnMut(&Epoch) -> R + Send + 'a) -> Self {
        self.observer = Some(Observer::new(observer));
        self
    }

    /// Shares the samples of every batch out among processes that work together: each of them calls `fit` with the same settings
    /// and the same samples, of which a checksum is compared, and calculates the gradient of a part of each batch. The parameters
    /// of rank 0 are those that all start with. All ranks end with the same flow, and with the same bits whatever their number, 1
    /// included; without this setting they are others, as the sums of a gradient are in another order.
    ///
    /// Pieces of a batch have 64 samples or more, so a batch should have as many for every rank. An error of one rank ends all, as
    /// [`FitError::Rank`](super::FitError::Rank). Rank 0 alone measures the time, writes the file of the run, and calls the
    /// observer, whose answer all follow; all ranks must have one, or none. Of batches
    /// that are [read](Trainer::fit_batches) every one is compared by its checksum.
    #[must_use]
    pub fn across(mut self, ranks: &'a impl Ranks) -> Self {
        self.ranks = Some(ranks);
        self
    }

    /// What ranks ask each other for, and when they end, a line each: it must be the same at all of them. What steps depend on is
    /// in `identity`, beside the file of a run.
    pub(super) fn asks(&self) -> String {
        // A setting that is new has to be named here: it is told, or steps depend on it, and it has a line in `identity`, which is
        // compared as well, or each rank may have another one.
        let Self {
            epochs,
            steps,
            seconds,
            patience,
            skip_bad_steps,
            observer,
            checkpoint,
            resume,
            adam: _,
            batch_size: _,
            seed: _,
            schedule: _,
            clip_norm: _,
            average: _,
            ranks: _,
        } = self;
        format!(
            "epochs: {epochs:?}\nsteps: {steps:?}\nseconds: {seconds:?}\npatience: {patience:?}\nbad steps to skip: {skip_bad_steps}\nhas an observer: {}\nhas a checkpoint: {}\nresumes: {resume}\n",
            observer.is_some(),
            checkpoint.is_some(),
        )
    }

    /// Whether this process writes files and tells of the run.
    pub(super) fn leads(&self) -> bool {
        self.ranks.is_none_or(|ranks| ranks.rank() == 0)
    }

    /// How many epochs there are at most.
    pub(super) fn most_epochs(&self) -> usize {
        match (self.epochs, self.steps) {
            (Some(epochs), _) => epochs,
            (None, Some(_)) => usize::MAX,
            (None, None) => 100,
        }
    }

    /// How many steps there are at most, with so many batches an epoch, if that is known.
    pub(super) fn most_steps(&self, batches: Option<usize>) -> u64 {
        let of_epochs = batches.map_or(u64::MAX, |batches| {
            (self.most_epochs() as u64).saturating_mul(batches as u64)
        });
        of_epochs.min(self.steps.unwrap_or(u64::MAX))
    }
}

impl fmt::Debug for Trainer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trainer")
            .field("adam", &self.adam)
            .field("epochs", &self.epochs)
            .field("steps", &self.steps)
            .field("seconds", &self.seconds)
            .field("batch_size", &self.batch_size)
            .field("seed", &self.seed)
            .field("schedule", &self.schedule)
            .field("patience", &self.patience)
            .field("clip_norm", &self.clip_norm)
            .field("average", &self.average)
            .field("skip_bad_steps", &self.skip_bad_steps)
            .field("checkpoint", &self.checkpoint)
            .field("resume", &self.resume)
            .finish_non_exhaustive()
    }
}
