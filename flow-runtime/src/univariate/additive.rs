//! The additive map `x = z + t`.

use super::Map;
use crate::kernels::Math;
use crate::real::Real;

/// The additive univariate map `x = z + t` (Dinh, Krueger & Bengio 2015), with shift `t` and log-determinant 0.
#[derive(Clone, Copy, Debug)]
pub struct Additive;

impl<T: Real> Map<T, 1, 1> for Additive {
    #[inline(always)]
    fn forward<M: Math<T>>(self, _: M, [t]: [T; 1], [z]: [T; 1]) -> ([T; 1], T) {
        ([z + t], T::ZERO)
    }

    #[inline(always)]
    fn inverse<M: Math<T>>(self, _: M, [t]: [T; 1], [x]: [T; 1]) -> ([T; 1], T) {
        ([x - t], T::ZERO)
    }

    #[inline(always)]
    fn forward_pullback<M: Math<T>>(
        self,
        _: M,
        _: [T; 1],
        _: [T; 1],
        [dx]: [T; 1],
        _: T,
    ) -> ([T; 1], [T; 1]) {
        ([dx], [dx])
    }

    #[inline(always)]
    fn inverse_pullback<M: Math<T>>(
        self,
        _: M,
        _: [T; 1],
        _: [T; 1],
        [dz]: [T; 1],
        _: T,
    ) -> ([T; 1], [T; 1]) {
        ([dz], [-dz])
    }
}
