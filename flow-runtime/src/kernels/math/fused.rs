//! Multiply-adds with one rounding, and with two: everything else about a kernel's mathematics is the same.

use super::Arithmetic;
use super::bits::Float;
use crate::real::Real;

/// Fused multiply-adds.
#[derive(Clone, Copy, Debug)]
pub(in crate::kernels) struct Fused;

/// Separate multiplications and additions, for machines on which a fused one would be a call.
#[derive(Clone, Copy, Debug)]
pub(in crate::kernels) struct Unfused;

impl<T: Real> Arithmetic<T> for Fused {
    #[inline(always)]
    fn fma(self, a: T, b: T, c: T) -> T {
        a.fused(b, c)
    }

    #[inline(always)]
    fn two_product(self, a: T, b: T) -> (T, T) {
        let product = a * b;
        (product, a.fused(b, -product))
    }
}

impl<T: Real> Arithmetic<T> for Unfused {
    #[inline(always)]
    fn fma(self, a: T, b: T, c: T) -> T {
        a * b + c
    }

    /// By halves (Dekker), whose products are exact.
    #[inline(always)]
    fn two_product(self, a: T, b: T) -> (T, T) {
        let (a1, b1) = (a.leading_half(), b.leading_half());
        let (a2, b2) = (a - a1, b - b1);
        let product = a * b;
        (product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2)
    }
}
