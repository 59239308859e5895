//! Sequential neural likelihood.

use super::{InferenceError, LikelihoodPosterior, Prior, Simulations};
use crate::flow::Flow;
use crate::inference::samplers::stream;
use crate::real::Real;
use crate::train::Trainer;
use nalgebra::SVector;
use rand::rngs::Xoshiro256PlusPlus;

/// Sequential neural likelihood: a conditional flow q(x | θ) learns the simulator's likelihood in rounds, and each round's
/// parameters are drawn from the posterior that the last one has left, so that simulations are spent where they matter.
///
/// Every round trains the flow further, on all simulations so far. The flow's contexts are the parameters, brought to mean 0 and
/// variance 1 by the prior; a log-normal parameter is shown as its logarithm. The data are the flow's own matter: end its chain
/// with `Standardize`.
///
/// # References
///
/// Papamakarios, Sterratt, Murray, *Sequential Neural Likelihood: Fast Likelihood-free Inference with Autoregressive Flows*,
/// AISTATS 2019.
#[derive(Debug)]
pub struct Snl<'t> {
    trainer: Trainer<'t>,
    rounds: usize,
    per_round: usize,
    seed: u64,
}

impl<'t> Snl<'t> {
    /// 10 rounds of 100 simulations, each round trained by `trainer`, seed 0.
    pub const fn new(trainer: Trainer<'t>) -> Self {
        Self {
            trainer,
            rounds: 10,
            per_round: 100,
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

    /// The seed of parameters, simulations and chains.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The posterior given one or several independent observations of one θ, after all rounds.
    ///
    /// # Errors
    ///
    /// If the observation is not finite, the flow cannot be trained, or a round's posterior cannot be sampled.
    pub fn infer<'f, T, F, const P: usize, const D: usize>(
        &self,
        flow: &'f mut F,
        prior: &Prior<P>,
        simulator: impl Fn(&SVector<T, P>, &mut Xoshiro256PlusPlus) -> SVector<T, D> + Sync,
        observed: &[SVector<T, D>],
    ) -> Result<LikelihoodPosterior<'f, F, T, P, D>, InferenceError>
    where
        T: Real,
        F: Flow<D, P, Scalar = T>,
    {
        let mut simulations = Simulations::new();
        for round in 0..self.rounds {
            self.round(round, flow, prior, &simulator, observed, &mut simulations)?;
        }
        Ok(LikelihoodPosterior::new(flow, prior, observed)?.seed(self.seed))
    }

    /// Round `round` by itself, from 0: simulates at parameters of the prior or, later, of the posterior that `flow` has left,
    /// adds to the simulations of earlier rounds, and trains on all of them. A program that stores flow and simulations after a
    /// round can go on from there.
    ///
    /// # Errors
    ///
    /// As [`infer`](Self::infer).
    pub fn round<T, F, const P: usize, const D: usize>(
        &self,
        round: usize,
        flow: &mut F,
        prior: &Prior<P>,
        simulator: impl Fn(&SVector<T, P>, &mut Xoshiro256PlusPlus) -> SVector<T, D> + Sync,
        observed: &[SVector<T, D>],
        simulations: &mut Simulations<T, P, D>,
    ) -> Result<(), InferenceError>
    where
        T: Real,
        F: Flow<D, P, Scalar = T>,
    {
        let posterior = LikelihoodPosterior::new(&*flow, prior, observed)?;
        let thetas = if round == 0 {
            prior.draws(self.per_round, &mut stream(!self.seed, 0))
        } else {
            let seed = self.seed.wrapping_add(round as u64);
            posterior.seed(seed).sample(self.per_round)?
        };
        simulations.run(&thetas, simulator, self.seed);
        let contexts: Vec<_> = simulations
            .thetas()
            .iter()
            .map(|theta| prior.standardise(theta))
            .collect();
        self.trainer.fit_given(flow, simulations.xs(), &contexts)?;
        Ok(())
    }
}
