//! Truncated sequential neural posterior estimation.

use super::amortised::Shown;
use super::{Amortised, AmortisedPosterior, InferenceError, Prior, Simulations};
use crate::flow::Flow;
use crate::inference::samplers::stream;
use crate::real::Real;
use crate::train::Trainer;
use nalgebra::SVector;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;

/// Samples of the posterior that say where it ends.
const SAMPLES: usize = 10_000;
/// Parameters of the prior that may be tried for one that is kept, on average.
const TRIALS: usize = 1000;

/// Truncated sequential neural posterior estimation: a flow q(θ | x) as for [`Npe`](super::Npe), but after the first round
/// parameters are drawn from the prior where the posterior of the observation is not negligible.
///
/// That is where ln q(θ | observed) exceeds all but a share ε of what samples of q have. A prior that is cut off, but otherwise as
/// it was, leaves the posterior as it is, so the loss needs no correction and nothing leaks.
///
/// # References
///
/// Deistler, Gonçalves, Macke, *Truncated proposals for scalable and hassle-free simulation-based inference*, NeurIPS 2022.
#[derive(Debug)]
pub struct Tsnpe<'t> {
    trainer: Trainer<'t>,
    rounds: usize,
    per_round: usize,
    epsilon: f64,
    seed: u64,
}

impl<'t> Tsnpe<'t> {
    /// 10 rounds of 100 simulations, each round trained by `trainer`, ε = 10⁻⁴, seed 0.
    pub const fn new(trainer: Trainer<'t>) -> Self {
        Self {
            trainer,
            rounds: 10,
            per_round: 100,
            epsilon: 1e-4,
            seed: 0,
        }
    }

    /// How many rounds there are.
    #[must_use]
    pub const fn rounds(mut self, rounds: usize) -> Self {
        self.rounds = rounds;
        self
    }

    /// How many simulations a round has.
    #[must_use]
    pub const fn per_round(mut self, simulations: usize) -> Self {
        self.per_round = simulations;
        self
    }

    /// The share ε of the posterior that may be cut off, from 0 to 1.
    #[must_use]
    pub const fn epsilon(mut self, share: f64) -> Self {
        self.epsilon = share;
        self
    }

    /// The seed of parameters and simulations.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The posterior given what was observed, after all rounds.
    ///
    /// # Errors
    ///
    /// If the observation is not finite, the flow cannot be trained, or the posterior leaves less than a thousandth of the prior.
    pub fn infer<'f, T, F, const P: usize, const D: usize>(
        &self,
        flow: &'f mut F,
        prior: &Prior<P>,
        simulator: impl Fn(&SVector<T, P>, &mut Xoshiro256PlusPlus) -> SVector<T, D> + Sync,
        observed: &SVector<T, D>,
    ) -> Result<AmortisedPosterior<'f, F, T, P, D>, InferenceError>
    where
        T: Real,
        F: Flow<P, D, Scalar = T>,
    {
        if !observed.iter().all(|x| x.is_finite()) {
            return Err(InferenceError::Observation);
        }
        let mut simulations = Simulations::new();
        let mut rng = stream(!self.seed, 0);
        let mut thetas: Vec<_> = (0..self.per_round)
            .map(|_| prior.sample(&mut rng))
            .collect();
        simulations.run(&thetas, &simulator, self.seed);
        // What the flow is shown must not change once it is trained.
        let shown = Shown::of(prior, &simulations);
        shown.train(&self.trainer, flow, &simulations)?;
        for _ in 1..self.rounds {
            let posterior = Amortised::by(&*flow, shown).given(observed);
            thetas = self.truncated(prior, &posterior, &mut rng)?;
            simulations.run(&thetas, &simulator, self.seed);
            shown.train(&self.trainer, flow, &simulations)?;
        }
        Ok(Amortised::by(&*flow, shown).given(observed))
    }

    /// Parameters of the prior where the posterior is not negligible.
    fn truncated<T, F, const P: usize, const D: usize>(
        &self,
        prior: &Prior<P>,
        posterior: &AmortisedPosterior<'_, F, T, P, D>,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Result<Vec<SVector<T, P>>, InferenceError>
    where
        T: Real,
        F: Flow<P, D, Scalar = T>,
    {
        let mut heights = posterior.log_prob_batch(&posterior.sample_batch(SAMPLES, rng));
        let cut = ((self.epsilon * SAMPLES as f64) as usize).min(SAMPLES - 1);
        let (_, least, _) =
            heights.select_nth_unstable_by(cut, |a, b| a.to_f64().total_cmp(&b.to_f64()));
        let least = *least;
        let (mut kept, mut tried) = (Vec::with_capacity(self.per_round), 0);
        while kept.len() < self.per_round {
            let thetas: Vec<_> = (0..SAMPLES).map(|_| prior.sample(rng)).collect();
            tried += SAMPLES;
            let heights = posterior.log_prob_batch(&thetas);
            let inside = thetas
                .iter()
                .zip(heights)
                .filter(|(_, height)| *height > least);
            kept.extend(inside.map(|(theta, _)| *theta));
            if kept.len() * TRIALS < tried {
                return Err(InferenceError::Truncation {
                    tried,
                    accepted: kept.len(),
                });
            }
        }
        kept.truncate(self.per_round);
        Ok(kept)
    }
}
