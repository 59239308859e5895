//! Batches that are read one after the other.

use super::Source;
use crate::engine::{Arrival, Broken, NegLogLikelihood, arrival, broken, log_prob, prepare};
use crate::model::{Context, Model};
use crate::noise::Noise;
use crate::real::Real;
use crate::train::FitError;
use crate::train::checkpoint::describe;
use crate::train::loss::MeanNll;
use crate::train::rows::Rows;

/// Keeps the noise apart from whatever else has the seed.
const NOISE: u64 = 0xc2b2_ae3d_27d4_eb4f;

/// Reads batches, epoch after epoch.
pub trait Reader<T>: Send {
    /// Begins with the first batch again.
    fn open(&mut self);

    /// Reads the next batch; false if there is none.
    ///
    /// # Errors
    ///
    /// What kept it from being read.
    fn read(&mut self, into: &mut Numbers<T>) -> Result<bool, String>;
}

/// A batch, row by row.
#[derive(Debug, Default)]
pub struct Numbers<T> {
    /// How many samples it has.
    pub samples: usize,
    /// Their numbers.
    pub x: Vec<T>,
    /// Their contexts.
    pub contexts: Vec<T>,
    /// What each of them counts for; all the same if there are none.
    pub weights: Option<Vec<T>>,
}

impl<T: Real> Numbers<T> {
    fn rows(&self, model: &Model<T>) -> Rows<'_, T> {
        Rows {
            x: &self.x,
            samples: self.samples,
            contexts: (model.context > 0).then_some((&self.contexts, self.samples)),
            weights: self.weights.as_deref(),
        }
    }
}

/// Batches in the order and of the size in which they are read.
pub(crate) struct Read<'a, T: Real> {
    model: &'a Model<T>,
    reader: &'a mut dyn Reader<T>,
    /// The present batch, and the place in the run of the one that was read last: the epoch, and how many there were in it.
    batch: Numbers<T>,
    /// What is read into, so that the present batch stays where there is no next.
    next: Numbers<T>,
    /// The numbers of the present batch's samples that count.
    present: Vec<usize>,
    /// What the weights of all batches are divided by: the mean of the first batch's.
    unit: Option<f64>,
    epoch: usize,
    count: usize,
    /// The most batches that an epoch of the run has had so far.
    most: usize,
    /// How many samples there were in it before this batch, their noise, and the samples of the batch with theirs.
    before: usize,
    noise: Noise,
    noisy: Vec<T>,
    /// Whether that one is still to be taken.
    waits: bool,
}

impl<'a, T: Real> Read<'a, T> {
    pub(crate) fn new(model: &'a Model<T>, reader: &'a mut dyn Reader<T>, seed: u64) -> Self {
        Self {
            model,
            reader,
            batch: Numbers::default(),
            next: Numbers::default(),
            present: Vec::new(),
            unit: None,
            epoch: 0,
            count: 0,
            most: 0,
            before: 0,
            noise: Noise::new(seed ^ NOISE),
            noisy: Vec::new(),
            waits: false,
        }
    }

    fn open(&mut self, epoch: usize) {
        self.reader.open();
        (self.epoch, self.count, self.waits) = (epoch, 0, false);
        self.before = 0;
    }

    /// Reads the next batch that has samples that count.
    fn read(&mut self) -> Result<bool, FitError> {
        let failed = |read: &Self, reason: String| FitError::Batch {
            epoch: read.epoch + 1,
            batch: read.count + 1,
            reason,
        };
        let mut has_weightless = false;
        loop {
            match self.reader.read(&mut self.next) {
                Ok(true) if self.next.samples == 0 => {}
                Ok(true) => match self.next.rows(self.model).check(self.model) {
                    Ok(present) => {
                        self.present = present;
                        break;
                    }
                    Err(FitError::NoWeight) => has_weightless = true,
                    Err(error) => return Err(failed(self, error.to_string())),
                },
                // An epoch in which nothing counts.
                Ok(false) if has_weightless && self.count == 0 => return Err(FitError::NoWeight),
                Ok(false) => return Ok(false),
                Err(reason) => return Err(failed(self, reason)),
            }
        }
        std::mem::swap(&mut self.batch, &mut self.next);
        self.scale_weights();
        self.count += 1;
        self.most = self.most.max(self.count);
        self.add_noise();
        Ok(true)
    }

    /// By the place of the samples in the epoch.
    fn add_noise(&mut self) {
        let (noise, before) = (self.noise.stream(self.epoch as u64), self.before);
        let number = |row| (before + row) as u64;
        if !self.model.noise.is_empty() {
            let room = self.batch.samples * self.model.entering();
            self.noisy.resize(room, T::ZERO);
            let noisy = &mut self.noisy;
            self.model.join_noise(noise, &self.batch.x, number, noisy);
        }
        self.before += self.batch.samples;
    }

    /// The batch as it enters the chain.
    fn x(&self) -> &[T] {
        if self.model.noise.is_empty() {
            &self.batch.x
        } else {
            &self.noisy
        }
    }

    /// By the mean of the first batch that the run has seen: it is read before the first step, and before a run goes on.
    fn scale_weights(&mut self) {
        let weights = self.batch.weights.as_deref();
        let unit = *self.unit.get_or_insert_with(|| {
            let sum = weights.map(|weights| weights.iter().map(|w| w.to_f64()).sum::<f64>());
            sum.map_or(1.0, |sum| sum / self.present.len() as f64)
        });
        for weight in self.batch.weights.iter_mut().flatten() {
            *weight = T::from_f64(weight.to_f64() / unit);
        }
    }
}

impl<T: Real> Source<T> for Read<'_, T> {
    type Batch<'s>
        = NegLogLikelihood<'s, T>
    where
        Self: 's;

    fn seek(&mut self, epoch: usize, batch: usize) -> Result<(), FitError> {
        self.open(epoch);
        for _ in 0..batch {
            if !self.read()? {
                return Err(FitError::Batch {
                    epoch: epoch + 1,
                    batch: self.count + 1,
                    reason: "the run had read it, and there is none now".to_owned(),
                });
            }
        }
        Ok(())
    }

    /// By the first batch, which waits until it is taken.
    fn prepare(&mut self, params: &mut [T]) -> Result<(), FitError> {
        self.waits = self.read()?;
        if self.waits {
            let (context, order) = (Context::Each(&self.batch.contexts), &self.present);
            prepare(self.model, params, context, self.x(), order, order.len());
        }
        Ok(())
    }

    /// By the same batch.
    fn arrival(&self, params: &[T]) -> Option<Arrival> {
        let context = Context::Each(&self.batch.contexts);
        let of = || arrival(self.model, params, context, self.x(), &self.present);
        self.waits.then(of)
    }

    fn begin_epoch(&mut self) -> Result<(), FitError> {
        self.open(self.epoch + 1);
        Ok(())
    }

    fn advance(&mut self) -> Result<bool, FitError> {
        if std::mem::take(&mut self.waits) {
            return Ok(true);
        }
        self.read()
    }

    fn batch(&self) -> NegLogLikelihood<'_, T> {
        NegLogLikelihood {
            x: self.x(),
            context: Context::Each(&self.batch.contexts),
            weights: self.batch.weights.as_deref(),
            batch: Some(&self.present),
            samples: self.present.len(),
        }
    }

    fn batches(&self) -> Option<usize> {
        None
    }

    fn broken(&self, params: &[T]) -> Broken {
        let context = Context::Each(&self.batch.contexts);
        let batch = self.present.iter().copied();
        broken(self.model, params, context, self.x(), batch)
    }

    /// By the batches that can be read again, and no more of them than the run has seen: there may be no end of them.
    fn losses(&mut self, candidates: [&[T]; 3]) -> [f64; 3] {
        let mut means = [MeanNll::default(); 3];
        self.open(self.epoch);
        while self.count < self.most && matches!(self.read(), Ok(true)) {
            let mut log_probs = vec![T::ZERO; self.batch.samples];
            for (mean, params) in means.iter_mut().zip(candidates) {
                let (context, out) = (Context::Each(&self.batch.contexts), &mut log_probs[..]);
                log_prob(self.model, params, context, self.x(), out);
                mean.add(
                    out,
                    self.batch.weights.as_deref(),
                    self.present.iter().copied(),
                );
            }
        }
        means.map(MeanNll::value)
    }

    fn describe(&self) -> String {
        "samples: those that are read\n".to_owned()
    }

    fn describe_batch(&self) -> Option<String> {
        Some(describe("batch", &self.batch.rows(self.model)))
    }
}
