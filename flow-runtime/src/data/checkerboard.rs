use super::draw;
use crate::real::Real;
use nalgebra::SVector;
use rand::{Rng, RngExt};

/// The uniform density on every second square of a board of 4 × 4 squares over [−4, 4]².
///
/// Squares are 2 wide; the one with its lower left corner at the origin is filled. x₁ is uniform on [−4, 4), and x₂
/// is uniform on the two filled squares of its column.
///
/// # Entropy
///
/// ln 32 = 3.4657 nats, as the filled area is 32.
///
/// # Example
///
/// ```
/// use flow_runtime::prelude::*;
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let points: Vec<SVector<f64, 2>> = datasets::checkerboard(100, &mut rng);
/// assert!(points.iter().all(|x| ((x[0] / 2.0).floor() + (x[1] / 2.0).floor()) % 2.0 == 0.0));
/// ```
pub fn checkerboard<T: Real, R: Rng + ?Sized>(n: usize, rng: &mut R) -> Vec<SVector<T, 2>> {
    draw(n, || {
        let x = 4.0 * rng.random::<f64>() - 2.0;
        let row = f64::from(rng.random_range(0..2_u8)) * 2.0 - 2.0;
        let y = rng.random::<f64>() + row + x.floor().rem_euclid(2.0);
        [2.0 * x, 2.0 * y]
    })
}
