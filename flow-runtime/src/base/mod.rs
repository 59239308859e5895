//! Base densities: where a sample starts.

mod normal;

pub use normal::Normal;

use crate::real::Real;
use rand::Rng;

/// A simple density on `D` dimensions, evaluated on blocks.
pub trait Base<T: Real>: Sync {
    /// Adds ln p(z) of each of `out.len()` samples (`z`: samples × D, column-major) to `out`, in nats.
    fn log_prob(&self, z: &[T], out: &mut [T]);

    /// Adds `weight · ∂ ln p / ∂z` of every sample to `dz`.
    fn score(&self, z: &[T], weight: &[T], dz: &mut [T]);

    /// Draws one sample, a scalar per dimension.
    fn sample(&self, rng: &mut dyn Rng, z: &mut [T]);
}
