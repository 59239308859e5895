//! Probability densities on vectors.

use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;
use rand::distr::Distribution;

/// A probability density on `D` numbers that can be sampled. Logarithms are natural: everything is in nats.
///
/// Every flow without a context is a density, and so is a [`Given`](crate::Given) one; their batches use all cores, or as
/// many threads as the environment variable `RAYON_NUM_THREADS` says. `sample` comes with [`Distribution`].
///
/// # Example
///
/// ```
/// use flow_runtime::prelude::*;
///
/// /// Of any density, the part of the samples at which it is above that of another.
/// fn wins<const D: usize>(p: &impl Density<f32, D>, q: &impl Density<f32, D>, xs: &[SVector<f32, D>]) -> f32 {
///     let pairs = p.log_prob_batch(xs).into_iter().zip(q.log_prob_batch(xs));
///     pairs.filter(|(p, q)| p > q).count() as f32 / xs.len() as f32
/// }
///
/// flow! {
///     struct Standard<2> = Normal;
///     struct Wide<2> = Normal >> Scale[2, 2];
/// }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let (standard, wide) = (Standard::new(&mut rng), Wide::new(&mut rng));
/// let xs = standard.sample_batch(1000, &mut rng);
/// assert!(wins(&standard, &wide, &xs) > 0.8);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a density of {D} numbers of type `{T}`",
    note = "a flow with a context becomes one by `.given(&context)`, and one with `Dequantize`, `Argmax`, `Augment`, `Metropolis`, `Langevin` or `Hmc` is a `LowerBound` in its place"
)]
pub trait Density<T: Real, const D: usize>: Distribution<SVector<T, D>> {
    /// ln p(x). −∞ outside the support, and where the density is so small that a number on the way overflows; NaN only where
    /// `x` is.
    fn log_prob(&self, x: &SVector<T, D>) -> T;

    /// Whether the density is above 0 at `x`.
    fn contains(&self, x: &SVector<T, D>) -> bool {
        self.log_prob(x).to_f64() > f64::NEG_INFINITY
    }

    /// ∇ₓ ln p(x), in nats per unit of x. 0 where none can be told, outside the support and where a number on the way
    /// overflows; NaN only where `x` is.
    fn score(&self, x: &SVector<T, D>) -> SVector<T, D>;

    /// A sample and its ln p.
    fn sample_and_log_prob<R: Rng + ?Sized>(&self, rng: &mut R) -> (SVector<T, D>, T) {
        let x = self.sample(rng);
        let log_prob = self.log_prob(&x);
        (x, log_prob)
    }

    /// `n` samples.
    fn sample_batch<R: Rng + ?Sized>(&self, n: usize, rng: &mut R) -> Vec<SVector<T, D>> {
        (0..n).map(|_| self.sample(rng)).collect()
    }

    /// `n` samples, those of [`sample_batch`](Self::sample_batch), and their ln p: of a flow at the price of the samples
    /// alone.
    fn sample_and_log_prob_batch<R: Rng + ?Sized>(
        &self,
        n: usize,
        rng: &mut R,
    ) -> (Vec<SVector<T, D>>, Vec<T>) {
        let xs = self.sample_batch(n, rng);
        let log_probs = self.log_prob_batch(&xs);
        (xs, log_probs)
    }

    /// ln p of every sample, in their order.
    fn log_prob_batch(&self, xs: &[SVector<T, D>]) -> Vec<T> {
        xs.iter().map(|x| self.log_prob(x)).collect()
    }

    /// ln p of every sample into `out`, on the thread that calls: for services that have threads of their own. Of a flow the numbers
    /// are those of [`log_prob_batch`](Self::log_prob_batch), and nothing is allocated once the thread has done it before.
    ///
    /// # Panics
    ///
    /// If there are not as many of both.
    fn log_prob_into(&self, xs: &[SVector<T, D>], out: &mut [T]) {
        assert_eq!(xs.len(), out.len(), "one number for each sample");
        for (x, out) in xs.iter().zip(out) {
            *out = self.log_prob(x);
        }
    }

    /// ∇ₓ ln p of every sample, in their order, as [`score`](Self::score) says.
    fn score_batch(&self, xs: &[SVector<T, D>]) -> Vec<SVector<T, D>> {
        xs.iter().map(|x| self.score(x)).collect()
    }

    /// The mean of −ln p over the samples; NaN if there are none.
    fn nll(&self, xs: &[SVector<T, D>]) -> T {
        mean_nll(&self.log_prob_batch(xs))
    }

    /// [`nll`](Self::nll) in bits a dimension, over D ln 2: NaN without samples.
    ///
    /// It is that of the numbers as they are. Of whole numbers with noise that were brought to other units, such as (x + u) / 256,
    /// a density has log₂ 256 = 8 bits more in the units of x, and those are what pictures are compared by. A chain that ends in
    /// `Scale[256; 64] >> Dequantize` is in these units already, and has the bound of the same name,
    /// [`LowerBound::bits_per_dim`](crate::LowerBound::bits_per_dim).
    ///
    /// ```
    /// use flow_runtime::prelude::*;
    ///
    /// flow! { struct Standard<2> = Normal; }
    ///
    /// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
    /// let standard = Standard::new(&mut rng);
    /// let xs = standard.sample_batch(1000, &mut rng);
    /// // The entropy of a standard normal number is ½ ln 2πe nats, or 2.05 bits.
    /// assert!((standard.bits_per_dim(&xs) - 2.05).abs() < 0.1);
    /// ```
    fn bits_per_dim(&self, xs: &[SVector<T, D>]) -> T {
        bits(self.nll(xs), D)
    }
}

/// Nats as bits a dimension.
pub(crate) fn bits<T: Real>(nats: T, dim: usize) -> T {
    T::from_f64(nats.to_f64() / (dim as f64 * std::f64::consts::LN_2))
}

/// The mean of −ln p, summed in double precision.
pub(crate) fn mean_nll<T: Real>(log_probs: &[T]) -> T {
    let sum: f64 = log_probs.iter().map(|lp| lp.to_f64()).sum();
    T::from_f64(-sum / log_probs.len() as f64)
}
