//! What every generated flow offers.

use super::{Compiled, Engine, Given, Unconditional};
use crate::density::mean_nll;
use crate::io::{LoadError, SaveError};
use crate::model::{Context, Model};
use crate::parameters::Parameters;
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;
use std::path::Path;

/// A flow declared by `flow!`: a model known while compiling, and parameters.
///
/// `D` is the number of data dimensions, `C` that of the context. This trait carries what all flows have; without a
/// context a flow is a [`Bijector`](crate::Bijector) and a [`Density`](crate::Density) too, with one it becomes both by [`given`](Self::given).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a flow with a context of {C}",
    label = "expected a flow on `<{D} | {C}>`",
    note = "a flow with a context is trained by `Trainer::fit_given`, and becomes a density by `.given(&context)`"
)]
pub trait Flow<const D: usize, const C: usize>: Sized + Send + Sync {
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

    /// ln p(x | c) of every sample under its own context.
    ///
    /// # Panics
    ///
    /// If there are not as many contexts as samples.
    fn log_prob_batch_given(
        &self,
        xs: &[SVector<Self::Scalar, D>],
        contexts: &[SVector<Self::Scalar, C>],
    ) -> Vec<Self::Scalar> {
        let mut out = vec![Self::Scalar::ZERO; xs.len()];
        let context = each(xs, contexts);
        let xs = bytemuck::cast_slice(xs);
        Self::engine().log_prob(Self::model(), self.params(), context, xs, &mut out);
        out
    }

    /// The mean of −ln p(x | c) over the samples, each under its own context.
    ///
    /// # Panics
    ///
    /// If there are not as many contexts as samples.
    fn nll_given(
        &self,
        xs: &[SVector<Self::Scalar, D>],
        contexts: &[SVector<Self::Scalar, C>],
    ) -> Self::Scalar {
        mean_nll(&self.log_prob_batch_given(xs, contexts))
    }

    /// ∇_c ln p(x | c) of every sample by its own context, on all cores: what a network that makes the contexts is
    /// trained with. 0 where none can be told, as for [`score`](crate::Density::score).
    ///
    /// # Panics
    ///
    /// If there are not as many contexts as samples.
    fn context_score_batch_given(
        &self,
        xs: &[SVector<Self::Scalar, D>],
        contexts: &[SVector<Self::Scalar, C>],
    ) -> Vec<SVector<Self::Scalar, C>> {
        let mut out = vec![SVector::from([Self::Scalar::ZERO; C]); xs.len()];
        let (model, params, context) = (Self::model(), self.params(), each(xs, contexts));
        let (xs, scores) = (bytemuck::cast_slice(xs), bytemuck::cast_slice_mut(&mut out));
        Self::engine().context_score(model, params, context, xs, scores);
        out
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

    /// One sample of p(x | c) for every context, those of [`sample_batch_given`](Self::sample_batch_given), and their
    /// ln p(x | c), at the price of the samples alone.
    fn sample_and_log_prob_batch_given<R: Rng + ?Sized>(
        &self,
        contexts: &[SVector<Self::Scalar, C>],
        rng: &mut R,
    ) -> (Vec<SVector<Self::Scalar, D>>, Vec<Self::Scalar>) {
        let context = Context::Each(bytemuck::cast_slice(contexts));
        let mut log_probs = vec![Self::Scalar::ZERO; contexts.len()];
        let xs = samples(self, context, contexts.len(), rng, Some(&mut log_probs));
        (xs, log_probs)
    }

    /// The mean of −ln p(x | c) over the samples, and NaN if there are none; overwrites `grad` with its gradient by the
    /// parameters, which is 0 then.
    ///
    /// # Panics
    ///
    /// If there are not as many contexts as samples, or `grad` is not as long as the parameters.
    fn nll_and_grad_given(
        &self,
        xs: &[SVector<Self::Scalar, D>],
        contexts: &[SVector<Self::Scalar, C>],
        grad: &mut [Self::Scalar],
    ) -> Self::Scalar {
        self.nll_and_grad_in(each(xs, contexts), xs, None, grad)
    }

    /// The mean of −ln p over the samples of a flow without a context, and NaN if there are none; overwrites `grad` with its
    /// gradient by the parameters, which is 0 then.
    ///
    /// # Panics
    ///
    /// If `grad` is not as long as the parameters.
    fn nll_and_grad(
        &self,
        xs: &[SVector<<Self as Flow<D, C>>::Scalar, D>],
        grad: &mut [<Self as Flow<D, C>>::Scalar],
    ) -> <Self as Flow<D, C>>::Scalar
    where
        Self: Unconditional<D>,
    {
        Flow::<D, C>::nll_and_grad_in(self, Context::NONE, xs, None, grad)
    }

    /// `−Σᵢ wᵢ ln p(xᵢ) / n` over the n samples of a flow without a context, and NaN if there are none; overwrites `grad`
    /// with its gradient by the parameters.
    ///
    /// The weights wᵢ, at least 0, are taken as they are: it is the weighted mean of −ln p if their own mean is 1, as it is in
    /// training, where [`Trainer`](crate::Trainer) sees to it. A sample of weight 0 counts for nothing, whatever its density.
    ///
    /// # Panics
    ///
    /// If there are not as many weights as samples, or `grad` is not as long as the parameters.
    fn weighted_nll_and_grad(
        &self,
        xs: &[SVector<<Self as Flow<D, C>>::Scalar, D>],
        weights: &[<Self as Flow<D, C>>::Scalar],
        grad: &mut [<Self as Flow<D, C>>::Scalar],
    ) -> <Self as Flow<D, C>>::Scalar
    where
        Self: Unconditional<D>,
    {
        Flow::<D, C>::nll_and_grad_in(self, Context::NONE, xs, Some(weights), grad)
    }

    /// As [`weighted_nll_and_grad`](Self::weighted_nll_and_grad), of ln p(x | c), each sample under its own context.
    ///
    /// # Panics
    ///
    /// As that, and if there are not as many contexts as samples.
    fn weighted_nll_and_grad_given(
        &self,
        xs: &[SVector<Self::Scalar, D>],
        contexts: &[SVector<Self::Scalar, C>],
        weights: &[Self::Scalar],
        grad: &mut [Self::Scalar],
    ) -> Self::Scalar {
        self.nll_and_grad_in(each(xs, contexts), xs, Some(weights), grad)
    }

    #[doc(hidden)]
    fn nll_and_grad_in(
        &self,
        context: Context<'_, Self::Scalar>,
        xs: &[SVector<Self::Scalar, D>],
        weights: Option<&[Self::Scalar]>,
        grad: &mut [Self::Scalar],
    ) -> Self::Scalar {
        let (model, params) = (Self::model(), self.params());
        assert_eq!(grad.len(), params.len(), "one number for each parameter");
        if let Some(weights) = weights {
            assert_eq!(xs.len(), weights.len(), "one weight for each sample");
        }
        let xs = bytemuck::cast_slice(xs);
        let nll = Self::engine().nll_and_grad(model, params, context, xs, weights, grad);
        Self::Scalar::from_f64(nll)
    }
}

/// `n` samples of a flow, and their ln p, if that is wanted.
pub(super) fn samples<const D: usize, const C: usize, F: Flow<D, C>, R: Rng + ?Sized>(
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
