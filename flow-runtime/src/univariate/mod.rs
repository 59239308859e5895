//! Univariate maps: what an autoregressive or coupling element does to one number, given parameters from its network.

mod additive;
mod affine;
mod circular;
mod columnwise;
mod curve;
mod mixture;
mod search;
mod spline;
mod strip;

pub use additive::Additive;
pub use affine::{Affine, Scale};
pub use circular::Circular;
pub use columnwise::Columnwise;
pub use mixture::Mixture;
pub use search::Search;
pub use spline::Spline;

use crate::kernels::Math;
use crate::kernels::strip::{lane, set_lane};
use crate::real::Real;

/// A bijection of `N` numbers with `P` parameters, on one sample.
///
/// The code is written for one number and compiled over lanes: branch-free, with functions from [`Math`] only, every
/// method `#[inline(always)]`. `flow!` writes implementations for formulas.
pub trait Map<T: Real, const N: usize, const P: usize>: Copy + Send + Sync + 'static {
    /// x and ln|det ∂x/∂z|.
    fn forward<M: Math<T>>(self, m: M, theta: [T; P], z: [T; N]) -> ([T; N], T);

    /// Whether the inverse is searched for, which many numbers do together.
    const SEARCHES: bool = false;

    /// z and ln|det ∂z/∂x|. A map that searches writes [`inverse_strip`](Self::inverse_strip) in its place.
    #[inline(always)]
    fn inverse<M: Math<T>>(self, m: M, theta: [T; P], x: [T; N]) -> ([T; N], T) {
        let (theta, x) = (theta.map(|p| [p]), x.map(|x| [x]));
        let (z, [log_det]) = self.inverse_strip(m, &theta, &x);
        (z.map(|[z]| z), log_det)
    }

    /// The same for `L` samples at once.
    #[inline(always)]
    fn inverse_strip<M: Math<T>, const L: usize>(
        self,
        m: M,
        theta: &[[T; L]; P],
        x: &[[T; L]; N],
    ) -> ([[T; L]; N], [T; L]) {
        let (mut z, mut log_det) = ([[T::ZERO; L]; N], [T::ZERO; L]);
        for (l, log_det) in log_det.iter_mut().enumerate() {
            let value;
            (value, *log_det) = self.inverse(m, lane(theta, l), lane(x, l));
            set_lane(&mut z, l, value);
        }
        (z, log_det)
    }

    /// Cotangents of `z` and `theta`, given those of `forward`'s results, at `z`.
    fn forward_pullback<M: Math<T>>(
        self,
        m: M,
        theta: [T; P],
        z: [T; N],
        dx: [T; N],
        dlog_det: T,
    ) -> ([T; N], [T; P]);

    /// Cotangents of `x` and `theta`, given those of `inverse`'s results, at `z = inverse(x)`.
    fn inverse_pullback<M: Math<T>>(
        self,
        m: M,
        theta: [T; P],
        z: [T; N],
        dz: [T; N],
        dlog_det: T,
    ) -> ([T; N], [T; P]);
}

/// A [`Map`] of one number on whole columns, each with columns of parameters of its own.
///
/// The number of samples is `log_det.len()`, the number of columns follows from `z`; the parameters of column `j`
/// are the columns `j · P … (j + 1) · P` of `theta`.
pub trait Univariate<T: Real>: Sync {
    /// Fills `x` from `z` and adds ln|dx/dz| of every column to `log_det`.
    fn forward(&self, theta: &[T], z: &[T], x: &mut [T], log_det: &mut [T]);

    /// Fills `z` from `x` and adds ln|dz/dx| of every column to `log_det`.
    fn inverse(&self, theta: &[T], x: &[T], z: &mut [T], log_det: &mut [T]);

    /// Fills `dz` and `dtheta`, given both sides of the map and the cotangents of `forward`'s results.
    fn forward_pullback(
        &self,
        theta: &[T],
        sides: Sides<'_, T>,
        dx: &[T],
        dlog_det: &[T],
        dz: &mut [T],
        dtheta: &mut [T],
    );

    /// Fills `dx` and `dtheta`, given both sides of the map and the cotangents of `inverse`'s results.
    fn inverse_pullback(
        &self,
        theta: &[T],
        sides: Sides<'_, T>,
        dz: &[T],
        dlog_det: &[T],
        dx: &mut [T],
        dtheta: &mut [T],
    );
}

/// What went into a map and what came out of it, whichever was which: the columns on the side of the base, and those on
/// that of the data.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a, T> {
    /// Towards the base.
    pub z: &'a [T],
    /// Towards the data.
    pub x: &'a [T],
}
