//! Samples of well-known densities in the plane, to train and to test flows on.
//!
//! [`moons`] follows scikit-learn's `make_moons`, [`banana`] the paper on masked autoregressive flows; the others
//! follow the definitions that the FFJORD paper made the common ground of density estimation in two dimensions.
//!
//! | set | looks like | entropy, nats |
//! |---|---|---|
//! | [`moons`] | two interleaved half circles | 0.2892 at noise 0.05 |
//! | [`eight_gaussians`] | eight round clouds on a circle | 2.8319 |
//! | [`checkerboard`] | the dark squares of a 4 × 4 board | ln 32 = 3.4657 |
//! | [`rings`] | four concentric circles | 2.6232 |
//! | [`circles`] | two wide concentric circles | 3.2681 |
//! | [`pinwheel`] | five bent arms | not in closed form |
//! | [`two_spirals`] | two arms that wind around each other | not in closed form |
//! | [`swiss_roll`] | one arm that winds one and a half times | 2.6696 |
//! | [`banana`] | a bent Gaussian | ln 4πe = 3.5310 |
//!
//! The entropy is the negative log-likelihood that the true density scores on average: no flow scores less on fresh
//! data, and a flow that reaches it is perfect.
//!
//! Points are computed in double precision and rounded to the scalar that the caller asks for, so `f32` and `f64`
//! points of one seed agree. Their order is random. The same generator state gives the same points.
//!
//! # Example
//!
//! ```
//! use flow_runtime::prelude::*;
//!
//! let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
//! let points: Vec<SVector<f32, 2>> = datasets::eight_gaussians(1_000, &mut rng);
//! assert_eq!(points.len(), 1_000);
//! ```
//!
//! # References
//!
//! - Pedregosa et al., *Scikit-learn: Machine Learning in Python*, JMLR 12, 2011: `make_moons`, `make_circles`,
//!   `make_swiss_roll`.
//! - Grathwohl, Chen, Bettencourt, Sutskever, Duvenaud, *FFJORD: Free-form Continuous Dynamics for Scalable
//!   Reversible Generative Models*, ICLR 2019.
//! - Papamakarios, Pavlakou, Murray, *Masked Autoregressive Flow for Density Estimation*, NIPS 2017: the banana.

mod banana;
mod checkerboard;
mod circles;
mod eight_gaussians;
mod moons;
mod pinwheel;
mod rings;
mod swiss_roll;
mod two_spirals;

pub use banana::banana;
pub use checkerboard::checkerboard;
pub use circles::circles;
pub use eight_gaussians::eight_gaussians;
pub use moons::moons;
pub use pinwheel::pinwheel;
pub use rings::rings;
pub use swiss_roll::swiss_roll;
pub use two_spirals::two_spirals;

use crate::real::Real;
use nalgebra::SVector;
use rand::seq::SliceRandom;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;
use std::f64::consts::TAU;

/// A standard normal number.
fn normal<R: Rng + ?Sized>(rng: &mut R) -> f64 {
    rng.sample(StandardNormal)
}

/// Two independent standard normal numbers.
fn normals<R: Rng + ?Sized>(rng: &mut R) -> [f64; 2] {
    [normal(rng), normal(rng)]
}

/// `n` points evenly spaced on a circle around the origin.
fn circle(radius: f64, n: usize) -> impl Iterator<Item = [f64; 2]> {
    let angles = (0..n).map(move |k| TAU * k as f64 / n as f64);
    angles.map(move |t| [radius * t.cos(), radius * t.sin()])
}

/// Brings the points into random order and adds Gaussian noise to each coordinate.
fn blur<T: Real, R: Rng + ?Sized>(
    mut points: Vec<[f64; 2]>,
    noise: f64,
    rng: &mut R,
) -> Vec<SVector<T, 2>> {
    points.shuffle(rng);
    points
        .into_iter()
        .map(|[x, y]| {
            let [dx, dy] = normals(rng);
            round([x + noise * dx, y + noise * dy])
        })
        .collect()
}

/// Draws `n` independent points.
fn draw<T: Real>(n: usize, mut point: impl FnMut() -> [f64; 2]) -> Vec<SVector<T, 2>> {
    (0..n).map(|_| round(point())).collect()
}

/// The nearest point in the caller's precision.
fn round<T: Real>(point: [f64; 2]) -> SVector<T, 2> {
    SVector::from(point.map(T::from_f64))
}

#[cfg(test)]
mod tests;
