//! Truncated sequential neural posterior estimation.

use super::amortised::Shown;
use super::{Amortised, AmortisedPosterior, InferenceError, Prior, Simulations};
use crate::flow::Flow;
use crate::inference::samplers::stream;
use crate::real::Real;
use crate::train::Trainer;
use nalgebra::SVector;
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
        let mut simulations = Simulations::new();
        for round in 0..self.rounds {
            self.round(round, flow, prior, &simulator, observed, &mut simulations)?;
        }
        self.posterior(flow, prior, observed, &simulations)
    }

    /// Round `round` by itself, from 0: simulates at parameters of the prior or, later, of what the posterior that `flow` has left
    /// keeps of it, adds to the simulations of earlier rounds, and trains on all of them. A program that stores flow and simulations
    /// after a round can go on from there, with the same seed and as many simulations a round.
    ///
    /// # Errors
    ///
    /// As [`infer`](Self::infer), and if the simulations begin with another first round than this seed's.
    pub fn round<T, F, const P: usize, const D: usize>(
        &self,
        round: usize,
        flow: &mut F,
        prior: &Prior<P>,
        simulator: impl Fn(&SVector<T, P>, &mut Xoshiro256PlusPlus) -> SVector<T, D> + Sync,
        observed: &SVector<T, D>,
        simulations: &mut Simulations<T, P, D>,
    ) -> Result<(), InferenceError>
    where
        T: Real,
        F: Flow<P, D, Scalar = T>,
    {
        let posterior = self.posterior(&*flow, prior, observed, simulations)?;
        let thetas = if round == 0 {
            self.first_thetas(prior)
        } else {
            let mut rng = stream(!self.seed, round as u64);
            self.truncated(prior, &posterior, &mut rng)?
        };
        simulations.run(&thetas, simulator, self.seed);
        let shown = self.shown(prior, simulations)?;
        shown.train(&self.trainer, flow, simulations)?;
        Ok(())
    }

    /// The posterior given what was observed, by a flow after some rounds and their simulations.
    ///
    /// # Errors
    ///
    /// If the observation is not finite, or the simulations begin with another first round than this seed's.
    pub fn posterior<'f, T, F, const P: usize, const D: usize>(
        &self,
        flow: &'f F,
        prior: &Prior<P>,
        observed: &SVector<T, D>,
        simulations: &Simulations<T, P, D>,
    ) -> Result<AmortisedPosterior<'f, F, T, P, D>, InferenceError>
    where
        T: Real,
        F: Flow<P, D, Scalar = T>,
    {
        if !observed.iter().all(|x| x.is_finite()) {
            return Err(InferenceError::Observation);
        }
        let shown = self.shown(prior, simulations)?;
        Ok(Amortised::by(flow, shown).given(observed))
    }

    /// What the first round simulates at.
    fn first_thetas<T: Real, const P: usize>(&self, prior: &Prior<P>) -> Vec<SVector<T, P>> {
        prior.draws(self.per_round, &mut stream(!self.seed, 0))
    }

    /// What the flow is shown, scaled by the first round, since that must not change once the flow is trained. Which simulations
    /// are of the first round is told by their parameters: those that failed have left no trace but their number.
    fn shown<T: Real, const P: usize, const D: usize>(
        &self,
        prior: &Prior<P>,
        simulations: &Simulations<T, P, D>,
    ) -> Result<Shown<P, D>, InferenceError> {
        let mut kept = simulations.thetas().iter().peekable();
        let thetas = self.first_thetas(prior);
        let is_kept = |theta: &&SVector<T, P>| kept.next_if_eq(theta).is_some();
        let first = thetas.iter().filter(is_kept).count();
        if first == 0 && !simulations.is_empty() {
            return Err(InferenceError::OtherRun);
        }
        Ok(Shown::of(prior, &simulations.xs()[..first]))
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
            let thetas = prior.draws(SAMPLES, rng);
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
