use super::blur;
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;
use std::f64::consts::PI;

/// Two interleaved half circles, by scikit-learn's definition of `make_moons`.
///
/// The first ⌊n / 2⌋ points lie on the outer half circle (cos t, sin t), the rest on the inner one
/// (1 − cos t, ½ − sin t), with t evenly spaced on [0, π], both ends included. The points are shuffled, and
/// Gaussian noise of standard deviation `noise` is added to every coordinate.
///
/// FFJORD's moons are these at noise 0.1, doubled and shifted by (−1, −0.2).
///
/// # Entropy
///
/// 0.2892 nats at noise 0.05. Without noise the points have no density.
///
/// # Panics
///
/// If `noise` is negative, infinite or NaN.
///
/// # Example
///
/// ```
/// use flow_runtime::prelude::*;
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let points: Vec<SVector<f64, 2>> = datasets::moons(10, 0.0, &mut rng);
/// let outer = points.iter().filter(|x| (x.norm_squared() - 1.0).abs() < 1e-12).count();
/// assert_eq!(outer, 5);
/// ```
pub fn moons<T: Real, R: Rng + ?Sized>(n: usize, noise: f64, rng: &mut R) -> Vec<SVector<T, 2>> {
    assert!(
        noise >= 0.0 && noise.is_finite(),
        "the noise of moons must be finite and at least 0, but is {noise}"
    );
    let outer = n / 2;
    let arcs = half_turn(outer)
        .map(|t| [t.cos(), t.sin()])
        .chain(half_turn(n - outer).map(|t| [1.0 - t.cos(), 0.5 - t.sin()]));
    blur(arcs.collect(), noise, rng)
}

/// `n` angles evenly spaced on [0, π], both ends included.
fn half_turn(n: usize) -> impl Iterator<Item = f64> {
    let last = n.saturating_sub(1).max(1) as f64;
    (0..n).map(move |k| PI * k as f64 / last)
}
