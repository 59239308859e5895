//! The monotone rational-quadratic spline.
//!
//! Numbers are worked on in [strips](strip): the [bin](bin) of each is found, and the [curve](curve) in it evaluated,
//! inverted or pulled back.

mod bin;
mod curve;
mod options;
pub(super) mod strip;
mod sweep;

pub use options::Spline;

use super::{Sides, Univariate};
use crate::kernels::buffer::with_scratch;
use crate::kernels::dispatch;
use crate::real::Real;
use strip::{LANES, Strip};
use sweep::{Pull, Sweep};

impl Spline {
    /// Lends room for the softmaxes of a strip.
    fn with_parts<T: Real>(&self, work: impl FnOnce(&mut [Strip<T>])) {
        with_scratch(2 * self.bins * LANES, |scratch| {
            work(scratch.as_chunks_mut().0);
        });
    }
}

/// The curve is read from the data to the base: forward is its inverse.
impl<T: Real> Univariate<T> for Spline {
    fn forward(&self, theta: &[T], z: &[T], x: &mut [T], log_det: &mut [T]) {
        self.with_parts(|parts| {
            dispatch(Sweep::<T, true> {
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
            dispatch(Sweep::<T, false> {
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
        Sides { x, .. }: Sides<'_, T>,
        dx: &[T],
        dlog_det: &[T],
        dz: &mut [T],
        dtheta: &mut [T],
    ) {
        self.with_parts(|parts| {
            dispatch(Pull::<T, true> {
                spline: self,
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
                spline: self,
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
