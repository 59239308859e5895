//! The distribution function of a mixture of logistic distributions, on the logistic scale.

mod part;
mod sweep;

use super::spline::strip::{LANES, Strip};
use super::{Sides, Univariate};
use crate::kernels::buffer::with_scratch;
use crate::kernels::dispatch;
use crate::real::Real;
use sweep::{Inverse, Pull, Sweep};

/// The map through the distribution function of a mixture of `K` logistic distributions (Ho et al. 2019, "Flow++"):
/// `mixture(components = 8)`. It is read from the data to the base, as a density reads it.
///
/// **Inverse** `z = logit F(x)` with `F(x) = Σₖ wₖ σ(uₖ)` and `uₖ = (x − mₖ)/sₖ`.
///
/// **Forward** the root, which is searched for.
///
/// **Log-determinant** of the inverse, `ln F′(x) − ln F(x) − ln(1 − F(x))` with `F′ = Σₖ wₖ σ(uₖ) σ(−uₖ)/sₖ`.
///
/// All sums are taken of logarithms, by their largest terms, so that the map holds far out, where it is a line with
/// the slope of the widest component, between 1/1000 and 1000. Between components that are far apart slopes are as small as the
/// density.
///
/// **Parameters** per dimension, all unconstrained: `K` numbers whose softmax are the weights, `K` locations, and `K`
/// log-scales, softly clipped like that of an affine map. Where all are 0 the components have the scale 1 and lie evenly on
/// [−1, 1]: were they in one place, they would learn the same, and stay there.
#[derive(Clone, Copy, Debug)]
pub struct Mixture {
    components: usize,
}

impl Mixture {
    /// A mixture of so many components.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub const fn new(components: usize) -> Self {
        assert!(components > 0);
        Self { components }
    }

    /// Parameters for one number.
    pub const fn params(self) -> usize {
        3 * self.components
    }

    /// Lends room for the parameters of a strip.
    fn with_parts<T: Real>(self, work: impl FnOnce(&mut [Strip<T>])) {
        with_scratch(self.params() * LANES, |scratch| {
            work(scratch.as_chunks_mut().0);
        });
    }
}

impl<T: Real> Univariate<T> for Mixture {
    fn forward(&self, theta: &[T], z: &[T], x: &mut [T], log_det: &mut [T]) {
        self.with_parts(|parts| {
            dispatch(Inverse(Sweep {
                theta,
                from: z,
                to: x,
                log_det,
                parts,
            }));
        });
    }

    fn inverse(&self, theta: &[T], x: &[T], z: &mut [T], log_det: &mut [T]) {
        self.with_parts(|parts| {
            dispatch(Sweep {
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
        Sides { x, .. }: Sides<'_, T>,
        dx: &[T],
        dlog_det: &[T],
        dz: &mut [T],
        dtheta: &mut [T],
    ) {
        self.with_parts(|parts| {
            dispatch(Pull::<T, true> {
                theta,
                x,
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
        Sides { x, .. }: Sides<'_, T>,
        dz: &[T],
        dlog_det: &[T],
        dx: &mut [T],
        dtheta: &mut [T],
    ) {
        self.with_parts(|parts| {
            dispatch(Pull::<T, false> {
                theta,
                x,
                dto: dz,
                dlog_det,
                dfrom: dx,
                dtheta,
                parts,
            });
        });
    }
}

#[cfg(test)]
mod tests;
