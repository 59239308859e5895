//! A flow that knows the posterior of every observation.

use super::scaling::Scaling;
use super::{Predictive, Prior, Simulations};
use crate::density::Density;
use crate::flow::Flow;
use crate::inference::samplers::stream;
use crate::real::Real;
use crate::train::{FitError, Trainer};
use nalgebra::SVector;
use rand::Rng;
use rand::rngs::Xoshiro256PlusPlus;

/// q(θ | x) for every x: a conditional flow in the prior's unconstrained coordinates, whose contexts are data brought to mean 0
/// and variance 1.
#[derive(Clone, Copy, Debug)]
pub struct Amortised<'f, F, const P: usize, const D: usize> {
    flow: &'f F,
    shown: Shown<P, D>,
}

/// What the flow is shown of parameters and data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shown<const P: usize, const D: usize> {
    prior: Prior<P>,
    scaling: Scaling<D>,
}

impl<const P: usize, const D: usize> Shown<P, D> {
    /// Scaled by these data.
    pub(super) fn of<T: Real>(prior: &Prior<P>, xs: &[SVector<T, D>]) -> Self {
        Self {
            prior: *prior,
            scaling: Scaling::of(xs),
        }
    }

    /// Trains the flow on simulations.
    pub(super) fn train<T: Real, F: Flow<P, D, Scalar = T>>(
        &self,
        trainer: &Trainer<'_>,
        flow: &mut F,
        simulations: &Simulations<T, P, D>,
    ) -> Result<(), FitError> {
        let pairs = simulations.thetas().iter().zip(simulations.xs());
        let (us, contexts): (Vec<_>, Vec<_>) = pairs
            .map(|(theta, x)| (self.prior.unconstrain(theta), self.scaling.apply(x)))
            .unzip();
        trainer.fit_given(flow, &us, &contexts)?;
        Ok(())
    }
}

impl<'f, F, const P: usize, const D: usize> Amortised<'f, F, P, D> {
    /// A flow that was trained on these simulations, which say how data are scaled for it.
    pub fn new<T: Real>(flow: &'f F, prior: &Prior<P>, simulations: &Simulations<T, P, D>) -> Self
    where
        F: Flow<P, D, Scalar = T>,
    {
        Self::by(flow, Shown::of(prior, simulations.xs()))
    }

    pub(super) const fn by(flow: &'f F, shown: Shown<P, D>) -> Self {
        Self { flow, shown }
    }

    /// The posterior given what was observed.
    pub fn given<T: Real>(&self, observed: &SVector<T, D>) -> AmortisedPosterior<'f, F, T, P, D>
    where
        F: Flow<P, D, Scalar = T>,
    {
        AmortisedPosterior {
            flow: self.flow,
            prior: self.shown.prior,
            context: self.shown.scaling.apply(observed),
        }
    }
}

/// p(θ | x) by a flow given one x.
#[derive(Clone, Copy, Debug)]
pub struct AmortisedPosterior<'f, F, T, const P: usize, const D: usize> {
    flow: &'f F,
    prior: Prior<P>,
    context: SVector<T, D>,
}

impl<F, T, const P: usize, const D: usize> AmortisedPosterior<'_, F, T, P, D>
where
    T: Real,
    F: Flow<P, D, Scalar = T>,
{
    /// ln q(θ | x) in nats; −∞ where the prior has no density.
    pub fn log_prob(&self, theta: &SVector<T, P>) -> T {
        self.log_prob_batch(std::slice::from_ref(theta))[0]
    }

    /// The same for many parameters, on all cores.
    pub fn log_prob_batch(&self, thetas: &[SVector<T, P>]) -> Vec<T> {
        let us: Vec<_> = thetas
            .iter()
            .map(|theta| self.prior.unconstrain(theta))
            .collect();
        let log_probs = self.flow.given(&self.context).log_prob_batch(&us);
        let log_prob = |(u, log_prob): (&SVector<T, P>, T)| {
            if u.iter().all(|u| u.is_finite()) {
                log_prob - T::from_f64(self.prior.log_det(u))
            } else {
                T::from_f64(f64::NEG_INFINITY)
            }
        };
        us.iter().zip(log_probs).map(log_prob).collect()
    }

    /// `n` samples, on all cores.
    pub fn sample_batch<R: Rng + ?Sized>(&self, n: usize, rng: &mut R) -> Vec<SVector<T, P>> {
        let us = self.flow.given(&self.context).sample_batch(n, rng);
        us.iter().map(|u| self.prior.constrain(u)).collect()
    }

    /// What it predicts: the simulator's data at `n` of its samples.
    pub fn predict(
        &self,
        n: usize,
        simulator: impl Fn(&SVector<T, P>, &mut Xoshiro256PlusPlus) -> SVector<T, D> + Sync,
        seed: u64,
    ) -> Predictive<T, P, D> {
        let thetas = self.sample_batch(n, &mut stream(!seed, 0));
        Predictive::of(&thetas, simulator, seed).named(F::model().contexts)
    }
}
