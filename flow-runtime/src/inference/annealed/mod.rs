//! Flows and Markov chains in turns, from a density that can be sampled to the target.

mod between;
mod fit;
mod paths;

use super::importance::log_weight;
use super::samplers::stream;
use super::{Importance, Target};
use crate::bijector::Bijector;
use crate::density::Density;
use crate::flow::Flow;
use crate::model::Context;
use crate::real::Real;
use crate::train::{Descent, Regime};
use crate::walk::{Kernel, tempered};
pub(super) use between::between;
use nalgebra::SVector;
use rand::Rng;
use rand::rngs::Xoshiro256PlusPlus;

/// A stochastic normalizing flow (Wu, Köhler & Noé 2020): flows, and steps of Markov chains between them.
///
/// A flow alone is continuous and one-to-one, so that between modes that it has pulled apart there remains a bridge. Steps of a
/// Markov chain have no such limits. What they cost is the density: of a path's end x it is an integral over all paths to it.
/// But every path has a weight, and for any parameters
///
/// ```text
/// ln w = ln p̃(x) − ln base(x₀) + Σ gains,        E[w] = Z
/// ```
///
/// with the log-determinant as the gain of a flow, and that of a step as [`Kernel`] says. So what is drawn is an
/// [`Importance`] sample of the target. Without flows this is annealed importance sampling (Neal 2001).
///
/// A kernel stands at a temperature: it moves in base^(1 − β) · target^β, with β from 0, the base, to 1, the target.
///
/// # Example
///
/// ```
/// use flow_runtime::inference::targets::{DoubleWell, Gaussian};
/// use flow_runtime::inference::{Annealed, Kernel};
/// use flow_runtime::prelude::*;
///
/// flow! { struct Layer<f64, 2> = 2 * (RealNVP(16) >> Reverse); }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let mut path = Annealed::new();
/// for k in 1..=4 {
///     let at = 0.25 * k as f64;
///     path = path.flow(Layer::new(&mut rng)).kernel(Kernel::metropolis(10, 0.3), at);
/// }
/// let base = Gaussian::round(1.0);
/// path.fit(&Trainer::new(Adam::new(5e-3)).steps(10).batch_size(100), &base, &DoubleWell)?;
/// let drawn = path.draw(&base, &DoubleWell, 2000, &mut rng);
/// let (log_evidence, standard_error) = drawn.log_evidence();
/// assert!((log_evidence - DoubleWell::log_evidence()).abs() < 4.0 * standard_error);
/// # Ok::<(), FitError>(())
/// ```
///
/// # References
///
/// - Wu, Köhler, Noé, *Stochastic normalizing flows*, NeurIPS 2020.
/// - Matthews, Arbel, Rezende, Doucet, *Continual repeated annealed flow transport Monte Carlo*, ICML 2022.
/// - Neal, *Annealed importance sampling*, Statistics and Computing 11, 2001.
#[derive(Clone, Debug)]
pub struct Annealed<F> {
    stages: Vec<Stage<F>>,
}

#[derive(Clone, Debug)]
enum Stage<F> {
    Flow(F),
    Kernel(Kernel, f64),
}

impl<F> Default for Annealed<F> {
    fn default() -> Self {
        Self::new()
    }
}

impl<F> Annealed<F> {
    /// No stages: samples of the base, weighed.
    pub const fn new() -> Self {
        Self { stages: Vec::new() }
    }

    /// A flow comes next; of one, only the bijection counts, and not its base. It carries samples from one density to the
    /// next, which are close to each other: one that begins near the identity is best.
    #[must_use]
    pub fn flow(mut self, flow: F) -> Self {
        self.stages.push(Stage::Flow(flow));
        self
    }

    /// A kernel comes next, at the temperature β.
    ///
    /// # Panics
    ///
    /// If β is not between 0 and 1.
    #[must_use]
    pub fn kernel(mut self, kernel: Kernel, at: f64) -> Self {
        assert!((0.0..=1.0).contains(&at), "β is {at}, not between 0 and 1");
        self.stages.push(Stage::Kernel(kernel, at));
        self
    }

    /// The flows, in their order.
    pub fn flows(&self) -> impl Iterator<Item = &F> {
        self.stages.iter().filter_map(|stage| match stage {
            Stage::Flow(flow) => Some(flow),
            Stage::Kernel(..) => None,
        })
    }

    /// An optimiser for every flow.
    fn descents<T: Real, const D: usize>(&self, regime: &Regime<'_, '_>) -> Vec<Descent<T>>
    where
        F: Flow<D, 0, Scalar = T>,
    {
        let sizes = self.flows().map(|flow| flow.params().len());
        sizes.map(|len| regime.adam.descent(len)).collect()
    }

    /// Moves every flow against its gradient; none are if one of these is not finite.
    fn step<T: Real, const D: usize>(
        &mut self,
        regime: &Regime<'_, '_>,
        descents: &mut [Descent<T>],
        mut grads: Vec<Vec<T>>,
        part: f64,
    ) -> Option<()>
    where
        F: Flow<D, 0, Scalar = T>,
    {
        for grad in &mut grads {
            regime.shorten(grad)?;
        }
        let flows = self.stages.iter_mut().filter_map(|stage| match stage {
            Stage::Flow(flow) => Some(flow),
            Stage::Kernel(..) => None,
        });
        for ((flow, descent), grad) in flows.zip(descents).zip(&grads) {
            descent.step_part(flow.params_mut(), grad, part);
        }
        Some(())
    }

    /// The ends of `n` paths, weighed for the target; what is not finite on the way has no weight.
    ///
    /// Every path has a generator of its own, by its number, so the number of threads cannot be seen.
    pub fn draw<T, const D: usize, R: Rng + ?Sized>(
        &self,
        base: &impl Density<T, D>,
        target: &impl Target<T, D>,
        n: usize,
        rng: &mut R,
    ) -> Importance<T, D>
    where
        T: Real,
        F: Bijector<T, D>,
    {
        let (mut xs, log_bases) = base.sample_and_log_prob_batch(n, rng);
        let seed = rng.next_u64();
        let mut gains = vec![0.0; n];
        for (number, stage) in self.stages.iter().enumerate() {
            match stage {
                Stage::Flow(flow) => {
                    let log_dets;
                    (xs, log_dets) = flow.forward_batch(&xs);
                    for (gain, log_det) in gains.iter_mut().zip(log_dets) {
                        *gain += log_det.to_f64();
                    }
                }
                Stage::Kernel(kernel, at) => {
                    let density = between(base, target, tempered(*at));
                    let walked = density.walk(*kernel, &mut xs, &mut noise(seed, number, n));
                    for (gain, more) in gains.iter_mut().zip(walked) {
                        *gain += more;
                    }
                }
            }
        }
        let ends = between(base, target, tempered(1.0)).log_densities(&xs);
        let paths = ends.into_iter().zip(&log_bases).zip(gains);
        let log_weights = paths.map(|((end, start), gain)| log_weight(end + gain, start.to_f64()));
        Importance::new(xs, log_weights.collect(), seed)
    }
}

/// Samples that a flow has carried on, and ln|det| of each.
fn carried<T: Real, const D: usize, F: Flow<D, 0, Scalar = T>>(
    flow: &F,
    from: &[SVector<T, D>],
) -> (Vec<SVector<T, D>>, Vec<T>) {
    let (mut to, mut log_dets) = (from.to_vec(), vec![T::ZERO; from.len()]);
    let (z, x) = (
        bytemuck::cast_slice(from),
        bytemuck::cast_slice_mut(&mut to),
    );
    let (model, params) = (F::model(), flow.params());
    F::engine().forward(model, params, Context::NONE, z, x, &mut log_dets);
    (to, log_dets)
}

/// A generator for each sample at a stage.
pub(super) fn noise(seed: u64, stage: usize, n: usize) -> Vec<Xoshiro256PlusPlus> {
    let seed = seed.wrapping_add(stage as u64);
    (0..n as u64).map(|number| stream(seed, number)).collect()
}
