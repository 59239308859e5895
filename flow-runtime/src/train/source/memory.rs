//! Samples in memory, in an order of its own in every epoch.

use super::{Noisy, Source};
use crate::engine::{Arrival, Broken, NegLogLikelihood, arrival, broken, log_prob, prepare};
use crate::kind::Kind;
use crate::model::{Context, Model};
use crate::real::Real;
use crate::train::FitError;
use crate::train::checkpoint::describe;
use crate::train::loss::MeanNll;
use crate::train::rows::{Rows, check_set};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;
use std::ops::Range;

/// Keeps the shuffling apart from whatever the caller drew from a generator of the same seed, data and initial
/// parameters as a rule: 2⁶⁴ over the golden ratio.
const SHUFFLE: u64 = 0x9e37_79b9_7f4a_7c15;

pub(crate) struct InMemory<'a, T: Real> {
    model: &'a Model<T>,
    rows: Rows<'a, T>,
    x: Noisy<'a, T>,
    context: Context<'a, T>,
    /// Of all samples, those that are not trained on included; none if they are all the same.
    weights: Option<Vec<T>>,
    batch_size: usize,
    seed: u64,
    /// The samples that are trained on, in their order in the epoch under way.
    order: Vec<usize>,
    /// Its number, from 0.
    epoch: usize,
    /// What brings them into their next order.
    generator: Xoshiro256PlusPlus,
    /// The present batch's piece of the order.
    batch: Range<usize>,
}

impl<'a, T: Real> InMemory<'a, T> {
    /// Of these samples, those with these numbers.
    pub(crate) fn new(
        model: &'a Model<T>,
        rows: &Rows<'a, T>,
        present: Vec<usize>,
        batch_size: usize,
        seed: u64,
    ) -> Self {
        let seed = seed ^ SHUFFLE;
        Self {
            model,
            rows: *rows,
            x: Noisy::new(model, rows.x, seed),
            context: rows.context(),
            weights: rows.scaled_weights(&present),
            batch_size: batch_size.min(present.len()),
            seed,
            order: present,
            epoch: 0,
            generator: Xoshiro256PlusPlus::seed_from_u64(seed),
            batch: 0..0,
        }
    }
}

impl<T: Real> Source<T> for InMemory<'_, T> {
    type Batch<'s>
        = NegLogLikelihood<'s, T>
    where
        Self: 's;

    /// Shuffles once more for every epoch before: a thousandth of what training on them took.
    fn seek(&mut self, epoch: usize, batch: usize) -> Result<(), FitError> {
        self.order.sort_unstable();
        self.generator = Xoshiro256PlusPlus::seed_from_u64(self.seed);
        for _ in 0..=epoch {
            self.order.shuffle(&mut self.generator);
        }
        let start = batch.saturating_mul(self.batch_size).min(self.order.len());
        self.batch = start..start;
        self.epoch = epoch;
        self.x.draw(epoch);
        Ok(())
    }

    fn prepare(&mut self, params: &mut [T]) -> Result<(), FitError> {
        let (model, context) = (self.model, self.context);
        prepare(
            model,
            params,
            context,
            self.x.get(),
            &self.order,
            self.batch_size,
        );
        Ok(())
    }

    fn check_set(&self, params: &[T]) -> Result<(), FitError> {
        // In the order of the rows, so that it is the first of them that is spoken of.
        let mut samples = self.order.clone();
        samples.sort_unstable();
        check_set(self.model, params, self.x.get(), &samples, |sample| sample)
    }

    fn arrival(&self, params: &[T]) -> Option<Arrival> {
        let (context, x) = (self.context, self.x.get());
        Some(arrival(self.model, params, context, x, &self.order))
    }

    fn constant(&self) -> Vec<(usize, f64)> {
        if self.order.len() == 1 {
            return Vec::new();
        }
        let row = |sample: usize| &self.rows.x[sample * self.model.dim..][..self.model.dim];
        let first = row(self.order[0]);
        // Whole numbers and codes have noise, with which they are not all the same.
        let real = |column: &usize| self.model.kind(*column) == Kind::Real;
        let mut same: Vec<usize> = (0..self.model.dim).filter(real).collect();
        for &sample in &self.order {
            if same.is_empty() {
                break;
            }
            same.retain(|&column| row(sample)[column] == first[column]);
        }
        let number = |column: usize| (column, first[column].to_f64());
        same.into_iter().map(number).collect()
    }

    fn begin_epoch(&mut self) -> Result<(), FitError> {
        self.order.shuffle(&mut self.generator);
        self.batch = 0..0;
        self.epoch += 1;
        self.x.draw(self.epoch);
        Ok(())
    }

    fn advance(&mut self) -> Result<bool, FitError> {
        let start = self.batch.end;
        if start == self.order.len() {
            return Ok(false);
        }
        self.batch = start..(start + self.batch_size).min(self.order.len());
        Ok(true)
    }

    fn batch(&self) -> NegLogLikelihood<'_, T> {
        let batch = &self.order[self.batch.clone()];
        NegLogLikelihood {
            x: self.x.get(),
            context: self.context,
            weights: self.weights.as_deref(),
            batch: Some(batch),
            samples: batch.len(),
        }
    }

    fn batches(&self) -> Option<usize> {
        Some(self.order.len().div_ceil(self.batch_size))
    }

    fn broken(&self, params: &[T]) -> Broken {
        let batch = self.order[self.batch.clone()].iter().copied();
        broken(self.model, params, self.context, self.x.get(), batch)
    }

    fn losses(&mut self, candidates: [&[T]; 3]) -> [f64; 3] {
        let mut log_probs = vec![T::ZERO; self.x.get().len() / self.model.entering()];
        candidates.map(|params| {
            let (context, out) = (self.context, &mut log_probs[..]);
            log_prob(self.model, params, context, self.x.get(), out);
            MeanNll::of(out, self.weights.as_deref(), self.order.iter().copied())
        })
    }

    fn describe(&self) -> String {
        describe("samples", &self.rows)
    }
}
