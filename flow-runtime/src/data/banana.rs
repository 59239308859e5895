use super::{draw, normals};
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;

/// A Gaussian bent along a parabola, from the paper on masked autoregressive flows.
///
/// x₂ is normal with mean 0 and variance 4; given x₂, x₁ is normal with mean x₂² / 4 and variance 1. A single
/// affine autoregressive layer in the order (x₂, x₁) represents it exactly; in the order (x₁, x₂) none does.
///
/// # Entropy
///
/// ln 4πe = 3.5310 nats.
///
/// # Example
///
/// ```
/// use flow_runtime::prelude::*;
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let points: Vec<SVector<f32, 2>> = datasets::banana(100, &mut rng);
/// ```
pub fn banana<T: Real, R: Rng + ?Sized>(n: usize, rng: &mut R) -> Vec<SVector<T, 2>> {
    draw(n, || {
        let [across, along] = normals(rng);
        let x2 = 2.0 * along;
        [x2 * x2 / 4.0 + across, x2]
    })
}
