//! Pairs of a double well and a normal number.

use super::rounded::round;
use crate::inference::Target;
use crate::real::Real;
use crate::special::HALF_LN_2PI;
use nalgebra::SVector;

/// D/2 independent pairs (x, y) with log-density −x⁴ + 6x² + x/2 − y²/2: x has a mode near 1.75 and one near −1.71, e⁹ times
/// as dense as what lies between them, and the left one holds 15.5693 % of its mass. So there are 2 to the D/2 modes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ManyWell<const D: usize>;

impl<const D: usize> ManyWell<D> {
    /// The mass of the well at x < 0, in every pair.
    pub const LEFT: f64 = 0.155_693;

    const PAIRS: () = assert!(
        D.is_multiple_of(2),
        "the dimensions of `ManyWell` come in pairs"
    );

    /// ln of the integral, in nats: ln 11784.50927 + ½ ln 2π for every pair.
    pub fn log_evidence() -> f64 {
        let () = Self::PAIRS;
        (D / 2) as f64 * (11_784.509_27_f64.ln() + HALF_LN_2PI)
    }

    /// Value and gradient.
    fn evaluate<T: Real>(x: &SVector<T, D>) -> (f64, [f64; D]) {
        let () = Self::PAIRS;
        let (mut value, mut grad) = (0.0, [0.0; D]);
        for (i, x) in x.iter().map(|x| x.to_f64()).enumerate() {
            let (term, slope) = if i.is_multiple_of(2) {
                let square = x * x;
                (
                    (6.0 - square) * square + 0.5 * x,
                    (12.0 - 4.0 * square) * x + 0.5,
                )
            } else {
                (-0.5 * x * x, -x)
            };
            value += term;
            grad[i] = slope;
        }
        (value, grad)
    }
}

impl<T: Real, const D: usize> Target<T, D> for ManyWell<D> {
    fn log_density(&self, x: &SVector<T, D>) -> T {
        T::from_f64(Self::evaluate(x).0)
    }

    fn log_density_and_grad(&self, x: &SVector<T, D>) -> (T, SVector<T, D>) {
        let (value, grad) = Self::evaluate(x);
        round(value, grad)
    }
}
