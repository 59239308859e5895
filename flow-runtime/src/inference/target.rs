//! Densities that can be evaluated, and not sampled.

use crate::real::Real;
use nalgebra::SVector;

/// Something to sample from, known up to a constant: a posterior, say, or a Boltzmann density.
///
/// Evaluated from many threads at the same time. `−∞` says that a point is impossible; NaN is taken for that too.
pub trait Target<T: Real, const D: usize>: Sync {
    /// The log-density at `x` up to a constant, in nats.
    fn log_density(&self, x: &SVector<T, D>) -> T;

    /// The log-density and its gradient by `x`, in nats per unit of `x`.
    fn log_density_and_grad(&self, x: &SVector<T, D>) -> (T, SVector<T, D>);
}

impl<T: Real, const D: usize, G: Target<T, D>> Target<T, D> for &G {
    fn log_density(&self, x: &SVector<T, D>) -> T {
        (**self).log_density(x)
    }

    fn log_density_and_grad(&self, x: &SVector<T, D>) -> (T, SVector<T, D>) {
        (**self).log_density_and_grad(x)
    }
}
