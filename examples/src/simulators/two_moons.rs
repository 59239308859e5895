//! The two moons of the benchmark: a simulator whose posterior is two crescents.

use flow_runtime::inference::simulation::Prior;
use flow_runtime::prelude::*;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2};

/// Two numbers: parameters as well as data.
type Point = SVector<f64, 2>;

/// θ is uniform on (−1, 1)².
pub(crate) fn prior() -> Prior<2> {
    Prior::uniform([-1.0; 2], [1.0; 2])
}

/// A crescent of radius N(0.1, 0.01²), moved by (−|θ₁ + θ₂|, θ₂ − θ₁)/√2: the absolute value hides a sign, so there are two
/// posterior crescents.
pub(crate) fn simulator(theta: &Point, rng: &mut Xoshiro256PlusPlus) -> Point {
    let angle = rng.random_range(-FRAC_PI_2..FRAC_PI_2);
    let noise: SVector<f64, 1> = Prior::normal([0.1], [0.01]).sample(rng);
    let radius = noise[0];
    let shift = [-(theta[0] + theta[1]).abs(), theta[1] - theta[0]].map(|s| s * FRAC_1_SQRT_2);
    SVector::from([
        radius * angle.cos() + 0.25 + shift[0],
        radius * angle.sin() + shift[1],
    ])
}
