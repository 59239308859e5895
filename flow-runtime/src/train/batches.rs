//! Batches that are read one after the other, for what does not fit into memory.

use super::rows::Rows;
use super::samples::Samples;
use super::source::{Numbers, Reader};
use crate::real::Real;
use nalgebra::SVector;
use std::fmt::Display;
use std::marker::PhantomData;

/// What opens the batches of an epoch, and samples that validate: what [`fit_batches`](super::Trainer::fit_batches) takes. A
/// closure is one as it stands.
///
/// ```
/// use flow_runtime::{Batches, prelude::*};
///
/// flow! { struct Moons<2> = 3 * (MAF(16) >> Reverse); }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let valid: Vec<SVector<f32, 2>> = datasets::moons(100, 0.05, &mut rng);
/// // An epoch is 10 batches; here they are drawn, elsewhere they come from a file.
/// let open = || (0..10).map(|i| datasets::moons(32, 0.05, &mut Xoshiro256PlusPlus::seed_from_u64(i)));
/// let mut moons = Moons::new(&mut rng);
/// let batches = Batches::of(open).validation(&valid);
/// let history = Trainer::new(Adam::new(1e-3)).epochs(5).fit_batches(&mut moons, batches)?;
/// assert_eq!(history.valid_nll().len(), 5);
/// # Ok::<(), FitError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Batches<'a, R, T, const D: usize, const C: usize = 0> {
    pub(crate) open: R,
    pub(crate) held: Option<Rows<'a, T>>,
    shape: PhantomData<(SVector<T, D>, SVector<T, C>)>,
}

impl<'a, R, T: Real, const D: usize, const C: usize> Batches<'a, R, T, D, C> {
    /// The batches of every epoch are those of what `open` returns.
    pub fn of<I>(open: R) -> Self
    where
        R: FnMut() -> I,
        I: IntoIterator<Item: Batch<T, D, C>>,
    {
        Self {
            open,
            held: None,
            shape: PhantomData,
        }
    }

    /// Samples by whose loss epochs are judged, as [`Samples::validation`].
    #[must_use]
    pub fn validation(mut self, samples: impl Into<Samples<'a, T, D, C>>) -> Self {
        self.held = Some(samples.into().data.rows);
        self
    }
}

impl<R, I, T: Real, const D: usize, const C: usize> From<R> for Batches<'_, R, T, D, C>
where
    R: FnMut() -> I,
    I: IntoIterator<Item: Batch<T, D, C>>,
{
    fn from(open: R) -> Self {
        Self::of(open)
    }
}

/// The samples of a batch, and their contexts.
type Borrowed<'b, T, const D: usize, const C: usize> = (&'b [SVector<T, D>], &'b [SVector<T, C>]);

/// A batch that was read: samples in a `Vec` or a slice; with something for each of them, a pair of samples and contexts, a
/// pair of samples and weights, or samples, contexts and weights; or a `Result` of one of these, whose error ends the training.
///
/// Weights are as [those of samples in memory](Samples::weights), but nobody knows all of them before the first step: they are
/// divided by the mean of those in the first batch, which should be a fair sample.
///
/// ```
/// use flow_runtime::prelude::*;
///
/// flow! { struct Line<f64, 1> = MAF(8) >> Standardize; }
///
/// let xs: Vec<SVector<f64, 1>> = (0..400).map(|i| SVector::from([f64::from(i).sin()])).collect();
/// // Those above 0 count three times as much.
/// let weigh = |xs: &[SVector<f64, 1>]| xs.iter().map(|x| if x[0] > 0.0 { 3.0 } else { 1.0 }).collect();
/// let open = || xs.chunks(100).map(|xs| -> (_, Vec<f64>) { (xs.to_vec(), weigh(xs)) });
/// let mut line = Line::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// Trainer::new(Adam::new(1e-2)).epochs(20).fit_batches(&mut line, open)?;
/// # Ok::<(), FitError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a batch of {D} numbers of type `{T}` with a context of {C}",
    note = "batches are `Vec<SVector<{T}, {D}>>`, `(Vec<SVector<{T}, {D}>>, Vec<SVector<{T}, {C}>>)` with contexts, weights `Vec<{T}>` after them, or a `Result` of these"
)]
pub trait Batch<T, const D: usize, const C: usize> {
    /// The samples, and their contexts.
    ///
    /// # Errors
    ///
    /// What kept them from being read, as text.
    fn parts(&self) -> Result<Borrowed<'_, T, D, C>, String>;

    /// What each sample counts for; all the same if there are none.
    fn weights(&self) -> Option<&[T]> {
        None
    }
}

impl<T, const D: usize> Batch<T, D, 0> for Vec<SVector<T, D>> {
    fn parts(&self) -> Result<Borrowed<'_, T, D, 0>, String> {
        Ok((self, &[]))
    }
}

impl<T, const D: usize> Batch<T, D, 0> for &[SVector<T, D>] {
    fn parts(&self) -> Result<Borrowed<'_, T, D, 0>, String> {
        Ok((self, &[]))
    }
}

impl<T, const D: usize, const C: usize> Batch<T, D, C>
    for (Vec<SVector<T, D>>, Vec<SVector<T, C>>)
{
    fn parts(&self) -> Result<Borrowed<'_, T, D, C>, String> {
        as_many(&self.0, &self.1)
    }
}

impl<T, const D: usize> Batch<T, D, 0> for (Vec<SVector<T, D>>, Vec<T>) {
    fn parts(&self) -> Result<Borrowed<'_, T, D, 0>, String> {
        Ok((&self.0, &[]))
    }

    fn weights(&self) -> Option<&[T]> {
        Some(&self.1)
    }
}

impl<T, const D: usize, const C: usize> Batch<T, D, C>
    for (Vec<SVector<T, D>>, Vec<SVector<T, C>>, Vec<T>)
{
    fn parts(&self) -> Result<Borrowed<'_, T, D, C>, String> {
        as_many(&self.0, &self.1)
    }

    fn weights(&self) -> Option<&[T]> {
        Some(&self.2)
    }
}

/// Samples, and a context for each.
fn as_many<'b, T, const D: usize, const C: usize>(
    xs: &'b [SVector<T, D>],
    contexts: &'b [SVector<T, C>],
) -> Result<Borrowed<'b, T, D, C>, String> {
    let (samples, count) = (xs.len(), contexts.len());
    if samples == count {
        Ok((xs, contexts))
    } else {
        Err(format!("there are {samples} samples but {count} contexts"))
    }
}

impl<B: Batch<T, D, C>, E: Display, T, const D: usize, const C: usize> Batch<T, D, C>
    for Result<B, E>
{
    fn parts(&self) -> Result<Borrowed<'_, T, D, C>, String> {
        match self {
            Ok(batch) => batch.parts(),
            Err(error) => Err(error.to_string()),
        }
    }

    fn weights(&self) -> Option<&[T]> {
        self.as_ref().ok().and_then(Batch::weights)
    }
}

/// Reads batches as numbers, whatever flow they are for.
pub(crate) struct Opened<R, B, const D: usize, const C: usize> {
    open: R,
    batches: Option<B>,
}

impl<R, B, const D: usize, const C: usize> Opened<R, B, D, C> {
    pub(crate) fn new(open: R) -> Self {
        Self {
            open,
            batches: None,
        }
    }
}

impl<R, I, T: Real, const D: usize, const C: usize> Reader<T> for Opened<R, I::IntoIter, D, C>
where
    R: FnMut() -> I + Send,
    I: IntoIterator<Item: Batch<T, D, C>, IntoIter: Send>,
{
    fn open(&mut self) {
        self.batches = Some((self.open)().into_iter());
    }

    fn read(&mut self, into: &mut Numbers<T>) -> Result<bool, String> {
        let Some(batch) = self.batches.as_mut().and_then(Iterator::next) else {
            return Ok(false);
        };
        let (xs, contexts) = batch.parts()?;
        into.samples = xs.len();
        into.x.clear();
        into.x.extend_from_slice(bytemuck::cast_slice(xs));
        into.contexts.clear();
        let contexts: &[T] = if C == 0 {
            &[]
        } else {
            bytemuck::cast_slice(contexts)
        };
        into.contexts.extend_from_slice(contexts);
        into.weights = batch.weights().map(<[T]>::to_vec);
        Ok(true)
    }
}
