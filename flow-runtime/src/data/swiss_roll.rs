use super::{draw, normals};
use crate::real::Real;
use nalgebra::SVector;
use rand::{Rng, RngExt};
use std::f64::consts::PI;

/// The Swiss roll seen from its end: one spiral arm of one and a half turns.
///
/// x = (t cos t + ε₁, t sin t + ε₂) / 5, with t uniform on [3π/2, 9π/2) and ε standard normal: scikit-learn's
/// `make_swiss_roll` with noise 1, without its middle axis.
///
/// # Entropy
///
/// 2.6696 nats.
///
/// # Example
///
/// ```
/// use flow_runtime::prelude::*;
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let points: Vec<SVector<f32, 2>> = datasets::swiss_roll(100, &mut rng);
/// ```
pub fn swiss_roll<T: Real, R: Rng + ?Sized>(n: usize, rng: &mut R) -> Vec<SVector<T, 2>> {
    draw(n, || {
        let t = 1.5 * PI * (1.0 + 2.0 * rng.random::<f64>());
        let [dx, dy] = normals(rng);
        [(t * t.cos() + dx) / 5.0, (t * t.sin() + dy) / 5.0]
    })
}
