//! Invertible maps on vectors.

use crate::real::Real;
use nalgebra::SVector;

/// An invertible, differentiable map of `D` numbers, from base to data.
///
/// | direction | arrow | used for |
/// |---|---|---|
/// | `forward` | base z → data x | sampling |
/// | `inverse` | data x → base z | density, training |
///
/// The two methods that return log-determinants are required; the rest follows from them. Log-determinants are natural
/// logarithms, in nats. A flow with `Abs` or `Sort` is a surjection: its `inverse` is one of the points that become `x`, and its
/// log-determinants have in them how many there are, so that ln p(x) still is that of the base at `z` plus ln|det ∂z/∂x|.
/// Every flow without a context is a bijector, and so is a [`Given`](crate::Given) one; their batches
/// use all cores, or as many threads as `RAYON_NUM_THREADS` says. A bijector for use inside a chain implements [`CustomBijector`](crate::CustomBijector) instead.
///
/// # Example
///
/// ```
/// use flow_runtime::prelude::*;
/// use flow_runtime::testing;
///
/// /// x = 2 z in each of two dimensions, so that ln|det ∂x/∂z| = ln 4.
/// struct Twice;
///
/// impl Bijector<f64, 2> for Twice {
///     fn forward_and_log_det(&self, z: &SVector<f64, 2>) -> (SVector<f64, 2>, f64) {
///         (2.0 * z, 4.0_f64.ln())
///     }
///
///     fn inverse_and_log_det(&self, x: &SVector<f64, 2>) -> (SVector<f64, 2>, f64) {
///         (0.5 * x, -4.0_f64.ln())
///     }
/// }
///
/// let z = SVector::from([0.3, -1.2]);
/// assert_eq!(Twice.forward(&z), 2.0 * z);
/// assert!(testing::round_trip(&Twice, &z) < 1e-15);
/// assert!(testing::log_det_error(&Twice, &z) < 1e-9);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a bijector of {D} numbers of type `{T}`",
    note = "a flow with a context becomes one by `.given(&context)`"
)]
pub trait Bijector<T: Real, const D: usize> {
    /// x = f(z) and ln|det ∂x/∂z|.
    fn forward_and_log_det(&self, z: &SVector<T, D>) -> (SVector<T, D>, T);

    /// z = f⁻¹(x) and ln|det ∂z/∂x|.
    fn inverse_and_log_det(&self, x: &SVector<T, D>) -> (SVector<T, D>, T);

    /// x = f(z).
    fn forward(&self, z: &SVector<T, D>) -> SVector<T, D> {
        self.forward_and_log_det(z).0
    }

    /// z = f⁻¹(x).
    fn inverse(&self, x: &SVector<T, D>) -> SVector<T, D> {
        self.inverse_and_log_det(x).0
    }

    /// [`forward_and_log_det`](Self::forward_and_log_det) of every vector: as many results of either kind as there are
    /// vectors, in their order.
    fn forward_batch(&self, zs: &[SVector<T, D>]) -> (Vec<SVector<T, D>>, Vec<T>) {
        zs.iter().map(|z| self.forward_and_log_det(z)).unzip()
    }

    /// [`inverse_and_log_det`](Self::inverse_and_log_det) of every vector: as many results of either kind as there are
    /// vectors, in their order.
    fn inverse_batch(&self, xs: &[SVector<T, D>]) -> (Vec<SVector<T, D>>, Vec<T>) {
        xs.iter().map(|x| self.inverse_and_log_det(x)).unzip()
    }
}
