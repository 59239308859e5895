//! Code that is compiled once per scalar, in this crate, whatever flows a program declares.
//!
//! Generated code is thin: its flows reach everything heavy through the two tables of functions that
//! [`Real::engine`] hands out, so that a further flow costs little to compile.

mod evaluate;
mod gather;
mod gradient;
mod plan;
mod prepare;
mod score;
mod work;

pub(crate) use evaluate::defined_log_prob;
pub(crate) use gradient::Gradient;
pub(crate) use prepare::prepare;
pub(crate) use score::broken_element;

use crate::bijectors::{Autoregressive, Dense, Householder, Plu};
use crate::element::{Block, Element, Pullback};
use crate::model::{Context, Model};
use crate::real::Real;
use crate::train::{FitError, History, Trainer};
use rand::Rng;

/// The heavy code for one scalar.
pub trait Engine<T: Real>: Sync {
    /// [`Autoregressive::forward`]
    fn autoregressive_forward(
        &self,
        maf: Autoregressive<'_, T>,
        params: &[T],
        block: &mut Block<'_, T>,
    ) {
        maf.forward(params, block);
    }

    /// [`Autoregressive::inverse`]
    fn autoregressive_inverse(
        &self,
        maf: Autoregressive<'_, T>,
        params: &[T],
        block: &mut Block<'_, T>,
    ) {
        maf.inverse(params, block);
    }

    /// [`Autoregressive::forward_pullback`]
    fn autoregressive_forward_pullback(
        &self,
        maf: Autoregressive<'_, T>,
        params: &[T],
        pull: &mut Pullback<'_, T>,
    ) {
        maf.forward_pullback(params, pull);
    }

    /// [`Autoregressive::inverse_pullback`]
    fn autoregressive_inverse_pullback(
        &self,
        maf: Autoregressive<'_, T>,
        params: &[T],
        pull: &mut Pullback<'_, T>,
    ) {
        maf.inverse_pullback(params, pull);
    }

    /// The code of a `Linear` element.
    fn linear<'a>(&self, plu: &'a Plu) -> &'a dyn Element<T> {
        plu
    }

    /// The code of a `Matrix` element.
    fn matrix<'a>(&self, dense: &'a Dense<T>) -> &'a dyn Element<T> {
        dense
    }

    /// The code of an `Orthogonal` element.
    fn orthogonal<'a>(&self, householder: &'a Householder) -> &'a dyn Element<T> {
        householder
    }

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
        evaluate::forward(model, params, context, z, x, log_det);
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
        evaluate::inverse(model, params, context, x, z, log_det);
    }

    /// Fills `x` with samples, each under its context, row by row.
    fn sample(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        rng: &mut dyn Rng,
        x: &mut [T],
    ) {
        evaluate::sample(model, params, context, rng, x);
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
        evaluate::log_prob(model, params, context, x, out);
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
        score::score(model, params, context, x, out);
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
        score::context_score(model, params, context, x, out);
    }

    /// The mean of −ln p over the samples; fills `grad` with its gradient.
    fn nll_and_grad(
        &self,
        model: &Model<T>,
        params: &[T],
        context: Context<'_, T>,
        x: &[T],
        grad: &mut [T],
    ) -> f64 {
        gradient::nll_and_grad(model, params, context, x, grad)
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
        context: Context<'_, T>,
        x: &[T],
    ) -> Result<History, FitError> {
        crate::train::fit(trainer, model, params, context, x)
    }
}

/// The one implementation, whose table of functions is made in this crate.
pub(crate) struct Compiled;

impl<T: Real> Engine<T> for Compiled {}
