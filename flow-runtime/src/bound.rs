//! Probabilities of which a lower bound is known.

use crate::density::{bits, mean_nll};
use crate::real::Real;
use nalgebra::SVector;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// A distribution of `D` numbers that can be sampled, and of whose log-probability ln P(x) a lower bound is known, in nats.
///
/// A flow with a layer that is not exact, such as `Dequantize` or `Argmax`, has this in place of [`Density`](crate::Density): no call can
/// mistake the bound for the value. Bounds are estimated with random numbers, of which the mean over more draws comes closer:
///
/// ```text
/// E[elbo] ≤ E[log_prob_bound of 10 draws] ≤ E[log_prob_bound of 100 draws] ≤ … → ln P(x)
/// ```
///
/// # Example
///
/// ```
/// use flow_runtime::prelude::*;
///
/// flow! {
///     /// Pairs of 8-bit numbers.
///     struct Bytes<f64, 2> = Uniform >> Scale[256, 256] >> Dequantize;
/// }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let bytes = Bytes::new(&mut rng);
/// let x: SVector<f64, 2> = bytes.sample(&mut rng);
/// assert_eq!(x, x.map(f64::floor));
/// assert!(bytes.contains(&x) && !bytes.contains(&[0.5, 256.0].into()));
/// // Untrained, all are equally likely: 8 bits a dimension.
/// assert!((bytes.bits_per_dim(&[x], 1, &mut rng) - 8.0).abs() < 1e-12);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a distribution of {D} numbers of type `{T}` of which a bound is known",
    note = "a flow without `Dequantize`, `Argmax`, `Augment`, `Metropolis`, `Langevin` or `Hmc` has no bound but its exact density: `log_prob`, of the trait `Density`",
    note = "a flow with a context becomes one by `.given(&context)`"
)]
pub trait LowerBound<T: Real, const D: usize>: Distribution<SVector<T, D>> {
    /// [`log_prob_bound`](Self::log_prob_bound) of every sample, in their order.
    ///
    /// # Panics
    ///
    /// If `draws` is 0.
    fn log_prob_bound_batch<R: Rng + ?Sized>(
        &self,
        xs: &[SVector<T, D>],
        draws: usize,
        rng: &mut R,
    ) -> Vec<T>;

    /// ln of the mean of so many importance weights: its mean is a lower bound of ln P(x), which it comes close to as `draws`
    /// grows. −∞ where `x` cannot be, such as at fractions of whole numbers, or where there is no such code; NaN only where `x` is.
    ///
    /// # Panics
    ///
    /// If `draws` is 0.
    fn log_prob_bound<R: Rng + ?Sized>(&self, x: &SVector<T, D>, draws: usize, rng: &mut R) -> T {
        self.log_prob_bound_batch(std::slice::from_ref(x), draws, rng)[0]
    }

    /// Whether `x` can be: whether a bound of it is above −∞, that of ten draws, which are the same at every call. It is false where
    /// `x` is NaN.
    ///
    /// Layers that narrow have a bound above −∞ wherever there is a probability. Of Markov chains some paths lead to nowhere: where
    /// nearly all do, take more draws of [`log_prob_bound`](Self::log_prob_bound).
    fn contains(&self, x: &SVector<T, D>) -> bool {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
        self.log_prob_bound(x, 10, &mut rng).to_f64() > f64::NEG_INFINITY
    }

    /// With one draw: an estimate, without bias, of the evidence lower bound, which is what training makes large.
    fn elbo<R: Rng + ?Sized>(&self, x: &SVector<T, D>, rng: &mut R) -> T {
        self.log_prob_bound(x, 1, rng)
    }

    /// [`elbo`](Self::elbo) of every sample, in their order.
    fn elbo_batch<R: Rng + ?Sized>(&self, xs: &[SVector<T, D>], rng: &mut R) -> Vec<T> {
        self.log_prob_bound_batch(xs, 1, rng)
    }

    /// The mean of −[`log_prob_bound`](Self::log_prob_bound), in bits a dimension: on average no less than what the samples have by
    /// their probability. NaN without samples.
    ///
    /// The numbers of a `Dequantize` are whole, and what is bounded are probabilities of them: no scale is left to be counted, as
    /// there is with [`Density::bits_per_dim`](crate::Density::bits_per_dim) of numbers in other units.
    ///
    /// # Panics
    ///
    /// If `draws` is 0.
    fn bits_per_dim<R: Rng + ?Sized>(&self, xs: &[SVector<T, D>], draws: usize, rng: &mut R) -> T {
        bits(mean_nll(&self.log_prob_bound_batch(xs, draws, rng)), D)
    }

    /// `n` samples.
    fn sample_batch<R: Rng + ?Sized>(&self, n: usize, rng: &mut R) -> Vec<SVector<T, D>> {
        (0..n).map(|_| self.sample(rng)).collect()
    }
}
