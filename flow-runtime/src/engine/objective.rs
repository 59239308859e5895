//! What gradients are of.

use super::memory::Memory;
use super::rows::End;
use crate::model::{Context, Model};
use crate::real::Real;
use std::ops::Range;

/// A sum over samples that has a gradient by the parameters: block by block, on any thread.
pub(crate) trait Objective<T: Real>: Sync {
    /// How many samples there are.
    fn samples(&self) -> usize;

    /// Sends a block of samples through the chain, and pulls the cotangents of what comes out back, each sample its own. What
    /// elements sum up goes to `grad`.
    fn block(
        &self,
        model: &Model<T>,
        params: &[T],
        samples: Range<usize>,
        memory: &mut Memory<'_, T>,
        grad: Option<&mut [T]>,
    );

    /// Adds a block's terms, of which `log_dets` has what the memory's had at the end.
    fn add(&self, sum: f64, samples: Range<usize>, log_dets: &[T]) -> f64;
}

/// Some of an objective's samples: sums over pieces are the sum over all.
pub(crate) struct Piece<'a, T: Real> {
    pub(crate) all: &'a dyn Objective<T>,
    pub(crate) samples: Range<usize>,
}

impl<T: Real> Piece<'_, T> {
    /// The numbers that some of its samples have among all.
    fn numbers(&self, samples: Range<usize>) -> Range<usize> {
        self.samples.start + samples.start..self.samples.start + samples.end
    }
}

impl<T: Real> Objective<T> for Piece<'_, T> {
    fn samples(&self) -> usize {
        self.samples.len()
    }

    fn block(
        &self,
        model: &Model<T>,
        params: &[T],
        samples: Range<usize>,
        memory: &mut Memory<'_, T>,
        grad: Option<&mut [T]>,
    ) {
        let numbers = self.numbers(samples);
        self.all.block(model, params, numbers, memory, grad);
    }

    fn add(&self, sum: f64, samples: Range<usize>, log_dets: &[T]) -> f64 {
        self.all.add(sum, self.numbers(samples), log_dets)
    }
}

/// The mean of −ln p over a batch, `−Σᵢ wᵢ ln p(xᵢ) / n`: the cotangent of ln p is −wᵢ/n.
pub(crate) struct NegLogLikelihood<'a, T> {
    /// All samples, row by row.
    pub(crate) x: &'a [T],
    /// What each of them is conditioned on.
    pub(crate) context: Context<'a, T>,
    /// What each of them counts for; all the same if there are none.
    pub(crate) weights: Option<&'a [T]>,
    /// Which of the samples make the batch; all of them if there is none.
    pub(crate) batch: Option<&'a [usize]>,
    /// How many these are.
    pub(crate) samples: usize,
}

impl<T> NegLogLikelihood<'_, T> {
    /// The numbers of the batch's samples among all.
    fn numbers(&self, samples: Range<usize>) -> impl ExactSizeIterator<Item = usize> + Clone {
        let batch = self.batch;
        samples.map(move |i| batch.map_or(i, |batch| batch[i]))
    }
}

impl<T: Real> NegLogLikelihood<'_, T> {
    /// What takes the place of samples without a weight: where one has no density, its slopes are no numbers, and 0 times
    /// them would be none either.
    fn first_with_weight(&self, weights: &[T]) -> Option<usize> {
        self.numbers(0..self.samples)
            .find(|&i| weights[i] != T::ZERO)
    }

    /// Sends the samples with these numbers to the base.
    fn log_prob(
        &self,
        model: &Model<T>,
        params: &[T],
        numbers: impl ExactSizeIterator<Item = usize> + Clone,
        memory: &mut Memory<'_, T>,
    ) {
        memory.condition(model, self.context, numbers.clone());
        End::Data.enter(model, self.x, numbers, memory.x);
        memory.log_prob(model, params);
    }
}

impl<T: Real> Objective<T> for NegLogLikelihood<'_, T> {
    fn samples(&self) -> usize {
        self.samples
    }

    fn block(
        &self,
        model: &Model<T>,
        params: &[T],
        samples: Range<usize>,
        memory: &mut Memory<'_, T>,
        grad: Option<&mut [T]>,
    ) {
        let numbers = self.numbers(samples);
        let equal = T::from_f64(-1.0 / self.samples as f64);
        match self.weights {
            None => {
                self.log_prob(model, params, numbers, memory);
                memory.cotangent.fill(equal);
            }
            Some(weights) => {
                let Some(stand_in) = self.first_with_weight(weights) else {
                    return memory.clear();
                };
                let weighed = numbers.clone().map(|i| match weights[i] {
                    weight if weight == T::ZERO => stand_in,
                    _ => i,
                });
                self.log_prob(model, params, weighed, memory);
                for (cotangent, sample) in memory.cotangent.iter_mut().zip(numbers) {
                    *cotangent = equal * weights[sample];
                }
            }
        }
        memory.pull_log_prob(model, params, None, grad);
    }

    fn add(&self, sum: f64, samples: Range<usize>, log_probs: &[T]) -> f64 {
        match self.weights {
            None => log_probs.iter().fold(sum, |sum, lp| sum - lp.to_f64()),
            Some(weights) => {
                let weights = self.numbers(samples).map(|sample| weights[sample]);
                // What has no weight is not there, whatever its density.
                let terms = weights.zip(log_probs).filter(|(w, _)| *w != T::ZERO);
                terms.fold(sum, |sum, (w, lp)| sum - w.to_f64() * lp.to_f64())
            }
        }
    }
}
