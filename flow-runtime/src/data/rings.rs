use super::{blur, circle};
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;

/// Four concentric circles with a little noise.
///
/// Radii 3, 2.25, 1.5 and 0.75. Each of the inner three has ⌊n / 4⌋ points, the outermost the rest, evenly spaced
/// around the circle; Gaussian noise of standard deviation 0.08 is added to every coordinate.
///
/// # Entropy
///
/// 2.6232 nats.
///
/// # Example
///
/// ```
/// use flow_runtime::prelude::*;
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let points: Vec<SVector<f32, 2>> = datasets::rings(100, &mut rng);
/// ```
pub fn rings<T: Real, R: Rng + ?Sized>(n: usize, rng: &mut R) -> Vec<SVector<T, 2>> {
    let inner = n / 4;
    let rings = [
        (3.0, n - 3 * inner),
        (2.25, inner),
        (1.5, inner),
        (0.75, inner),
    ];
    let points = rings.into_iter().flat_map(|(radius, n)| circle(radius, n));
    blur(points.collect(), 0.08, rng)
}
