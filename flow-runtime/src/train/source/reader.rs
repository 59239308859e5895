//! Batches that are read one after the other.

use super::Source;
use crate::engine::{Broken, NegLogLikelihood, broken, log_prob, prepare};
use crate::model::{Context, Model};
use crate::real::Real;
use crate::train::FitError;
use crate::train::rows::{check_context, check_row};
use crate::whole::Noise;

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
}

/// Batches in the order and of the size in which they are read.
pub(crate) struct Read<'a, T: Real> {
    model: &'a Model<T>,
    reader: &'a mut dyn Reader<T>,
    /// The present batch, and the place in the run of the one that was read last: the epoch, and how many there were in it.
    batch: Numbers<T>,
    /// What is read into, so that the present batch stays where there is no next.
    next: Numbers<T>,
    epoch: usize,
    count: usize,
    /// The most batches that an epoch of the run has had so far.
    most: usize,
    /// How many samples there were in it before this batch, and the noise of their whole numbers.
    before: usize,
    noise: Noise,
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
            epoch: 0,
            count: 0,
            most: 0,
            before: 0,
            noise: Noise::new(seed ^ NOISE),
            waits: false,
        }
    }

    fn open(&mut self, epoch: usize) {
        self.reader.open();
        (self.epoch, self.count, self.waits) = (epoch, 0, false);
        self.before = 0;
    }

    /// Reads the next batch that has samples.
    fn read(&mut self) -> Result<bool, FitError> {
        let failed = |read: &Self, reason: String| FitError::Batch {
            epoch: read.epoch + 1,
            batch: read.count + 1,
            reason,
        };
        loop {
            match self.reader.read(&mut self.next) {
                Ok(true) if self.next.samples == 0 => {}
                Ok(true) => break,
                Ok(false) => return Ok(false),
                Err(reason) => return Err(failed(self, reason)),
            }
        }
        std::mem::swap(&mut self.batch, &mut self.next);
        self.check()
            .map_err(|error| failed(self, error.to_string()))?;
        self.count += 1;
        self.most = self.most.max(self.count);
        self.add_noise();
        Ok(true)
    }

    /// By the place of the samples in the epoch.
    fn add_noise(&mut self) {
        let noise = self.noise.stream(self.epoch as u64);
        let rows = self.batch.x.chunks_exact_mut(self.model.dim);
        for (row, x) in rows.enumerate() {
            noise.add(self.model, (self.before + row) as u64, x);
        }
        self.before += self.batch.samples;
    }

    fn check(&self) -> Result<(), FitError> {
        let context = Context::Each(&self.batch.contexts);
        for (row, x) in self.batch.x.chunks_exact(self.model.dim).enumerate() {
            check_row(self.model, row, x)?;
            check_context(self.model, row, context.row(row, self.model.context))?;
        }
        Ok(())
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
            let Numbers {
                samples,
                x,
                contexts,
            } = &self.batch;
            let order: Vec<usize> = (0..*samples).collect();
            let context = Context::Each(contexts);
            prepare(self.model, params, context, x, &order, *samples);
        }
        Ok(())
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
            x: &self.batch.x,
            context: Context::Each(&self.batch.contexts),
            weights: None,
            batch: None,
            samples: self.batch.samples,
        }
    }

    fn batches(&self) -> Option<usize> {
        None
    }

    fn broken(&self, params: &[T]) -> Broken {
        let Numbers {
            samples,
            x,
            contexts,
        } = &self.batch;
        broken(self.model, params, Context::Each(contexts), x, 0..*samples)
    }

    /// By the batches that can be read again, and no more of them than the run has seen: there may be no end of them.
    fn losses(&mut self, candidates: [&[T]; 3]) -> [f64; 3] {
        let (mut sums, mut count) = ([0.0; 3], 0);
        self.open(self.epoch);
        while self.count < self.most && matches!(self.read(), Ok(true)) {
            let mut log_probs = vec![T::ZERO; self.batch.samples];
            for (sum, params) in sums.iter_mut().zip(candidates) {
                let context = Context::Each(&self.batch.contexts);
                log_prob(self.model, params, context, &self.batch.x, &mut log_probs);
                *sum -= log_probs.iter().map(|lp| lp.to_f64()).sum::<f64>();
            }
            count += self.batch.samples;
        }
        sums.map(|sum| sum / count as f64)
    }

    fn describe(&self) -> String {
        "samples: those that are read\n".to_owned()
    }
}
