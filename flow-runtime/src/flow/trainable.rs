//! What everything has that is trained.

use super::{Compiled, Engine, Given};
use crate::io::{LoadError, SaveError};
use crate::model::{Context, Model};
use crate::parameters::Parameters;
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;
use std::path::Path;

/// Whatever `flow!` declares: a model known while compiling, and parameters, which [`Trainer`](crate::Trainer) learns.
///
/// `D` is the number of data dimensions, `C` that of the context. What has an exact density is a [`Flow`](super::Flow) too;
/// of a [`BoundedFlow`](super::BoundedFlow) only a lower bound is known.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a flow with a context of {C}",
    label = "expected a flow on `<{D} | {C}>`",
    note = "a flow with a context is trained by `Trainer::fit_given`, and becomes a density by `.given(&context)`"
)]
pub trait Trainable<const D: usize, const C: usize>: Sized + Send + Sync {
    /// `f32` or `f64`.
    type Scalar: Real + Compiled;

    #[doc(hidden)]
    fn engine() -> &'static dyn Engine<Self::Scalar> {
        Self::Scalar::engine()
    }

    #[doc(hidden)]
    fn model() -> &'static Model<Self::Scalar>;

    #[doc(hidden)]
    fn parameters(&self) -> &Parameters<Self::Scalar>;

    #[doc(hidden)]
    fn parameters_mut(&mut self) -> &mut Parameters<Self::Scalar>;

    #[doc(hidden)]
    fn from_parameters(parameters: Parameters<Self::Scalar>) -> Self;

    /// All learned numbers.
    fn params(&self) -> &[Self::Scalar] {
        self.parameters().as_slice()
    }

    /// All learned numbers, to be changed.
    fn params_mut(&mut self) -> &mut [Self::Scalar] {
        self.parameters_mut().as_mut_slice()
    }

    /// For every parameter, whether it is for an optimiser. Those that data sets once, such as the mean of `Standardize`,
    /// are not, and have a gradient of 0.
    fn trained_params() -> Vec<bool> {
        let model = Self::model();
        let mut trained = vec![true; model.size.params];
        model.chain.trained(&mut trained);
        trained
    }

    /// Writes the parameters to a safetensors file, with the flow's `SPEC` and a format version.
    ///
    /// What stood at `path` is replaced as a whole. So is a dictionary of categories beside the parameters, which
    /// `table::Dictionary::save_beside` puts there again.
    ///
    /// # Errors
    ///
    /// If the file cannot be written; then what was there before is still whole.
    fn save(&self, path: impl AsRef<Path>) -> Result<(), SaveError> {
        crate::io::save(path.as_ref(), Self::model().spec, self.params())
    }

    /// Reads a flow from a file that [`save`](Self::save) wrote.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is cut short or corrupted, or holds another flow; the error says which.
    fn load(path: impl AsRef<Path>) -> Result<Self, LoadError> {
        let model = Self::model();
        let values = crate::io::load(path.as_ref(), model.spec, model.size.params)?;
        Ok(Self::from_parameters(Parameters::from_values(values)))
    }

    /// What [`save`](Self::save) would write, for a program that stores it elsewhere.
    ///
    /// # Errors
    ///
    /// If a parameter is not finite.
    fn to_bytes(&self) -> Result<Vec<u8>, SaveError> {
        crate::io::to_bytes(Self::model().spec, self.params())
    }

    /// Reads a flow from [`to_bytes`](Self::to_bytes), or from the content of a file that [`save`](Self::save) wrote: a
    /// trained flow can be part of the program.
    ///
    /// ```
    /// use flow_runtime::prelude::*;
    ///
    /// flow! { struct Moons<2> = MAF(16) >> Reverse >> MAF(16); }
    ///
    /// let moons = Moons::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    /// let bytes: Vec<u8> = moons.to_bytes()?;
    /// // In a program of its own: `Moons::from_bytes(include_bytes!("moons.safetensors"))`.
    /// let again = Moons::from_bytes(&bytes)?;
    /// assert_eq!(again.params(), moons.params());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`load`](Self::load).
    fn from_bytes(bytes: &[u8]) -> Result<Self, LoadError> {
        let model = Self::model();
        let values = crate::io::from_bytes(bytes, model.spec, model.size.params)?;
        Ok(Self::from_parameters(Parameters::from_values(values)))
    }

    /// The density given a context, for as long as both live.
    fn given<'a>(
        &'a self,
        context: &'a SVector<Self::Scalar, C>,
    ) -> Given<'a, Self, Self::Scalar, C> {
        Given::new(self, context)
    }

    /// One sample of p(x | c) for every context.
    fn sample_batch_given<R: Rng + ?Sized>(
        &self,
        contexts: &[SVector<Self::Scalar, C>],
        rng: &mut R,
    ) -> Vec<SVector<Self::Scalar, D>> {
        let context = Context::Each(bytemuck::cast_slice(contexts));
        samples(self, context, contexts.len(), rng, None)
    }
}

/// `n` samples of a flow, and their ln p, if that is wanted.
pub(super) fn samples<const D: usize, const C: usize, F: Trainable<D, C>, R: Rng + ?Sized>(
    flow: &F,
    context: Context<'_, F::Scalar>,
    n: usize,
    mut rng: &mut R,
    log_probs: Option<&mut [F::Scalar]>,
) -> Vec<SVector<F::Scalar, D>> {
    let mut xs = vec![SVector::from([F::Scalar::ZERO; D]); n];
    let (model, params, numbers) = (F::model(), flow.params(), bytemuck::cast_slice_mut(&mut xs));
    F::engine().sample(model, params, context, &mut rng, numbers, log_probs);
    xs
}

/// A context for each sample.
pub(super) fn each<'a, T: Real, const D: usize, const C: usize>(
    xs: &[SVector<T, D>],
    contexts: &'a [SVector<T, C>],
) -> Context<'a, T> {
    assert_eq!(xs.len(), contexts.len(), "one context for each sample");
    Context::Each(bytemuck::cast_slice(contexts))
}
