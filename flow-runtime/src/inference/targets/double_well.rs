//! The double well of stochastic normalizing flows.

use super::rounded::round;
use crate::inference::Target;
use crate::real::Real;
use nalgebra::SVector;

/// Two numbers (x, y) with log-density 4x² − x⁴ − y²/2: wells of equal mass around x = ±√2, that e⁴ times denser than
/// what lies between them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DoubleWell;

impl DoubleWell {
    /// ln of the integral, in nats.
    pub const fn log_evidence() -> f64 {
        5.211_9
    }

    fn evaluate<T: Real>(x: &SVector<T, 2>) -> (f64, [f64; 2]) {
        let (x, y) = (x[0].to_f64(), x[1].to_f64());
        let square = x * x;
        let value = (4.0 - square) * square - 0.5 * y * y;
        (value, [(8.0 - 4.0 * square) * x, -y])
    }
}

impl<T: Real> Target<T, 2> for DoubleWell {
    fn log_density(&self, x: &SVector<T, 2>) -> T {
        T::from_f64(Self::evaluate(x).0)
    }

    fn log_density_and_grad(&self, x: &SVector<T, 2>) -> (T, SVector<T, 2>) {
        let (value, grad) = Self::evaluate(x);
        round(value, grad)
    }
}
