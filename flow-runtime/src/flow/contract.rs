//! What every flow offers whose density is exact.

use super::trainable::{each, samples};
use super::{Trainable, Unconditional};
use crate::density::mean_nll;
use crate::model::Context;
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;

/// A flow declared by `flow!`, of bijections and of surjections that are exact: so is its density.
///
/// `D` is the number of data dimensions, `C` that of the context. Without a context a flow is a
/// [`Bijector`](crate::Bijector) and a [`Density`](crate::Density) too, with one it becomes both by
/// [`given`](Trainable::given).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a flow with a context of {C} whose density is exact",
    label = "expected a flow on `<{D} | {C}>` with an exact density",
    note = "a flow with a context is trained by `Trainer::fit_given`, and becomes a density by `.given(&context)`",
    note = "one with `Dequantize`, `Argmax`, `Augment`, `Metropolis`, `Langevin` or `Hmc` is a `BoundedFlow` in its place: `fit` and `fit_given` train it, and its bounds are those of `LowerBound`"
)]
pub trait Flow<const D: usize, const C: usize>: Trainable<D, C> {
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

    /// One sample of p(x | c) for every context, those of [`sample_batch_given`](Trainable::sample_batch_given), and their
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
        xs: &[SVector<<Self as Trainable<D, C>>::Scalar, D>],
        grad: &mut [<Self as Trainable<D, C>>::Scalar],
    ) -> <Self as Trainable<D, C>>::Scalar
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
        xs: &[SVector<<Self as Trainable<D, C>>::Scalar, D>],
        weights: &[<Self as Trainable<D, C>>::Scalar],
        grad: &mut [<Self as Trainable<D, C>>::Scalar],
    ) -> <Self as Trainable<D, C>>::Scalar
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
