//! The coupling.

use super::Maf;

/// A coupling (Dinh, Krueger & Bengio 2015; Dinh, Sohl-Dickstein & Bengio 2017): some dimensions stay as they are, and
/// tell a network how to move the others. `RealNVP`, `NICE` and `NSF` are its cases with an affine, an additive and a
/// spline map.
///
/// **Forward** `xᵢ = zᵢ` for dimensions that stay, `xᵢ = f(zᵢ; θᵢ(z_stay))` for those that move.
///
/// **Inverse** `zᵢ = f⁻¹(xᵢ; θᵢ(x_stay))`; what stays is the same on both sides.
///
/// **Log-determinant** `Σᵢ ln |∂f/∂zᵢ|` over those that move.
///
/// **Parameters** the weights of one network from what stays, and the context, to all θᵢ.
///
/// **Cost** one evaluation of the network in either direction.
///
/// Where no dimension stays, the context alone says how all of them move: what the standard normal distribution goes
/// through to become the base `Normal(widths…)`, whose network starts silent, and the base at location 0 and scale 1.
///
/// It is an autoregressive flow whose order has two positions of several dimensions, and is computed as one.
pub type Coupling<U, const CELLS: usize> = Maf<U, CELLS>;
