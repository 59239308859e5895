//! Samples that are not trained on, by which epochs are judged.

use super::checkpoint::describe;
use super::loss::MeanNll;
use super::rows::{Held, Rows, check_set, split};
use super::{FitError, Trainer};
use crate::engine::log_prob_on;
use crate::model::{Context, Model};
use crate::noise::Noise;
use crate::ranks::{Ranks, complete};
use crate::real::Real;
use crate::threads::Phase;

/// The noise is the same in all epochs and runs: these are judged by their parameters.
const NOISE: u64 = 0x8ebc_6af0_9c88_c6e3;

/// A copy of the samples that were held out.
pub(super) struct Validation<'a, T: Real> {
    model: &'a Model<T>,
    x: Vec<T>,
    contexts: Vec<T>,
    weights: Option<Vec<T>>,
    /// What they are, for the file of a run.
    pub(super) description: String,
    /// Which rows they are.
    numbers: Vec<usize>,
    /// Room for ln p of each.
    log_probs: Vec<T>,
}

impl<'a, T: Real> Validation<'a, T> {
    /// Takes what is held out of the samples with these numbers, of which it leaves the others.
    pub(super) fn hold(
        trainer: &Trainer<'_>,
        model: &'a Model<T>,
        rows: &Rows<'_, T>,
        held: &Held<'_, T>,
        present: &mut Vec<usize>,
    ) -> Result<Option<Self>, FitError> {
        match held {
            Held::Nothing => Ok(None),
            Held::Rows(held) => Self::of(model, held).map(Some),
            Held::Part(part) => {
                let [left, held] = split(std::mem::take(present), *part, trainer.seed)?;
                *present = left;
                let mut copy = Self::copy(model, rows, &held);
                copy.description = format!("samples that validate: a part of {part:?}\n");
                Ok(Some(copy))
            }
        }
    }

    /// Samples of their own.
    pub(super) fn of(model: &'a Model<T>, rows: &Rows<'_, T>) -> Result<Self, FitError> {
        let present = rows
            .check(model)
            .map_err(|error| FitError::Validation(Box::new(error)))?;
        let mut copy = Self::copy(model, rows, &present);
        copy.description = describe("samples that validate", rows);
        Ok(copy)
    }

    fn copy(model: &'a Model<T>, rows: &Rows<'_, T>, numbers: &[usize]) -> Self {
        let mut copy = Self {
            model,
            x: vec![T::ZERO; numbers.len() * model.entering()],
            contexts: Vec::with_capacity(numbers.len() * model.context),
            weights: None,
            description: String::new(),
            numbers: numbers.to_vec(),
            log_probs: vec![T::ZERO; numbers.len()],
        };
        let noise = Noise::new(NOISE);
        let copies = copy.x.chunks_exact_mut(model.entering());
        for (&i, copied) in numbers.iter().zip(copies) {
            let (own, drawn) = copied.split_at_mut(model.dim);
            own.copy_from_slice(&rows.x[i * model.dim..][..model.dim]);
            noise.draw(model.noise, i as u64, drawn);
            let context = rows.context().row(i, model.context);
            copy.contexts.extend_from_slice(context);
        }
        let scaled = rows.scaled_weights(numbers);
        copy.weights = scaled.map(|scaled| numbers.iter().map(|&i| scaled[i]).collect());
        copy
    }

    /// Refuses samples that have no density with what data have set in these parameters.
    pub(super) fn check_set(&self, params: &[T]) -> Result<(), FitError> {
        let all: Vec<usize> = (0..self.numbers.len()).collect();
        check_set(self.model, params, &self.x, &all, |sample| {
            self.numbers[sample]
        })
        .map_err(|error| FitError::Validation(Box::new(error)))
    }

    /// The mean of −ln p, in nats; ∞ if a sample has no density. Ranks share the samples.
    pub(super) fn nll(
        &mut self,
        phase: &Phase<'_>,
        params: &[T],
        ranks: Option<&dyn Ranks>,
    ) -> f64 {
        let (model, out) = (self.model, &mut self.log_probs);
        let own = ranks.map_or(0..out.len(), |ranks| ranks.share(out.len()));
        let rows = |width: usize| own.start * width..own.end * width;
        let context = Context::Each(&self.contexts[rows(model.context)]);
        let x = &self.x[rows(model.entering())];
        log_prob_on(phase, model, params, context, x, &mut out[own.clone()]);
        if let Some(ranks) = ranks {
            complete(ranks, out);
        }
        let nll = MeanNll::of(out, self.weights.as_deref(), 0..out.len());
        if nll.is_finite() { nll } else { f64::INFINITY }
    }
}
