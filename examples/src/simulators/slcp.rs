//! "Simple likelihood, complex posterior": four points of a normal density, all of whose parameters are wanted.

use flow_runtime::inference::simulation::Prior;
use flow_runtime::prelude::*;

/// θ is uniform on (−3, 3)⁵.
pub(crate) fn prior() -> Prior<5> {
    Prior::uniform([-3.0; 5], [3.0; 5])
}

/// Four points of a normal density of the plane: with the means θ₁ and θ₂, the standard deviations θ₃² and θ₄², and the
/// correlation tanh θ₅. Two signs are hidden, so there are four modes.
pub(crate) fn simulator(theta: &SVector<f64, 5>, rng: &mut Xoshiro256PlusPlus) -> SVector<f64, 8> {
    let noise: SVector<f64, 8> = Prior::normal([0.0; 8], [1.0; 8]).sample(rng);
    let (first, second) = (theta[2] * theta[2], theta[3] * theta[3]);
    let correlation = theta[4].tanh();
    let rest = (1.0 - correlation * correlation).sqrt();
    SVector::from_fn(|i, _| {
        let (a, b) = (noise[i / 2 * 2], noise[i / 2 * 2 + 1]);
        if i.is_multiple_of(2) {
            theta[0] + first * a
        } else {
            theta[1] + second * (correlation * a + rest * b)
        }
    })
}
