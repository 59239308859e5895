use super::{draw, normals};
use crate::real::Real;
use nalgebra::SVector;
use rand::{Rng, RngExt};
use std::f64::consts::FRAC_PI_4;

/// Eight round Gaussians of equal weight on a circle.
///
/// x = (4 (cos kπ/4, sin kπ/4) + ½ ε) / 1.414, with k uniform on 0 … 7 and ε standard normal: centres at a radius of
/// 2.829, standard deviation 0.3536. (FFJORD divides by 1.414, not by √2, and so does this.)
///
/// # Entropy
///
/// 2.8319 nats: that of the mixture, which overlaps a little; eight disjoint Gaussians would have 2.8381.
///
/// # Example
///
/// ```
/// use flow_runtime::prelude::*;
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let points: Vec<SVector<f32, 2>> = datasets::eight_gaussians(100, &mut rng);
/// ```
pub fn eight_gaussians<T: Real, R: Rng + ?Sized>(n: usize, rng: &mut R) -> Vec<SVector<T, 2>> {
    draw(n, || {
        let (sin, cos) = (f64::from(rng.random_range(0..8_u8)) * FRAC_PI_4).sin_cos();
        let [dx, dy] = normals(rng);
        [
            (4.0 * cos + 0.5 * dx) / 1.414,
            (4.0 * sin + 0.5 * dy) / 1.414,
        ]
    })
}
