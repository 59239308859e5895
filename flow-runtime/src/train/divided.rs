//! Samples for a descent of its own: those to train on, and those that are held out.

use super::check::check;
use super::rows::{Held, Rows, split};
use super::{FitError, Samples, Trainer};
use crate::model::Model;
use crate::real::Real;
use nalgebra::SVector;

/// Copies of the samples that count, with their weights, whose mean is 1.
#[derive(Clone, Debug)]
pub(crate) struct Chosen<T, const D: usize> {
    pub(crate) xs: Vec<SVector<T, D>>,
    pub(crate) weights: Option<Vec<T>>,
}

/// What is trained on, and what is held out.
#[derive(Clone, Debug)]
pub(crate) struct Divided<T, const D: usize> {
    pub(crate) train: Chosen<T, D>,
    pub(crate) held: Option<Chosen<T, D>>,
}

impl<T: Real, const D: usize> Divided<T, D> {
    /// As [`Trainer::fit`] divides them, and with the same checks: each has a density under this model, whatever its context.
    pub(crate) fn new(
        trainer: &Trainer<'_>,
        model: &Model<T>,
        samples: &Samples<'_, T, D>,
    ) -> Result<Self, FitError> {
        check::<T>(trainer)?;
        let data = &samples.data;
        let present = data.rows.check_samples(model)?;
        let copy = |numbers: &[usize]| Chosen::copy(&data.rows, numbers);
        let (train, held) = match &data.held {
            Held::Nothing => (copy(&present), None),
            Held::Rows(rows) => {
                let numbers = rows
                    .check_samples(model)
                    .map_err(|error| FitError::Validation(Box::new(error)))?;
                (copy(&present), Some(Chosen::copy(rows, &numbers)))
            }
            Held::Part(part) => {
                let [left, held] = split(present, *part, trainer.seed)?;
                (copy(&left), Some(copy(&held)))
            }
        };
        Ok(Self { train, held })
    }
}

impl<T: Real, const D: usize> Chosen<T, D> {
    fn copy(rows: &Rows<'_, T>, numbers: &[usize]) -> Self {
        let xs: &[SVector<T, D>] = bytemuck::cast_slice(rows.x);
        let scaled = rows.scaled_weights(numbers);
        Self {
            xs: numbers.iter().map(|&i| xs[i]).collect(),
            weights: scaled.map(|scaled| numbers.iter().map(|&i| scaled[i]).collect()),
        }
    }

    /// Those with these numbers.
    pub(crate) fn batch(&self, numbers: &[usize]) -> Self {
        let weights = self.weights.as_ref();
        Self {
            xs: numbers.iter().map(|&i| self.xs[i]).collect(),
            weights: weights.map(|weights| numbers.iter().map(|&i| weights[i]).collect()),
        }
    }

    /// The mean of numbers, one a sample.
    pub(crate) fn mean(&self, numbers: &[T]) -> f64 {
        let sum: f64 = match &self.weights {
            None => numbers.iter().map(|x| x.to_f64()).sum(),
            Some(weights) => {
                let terms = numbers.iter().zip(weights);
                terms.map(|(x, w)| x.to_f64() * w.to_f64()).sum()
            }
        };
        sum / numbers.len() as f64
    }
}
