//! The affine map `x = z · exp(s) + t`, with a bound on the log-scale `s`.

use super::{Columnwise, Map, Sides, Univariate};
use crate::kernels::Math;
use crate::real::Real;

/// How the network's raw number `r` becomes the log-scale `s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scale {
    /// `s = r / (1 + |r| / ln 1000)`: smooth, between 1/1000 and 1000.
    Softclip,
    /// `s = r`: unbounded.
    Exp,
    /// `exp(s) = sigmoid(r + 2)`: never above 1, near it at the start (Kingma et al. 2016).
    Sigmoid,
}

/// The affine univariate map, with shift `t` and raw log-scale `r`.
#[derive(Clone, Copy, Debug)]
pub struct Affine {
    scale: Scale,
}

impl Affine {
    /// An affine map with a bound on its scale.
    pub const fn new(scale: Scale) -> Self {
        Self { scale }
    }

    /// Parameters for one number.
    pub const fn params(&self) -> usize {
        2
    }

    fn columnwise<T: Real>(self) -> &'static dyn Univariate<T> {
        match self.scale {
            Scale::Softclip => &Columnwise::<_, 2>(Softclip),
            Scale::Exp => &Columnwise::<_, 2>(Exp),
            Scale::Sigmoid => &Columnwise::<_, 2>(Sigmoid),
        }
    }
}

impl<T: Real> Univariate<T> for Affine {
    fn forward(&self, theta: &[T], z: &[T], x: &mut [T], log_det: &mut [T]) {
        self.columnwise().forward(theta, z, x, log_det);
    }

    fn inverse(&self, theta: &[T], x: &[T], z: &mut [T], log_det: &mut [T]) {
        self.columnwise().inverse(theta, x, z, log_det);
    }

    fn forward_pullback(
        &self,
        theta: &[T],
        sides: Sides<'_, T>,
        dx: &[T],
        dlog_det: &[T],
        dz: &mut [T],
        dtheta: &mut [T],
    ) {
        self.columnwise()
            .forward_pullback(theta, sides, dx, dlog_det, dz, dtheta);
    }

    fn inverse_pullback(
        &self,
        theta: &[T],
        sides: Sides<'_, T>,
        dz: &[T],
        dlog_det: &[T],
        dx: &mut [T],
        dtheta: &mut [T],
    ) {
        self.columnwise()
            .inverse_pullback(theta, sides, dz, dlog_det, dx, dtheta);
    }
}

/// A bound on the log-scale: its value and its derivative.
pub(super) trait LogScale: Copy + Send + Sync + 'static {
    fn value<T: Real, M: Math<T>>(m: M, r: T) -> T;
    fn derivative<T: Real, M: Math<T>>(m: M, r: T) -> T;
}

#[derive(Clone, Copy)]
pub(super) struct Softclip;
#[derive(Clone, Copy)]
struct Exp;
#[derive(Clone, Copy)]
struct Sigmoid;

/// 1 / ln 1000, the inverse of the largest log-scale under [`Scale::Softclip`].
const SOFTCLIP: f64 = 0.144_764_827_301_083_94;

/// Where [`Scale::Sigmoid`] starts.
const SIGMOID_SHIFT: f64 = 2.0;

impl LogScale for Softclip {
    #[inline(always)]
    fn value<T: Real, M: Math<T>>(m: M, r: T) -> T {
        r / m.fma(m.abs(r), T::from_f64(SOFTCLIP), T::ONE)
    }

    #[inline(always)]
    fn derivative<T: Real, M: Math<T>>(m: M, r: T) -> T {
        let inverse = T::ONE / m.fma(m.abs(r), T::from_f64(SOFTCLIP), T::ONE);
        inverse * inverse
    }
}

impl LogScale for Exp {
    #[inline(always)]
    fn value<T: Real, M: Math<T>>(_: M, r: T) -> T {
        r
    }

    #[inline(always)]
    fn derivative<T: Real, M: Math<T>>(_: M, _: T) -> T {
        T::ONE
    }
}

impl LogScale for Sigmoid {
    #[inline(always)]
    fn value<T: Real, M: Math<T>>(m: M, r: T) -> T {
        m.ln_sigmoid(r + T::from_f64(SIGMOID_SHIFT))
    }

    #[inline(always)]
    fn derivative<T: Real, M: Math<T>>(m: M, r: T) -> T {
        m.sigmoid(-(r + T::from_f64(SIGMOID_SHIFT)))
    }
}

impl<T: Real, S: LogScale> Map<T, 1, 2> for S {
    #[inline(always)]
    fn forward<M: Math<T>>(self, m: M, [t, r]: [T; 2], [z]: [T; 1]) -> ([T; 1], T) {
        let s = S::value(m, r);
        ([m.fma(z, m.exp(s), t)], s)
    }

    #[inline(always)]
    fn inverse<M: Math<T>>(self, m: M, [t, r]: [T; 2], [x]: [T; 1]) -> ([T; 1], T) {
        let s = S::value(m, r);
        ([(x - t) * m.exp(-s)], -s)
    }

    #[inline(always)]
    fn forward_pullback<M: Math<T>>(
        self,
        m: M,
        [_, r]: [T; 2],
        [z]: [T; 1],
        [dx]: [T; 1],
        dlog_det: T,
    ) -> ([T; 1], [T; 2]) {
        let dz = dx * m.exp(S::value(m, r));
        let ds = m.fma(dz, z, dlog_det);
        ([dz], [dx, ds * S::derivative(m, r)])
    }

    #[inline(always)]
    fn inverse_pullback<M: Math<T>>(
        self,
        m: M,
        [_, r]: [T; 2],
        [z]: [T; 1],
        [dz]: [T; 1],
        dlog_det: T,
    ) -> ([T; 1], [T; 2]) {
        let dx = dz * m.exp(-S::value(m, r));
        let ds = -m.fma(dz, z, dlog_det);
        ([dx], [-dx, ds * S::derivative(m, r)])
    }
}
