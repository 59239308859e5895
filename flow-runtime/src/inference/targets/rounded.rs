//! What the targets share: the step from double precision to the caller's scalar.

use crate::real::Real;
use nalgebra::SVector;

/// A log-density and its gradient, as the caller's scalars.
pub(super) fn round<T: Real, const D: usize>(
    log_density: f64,
    grad: [f64; D],
) -> (T, SVector<T, D>) {
    let grad = SVector::from(grad.map(T::from_f64));
    (T::from_f64(log_density), grad)
}
