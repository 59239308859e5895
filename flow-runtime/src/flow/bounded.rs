//! Flows of which a bound is known: given a context, or without one.

use super::trainable::{each, samples};
use super::{BoundedAlone, Given, Trainable};
use crate::bound::LowerBound;
use crate::model::Context;
use crate::noise::Noise;
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;
use rand::distr::Distribution;

/// A flow declared by `flow!` with a layer that only gives a bound: where others are a [`Flow`](super::Flow).
///
/// Without a context it is a [`LowerBound`], with one it becomes it by [`given`](Trainable::given).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a flow of which only a bound is known, with a context of {C}",
    label = "expected a flow on `<{D} | {C}>` with `Dequantize`, `Argmax`, `Augment`, `Metropolis`, `Langevin` or `Hmc`"
)]
pub trait BoundedFlow<const D: usize, const C: usize>: Trainable<D, C> {
    /// [`LowerBound::elbo`] of every sample under its own context.
    ///
    /// # Panics
    ///
    /// If there are not as many contexts as samples.
    fn elbo_batch_given<R: Rng + ?Sized>(
        &self,
        xs: &[SVector<Self::Scalar, D>],
        contexts: &[SVector<Self::Scalar, C>],
        rng: &mut R,
    ) -> Vec<Self::Scalar> {
        self.log_prob_bound_batch_given(xs, contexts, 1, rng)
    }

    /// [`LowerBound::log_prob_bound`] of every sample under its own context.
    ///
    /// # Panics
    ///
    /// If there are not as many contexts as samples, or `draws` is 0.
    fn log_prob_bound_batch_given<R: Rng + ?Sized>(
        &self,
        xs: &[SVector<Self::Scalar, D>],
        contexts: &[SVector<Self::Scalar, C>],
        draws: usize,
        rng: &mut R,
    ) -> Vec<Self::Scalar> {
        bounds(self, each(xs, contexts), xs, draws, rng)
    }

    /// As [`nelbo_and_grad`](Self::nelbo_and_grad), each sample under its own context.
    ///
    /// # Panics
    ///
    /// As that, and if there are not as many contexts as samples.
    fn nelbo_and_grad_given<R: Rng + ?Sized>(
        &self,
        xs: &[SVector<Self::Scalar, D>],
        contexts: &[SVector<Self::Scalar, C>],
        rng: &mut R,
        grad: &mut [Self::Scalar],
    ) -> Self::Scalar {
        self.nelbo_and_grad_in(each(xs, contexts), xs, rng, grad)
    }

    /// The mean of −[`elbo`](LowerBound::elbo) over the samples of a flow without a context, and NaN if there are none;
    /// overwrites `grad` with its gradient by the parameters, at the noise that was drawn.
    ///
    /// # Panics
    ///
    /// If `grad` is not as long as the parameters.
    fn nelbo_and_grad<R: Rng + ?Sized>(
        &self,
        xs: &[SVector<<Self as Trainable<D, C>>::Scalar, D>],
        rng: &mut R,
        grad: &mut [<Self as Trainable<D, C>>::Scalar],
    ) -> <Self as Trainable<D, C>>::Scalar
    where
        Self: BoundedAlone<D>,
    {
        self.nelbo_and_grad_in(Context::NONE, xs, rng, grad)
    }

    #[doc(hidden)]
    fn nelbo_and_grad_in<R: Rng + ?Sized>(
        &self,
        context: Context<'_, Self::Scalar>,
        xs: &[SVector<Self::Scalar, D>],
        rng: &mut R,
        grad: &mut [Self::Scalar],
    ) -> Self::Scalar {
        let (model, params) = (Self::model(), self.params());
        assert_eq!(grad.len(), params.len(), "one number for each parameter");
        let mut noisy = vec![Self::Scalar::ZERO; xs.len() * model.entering()];
        let (noise, data) = (Noise::new(rng.next_u64()), bytemuck::cast_slice(xs));
        model.join_noise(noise, data, |sample| sample as u64, &mut noisy);
        let nelbo = Self::engine().nll_and_grad(model, params, context, &noisy, None, grad);
        Self::Scalar::from_f64(nelbo)
    }
}

fn bounds<const D: usize, const C: usize, F: Trainable<D, C>, R: Rng + ?Sized>(
    flow: &F,
    context: Context<'_, F::Scalar>,
    xs: &[SVector<F::Scalar, D>],
    draws: usize,
    rng: &mut R,
) -> Vec<F::Scalar> {
    assert!(draws > 0, "a mean needs one draw at least");
    let drawn = (draws, Noise::new(rng.next_u64()));
    let mut out = vec![F::Scalar::ZERO; xs.len()];
    let (model, params, xs) = (F::model(), flow.params(), bytemuck::cast_slice(xs));
    F::engine().log_prob_bound(model, params, context, xs, drawn, &mut out);
    out
}

impl<T: Real, const D: usize, const C: usize, F: BoundedFlow<D, C, Scalar = T>> LowerBound<T, D>
    for Given<'_, F, T, C>
{
    fn log_prob_bound_batch<R: Rng + ?Sized>(
        &self,
        xs: &[SVector<T, D>],
        draws: usize,
        rng: &mut R,
    ) -> Vec<T> {
        bounds(self.flow, self.context(), xs, draws, rng)
    }

    fn sample_batch<R: Rng + ?Sized>(&self, n: usize, rng: &mut R) -> Vec<SVector<T, D>> {
        samples(self.flow, self.context(), n, rng, None)
    }
}

#[diagnostic::do_not_recommend]
impl<const D: usize, F> LowerBound<F::Scalar, D> for F
where
    F: BoundedFlow<D, 0> + Distribution<SVector<F::Scalar, D>>,
{
    fn log_prob_bound_batch<R: Rng + ?Sized>(
        &self,
        xs: &[SVector<F::Scalar, D>],
        draws: usize,
        rng: &mut R,
    ) -> Vec<F::Scalar> {
        bounds(self, Context::NONE, xs, draws, rng)
    }

    fn sample_batch<R: Rng + ?Sized>(&self, n: usize, rng: &mut R) -> Vec<SVector<F::Scalar, D>> {
        samples(self, Context::NONE, n, rng, None)
    }
}
