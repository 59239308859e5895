//! The posterior that a learned likelihood and a prior make.

use super::{InferenceError, Predictive, Prior};
use crate::flow::Flow;
use crate::inference::samplers::{Chains, SampleError, Slice, stream};
use crate::inference::weights;
use crate::real::Real;
use nalgebra::SVector;
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;

/// Chains that draw the posterior.
const CHAINS: usize = 100;
/// Draws of the prior that the chains' starts are chosen among: enough for some to lie where the posterior is.
const CANDIDATES: usize = 20_000;

/// p(θ | x₁, x₂, …) ∝ p(θ) Π q(xᵢ | θ): a conditional flow q as likelihood, a prior, and what was observed.
///
/// It is sampled by [`Slice`] in the prior's unconstrained coordinates, 100 chains in one batch of the flow a step, which start at
/// draws of the prior in proportion to their likelihood. Chains seldom cross from one mode to another, and R̂ says so; then the
/// modes have their shares from the starts.
#[derive(Clone, Debug)]
pub struct LikelihoodPosterior<'a, F, T, const P: usize, const D: usize> {
    flow: &'a F,
    prior: Prior<P>,
    observed: Vec<SVector<T, D>>,
    slice: Slice,
    seed: u64,
}

impl<'a, F, T, const P: usize, const D: usize> LikelihoodPosterior<'a, F, T, P, D>
where
    T: Real,
    F: Flow<D, P, Scalar = T>,
{
    /// The posterior given independent observations of one θ, by a flow whose contexts are parameters as [`Snl`](super::Snl)
    /// shows them.
    ///
    /// # Errors
    ///
    /// If there is no observation, or a number of one is not finite.
    pub fn new(
        flow: &'a F,
        prior: &Prior<P>,
        observed: &[SVector<T, D>],
    ) -> Result<Self, InferenceError> {
        let finite = observed.iter().flatten().all(|x| x.is_finite());
        if observed.is_empty() || !finite {
            return Err(InferenceError::Observation);
        }
        Ok(Self {
            flow,
            prior: *prior,
            observed: observed.to_vec(),
            slice: Slice::new().width(0.1),
            seed: 0,
        })
    }

    /// How it is sampled: warm-up, thinning and widths. The seed is [`seed`](Self::seed)'s.
    #[must_use]
    pub fn sampler(mut self, slice: Slice) -> Self {
        self.slice = slice;
        self
    }

    /// The seed of its samples.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// ln p(θ) + Σ ln q(xᵢ | θ): the log-density of the posterior up to a constant, in nats.
    pub fn log_prob(&self, theta: &SVector<T, P>) -> T {
        self.log_prob_batch(std::slice::from_ref(theta))[0]
    }

    /// The same for many parameters, on all cores.
    pub fn log_prob_batch(&self, thetas: &[SVector<T, P>]) -> Vec<T> {
        let priors = thetas.iter().map(|theta| self.prior.log_prob(theta));
        let likelihoods = self.log_likelihoods(thetas);
        priors
            .zip(likelihoods)
            .map(|(p, l)| T::from_f64(p + l))
            .collect()
    }

    /// Σ ln q(xᵢ | θ) of every θ, in one batch of the flow.
    fn log_likelihoods(&self, thetas: &[SVector<T, P>]) -> Vec<f64> {
        let each = self.observed.len();
        let context =
            |theta: &SVector<T, P>| std::iter::repeat_n(self.prior.standardise(theta), each);
        let contexts: Vec<_> = thetas.iter().flat_map(context).collect();
        let xs = self.observed.repeat(thetas.len());
        let log_probs = self.flow.log_prob_batch_given(&xs, &contexts);
        let sum = |log_probs: &[T]| log_probs.iter().map(|l| l.to_f64()).sum();
        log_probs.chunks(each).map(sum).collect()
    }

    /// `n` samples of the posterior: the draws of [`chains`](Self::chains), in turns.
    ///
    /// # Errors
    ///
    /// As [`chains`](Self::chains).
    pub fn sample(&self, n: usize) -> Result<Vec<SVector<T, P>>, InferenceError> {
        let chains = self.chains(n.div_ceil(CHAINS))?;
        let draws = chains.draws();
        Ok((0..n).map(|i| draws[i % CHAINS][i / CHAINS]).collect())
    }

    /// What it predicts: the simulator's data at `n` of its samples.
    ///
    /// # Errors
    ///
    /// As [`chains`](Self::chains).
    pub fn predict(
        &self,
        n: usize,
        simulator: impl Fn(&SVector<T, P>, &mut Xoshiro256PlusPlus) -> SVector<T, D> + Sync,
        seed: u64,
    ) -> Result<Predictive<T, P, D>, InferenceError> {
        let predicted = Predictive::of(&self.sample(n)?, simulator, seed);
        Ok(predicted.named(F::model().dims))
    }

    /// So many draws by each of 100 chains, with what they say of each other.
    ///
    /// # Errors
    ///
    /// If the posterior is 0 at each of 20,000 draws of the prior, or a setting makes no sense.
    pub fn chains(&self, draws: usize) -> Result<Chains<T, P>, InferenceError> {
        let log_density = |us: &[SVector<T, P>]| -> Vec<T> {
            let thetas: Vec<_> = us.iter().map(|u| self.prior.constrain(u)).collect();
            let log_dets = us.iter().map(|u| T::from_f64(self.prior.log_det(u)));
            let log_probs = self.log_prob_batch(&thetas);
            log_probs
                .into_iter()
                .zip(log_dets)
                .map(|(p, d)| p + d)
                .collect()
        };
        let slice = self.slice.seed(self.seed);
        let chains = slice.sample_batches(log_density, &self.starts()?, draws)?;
        Ok(chains.map(|u, log_density| {
            let log_det = T::from_f64(self.prior.log_det(u));
            (self.prior.constrain(u), log_density - log_det)
        }))
    }

    /// Draws of the prior in proportion to their likelihood, unconstrained.
    ///
    /// They are taken at equal steps of the cumulative weight, so that a mode with half of it gets half of the chains.
    fn starts(&self) -> Result<Vec<SVector<T, P>>, SampleError> {
        let mut rng = stream(!self.seed, 0);
        let candidates = self.prior.draws(CANDIDATES, &mut rng);
        // NaN weighs nothing.
        let weighed = |l: f64| if l.is_nan() { f64::NEG_INFINITY } else { l };
        let log_likelihoods = self.log_likelihoods(&candidates);
        let log_weights: Vec<f64> = log_likelihoods.into_iter().map(weighed).collect();
        let largest = weights::largest(&log_weights);
        if !largest.is_finite() {
            return Err(SampleError::Start {
                chain: 0,
                log_density: largest,
            });
        }
        let chosen = weights::systematic(&log_weights, CHAINS, rng.random());
        let unconstrained = |place: usize| self.prior.unconstrain(&candidates[place]);
        Ok(chosen.into_iter().map(unconstrained).collect())
    }
}
