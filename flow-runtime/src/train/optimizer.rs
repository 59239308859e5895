//! The contract of an optimiser.

use super::error::FitError;
use crate::real::Real;

/// Moves parameters by their gradient, and keeps `N` numbers for each of them from step to step, which are 0 at first.
///
/// Parameters are moved range by range, on any thread and in any order: what becomes of one must not depend on others.
/// Where all its gradients have been 0, a parameter must stay what it is: data have set it.
pub(super) trait Optimizer<T: Real, const N: usize>: Sync {
    /// What all parameters need to know of a step.
    type Step: Copy + Sync;

    /// Whether the settings make sense, also as the numbers of the scalar in which a step has them.
    fn check(&self) -> Result<(), FitError>;

    /// The whole learning rate.
    fn learning_rate(&self) -> f64;

    /// Step `t`, from 1, with this part of the learning rate.
    fn step(&self, t: u64, part: f64) -> Self::Step;

    /// Moves a range of parameters, whose numbers are `state`.
    fn apply(step: Self::Step, params: &mut [T], state: [&mut [T]; N], grad: &[T]);

    /// Whether a number that is kept has overflowed, so that its parameter would not move any more.
    fn is_lost(state: [&[T]; N]) -> bool;
}
