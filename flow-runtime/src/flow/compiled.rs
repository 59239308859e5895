//! What flows reach in this crate, compiled once per scalar, whatever flows a program declares.

use crate::engine::{self, Arrived, Cotangents, LogDensityAndGrad, Pulled};
use crate::model::{Context, Model};
use crate::noise::Noise;
use crate::real::Real;
use crate::threads;
use crate::train::{Data, FitError, History, Reader, Rows, Trainer, fit, fit_batches, fit_target};
use rand::Rng;

/// A scalar that the engine is compiled for: each of them.
///
/// Generated code is thin: its flows reach everything heavy through this table of functions, so that a further flow
/// costs little to compile.
pub trait Compiled: Real {
    /// The table of functions.
    fn engine() -> &'static dyn Engine<Self>;
}

/// The heavy code for one scalar.
pub trait Engine<T: Real>: Sync {
    /// Base to data: fills `x` and `log_det` from the samples in `z`, all row by row.
    fn forward(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        z: &[T],
        x: &mut [T],
        log_det: &mut [T],
    ) {
        engine::forward(model, params, context, z, x, log_det);
    }

    /// Data to base: fills `z` and `log_det`.
    fn inverse(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        x: &[T],
        z: &mut [T],
        log_det: &mut [T],
    ) {
        engine::inverse(model, params, context, x, z, log_det);
    }

    /// Fills `x` with samples, each under its context, row by row, and `log_probs`, if there are some, with ln p of each.
    fn sample(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        rng: &mut dyn Rng,
        x: &mut [T],
        log_probs: Option<&mut [T]>,
    ) {
        engine::sample(model, params, context, rng, x, log_probs);
    }

    /// Fills `out` with ln p of every sample, in nats.
    fn log_prob(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        x: &[T],
        out: &mut [T],
    ) {
        engine::log_prob(model, params, context, x, out);
    }

    /// As [`log_prob`](Self::log_prob), on the thread that calls.
    fn log_prob_here(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        x: &[T],
        out: &mut [T],
    ) {
        engine::log_prob_on(&threads::here, model, params, context, x, out);
    }

    /// Fills `out` with the logarithm of the mean density of every sample with noise, over so many draws.
    fn log_prob_bound(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        x: &[T],
        drawn: (usize, Noise),
        out: &mut [T],
    ) {
        engine::log_prob_bound(model, params, context, x, drawn, out);
    }

    /// Fills `out` with ∂ ln p / ∂x of every sample.
    fn score(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        x: &[T],
        out: &mut [T],
    ) {
        engine::score(model, params, context, x, out);
    }

    /// Fills `out` with ∂ ln p / ∂c of every sample, `c` being its context.
    fn context_score(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        x: &[T],
        out: &mut [T],
    ) {
        engine::context_score(model, params, context, x, out);
    }

    /// The mean of −ln p over the samples, each of them as often as its weight says; fills `grad` with its gradient.
    fn nll_and_grad(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        x: &[T],
        weights: Option<&[T]>,
        grad: &mut [T],
    ) -> f64 {
        engine::nll_and_grad(model, params, context, x, weights, grad)
    }

    /// Pulls cotangents back through the forward direction, at samples `z` of the base.
    fn pull_forward(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        z: &[T],
        out: Cotangents<'_, T>,
        pulled: Pulled<'_, T>,
    ) {
        engine::pull_forward(model, params, context, z, out, pulled);
    }

    /// Pulls cotangents back through the inverse direction, at samples `x` of the data.
    fn pull_inverse(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        x: &[T],
        out: Cotangents<'_, T>,
        pulled: Pulled<'_, T>,
    ) {
        engine::pull_inverse(model, params, context, x, out, pulled);
    }

    /// ln p̃ at one sample of the base and the log-determinant; fills `by_z` with the gradient of their sum.
    fn pulled_back(
        &self,
        model: &Model<T>,
        params: &[T],
        z: &[T],
        target: &LogDensityAndGrad<'_, T>,
        arrived: Arrived<'_, T>,
        by_z: &mut [T],
    ) -> (T, T) {
        engine::pulled_back(model, params, z, target, arrived, by_z)
    }

    /// Trains `params` in place.
    ///
    /// # Errors
    ///
    /// As [`Trainer::fit`].
    fn fit(
        &self,
        trainer: &Trainer<'_>,
        model: &Model<T>,
        params: &mut [T],
        data: &Data<'_, T>,
    ) -> Result<History, FitError> {
        fit(trainer, model, params, data)
    }

    /// Trains `params` in place, on batches that are read.
    ///
    /// # Errors
    ///
    /// As [`Trainer::fit_batches`].
    fn fit_batches(
        &self,
        trainer: &Trainer<'_>,
        model: &Model<T>,
        params: &mut [T],
        reader: &mut dyn Reader<T>,
        held: Option<&Rows<'_, T>>,
    ) -> Result<History, FitError> {
        fit_batches(trainer, model, params, reader, held)
    }

    /// Trains `params` in place, on a density that can only be evaluated.
    ///
    /// # Errors
    ///
    /// As [`Trainer::fit_target`].
    fn fit_target(
        &self,
        trainer: &Trainer<'_>,
        model: &Model<T>,
        params: &mut [T],
        target: &LogDensityAndGrad<'_, T>,
    ) -> Result<History, FitError> {
        fit_target(trainer, model, params, target)
    }
}

/// The one implementation of the table.
struct OnBlocks;

impl<T: Real> Engine<T> for OnBlocks {}

impl Compiled for f32 {
    fn engine() -> &'static dyn Engine<Self> {
        &OnBlocks
    }
}

impl Compiled for f64 {
    fn engine() -> &'static dyn Engine<Self> {
        &OnBlocks
    }
}
