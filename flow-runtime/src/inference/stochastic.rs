//! Flows with stochastic layers: what is drawn from them, and how they are trained.

use super::importance::log_weight;
use super::pulled_back::evaluation;
use super::{Importance, Target};
use crate::flow::{BoundedFlow, Trainable};
use crate::model::Context;
use crate::real::Real;
use crate::target::log_densities;
use crate::train::{FitError, History, Trainer};
use nalgebra::SVector;
use rand::Rng;

/// A flow declared by `flow!` with a stochastic layer (Wu, Köhler & Noé 2020): `Metropolis`, `Langevin` or `Hmc`.
///
/// A flow is continuous and one-to-one, so that between modes that it has pulled apart there remains a bridge; steps of a Markov chain have
/// no such limits. What they cost is the density: many paths lead to a point x. But a path has a weight, and for any parameters
///
/// ```text
/// ln w = ln p̃(x) − ln base(z) + Σ gains,        E[w] = Z
/// ```
///
/// with ln|det| as the gain of a bijection, and that of a layer as [`Kernel`](super::Kernel) says. So what is
/// [drawn](Self::draw) is an [`Importance`] sample of the target p̃ that the layers name. Against the target it is trained by
/// [`Trainer::fit_paths`].
///
/// From data, paths lead back, and the same gains give a [`LowerBound`](crate::LowerBound) of ln p(x), which [`Trainer::fit`] trains on as
/// for other flows of which a bound is known. It is close where the layers leave in place what the flow makes there. That is all that a
/// flow with a context has, whose target knows nothing of it: it is a [`BoundedFlow`] that is no `StochasticFlow`.
///
/// [`Annealed`](super::Annealed) has the same paths with densities and flows that are put together at run time.
///
/// # Example
///
/// ```
/// use flow_runtime::inference::targets::DoubleWell;
/// use flow_runtime::prelude::*;
///
/// flow! {
///     struct Wells<f64, 2> =
///         2 * (RealNVP(16) >> Reverse) >> Metropolis(self::DoubleWell, steps = 10, scale = 0.3, at = 0.5)
///         >> 2 * (RealNVP(16) >> Reverse) >> Metropolis(self::DoubleWell, steps = 10, scale = 0.3, at = 1);
/// }
///
/// # fn main() -> Result<(), FitError> {
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let mut wells = Wells::new(&mut rng);
/// Trainer::new(Adam::new(5e-3)).steps(50).batch_size(100).fit_paths(&mut wells)?;
/// let drawn = wells.draw(2000, &mut rng);
/// let (log_evidence, standard_error) = drawn.log_evidence();
/// assert!((log_evidence - DoubleWell::log_evidence()).abs() < 4.0 * standard_error);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a flow of {D} numbers with a stochastic layer",
    label = "expected a flow with `Metropolis`, `Langevin` or `Hmc`",
    note = "flows whose density is exact are trained against a target by `fit_target`, and weighed by `Importance::draw`",
    note = "with a context, of which the target knows nothing, such a flow is trained by `fit_given`, and its samples have no weights"
)]
pub trait StochasticFlow<const D: usize>: BoundedFlow<D, 0> {
    /// The target of its layers.
    fn target() -> &'static dyn Target<<Self as Trainable<D, 0>>::Scalar, D>;

    /// The ends of `n` paths, weighed for the target, on all cores; what is not finite on the way has no weight.
    ///
    /// They are the samples of [`sample_batch`](crate::LowerBound::sample_batch), and the number of threads cannot be seen.
    fn draw<R: Rng + ?Sized>(
        &self,
        n: usize,
        mut rng: &mut R,
    ) -> Importance<<Self as Trainable<D, 0>>::Scalar, D> {
        let zero = <Self as Trainable<D, 0>>::Scalar::ZERO;
        let (mut xs, mut log_paths) = (vec![SVector::from([zero; D]); n], vec![zero; n]);
        let (model, params) = (Self::model(), self.params());
        let numbers = bytemuck::cast_slice_mut(&mut xs);
        let paths = Some(&mut log_paths[..]);
        Self::engine().sample(model, params, Context::NONE, &mut rng, numbers, paths);
        let ends = log_densities(Self::target(), &xs);
        let both = ends.iter().zip(&log_paths);
        let log_weights = both.map(|(end, path)| match path.to_f64() {
            path if path.is_finite() => log_weight(end.to_f64(), path),
            _ => f64::NEG_INFINITY,
        });
        Importance::new(xs, log_weights.collect(), rng.next_u64())
    }
}

impl Trainer<'_> {
    /// Trains a flow with stochastic layers against their target, on all cores, by the divergence of its paths from those that lead back
    /// from the target: the mean of −ln w over paths that the flow draws itself, an upper bound of −ln Z in nats, which
    /// [`train_nll`](History::train_nll) has. An epoch is 100 steps; everything else is as for
    /// [`fit_target`](Self::fit_target).
    ///
    /// Which gradient, is a choice. That of the mean of −ln w by all parameters would go through the moves of the Markov chains; whether one
    /// is taken depends on where it begins, in jumps, of which a derivative sees nothing, so that what is computed in its place (by Wu et al.,
    /// and by [`Annealed::fit_paths`](super::Annealed::fit_paths) here) is **biased**. This one goes through no layer: the elements before a layer
    /// are told to bring what arrives at them to the density that the layer leaves in place, which is their part of the divergence, and those after
    /// the last layer to the target. That is the gradient of CRAFT (Matthews et al. 2022) with all samples counted alike, and without bias: each
    /// part follows the exact gradient of its own divergence. What it leaves out is that parts could make up for each other; so layers stand where
    /// their density can be reached from that of the layer before. CRAFT itself, with weights and resampling, is
    /// [`Annealed::fit`](super::Annealed::fit).
    ///
    /// After any training, and without, the weights of [`draw`](StochasticFlow::draw) are exact.
    ///
    /// # Errors
    ///
    /// As [`fit_target`](Self::fit_target).
    pub fn fit_paths<const D: usize, F: StochasticFlow<D>>(
        &self,
        flow: &mut F,
    ) -> Result<History, FitError> {
        let params = flow.parameters_mut().as_mut_slice();
        F::engine().fit_target(self, F::model(), params, &evaluation(F::target()))
    }
}
