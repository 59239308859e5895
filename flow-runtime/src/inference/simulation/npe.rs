//! Neural posterior estimation.

use super::amortised::Shown;
use super::{Amortised, InferenceError, Prior, Simulations};
use crate::flow::Flow;
use crate::inference::samplers::stream;
use crate::real::Real;
use crate::train::Trainer;
use nalgebra::SVector;
use rand::rngs::Xoshiro256PlusPlus;

/// Neural posterior estimation: a conditional flow q(θ | x) learns the posterior for every x, from parameters of the prior and
/// what the simulator makes of them. After one training it answers any observation at once.
///
/// The flow lives in the prior's unconstrained coordinates, so that no mass leaks out of the prior's range.
///
/// ```
/// use flow_runtime::inference::simulation::{Npe, Prior};
/// use flow_runtime::prelude::*;
///
/// flow! { struct Posterior<f64, 1 | 1> = MAF(16, 16, activation = tanh); }
///
/// // x = θ + N(0, 1) and θ ~ N(0, 1): the posterior is N(x/2, 1/2).
/// let prior = Prior::normal([0.0], [1.0]);
/// let simulator = |theta: &SVector<f64, 1>, rng: &mut Xoshiro256PlusPlus| {
///     let noise: SVector<f64, 1> = Prior::normal([0.0], [1.0]).sample(rng);
///     theta + noise
/// };
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let mut flow = Posterior::new(&mut rng);
/// let npe = Npe::new(Trainer::new(Adam::new(5e-3)).epochs(20)).simulations(2000);
/// let amortised = npe.fit(&mut flow, &prior, simulator)?;
/// let posterior = amortised.given(&SVector::from([1.0]));
/// let thetas = posterior.sample_batch(1000, &mut rng);
/// let mean = thetas.iter().map(|theta| theta[0]).sum::<f64>() / 1000.0;
/// assert!((mean - 0.5).abs() < 0.1);
/// # Ok::<(), flow_runtime::inference::simulation::InferenceError>(())
/// ```
///
/// # References
///
/// - Papamakarios, Murray, *Fast ε-free Inference of Simulation Models with Bayesian Conditional Density Estimation*, NIPS 2016.
/// - Greenberg, Nonnenmacher, Macke, *Automatic Posterior Transformation for Likelihood-Free Inference*, ICML 2019: with flows.
#[derive(Debug)]
pub struct Npe<'t> {
    trainer: Trainer<'t>,
    simulations: usize,
    seed: u64,
}

impl<'t> Npe<'t> {
    /// 1000 simulations, trained on by `trainer`, seed 0.
    pub const fn new(trainer: Trainer<'t>) -> Self {
        Self {
            trainer,
            simulations: 1000,
            seed: 0,
        }
    }

    /// How many simulations there are.
    #[must_use]
    pub const fn simulations(mut self, simulations: usize) -> Self {
        self.simulations = simulations;
        self
    }

    /// The seed of parameters and simulations.
    #[must_use]
    pub const fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Simulates at parameters of the prior, and trains the flow.
    ///
    /// # Errors
    ///
    /// If the flow cannot be trained.
    pub fn fit<'f, T, F, const P: usize, const D: usize>(
        &self,
        flow: &'f mut F,
        prior: &Prior<P>,
        simulator: impl Fn(&SVector<T, P>, &mut Xoshiro256PlusPlus) -> SVector<T, D> + Sync,
    ) -> Result<Amortised<'f, F, P, D>, InferenceError>
    where
        T: Real,
        F: Flow<P, D, Scalar = T>,
    {
        let thetas = prior.draws(self.simulations, &mut stream(!self.seed, 0));
        let mut simulations = Simulations::new();
        simulations.run(&thetas, simulator, self.seed);
        self.fit_to(flow, prior, &simulations)
    }

    /// Trains the flow on simulations that are there, whose parameters are drawn from the prior.
    ///
    /// # Errors
    ///
    /// If the flow cannot be trained.
    pub fn fit_to<'f, T, F, const P: usize, const D: usize>(
        &self,
        flow: &'f mut F,
        prior: &Prior<P>,
        simulations: &Simulations<T, P, D>,
    ) -> Result<Amortised<'f, F, P, D>, InferenceError>
    where
        T: Real,
        F: Flow<P, D, Scalar = T>,
    {
        let shown = Shown::of(prior, simulations.xs());
        shown.train(&self.trainer, flow, simulations)?;
        Ok(Amortised::by(flow, shown))
    }
}
