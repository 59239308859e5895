//! Mean and scale of what a network is shown.

use crate::real::Real;
use nalgebra::SVector;

/// Brings every dimension to mean 0 and variance 1; one that never changes is only shifted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scaling<const D: usize> {
    mean: [f64; D],
    deviation: [f64; D],
}

impl<const D: usize> Scaling<D> {
    pub(super) fn of<T: Real>(xs: &[SVector<T, D>]) -> Self {
        let n = xs.len().max(1) as f64;
        let mean: [f64; D] =
            std::array::from_fn(|i| xs.iter().map(|x| x[i].to_f64()).sum::<f64>() / n);
        let deviation = std::array::from_fn(|i| {
            let squares = xs.iter().map(|x| (x[i].to_f64() - mean[i]).powi(2));
            let deviation = (squares.sum::<f64>() / n).sqrt();
            if deviation > 0.0 { deviation } else { 1.0 }
        });
        Self { mean, deviation }
    }

    pub(super) fn apply<T: Real>(&self, x: &SVector<T, D>) -> SVector<T, D> {
        SVector::from(std::array::from_fn(|i| {
            T::from_f64((x[i].to_f64() - self.mean[i]) / self.deviation[i])
        }))
    }
}
