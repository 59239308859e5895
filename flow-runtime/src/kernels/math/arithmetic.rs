//! What instructions compute, and selections in place of branches.

use super::bits::{Float, select};
use crate::real::Real;

/// Arithmetic without branches.
///
/// In kernels, write [`select_lt`](Self::select_lt) rather than `if`: the compiler may make branches of several `if`s on one
/// condition and then compute both of them.
pub trait Arithmetic<T: Real>: Copy + Send + Sync {
    /// `a * b + c`, fused where the instruction set is.
    fn fma(self, a: T, b: T, c: T) -> T;

    /// The product of two numbers and what rounding drops from it.
    fn two_product(self, a: T, b: T) -> (T, T);

    /// The square root.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.50 | 0.50 |
    #[inline(always)]
    fn sqrt(self, x: T) -> T {
        x.root()
    }

    /// 1 / x.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.50 | 0.50 |
    #[inline(always)]
    fn recip(self, x: T) -> T {
        T::ONE / x
    }

    /// The magnitude.
    #[inline(always)]
    fn abs(self, x: T) -> T {
        x.magnitude()
    }

    /// The smaller of two numbers; NaN if either is.
    #[inline(always)]
    fn min(self, a: T, b: T) -> T {
        let unless_more = select(b <= a, b, a + b);
        select(a < b, a, unless_more)
    }

    /// The larger of two numbers; NaN if either is.
    #[inline(always)]
    fn max(self, a: T, b: T) -> T {
        let unless_less = select(b >= a, b, a + b);
        select(a > b, a, unless_less)
    }

    /// `x` where `a < b`, `y` elsewhere.
    #[inline(always)]
    fn select_lt(self, a: T, b: T, x: T, y: T) -> T {
        select(a < b, x, y)
    }

    /// The magnitude of `x` with the sign of `sign`.
    #[inline(always)]
    fn copysign(self, x: T, sign: T) -> T {
        x.with_sign(sign)
    }
}
