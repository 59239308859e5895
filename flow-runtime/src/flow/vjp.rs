//! Vector-Jacobian products of flows: gradients of whatever a flow is a part of.

#![expect(clippy::type_complexity, reason = "vectors of vectors, twice")]

use super::trainable::each;
use super::{Flow, Trainable, Unconditional};
use crate::engine::{Cotangents, Pulled};
use crate::model::Context;
use crate::real::Real;
use nalgebra::SVector;

/// Vector-Jacobian products of both directions of a flow, on all cores: every [`Flow`] has them.
///
/// Whatever a number L is made of the results of a flow, its gradients are found by way of these. For the forward direction,
/// with x and ℓ = ln|det ∂x/∂z| of each of the samples z, `dxs` are ∂L/∂x and `dlog_dets` are ∂L/∂ℓ, one a sample. What is
/// returned is ∂L/∂z of each sample, and `grad` is overwritten with ∂L/∂θ, summed over the samples, of all parameters θ. The
/// inverse direction has z and x in each other's place, and ℓ = ln|det ∂z/∂x|.
///
/// The flow is evaluated on the way, so nothing has to be kept from an earlier evaluation. Either direction costs about as much as
/// [`nll_and_grad`](Flow::nll_and_grad), whatever the flow: the parameters of a `MAF` too get what comes back from its samples in
/// one sweep. Parameters that data sets, such as the mean of `Standardize`, have a gradient of 0. The same inputs give the same
/// bits, whatever the number of threads. Where a number overflows on the way, what comes back need not be finite.
///
/// # Example
///
/// One step along the gradient of the mean of |x|² over samples:
///
/// ```
/// use flow_runtime::prelude::*;
///
/// flow! { struct Pair<f64, 2> = MAF(16) >> Reverse >> MAF(16); }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let mut pair = Pair::new(&mut rng);
/// let zs: Vec<SVector<f64, 2>> = (0..100).map(|i| SVector::from([0.02 * i as f64 - 1.0, 0.5])).collect();
/// let mean = |xs: &[SVector<f64, 2>]| xs.iter().map(|x| x.norm_squared()).sum::<f64>() / xs.len() as f64;
/// let (xs, log_dets) = pair.forward_batch(&zs);
///
/// let dxs: Vec<_> = xs.iter().map(|x| 2.0 * x / xs.len() as f64).collect();
/// let dlog_dets = vec![0.0; log_dets.len()];
/// let mut grad = vec![0.0; Pair::PARAMS];
/// let dzs: Vec<SVector<f64, 2>> = pair.forward_vjp_batch(&zs, &dxs, &dlog_dets, &mut grad);
/// assert_eq!(dzs.len(), zs.len());
///
/// let before = mean(&xs);
/// for (param, grad) in pair.params_mut().iter_mut().zip(&grad) {
///     *param -= 1e-3 * grad;
/// }
/// assert!(mean(&pair.forward_batch(&zs).0) < before);
/// ```
pub trait Vjp<const D: usize, const C: usize>: Flow<D, C> {
    /// Pulls cotangents `dxs` of x and `dlog_dets` of ln|det ∂x/∂z| back through [`forward`](crate::Bijector::forward) at `zs`:
    /// returns the cotangents of `zs`, and overwrites `grad` with that of the parameters. For flows without a context.
    ///
    /// # Panics
    ///
    /// If there are not as many cotangents of either kind as samples, or `grad` is not as long as the parameters.
    fn forward_vjp_batch(
        &self,
        zs: &[SVector<<Self as Trainable<D, C>>::Scalar, D>],
        dxs: &[SVector<<Self as Trainable<D, C>>::Scalar, D>],
        dlog_dets: &[<Self as Trainable<D, C>>::Scalar],
        grad: &mut [<Self as Trainable<D, C>>::Scalar],
    ) -> Vec<SVector<<Self as Trainable<D, C>>::Scalar, D>>
    where
        Self: Unconditional<D>,
    {
        pull(self, Way::Forward, zs, None, (dxs, dlog_dets), grad).0
    }

    /// Pulls cotangents `dzs` of z and `dlog_dets` of ln|det ∂z/∂x| back through [`inverse`](crate::Bijector::inverse) at `xs`:
    /// returns the cotangents of `xs`, and overwrites `grad` with that of the parameters. For flows without a context.
    ///
    /// # Panics
    ///
    /// As [`forward_vjp_batch`](Self::forward_vjp_batch).
    fn inverse_vjp_batch(
        &self,
        xs: &[SVector<<Self as Trainable<D, C>>::Scalar, D>],
        dzs: &[SVector<<Self as Trainable<D, C>>::Scalar, D>],
        dlog_dets: &[<Self as Trainable<D, C>>::Scalar],
        grad: &mut [<Self as Trainable<D, C>>::Scalar],
    ) -> Vec<SVector<<Self as Trainable<D, C>>::Scalar, D>>
    where
        Self: Unconditional<D>,
    {
        pull(self, Way::Inverse, xs, None, (dzs, dlog_dets), grad).0
    }

    /// As [`forward_vjp_batch`](Self::forward_vjp_batch), each sample under its own context; returns the cotangents of `zs`
    /// and those of `contexts`.
    ///
    /// # Panics
    ///
    /// As that, and if there are not as many contexts as samples.
    fn forward_vjp_batch_given(
        &self,
        zs: &[SVector<Self::Scalar, D>],
        contexts: &[SVector<Self::Scalar, C>],
        dxs: &[SVector<Self::Scalar, D>],
        dlog_dets: &[Self::Scalar],
        grad: &mut [Self::Scalar],
    ) -> (Vec<SVector<Self::Scalar, D>>, Vec<SVector<Self::Scalar, C>>) {
        pull(
            self,
            Way::Forward,
            zs,
            Some(contexts),
            (dxs, dlog_dets),
            grad,
        )
    }

    /// As [`inverse_vjp_batch`](Self::inverse_vjp_batch), each sample under its own context; returns the cotangents of `xs`
    /// and those of `contexts`.
    ///
    /// # Panics
    ///
    /// As that, and if there are not as many contexts as samples.
    fn inverse_vjp_batch_given(
        &self,
        xs: &[SVector<Self::Scalar, D>],
        contexts: &[SVector<Self::Scalar, C>],
        dzs: &[SVector<Self::Scalar, D>],
        dlog_dets: &[Self::Scalar],
        grad: &mut [Self::Scalar],
    ) -> (Vec<SVector<Self::Scalar, D>>, Vec<SVector<Self::Scalar, C>>) {
        pull(
            self,
            Way::Inverse,
            xs,
            Some(contexts),
            (dzs, dlog_dets),
            grad,
        )
    }
}

impl<const D: usize, const C: usize, F: Flow<D, C>> Vjp<D, C> for F {}

#[derive(Clone, Copy)]
enum Way {
    Forward,
    Inverse,
}

fn pull<T: Real, const D: usize, const C: usize, F: Flow<D, C, Scalar = T>>(
    flow: &F,
    way: Way,
    samples: &[SVector<T, D>],
    contexts: Option<&[SVector<T, C>]>,
    (dsamples, dlog_dets): (&[SVector<T, D>], &[T]),
    grad: &mut [T],
) -> (Vec<SVector<T, D>>, Vec<SVector<T, C>>) {
    let (model, params) = (F::model(), flow.params());
    let n = samples.len();
    assert_eq!(n, dsamples.len(), "one cotangent for each sample");
    assert_eq!(n, dlog_dets.len(), "one cotangent for each log-determinant");
    assert_eq!(grad.len(), params.len(), "one number for each parameter");
    let context = contexts.map_or(Context::NONE, |contexts| each(samples, contexts));
    let mut back = vec![SVector::from([T::ZERO; D]); n];
    let mut contexts_back = vec![SVector::from([T::ZERO; C]); n];
    let out = Cotangents {
        samples: bytemuck::cast_slice(dsamples),
        log_dets: dlog_dets,
    };
    let pulled = Pulled {
        samples: bytemuck::cast_slice_mut(&mut back),
        contexts: bytemuck::cast_slice_mut(&mut contexts_back),
        params: grad,
    };
    let samples = bytemuck::cast_slice(samples);
    match way {
        Way::Forward => F::engine().pull_forward(model, params, context, samples, out, pulled),
        Way::Inverse => F::engine().pull_inverse(model, params, context, samples, out, pulled),
    }
    (back, contexts_back)
}
