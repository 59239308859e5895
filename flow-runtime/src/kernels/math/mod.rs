//! The elementary functions of kernels, branch-free.
//!
//! Each is straight-line code on one number: selections and bit patterns instead of branches, tables or calls, so
//! that a loop over it becomes vector code in whatever width the surrounding function is compiled for. The
//! functions themselves are in the files of this module; they are generic in the scalar, with the coefficients of
//! both formats side by side.

use crate::real::Real;
use bits::{Float, select};

mod arc;
mod area;
mod bits;
#[cfg(debug_assertions)]
mod called;
mod erf;
mod exp;
mod fused;
mod hyperbolic;
mod ln;
mod logistic;
mod normal;
mod power;
mod trig;

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;

#[cfg(debug_assertions)]
pub(super) use called::Called;
pub(super) use fused::{Fused, Unfused};

/// The elementary functions of kernels, branch-free.
///
/// NaN in, NaN out. The tables give the largest error measured over the whole range, with and without fused
/// multiply-adds, in units in the last place (ulp) against the value in twice double precision.
///
/// In kernels, write [`select_lt`](Math::select_lt) rather than `if`: the compiler may make branches of several `if`s on one
/// condition and then compute both of them.
pub trait Math<T: Real>: Copy + Send + Sync {
    /// `a * b + c`, fused where the instruction set is.
    fn fma(self, a: T, b: T, c: T) -> T;

    /// The product of two numbers and what rounding drops from it.
    fn two_product(self, a: T, b: T) -> (T, T);

    /// exp(x).
    ///
    /// Underflows gradually.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.98 | 1.02 |
    #[inline(always)]
    fn exp(self, x: T) -> T {
        exp::exp(self, x)
    }

    /// exp(x) - 1.
    ///
    /// Accurate near 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.63 | 1.88 |
    #[inline(always)]
    fn exp_m1(self, x: T) -> T {
        exp::exp_m1(self, x)
    }

    /// The natural logarithm.
    ///
    /// −∞ at 0, NaN below.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.81 | 0.78 |
    #[inline(always)]
    fn ln(self, x: T) -> T {
        ln::ln(self, x)
    }

    /// ln(1 + x).
    ///
    /// Accurate near 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.86 | 0.79 |
    #[inline(always)]
    fn ln_1p(self, x: T) -> T {
        ln::ln_1p(self, x)
    }

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

    /// The cube root.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.96 | 0.94 |
    #[inline(always)]
    fn cbrt(self, x: T) -> T {
        power::cbrt(self, x)
    }

    /// x raised to the power y.
    ///
    /// Negative `x` have integer powers only; 1 where `y` is 0 or `x` is 1, as IEEE 754 has it.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.30 | 1.16 |
    #[inline(always)]
    fn pow(self, x: T, y: T) -> T {
        power::pow(self, x, y)
    }

    /// x raised to an integer power by repeated squaring: about n/2 ulp. Straight-line code where `n` is known when compiled.
    #[inline(always)]
    fn powi(self, x: T, n: i32) -> T {
        power::powi(self, x, n)
    }

    /// The sine.
    ///
    /// Up to |x| = 1.6·10⁶, bounded beyond.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.78 | 0.77 |
    #[inline(always)]
    fn sin(self, x: T) -> T {
        trig::sin(self, x)
    }

    /// The cosine.
    ///
    /// Up to |x| = 1.6·10⁶, bounded beyond.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.76 | 0.78 |
    #[inline(always)]
    fn cos(self, x: T) -> T {
        trig::cos(self, x)
    }

    /// The tangent.
    ///
    /// Up to |x| = 1.6·10⁶, finite beyond.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.00 | 0.95 |
    #[inline(always)]
    fn tan(self, x: T) -> T {
        trig::tan(self, x)
    }

    /// The inverse sine.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.16 | 1.19 |
    #[inline(always)]
    fn asin(self, x: T) -> T {
        arc::asin(self, x)
    }

    /// The inverse cosine.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.16 | 1.14 |
    #[inline(always)]
    fn acos(self, x: T) -> T {
        arc::acos(self, x)
    }

    /// The inverse tangent.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.25 | 1.29 |
    #[inline(always)]
    fn atan(self, x: T) -> T {
        arc::atan(self, x)
    }

    /// The hyperbolic sine.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.61 | 1.54 |
    #[inline(always)]
    fn sinh(self, x: T) -> T {
        hyperbolic::sinh(self, x)
    }

    /// The hyperbolic cosine.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.42 | 1.28 |
    #[inline(always)]
    fn cosh(self, x: T) -> T {
        hyperbolic::cosh(self, x)
    }

    /// The hyperbolic tangent.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.43 | 1.36 |
    #[inline(always)]
    fn tanh(self, x: T) -> T {
        hyperbolic::tanh(self, x)
    }

    /// ln(cosh(x)).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.91 | 1.63 |
    #[inline(always)]
    fn ln_cosh(self, x: T) -> T {
        hyperbolic::ln_cosh(self, x)
    }

    /// The inverse hyperbolic sine.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.53 | 1.55 |
    #[inline(always)]
    fn asinh(self, x: T) -> T {
        area::asinh(self, x)
    }

    /// The inverse hyperbolic cosine.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.90 | 1.83 |
    #[inline(always)]
    fn acosh(self, x: T) -> T {
        area::acosh(self, x)
    }

    /// The inverse hyperbolic tangent.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.72 | 1.47 |
    #[inline(always)]
    fn atanh(self, x: T) -> T {
        area::atanh(self, x)
    }

    /// 1 / (1 + exp(-x)).
    ///
    /// Small values are as accurate, down to where they underflow.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.87 | 1.75 |
    #[inline(always)]
    fn sigmoid(self, x: T) -> T {
        logistic::sigmoid(self, x)
    }

    /// ln(1 + exp(x)).
    ///
    /// Small values are as accurate, down to where they underflow.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.59 | 1.42 |
    #[inline(always)]
    fn softplus(self, x: T) -> T {
        logistic::softplus(self, x)
    }

    /// ln(1 / (1 + exp(-x))).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.61 | 1.56 |
    #[inline(always)]
    fn ln_sigmoid(self, x: T) -> T {
        -logistic::softplus(self, -x)
    }

    /// ln(exp(x) - 1), for x > 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.41 | 1.73 |
    #[inline(always)]
    fn softplus_inverse(self, x: T) -> T {
        logistic::softplus_inverse(self, x)
    }

    /// ln(p / (1 - p)).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.43 | 1.40 |
    #[inline(always)]
    fn logit(self, p: T) -> T {
        logistic::logit(self, p)
    }

    /// The error function.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.36 | 1.29 |
    #[inline(always)]
    fn erf(self, x: T) -> T {
        erf::erf(self, x)
    }

    /// The distribution function of the standard normal.
    ///
    /// Small values are as accurate, down to where they underflow.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 4.03 | 4.02 |
    #[inline(always)]
    fn normal_cdf(self, x: T) -> T {
        normal::normal_cdf(self, x)
    }

    /// The inverse of the distribution function of the standard normal.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 4.14 | 3.30 |
    #[inline(always)]
    fn normal_quantile(self, p: T) -> T {
        normal::normal_quantile(self, p)
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
