//! The monotone rational-quadratic spline.
//!
//! Numbers are worked on in [strips](strip): the [bin](bin) of each is found, and the [curve](curve) in it evaluated,
//! inverted or pulled back.

mod bin;
mod curve;
mod strip;
mod sweep;

use super::Univariate;
use crate::kernels::buffer::with_scratch;
use crate::kernels::dispatch;
use crate::real::Real;
use strip::{LANES, Strip};
use sweep::{Pull, Sweep};

/// The monotone rational-quadratic spline with linear tails (Durkan, Bekasov, Murray & Papamakarios 2019):
/// `spline(bins = 8, bound = 3)`.
///
/// `K` bins cover the box [−B, B]². Bin `k` starts at the knot (xₖ, yₖ), is `wₖ` wide and `hₖ` high, and has the slopes
/// `dₖ` and `dₖ₊₁` at its ends. With `ξ = (z − xₖ) / wₖ`, `q = ξ (1 − ξ)` and `s = hₖ / wₖ`:
///
/// **Forward** `x = yₖ + hₖ (s ξ² + dₖ q) / (s + (dₖ + dₖ₊₁ − 2 s) q)` inside the box, `x = z` outside.
///
/// **Inverse** the root in [0, 1] of a quadratic in ξ.
///
/// **Log-determinant** `ln s² (dₖ₊₁ ξ² + 2 s q + dₖ (1 − ξ)²) / (s + (dₖ + dₖ₊₁ − 2 s) q)²` inside, 0 outside.
///
/// **Parameters** per dimension, all unconstrained: `K` numbers whose softmax divides the width, `K` that divide the
/// height, and `K − 1` whose softplus is the slope at an inner knot; the outermost slopes are 1. Where all are 0 the
/// spline is the identity.
#[derive(Clone, Copy, Debug)]
pub struct Spline {
    bins: usize,
    bound: f64,
}

/// A bin has at least this part of the width and of the height.
const LEAST_PART: f64 = 1e-3;

/// The slope at a knot is at least this.
const LEAST_SLOPE: f64 = 1e-3;

/// What is added to a parameter before its softplus becomes a slope: ln(exp(1 − 10⁻³) − 1), so that 0 gives slope 1.
const SLOPE_OFFSET: f64 = 0.539_742_417_236_952;

impl Spline {
    /// A spline of `bins` bins on [−`bound`, `bound`].
    ///
    /// # Panics
    ///
    /// If there is no bin, or so many that their least widths do not fit; or if the bound is not positive.
    pub const fn new(bins: usize, bound: f64) -> Self {
        assert!(bins > 0 && (bins as f64) * LEAST_PART < 1.0);
        assert!(bound > 0.0 && bound < f64::INFINITY);
        Self { bins, bound }
    }

    /// Parameters for one number.
    pub const fn params(&self) -> usize {
        3 * self.bins - 1
    }

    /// Lends room for the softmaxes of a strip.
    fn with_parts<T: Real>(&self, work: impl FnOnce(&mut [Strip<T>])) {
        with_scratch(2 * self.bins * LANES, |scratch| {
            work(scratch.as_chunks_mut().0);
        });
    }
}

impl<T: Real> Univariate<T> for Spline {
    fn forward(&self, theta: &[T], z: &[T], x: &mut [T], log_det: &mut [T]) {
        self.with_parts(|parts| {
            dispatch(Sweep::<T, false> {
                spline: self,
                theta,
                from: z,
                to: x,
                log_det,
                parts,
            });
        });
    }

    fn inverse(&self, theta: &[T], x: &[T], z: &mut [T], log_det: &mut [T]) {
        self.with_parts(|parts| {
            dispatch(Sweep::<T, true> {
                spline: self,
                theta,
                from: x,
                to: z,
                log_det,
                parts,
            });
        });
    }

    fn forward_pullback(
        &self,
        theta: &[T],
        z: &[T],
        dx: &[T],
        dlog_det: &[T],
        dz: &mut [T],
        dtheta: &mut [T],
    ) {
        self.with_parts(|parts| {
            dispatch(Pull::<T, false> {
                spline: self,
                theta,
                z,
                dto: dx,
                dlog_det,
                dfrom: dz,
                dtheta,
                parts,
            });
        });
    }

    fn inverse_pullback(
        &self,
        theta: &[T],
        z: &[T],
        dz: &[T],
        dlog_det: &[T],
        dx: &mut [T],
        dtheta: &mut [T],
    ) {
        self.with_parts(|parts| {
            dispatch(Pull::<T, true> {
                spline: self,
                theta,
                z,
                dto: dz,
                dlog_det,
                dfrom: dx,
                dtheta,
                parts,
            });
        });
    }
}

/// The constants of a spline, as the scalar has them.
#[derive(Clone, Copy)]
struct Constants<T> {
    bins: usize,
    bound: T,
    /// The least width of a bin, and what the softmax divides.
    least: T,
    spread: T,
    slope: T,
    offset: T,
}

impl Spline {
    #[inline(always)]
    fn constants<T: Real>(&self) -> Constants<T> {
        let side = 2.0 * self.bound;
        Constants {
            bins: self.bins,
            bound: T::from_f64(self.bound),
            least: T::from_f64(side * LEAST_PART),
            spread: T::from_f64(side * (1.0 - LEAST_PART * self.bins as f64)),
            slope: T::from_f64(LEAST_SLOPE),
            offset: T::from_f64(SLOPE_OFFSET),
        }
    }
}

#[cfg(test)]
mod tests;
