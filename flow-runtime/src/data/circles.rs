use super::{blur, circle};
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;

/// Two concentric circles, wide enough to touch.
///
/// Radii 3 and 1.5: scikit-learn's `make_circles` with factor ½ and noise 0.08, times 3. The outer circle has
/// ⌊n / 2⌋ points, the inner one the rest, evenly spaced; the noise has standard deviation 0.24 in every coordinate.
///
/// # Entropy
///
/// 3.2681 nats.
///
/// # Example
///
/// ```
/// use flow_runtime::prelude::*;
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let points: Vec<SVector<f32, 2>> = datasets::circles(100, &mut rng);
/// ```
pub fn circles<T: Real, R: Rng + ?Sized>(n: usize, rng: &mut R) -> Vec<SVector<T, 2>> {
    let outer = n / 2;
    let points = [(3.0, outer), (1.5, n - outer)]
        .into_iter()
        .flat_map(|(radius, n)| circle(radius, n));
    blur(points.collect(), 0.24, rng)
}
