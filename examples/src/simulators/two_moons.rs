//! The two moons of the benchmark: a simulator whose posterior is two crescents.

use flow_runtime::inference::simulation::Prior;
use flow_runtime::prelude::*;
use flow_runtime::table::{Table, TableError};
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2};
use std::path::Path;

/// Two numbers: parameters as well as data.
pub(crate) type Point = SVector<f64, 2>;

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

/// What was observed, and samples of its posterior.
#[derive(Debug)]
pub(crate) struct Observation {
    pub(crate) x: Point,
    pub(crate) posterior: Vec<Point>,
}

impl Observation {
    /// Observation `number`, from 1, as `references.py` has stored it.
    pub(crate) fn read(references: &Path, number: usize) -> Result<Self, TableError> {
        let folder = references.join(format!("two_moons/num_observation_{number}"));
        let observed = Table::<f64>::read(folder.join("observation.csv"))?;
        let samples = Table::<f64>::read(folder.join("reference_posterior_samples.csv"))?;
        Ok(Self {
            x: observed.select(["data_1", "data_2"])?[0],
            posterior: samples.select(["parameter_1", "parameter_2"])?,
        })
    }
}
