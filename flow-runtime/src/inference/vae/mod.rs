//! Variational autoencoders of flows.

mod descent;
mod fit;
mod gradients;

use crate::density::Density;
use crate::flow::Flow;
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;
use std::marker::PhantomData;

/// A variational autoencoder (Kingma & Welling 2014; Rezende, Mohamed & Wierstra 2014) of flows: samples x of `D` numbers have
/// latent ones z of `L`, with the density p(x) = ∫ p(x | z) p(z) dz.
///
/// | part | flow | |
/// |---|---|---|
/// | `encoder` | `flow! { Q<L | D> }` | q(z | x), which stands for the posterior p(z | x) |
/// | `decoder` | `flow! { P<D | L> }` | p(x | z) |
/// | `prior` | `flow! { R<L> }` | p(z), from a `Normal` to whatever chain |
///
/// ln p(x) itself cannot be had, but bounds from below can: the ELBO, `E_q ln p(x | z) + ln p(z) − ln q(z | x)`, which is
/// less by KL(q ‖ p(z | x)), and the tighter [`log_prob_bound_batch`](Self::log_prob_bound_batch). Everything is in nats.
///
/// # Example
///
/// ```
/// use flow_runtime::inference::Vae;
/// use flow_runtime::prelude::*;
///
/// flow! {
///     struct Encoder<1 | 2> = Normal(16) >> IAF(8);
///     struct Decoder<2 | 1> = Normal(16);
///     struct Prior<1> = Normal;
/// }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let data: Vec<SVector<f32, 2>> = datasets::moons(500, 0.05, &mut rng);
/// let (encoder, decoder, prior) =
///     (Encoder::new(&mut rng), Decoder::new(&mut rng), Prior::new(&mut rng));
/// let mut vae = Vae::new(encoder, decoder, prior);
/// let history = vae.fit(&Trainer::new(Adam::new(5e-3)).epochs(10).batch_size(50), &data)?;
/// assert!(history.train_nll()[9] < history.train_nll()[0]);
///
/// let bound = vae.log_prob_bound_batch(&data[..10], 100, &mut rng);
/// let again = vae.reconstruct(&data[..10], &mut rng);
/// let new: Vec<SVector<f32, 2>> = vae.sample_batch(10, &mut rng);
/// # assert!(bound.len() == 10 && again.len() == 10 && new.len() == 10);
/// # Ok::<(), FitError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Vae<Q, P, R, T, const D: usize, const L: usize> {
    /// q(z | x).
    pub encoder: Q,
    /// p(x | z).
    pub decoder: P,
    /// p(z).
    pub prior: R,
    numbers: PhantomData<[T; D]>,
}

impl<Q, P, R, T, const D: usize, const L: usize> Vae<Q, P, R, T, D, L>
where
    T: Real,
    Q: Flow<L, D, Scalar = T>,
    P: Flow<D, L, Scalar = T>,
    R: Flow<L, 0, Scalar = T> + Density<T, L>,
{
    /// Of these parts.
    pub fn new(encoder: Q, decoder: P, prior: R) -> Self {
        Self {
            encoder,
            decoder,
            prior,
            numbers: PhantomData,
        }
    }

    /// A sample of p(x).
    pub fn sample<G: Rng + ?Sized>(&self, rng: &mut G) -> SVector<T, D> {
        self.sample_batch(1, rng)[0]
    }

    /// `n` samples of p(x).
    pub fn sample_batch<G: Rng + ?Sized>(&self, n: usize, rng: &mut G) -> Vec<SVector<T, D>> {
        let zs = self.prior.sample_batch(n, rng);
        self.decoder.sample_batch_given(&zs, rng)
    }

    /// Of every sample, one that has the same latent numbers, as far as these can be told: z of q(z | x), and x′ of p(x′ | z).
    pub fn reconstruct<G: Rng + ?Sized>(
        &self,
        xs: &[SVector<T, D>],
        rng: &mut G,
    ) -> Vec<SVector<T, D>> {
        let zs = self.encoder.sample_batch_given(xs, rng);
        self.decoder.sample_batch_given(&zs, rng)
    }

    /// ln p(x | z) + ln p(z) − ln q(z | x) of every sample and one z of q: a sample of the ELBO, which is the mean over z.
    pub fn elbo_batch<G: Rng + ?Sized>(&self, xs: &[SVector<T, D>], rng: &mut G) -> Vec<T> {
        let (zs, log_posteriors) = self.encoder.sample_and_log_prob_batch_given(xs, rng);
        let log_likelihoods = self.decoder.log_prob_batch_given(xs, &zs);
        let log_priors = self.prior.log_prob_batch(&zs);
        let terms = log_likelihoods.into_iter().zip(log_priors);
        let terms = terms.zip(log_posteriors);
        terms.map(|((p, r), q)| p + r - q).collect()
    }

    /// As [`elbo_batch`](Self::elbo_batch), of one sample.
    pub fn elbo<G: Rng + ?Sized>(&self, x: &SVector<T, D>, rng: &mut G) -> T {
        self.elbo_batch(std::slice::from_ref(x), rng)[0]
    }

    /// As [`log_prob_bound_batch`](Self::log_prob_bound_batch), of one sample.
    ///
    /// # Panics
    ///
    /// If `k` is 0.
    pub fn log_prob_bound<G: Rng + ?Sized>(&self, x: &SVector<T, D>, k: usize, rng: &mut G) -> T {
        self.log_prob_bound_batch(std::slice::from_ref(x), k, rng)[0]
    }

    /// The importance-weighted bound of ln p(x) (Burda, Grosse & Salakhutdinov 2016) of every sample: ln of the mean of
    /// p(x | z) p(z) / q(z | x) over `k` samples z of q. Its mean over z rises with k, to ln p(x).
    ///
    /// # Panics
    ///
    /// If `k` is 0.
    pub fn log_prob_bound_batch<G: Rng + ?Sized>(
        &self,
        xs: &[SVector<T, D>],
        k: usize,
        rng: &mut G,
    ) -> Vec<T> {
        assert!(k > 0, "a bound needs a sample");
        let mut bounds = Vec::with_capacity(xs.len());
        for xs in xs.chunks(MOST_AT_ONCE.div_ceil(k)) {
            let repeated: Vec<_> = xs.iter().flat_map(|x| std::iter::repeat_n(*x, k)).collect();
            let terms: Vec<f64> = self
                .elbo_batch(&repeated, rng)
                .iter()
                .map(|term| term.to_f64())
                .collect();
            let means = terms.chunks_exact(k).map(super::weights::log_mean);
            bounds.extend(means.map(T::from_f64));
        }
        bounds
    }
}

/// Samples that are encoded at the same time.
const MOST_AT_ONCE: usize = 1 << 14;
