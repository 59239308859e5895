//! Samples as numbers, whatever flow they are for.

use super::FitError;
use super::check::require;
use crate::engine::{Known, broken, excluded};
use crate::kind::Kind;
use crate::model::{Context, Model};
use crate::noise::Noise;
use crate::real::Real;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;

/// Keeps the split apart from the shuffling, which has the same seed.
const SPLIT: u64 = 0xd1b5_4a32_d192_ed03;

/// Samples row by row, and what belongs to each.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, T> {
    /// Their numbers.
    pub x: &'a [T],
    /// How many there are.
    pub samples: usize,
    /// Contexts, row by row, and how many there are.
    pub contexts: Option<(&'a [T], usize)>,
    /// What each counts for.
    pub weights: Option<&'a [T]>,
}

/// Samples that are not trained on.
#[derive(Clone, Copy, Debug)]
pub enum Held<'a, T> {
    /// None.
    Nothing,
    /// A part of the others.
    Part(f64),
    /// Samples of their own.
    Rows(Rows<'a, T>),
}

/// What a run is given.
#[derive(Clone, Copy, Debug)]
pub struct Data<'a, T> {
    /// Samples to train on.
    pub rows: Rows<'a, T>,
    /// Samples to validate.
    pub held: Held<'a, T>,
}

impl<'a, T: Real> Rows<'a, T> {
    /// What each sample is conditioned on.
    pub(super) fn context(&self) -> Context<'a, T> {
        self.contexts
            .map_or(Context::NONE, |(contexts, _)| Context::Each(contexts))
    }

    /// Refuses what cannot be trained on; returns the numbers of the samples that count.
    pub(super) fn check(&self, model: &Model<T>) -> Result<Vec<usize>, FitError> {
        let samples = self.samples;
        let contexts = self.contexts.map_or(0, |(_, contexts)| contexts);
        let counts = contexts == samples || model.context == 0 && self.contexts.is_none();
        if samples > 0 && !counts {
            return Err(FitError::ContextCount { samples, contexts });
        }
        let present = self.check_samples(model)?;
        for &row in &present {
            check_context(model, row, self.context().row(row, model.context))?;
        }
        Ok(present)
    }

    /// The same, whatever the contexts are: they come from elsewhere.
    pub(super) fn check_samples(&self, model: &Model<T>) -> Result<Vec<usize>, FitError> {
        if self.samples == 0 {
            return Err(FitError::Empty);
        }
        let present = self.weighed()?;
        for &row in &present {
            check_row(model, row, &self.x[row * model.dim..][..model.dim])?;
        }
        check_known(model, Known::Nothing, self.x, &present, |sample| sample)?;
        Ok(present)
    }

    /// The numbers of the samples whose weight is not 0, if weights make sense.
    fn weighed(&self) -> Result<Vec<usize>, FitError> {
        let Some(weights) = self.weights else {
            return Ok((0..self.samples).collect());
        };
        if weights.len() != self.samples {
            return Err(FitError::WeightCount {
                samples: self.samples,
                weights: weights.len(),
            });
        }
        let makes_sense = |w: &T| w.is_finite() && *w >= T::ZERO;
        if let Some(row) = weights.iter().position(|w| !makes_sense(w)) {
            let value = weights[row].to_f64();
            return Err(FitError::Weight { row, value });
        }
        let numbers = 0..self.samples;
        let present: Vec<usize> = numbers.filter(|&i| weights[i] != T::ZERO).collect();
        if present.is_empty() {
            return Err(FitError::NoWeight);
        }
        Ok(present)
    }

    /// The weights, scaled to a mean of 1 over these samples.
    pub(super) fn scaled_weights(&self, present: &[usize]) -> Option<Vec<T>> {
        let weights = self.weights?;
        let most = present
            .iter()
            .fold(0.0, |most: f64, &i| most.max(weights[i].to_f64()));
        let part = |weight: T| weight.to_f64() / most;
        let sum: f64 = present.iter().map(|&i| part(weights[i])).sum();
        let scale = present.len() as f64 / sum;
        let scaled = weights.iter().map(|&w| T::from_f64(part(w) * scale));
        Some(scaled.collect())
    }
}

/// Refuses the first of the samples with these numbers, which `x` has with their noise, that has no density since data have set
/// parameters. `row` says which row it is.
pub(super) fn check_set<T: Real>(
    model: &Model<T>,
    params: &[T],
    x: &[T],
    samples: &[usize],
    row: impl Fn(usize) -> usize,
) -> Result<(), FitError> {
    check_known(model, Known::SetByData(params), x, samples, row)
}

/// Refuses the first of the samples that has no density with what is known of the parameters.
fn check_known<T: Real>(
    model: &Model<T>,
    known: Known<'_, T>,
    x: &[T],
    samples: &[usize],
    row: impl Fn(usize) -> usize,
) -> Result<(), FitError> {
    let Some(found) = excluded(model, known, x, samples) else {
        return Ok(());
    };
    let (set_by_data, width) = match known {
        Known::Nothing => (false, model.dim),
        Known::SetByData(_) => (true, model.entering()),
    };
    let column = found.column;
    let sample = &x[found.sample * width..][..width];
    Err(FitError::NoSuchSample {
        row: row(found.sample),
        column,
        name: column.and_then(|column| model.dims.get(column).copied()),
        value: column.map(|column| sample[column].to_f64()),
        element: found.element,
        scalar: T::NAME,
        set_by_data,
        scaled_by: found.scaled_by,
    })
}

/// Refuses a sample that has no density.
pub(super) fn check_row<T: Real>(
    model: &Model<T>,
    row: usize,
    sample: &[T],
) -> Result<(), FitError> {
    for (column, (x, support)) in sample.iter().zip(model.support).enumerate() {
        let value = x.to_f64();
        let name = model.dims.get(column).copied();
        if !value.is_finite() {
            return Err(FitError::NonFiniteData {
                row,
                column,
                name,
                value,
            });
        }
        let kind = model.kind(column);
        match kind {
            Kind::Whole if !kind.holds(*x) => {
                return Err(FitError::NotWhole {
                    row,
                    column,
                    name,
                    value,
                    scalar: T::NAME,
                });
            }
            Kind::Category(codes) if !kind.holds(*x) => {
                return Err(FitError::NotACode {
                    row,
                    column,
                    name,
                    value,
                    codes,
                });
            }
            _ => {}
        }
        if !support.contains(value) {
            return Err(FitError::OutsideSupport {
                row,
                column,
                name,
                value,
                lower: support.lower,
                upper: support.upper,
                element: excludes(model, sample),
            });
        }
    }
    Ok(())
}

/// The element that gives no such sample, if it is one and not the base: with parameters as a new flow has them, since those at
/// hand may themselves be what is wrong.
fn excludes<T: Real>(model: &Model<T>, sample: &[T]) -> Option<&'static str> {
    let mut params = vec![T::ZERO; model.size.params];
    model.init(&mut params, &mut Xoshiro256PlusPlus::seed_from_u64(0));
    let context = vec![T::ZERO; model.context];
    let mut joined = vec![T::ZERO; model.entering()];
    model.join_noise(Noise::new(0), sample, |_| 0, &mut joined);
    broken(model, &params, Context::Shared(&context), &joined, 0..1).element
}

/// Refuses a context that is no number.
pub(super) fn check_context<T: Real>(
    model: &Model<T>,
    row: usize,
    context: &[T],
) -> Result<(), FitError> {
    match context.iter().position(|c| !c.is_finite()) {
        None => Ok(()),
        Some(column) => Err(FitError::NonFiniteContext {
            row,
            column,
            name: model.contexts.get(column).copied(),
            value: context[column].to_f64(),
        }),
    }
}

/// Holds a part of the samples out: what is left, and what is held, each in the order of the rows.
pub(super) fn split(
    mut samples: Vec<usize>,
    part: f64,
    seed: u64,
) -> Result<[Vec<usize>; 2], FitError> {
    require(
        part > 0.0 && part < 1.0 && samples.len() >= 2,
        "part that validates",
        part,
        "above 0 and below 1, and leave a sample",
    )?;
    let held = (part * samples.len() as f64).round() as usize;
    let left = samples.len() - held.clamp(1, samples.len() - 1);
    samples.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(seed ^ SPLIT));
    let mut held = samples.split_off(left);
    samples.sort_unstable();
    held.sort_unstable();
    Ok([samples, held])
}
