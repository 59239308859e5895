use super::blur;
use crate::real::Real;
use nalgebra::SVector;
use rand::{Rng, RngExt};
use std::f64::consts::PI;

/// Two spirals that wind around each other, one and a half turns each.
///
/// With φ = 3π √u and u, v, w uniform on [0, 1), a point of the first arm is
/// (−φ cos φ + v/2, φ sin φ + w/2) / 3, and one of the second arm the negative of such a point. Each arm has half of
/// the points, the second one more if `n` is odd. Gaussian noise of standard deviation 0.1 is added.
///
/// # Example
///
/// ```
/// use flow_runtime::prelude::*;
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let points: Vec<SVector<f32, 2>> = datasets::two_spirals(100, &mut rng);
/// ```
pub fn two_spirals<T: Real, R: Rng + ?Sized>(n: usize, rng: &mut R) -> Vec<SVector<T, 2>> {
    let points = (0..n).map(|i| {
        let angle = 3.0 * PI * rng.random::<f64>().sqrt();
        let x = rng.random::<f64>() / 2.0 - angle * angle.cos();
        let y = rng.random::<f64>() / 2.0 + angle * angle.sin();
        let side = if i < n / 2 { 3.0 } else { -3.0 };
        [x / side, y / side]
    });
    blur(points.collect(), 0.1, rng)
}
