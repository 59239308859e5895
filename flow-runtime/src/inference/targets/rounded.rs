//! What the targets share: a constant, and the step from double precision to the caller's scalar.

use crate::real::Real;
use nalgebra::SVector;

/// ½ ln 2π
pub(super) const HALF_LN_TAU: f64 = 0.918_938_533_204_672_7;

/// A log-density and its gradient, as the caller's scalars.
pub(super) fn round<T: Real, const D: usize>(
    log_density: f64,
    grad: [f64; D],
) -> (T, SVector<T, D>) {
    let grad = SVector::from(grad.map(T::from_f64));
    (T::from_f64(log_density), grad)
}
