//! Bijectors that users write, for chains.

use crate::interval::Interval;
use crate::kernels::buffer::with_scratch;
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;

/// A bijector of your own, to be used in a chain by its path: `MAF(64) >> crate::Swirl`.
///
/// The type is a name for a map f of `D` numbers, with learned parameters θ if it wants some; it is never made into a
/// value. Three functions are required, on one vector at a time: both directions, and the derivative of the forward one.
/// The derivative of the inverse follows from it, at the cost of `D + 2` calls and a linear system; write
/// [`inverse_pullback`](Self::inverse_pullback) too if that should be faster, since it is what training calls.
///
/// # Pullbacks
///
/// A pullback is given what multiplies the outputs, `dx` and `dlog_det`, and returns what that makes multiply the input:
/// `Σᵢ dxᵢ · ∂xᵢ/∂zⱼ + dlog_det · ∂log_det/∂zⱼ` for every j. To `grad` it adds the same for every parameter,
/// `Σᵢ dxᵢ · ∂xᵢ/∂θₖ + dlog_det · ∂log_det/∂θₖ`.
///
/// # Example
///
/// A rotation by an angle that grows with the distance from the centre, `θ₀ + θ₁ |z|²`. It keeps areas, so its
/// log-determinant is 0. The checks are those that the library's own bijectors go through, in a flow of nothing else and in
/// its inverse, in double precision; the type itself works in both.
///
/// ```
/// use flow_runtime::prelude::*;
/// use flow_runtime::{CustomBijector, testing};
///
/// /// z turned by θ₀ + θ₁ |z|².
/// pub struct Swirl;
///
/// /// z turned by an angle.
/// fn turned<T: Real>(z: &SVector<T, 2>, angle: T) -> SVector<T, 2> {
///     let (sin, cos) = angle.to_f64().sin_cos();
///     let (sin, cos) = (T::from_f64(sin), T::from_f64(cos));
///     SVector::from([cos * z[0] - sin * z[1], sin * z[0] + cos * z[1]])
/// }
///
/// fn angle<T: Real>(params: &[T], z: &SVector<T, 2>) -> T {
///     params[0] + params[1] * (z[0] * z[0] + z[1] * z[1])
/// }
///
/// impl<T: Real> CustomBijector<T, 2> for Swirl {
///     const PARAMS: usize = 2;
///
///     fn forward_and_log_det(params: &[T], z: &SVector<T, 2>) -> (SVector<T, 2>, T) {
///         (turned(z, angle(params, z)), T::ZERO)
///     }
///
///     // The distance from the centre is the same on both sides.
///     fn inverse_and_log_det(params: &[T], x: &SVector<T, 2>) -> (SVector<T, 2>, T) {
///         (turned(x, -angle(params, x)), T::ZERO)
///     }
///
///     fn forward_pullback(
///         params: &[T],
///         z: &SVector<T, 2>,
///         dx: &SVector<T, 2>,
///         _dlog_det: T, // it multiplies the derivative of 0
///         grad: &mut [T],
///     ) -> SVector<T, 2> {
///         let angle = angle(params, z);
///         let x = turned(z, angle);
///         // ∂x/∂angle is x turned by a right angle.
///         let dangle = dx[1] * x[0] - dx[0] * x[1];
///         grad[0] += dangle;
///         grad[1] += dangle * (z[0] * z[0] + z[1] * z[1]);
///         let through_angle = T::from_f64(2.0) * params[1] * dangle;
///         let back = turned(dx, -angle);
///         SVector::from([back[0] + through_angle * z[0], back[1] + through_angle * z[1]])
///     }
/// }
///
/// flow! {
///     /// For the checks.
///     struct Alone<f64, 2> = crate::Swirl;
///     struct Back<f64, 2> = Invert(crate::Swirl);
///
///     /// For use.
///     pub struct Galaxy<2> = 2 * (MAF(32) >> Reverse) >> crate::Swirl;
/// }
///
/// const _: () = assert!(Alone::PARAMS == 2);
///
/// fn main() -> Result<(), FitError> {
///     let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
///     let (mut alone, mut back) = (Alone::new(&mut rng), Back::new(&mut rng));
///     alone.params_mut().copy_from_slice(&[0.3, 0.7]);
///     back.params_mut().copy_from_slice(&[0.3, 0.7]);
///     let xs = alone.sample_batch(50, &mut rng);
///     for x in &xs {
///         assert!(testing::round_trip(&alone, x) < 1e-12);
///         assert!(testing::log_det_error(&alone, x) < 1e-6);
///         assert!(testing::score_error(&alone, x) < 1e-6);
///         assert!(testing::score_error(&back, x) < 1e-6);
///     }
///     assert!(testing::gradient_error(&mut alone, &xs) < 1e-6);
///     assert!(testing::gradient_error(&mut back, &xs) < 1e-6);
///
///     let data = datasets::pinwheel(500, &mut rng);
///     let mut galaxy = Galaxy::new(&mut rng);
///     Trainer::new(Adam::new(1e-3)).epochs(3).fit(&mut galaxy, &data)?;
///     Ok(())
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a bijector of {D} numbers of type `{T}` for a chain",
    label = "`flow_runtime::CustomBijector<{T}, {D}>` is not implemented for this type",
    note = "a path in a chain names a type of yours that implements `CustomBijector` for the flow's scalar and dimensions"
)]
pub trait CustomBijector<T: Real, const D: usize>: 'static {
    /// The number of learned parameters: the length of every `params` and `grad` below.
    const PARAMS: usize;

    /// Where f⁻¹ is defined, an interval per number of x: all real numbers, unless written.
    ///
    /// Every z is sent there, and the density is 0 elsewhere: neither `inverse_and_log_det` nor a pullback is asked for
    /// anything outside. At the end of a chain, apart from permutations, this is part of the flow's `SUPPORT`, and
    /// [`Trainer::fit`](crate::Trainer::fit) refuses data outside of it. What follows in a chain has to take all real numbers
    /// all the same. `Invert(crate::Name)`, and a layer of a Markov chain behind it, do not compile unless it is all real
    /// numbers.
    const IMAGE: [Interval; D] = [Interval::REAL; D];

    /// Draws initial parameters. `params` holds zeros on entry, and is left so unless this is written.
    fn init(params: &mut [T], rng: &mut dyn Rng) {
        let _ = (params, rng);
    }

    /// x = f(z) and ln|det ∂x/∂z|, in nats.
    fn forward_and_log_det(params: &[T], z: &SVector<T, D>) -> (SVector<T, D>, T);

    /// z = f⁻¹(x) and ln|det ∂z/∂x|, in nats.
    fn inverse_and_log_det(params: &[T], x: &SVector<T, D>) -> (SVector<T, D>, T);

    /// Pulls cotangents back through [`forward_and_log_det`](Self::forward_and_log_det) at `z`: returns that of `z`, and
    /// adds those of the parameters to `grad`.
    fn forward_pullback(
        params: &[T],
        z: &SVector<T, D>,
        dx: &SVector<T, D>,
        dlog_det: T,
        grad: &mut [T],
    ) -> SVector<T, D>;

    /// Pulls cotangents back through [`inverse_and_log_det`](Self::inverse_and_log_det) at `x`: returns that of `x`, and
    /// adds those of the parameters to `grad`.
    ///
    /// Unless written, this is the implicit function theorem: with J = ∂x/∂z at `z = f⁻¹(x)` and ℓ the forward
    /// log-determinant, `dx = J⁻ᵀ (dz − dlog_det · ∂ℓ/∂z)`, and the parameters get what `forward_pullback` gives for `−dx`
    /// and `−dlog_det`.
    fn inverse_pullback(
        params: &[T],
        x: &SVector<T, D>,
        dz: &SVector<T, D>,
        dlog_det: T,
        grad: &mut [T],
    ) -> SVector<T, D> {
        let zero = SVector::from([T::ZERO; D]);
        let z = Self::inverse_and_log_det(params, x).0;
        let mut dx = with_scratch(Self::PARAMS, |unused: &mut [T]| {
            unused.fill(T::ZERO);
            let through = Self::forward_pullback(params, &z, &zero, dlog_det, unused);
            let mut right: SVector<T, D> =
                SVector::from(std::array::from_fn(|j| dz[j] - through[j]));
            with_scratch(D * D, |transposed: &mut [T]| {
                for i in 0..D {
                    let mut unit = zero;
                    unit[i] = T::ONE;
                    let row = Self::forward_pullback(params, &z, &unit, T::ZERO, unused);
                    for (j, &entry) in row.iter().enumerate() {
                        transposed[j * D + i] = entry;
                    }
                }
                solve(transposed, right.as_mut_slice());
            });
            right
        });
        dx.iter_mut().for_each(|dx| *dx = -*dx);
        Self::forward_pullback(params, &z, &dx, -dlog_det, grad);
        dx.iter_mut().for_each(|dx| *dx = -*dx);
        dx
    }
}

/// Solves `matrix · y = right` for y, in place of `right`, by elimination with the largest pivots; the matrix is row-major.
fn solve<T: Real>(matrix: &mut [T], right: &mut [T]) {
    let dim = right.len();
    let size = |x: T| x.to_f64().abs();
    for k in 0..dim {
        let pivot = (k..dim).fold(k, |best, i| {
            if size(matrix[i * dim + k]) > size(matrix[best * dim + k]) {
                i
            } else {
                best
            }
        });
        right.swap(k, pivot);
        for j in 0..dim {
            matrix.swap(k * dim + j, pivot * dim + j);
        }
        for i in k + 1..dim {
            let factor = matrix[i * dim + k] / matrix[k * dim + k];
            for j in k..dim {
                let above = matrix[k * dim + j];
                matrix[i * dim + j] -= factor * above;
            }
            let above = right[k];
            right[i] -= factor * above;
        }
    }
    for k in (0..dim).rev() {
        let known: T = (k + 1..dim).map(|j| matrix[k * dim + j] * right[j]).sum();
        right[k] = (right[k] - known) / matrix[k * dim + k];
    }
}

#[cfg(test)]
mod tests {
    use super::solve;

    #[test]
    fn a_system_that_needs_pivots_is_solved() {
        let matrix = [0.0, 2.0, 1.0, 1.0, 0.0, -3.0, 4.0, 1.0, 0.5];
        let y = [0.5, -1.0, 2.0];
        let mut right: [f64; 3] =
            std::array::from_fn(|i| (0..3).map(|j| matrix[i * 3 + j] * y[j]).sum());
        solve(&mut { matrix }, &mut right);
        assert!(right.iter().zip(y).all(|(a, b)| (a - b).abs() < 1e-14));
    }
}
