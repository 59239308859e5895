use super::{normals, round};
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;
use rand::seq::SliceRandom;
use std::f64::consts::TAU;

/// Five arms that bend the more, the farther out they reach.
///
/// Along an arm lies r = 1 + 0.3 ε₁, across it t = 0.1 ε₂, with ε standard normal; (r, t) is turned by the angle
/// −2πk/5 − ¼ eʳ, where k is the arm, and doubled. Point i of the unshuffled set belongs to arm i mod 5, so the arms
/// have equally many points, or one more.
///
/// # Example
///
/// ```
/// use flow_runtime::prelude::*;
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let points: Vec<SVector<f32, 2>> = datasets::pinwheel(100, &mut rng);
/// ```
pub fn pinwheel<T: Real, R: Rng + ?Sized>(n: usize, rng: &mut R) -> Vec<SVector<T, 2>> {
    let mut points: Vec<_> = (0..n)
        .map(|i| {
            let [along, across] = normals(rng);
            let (r, t) = (1.0 + 0.3 * along, 0.1 * across);
            let (sin, cos) = (TAU * (i % 5) as f64 / 5.0 + 0.25 * r.exp()).sin_cos();
            round([2.0 * (r * cos + t * sin), 2.0 * (t * cos - r * sin)])
        })
        .collect();
    points.shuffle(rng);
    points
}
