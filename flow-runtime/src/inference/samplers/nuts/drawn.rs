//! What the sampler returns.

use crate::inference::samplers::Chains;
use crate::real::Real;
use nalgebra::SVector;
use nuts_rs::Progress;

/// Draws of NUTS, and how its trajectories went.
#[derive(Clone, Debug, PartialEq)]
pub struct NutsChains<T, const D: usize> {
    chains: Chains<T, D>,
    divergences: usize,
    steps: u64,
}

impl<T: Real, const D: usize> NutsChains<T, D> {
    /// A chain without draws.
    pub(super) fn empty(draws: usize) -> Self {
        Self {
            chains: Chains::empty(1, draws),
            divergences: 0,
            steps: 0,
        }
    }

    pub(super) fn push(&mut self, x: &SVector<T, D>, log_density: f64, progress: &Progress) {
        self.chains.push(0, x, log_density);
        self.divergences += usize::from(progress.diverging);
        self.steps += progress.num_steps;
    }

    /// The draws.
    pub fn chains(&self) -> &Chains<T, D> {
        &self.chains
    }

    /// How many of the trajectories after the warm-up were given up, because their energy was lost or the density ended: more than
    /// none say that there are places that the chains do not enter.
    pub fn divergences(&self) -> usize {
        self.divergences
    }

    /// How many steps the trajectories after the warm-up took, each with one gradient of the target.
    pub fn steps(&self) -> u64 {
        self.steps
    }
}

/// The chains of each, in their order.
impl<T: Real, const D: usize> FromIterator<Self> for NutsChains<T, D> {
    fn from_iter<I: IntoIterator<Item = Self>>(several: I) -> Self {
        let (mut divergences, mut steps) = (0, 0);
        let chains = several.into_iter().map(|one| {
            divergences += one.divergences;
            steps += one.steps;
            one.chains
        });
        let chains = chains.collect();
        Self {
            chains,
            divergences,
            steps,
        }
    }
}
