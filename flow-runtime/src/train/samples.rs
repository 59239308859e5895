//! What a flow is trained on, as callers say it.

use super::rows::{Data, Held, Rows};
use crate::real::Real;
use nalgebra::SVector;
use std::marker::PhantomData;

/// Samples to train on, and what belongs to them: weights, contexts, and samples held out to validate.
///
/// References to vectors, slices and arrays of `SVector` are samples as they stand, so `trainer.fit(&mut flow, &data)` needs
/// none of this.
///
/// ```
/// use flow_runtime::prelude::*;
///
/// flow! { struct Given<f64, 1 | 1> = MAF(8); }
///
/// let cs: Vec<SVector<f64, 1>> = (0..200).map(|i| SVector::from([f64::from(i % 20) / 10.0])).collect();
/// let xs: Vec<_> = cs.iter().enumerate().map(|(i, c)| c + SVector::from([(i as f64).sin()])).collect();
/// let weights: Vec<f64> = cs.iter().map(|c| c[0]).collect();
/// let mut flow = Given::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let samples = Samples::of(&xs).contexts(&cs).weights(&weights).validation_split(0.1);
/// let history = Trainer::new(Adam::new(1e-2)).epochs(50).patience(10).fit(&mut flow, samples)?;
/// assert_eq!(history.valid_nll().len(), history.train_nll().len());
/// # Ok::<(), FitError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Samples<'a, T, const D: usize, const C: usize = 0> {
    pub(crate) data: Data<'a, T>,
    shape: PhantomData<(SVector<T, D>, SVector<T, C>)>,
}

impl<'a, T: Real, const D: usize> Samples<'a, T, D, 0> {
    /// Samples that all count the same, of a flow without a context.
    pub fn of(xs: &'a [SVector<T, D>]) -> Self {
        let rows = Rows {
            x: bytemuck::cast_slice(xs),
            samples: xs.len(),
            contexts: None,
            weights: None,
        };
        Self::from_data(Data {
            rows,
            held: Held::Nothing,
        })
    }

    /// One context for each of the samples, in their order. Contexts come before [`validation`](Self::validation), whose
    /// samples have some too.
    #[must_use]
    pub fn contexts<const C: usize>(self, contexts: &'a [SVector<T, C>]) -> Samples<'a, T, D, C> {
        let mut data = self.data;
        data.rows.contexts = Some((bytemuck::cast_slice(contexts), contexts.len()));
        Samples::from_data(data)
    }
}

impl<'a, T: Real, const D: usize, const C: usize> Samples<'a, T, D, C> {
    fn from_data(data: Data<'a, T>) -> Self {
        Self {
            data,
            shape: PhantomData,
        }
    }

    /// What each of the samples counts for, in their order: finite, not negative, not all 0.
    ///
    /// Only their ratios matter: they are scaled to a mean of 1 over the samples whose weight is not 0, so that a learning
    /// rate means what it means without weights. A loss is then `Σ wᵢ (−ln p(xᵢ)) / Σ wᵢ`. A sample of weight 0 is not there at
    /// all: it sets nothing, is in no batch, and may be any number.
    #[must_use]
    pub fn weights(mut self, weights: &'a [T]) -> Self {
        self.data.rows.weights = Some(weights);
        self
    }

    /// Samples that are not trained on, by whose loss epochs are judged: the run ends with the parameters of its best epoch.
    /// They may have weights of their own; the last call of this and of [`validation_split`](Self::validation_split) counts.
    #[must_use]
    pub fn validation(mut self, samples: impl Into<Self>) -> Self {
        self.data.held = Held::Rows(samples.into().data.rows);
        self
    }

    /// Holds a part of the samples out to [validate](Self::validation): `part` of them, rounded, but one at least, and one is
    /// left. Which ones depends on the trainer's seed and on their number.
    #[must_use]
    pub fn validation_split(mut self, part: f64) -> Self {
        self.data.held = Held::Part(part);
        self
    }
}

/// What becomes samples of `D` numbers with `C` of context: [`Samples`], and references to vectors where there is no context. Whatever is
/// `Into<Samples>` is one; rustc says what was expected where something else is given.
#[diagnostic::on_unimplemented(
    message = "expected samples of type `SVector<{T}, {D}>`, with a context of length {C} each, found `{Self}`",
    label = "expected a reference to vectors if there is no context, and `Samples` with contexts if there is one",
    note = "arrays become vectors by `let xs: Vec<SVector<{T}, {D}>> = rows.iter().map(|row| SVector::from(*row)).collect();`, and a single number `x` by `SVector::from([x])`",
    note = "with a context for each sample: `trainer.fit_given(&mut flow, &xs, &contexts)`, or `Samples::of(&xs).contexts(&contexts)` in place of `&xs`"
)]
pub trait IntoSamples<'a, T: 'a, const D: usize, const C: usize>:
    Into<Samples<'a, T, D, C>>
{
}

#[diagnostic::do_not_recommend]
impl<'a, X: Into<Samples<'a, T, D, C>>, T: 'a, const D: usize, const C: usize>
    IntoSamples<'a, T, D, C> for X
{
}

/// Whether samples as they stand are enough: where there is no context.
pub trait NoContext {}

/// So many numbers of context.
#[derive(Debug)]
pub struct ContextOf<const C: usize>;

impl NoContext for ContextOf<0> {}

impl<'a, T: Real, const D: usize, const C: usize> From<&'a [SVector<T, D>]> for Samples<'a, T, D, C>
where
    ContextOf<C>: NoContext,
{
    fn from(xs: &'a [SVector<T, D>]) -> Self {
        Self::from_data(Samples::of(xs).data)
    }
}

impl<'a, T: Real, const D: usize, const C: usize> From<&'a Vec<SVector<T, D>>>
    for Samples<'a, T, D, C>
where
    ContextOf<C>: NoContext,
{
    fn from(xs: &'a Vec<SVector<T, D>>) -> Self {
        xs.as_slice().into()
    }
}

impl<'a, T: Real, const D: usize, const C: usize, const N: usize> From<&'a [SVector<T, D>; N]>
    for Samples<'a, T, D, C>
where
    ContextOf<C>: NoContext,
{
    fn from(xs: &'a [SVector<T, D>; N]) -> Self {
        xs.as_slice().into()
    }
}
