//! The contract of a density that a Markov chain moves in.

use nalgebra::SVector;

/// A density up to a constant, at many points at once, since some have code for batches only.
pub(crate) trait LogDensity<T, const D: usize> {
    /// Fills `values` with its logarithm at every point, in nats; −∞ where none can be told.
    fn values(&self, xs: &[SVector<T, D>], values: &mut [f64]);

    /// The same, and its gradients.
    fn slopes(&self, xs: &[SVector<T, D>], values: &mut [f64], slopes: &mut [SVector<T, D>]);
}
