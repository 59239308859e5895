//! The elementary functions of kernels, branch-free.
//!
//! Each is straight-line code on one number: selections and bit patterns instead of branches, tables or calls, so
//! that a loop over it becomes vector code in whatever width the surrounding function is compiled for. The
//! functions themselves are in the files of this module; they are generic in the scalar, with the coefficients of
//! both formats side by side.
//!
//! Coefficients are those of minimax polynomials: of their degree, the largest relative error that they make in what the
//! function returns is the least there is, but for their rounding. Which function each is of, on which interval, and how
//! far it is from the best, is computed anew by `tests/reference/polynomials.py`, by the exchange algorithm of Remez.
//! Exceptions are the tail of ln Φ, an asymptotic series, and constants in parts (ln 2, π/2), whose first parts are short
//! as in Cody and Waite's reductions.

use crate::real::Real;
use bits::{Float, select};

mod arc;
mod area;
mod bits;
#[cfg(debug_assertions)]
mod called;
mod departure;
mod erf;
mod exp;
mod fused;
mod hyperbolic;
mod ln;
mod logistic;
mod normal;
mod power;
mod root;
mod sum;
mod tail;
mod trig;
mod turn;

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

    /// ln(Φ(x)).
    ///
    /// Accurate in both tails.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 4.72 | 4.37 |
    #[inline(always)]
    fn ln_normal_cdf(self, x: T) -> T {
        tail::ln_normal_cdf(self, x)
    }

    /// φ(x) / Φ(x), φ being the density of the standard normal.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 4.94 | 4.79 |
    #[inline(always)]
    fn normal_hazard(self, x: T) -> T {
        tail::normal_hazard(self, x)
    }

    /// ln(φ(x) / Φ(x)).
    ///
    /// Near its zero at -0.3 the error is absolute.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 10.4 | 10.4 |
    #[inline(always)]
    fn ln_normal_hazard(self, x: T) -> T {
        tail::ln_normal_hazard(self, x)
    }

    /// ln(Φ(x) / Φ(-x)).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 3.92 | 6.00 |
    #[inline(always)]
    fn logit_normal_cdf(self, x: T) -> T {
        tail::logit_normal_cdf(self, x)
    }

    /// The quantile of the standard normal at exp(x), x < 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 6.00 | 6.00 |
    #[inline(always)]
    fn normal_quantile_exp(self, x: T) -> T {
        tail::normal_quantile_exp(self, x)
    }

    /// The quantile of the standard normal at 1 / (1 + exp(-x)).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 6.00 | 6.00 |
    #[inline(always)]
    fn normal_quantile_sigmoid(self, x: T) -> T {
        tail::normal_quantile_sigmoid(self, x)
    }

    /// sin(π·x).
    ///
    /// Without rounding on the way to the next zero; 0 for numbers so large that all are even.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.97 | 5.00 |
    #[inline(always)]
    fn sin_pi(self, x: T) -> T {
        turn::sin_pi(self, x)
    }

    /// cos(π·x).
    ///
    /// As [`sin_pi`](Math::sin_pi).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.79 | 0.76 |
    #[inline(always)]
    fn cos_pi(self, x: T) -> T {
        turn::cos_pi(self, x)
    }

    /// tan(π·x).
    ///
    /// As [`sin_pi`](Math::sin_pi).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.97 | 5.00 |
    #[inline(always)]
    fn tan_pi(self, x: T) -> T {
        turn::tan_pi(self, x)
    }

    /// -1 / tan(π·x).
    ///
    /// As [`sin_pi`](Math::sin_pi).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.00 | 1.00 |
    #[inline(always)]
    fn minus_cot_pi(self, x: T) -> T {
        turn::minus_cot_pi(self, x)
    }

    /// ½ + arctan(x) / π, the distribution function of Cauchy.
    ///
    /// Small values are as accurate.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 2.25 | 2.11 |
    #[inline(always)]
    fn cauchy_cdf(self, x: T) -> T {
        turn::cauchy_cdf(self, x)
    }

    /// √(x² + y²), where the squares may be out of range.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.84 | 0.80 |
    #[inline(always)]
    fn hypot(self, x: T, y: T) -> T {
        root::hypot(self, x, y)
    }

    /// x + √(x² + y²), without cancellation for negative `x`.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 2.61 | 2.61 |
    #[inline(always)]
    fn plus_hypot(self, x: T, y: T) -> T {
        root::plus_hypot(self, x, y)
    }

    /// ln(1 + x²), where the square may be out of range.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.38 | 1.33 |
    #[inline(always)]
    fn ln_1p_square(self, x: T) -> T {
        root::ln_1p_square(self, x)
    }

    /// ln(1 + (x / b)²), given l = ln(b), where b or the quotient may be out of range.
    #[inline(always)]
    fn ln_1p_square_quotient(self, x: T, b: T, l: T) -> T {
        root::ln_1p_square_quotient(self, x, b, l)
    }

    /// ln(exp(a) + exp(b)).
    ///
    /// The error is relative to the larger of a, b and ln 2.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.87 | 0.72 |
    #[inline(always)]
    fn ln_add_exp(self, a: T, b: T) -> T {
        sum::ln_add_exp(self, a, b)
    }

    /// exp(a) - exp(b).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.69 | 1.62 |
    #[inline(always)]
    fn exp_difference(self, a: T, b: T) -> T {
        sum::exp_difference(self, a, b)
    }

    /// The inverse hyperbolic sine of exp(x).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 2.09 | 1.69 |
    #[inline(always)]
    fn asinh_exp(self, x: T) -> T {
        sum::asinh_exp(self, x)
    }

    /// The inverse hyperbolic cosine of exp(x), x > 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.88 | 1.66 |
    #[inline(always)]
    fn acosh_exp(self, x: T) -> T {
        sum::acosh_exp(self, x)
    }

    /// The inverse hyperbolic sine of x / b, given l = ln(b), where b or the quotient may be out of range.
    #[inline(always)]
    fn asinh_quotient(self, x: T, b: T, l: T) -> T {
        area::asinh_quotient(self, x, b, l)
    }

    /// b · sinh(x), given l = ln(b), where b or the other factor may be out of range.
    #[inline(always)]
    fn scaled_sinh(self, x: T, b: T, l: T) -> T {
        hyperbolic::scaled_sinh(self, x, b, l)
    }

    /// b · cosh(x), given l = ln(b), where b or the other factor may be out of range.
    #[inline(always)]
    fn scaled_cosh(self, x: T, b: T, l: T) -> T {
        hyperbolic::scaled_cosh(self, x, b, l)
    }

    /// ln(a / b) of positive numbers, where the quotient may be out of range.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.51 | 0.51 |
    #[inline(always)]
    fn ln_quotient(self, a: T, b: T) -> T {
        power::ln_quotient(self, a, b)
    }

    /// (a / b) raised to the power y, for positive numbers whose quotient may be out of range.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.16 | 1.13 |
    #[inline(always)]
    fn pow_quotient(self, a: T, b: T, y: T) -> T {
        power::pow_quotient(self, a, b, y)
    }

    /// x - tanh(x).
    ///
    /// Accurate near 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 7.70 | 7.80 |
    #[inline(always)]
    fn minus_tanh(self, x: T) -> T {
        departure::minus_tanh(self, x)
    }

    /// x - sin(x).
    ///
    /// Accurate near 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 3.40 | 3.00 |
    #[inline(always)]
    fn minus_sin(self, x: T) -> T {
        departure::minus_sin(self, x)
    }

    /// x - arctan(x).
    ///
    /// Accurate near 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 9.20 | 9.95 |
    #[inline(always)]
    fn minus_atan(self, x: T) -> T {
        departure::minus_atan(self, x)
    }

    /// x - arsinh(x).
    ///
    /// Accurate near 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 20.2 | 19.1 |
    #[inline(always)]
    fn minus_asinh(self, x: T) -> T {
        departure::minus_asinh(self, x)
    }

    /// sinh(x) - x.
    ///
    /// Accurate near 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 11.0 | 9.90 |
    #[inline(always)]
    fn sinh_minus(self, x: T) -> T {
        departure::sinh_minus(self, x)
    }

    /// x - ln(1 + x), accurate near 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 9.00 | 9.00 |
    #[inline(always)]
    fn minus_ln_1p(self, x: T) -> T {
        departure::minus_ln_1p(self, x)
    }

    /// exp(x) - 1 - x, accurate near 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 7.00 | 7.00 |
    #[inline(always)]
    fn exp_m1_minus(self, x: T) -> T {
        departure::exp_m1_minus(self, x)
    }

    /// The inverse hyperbolic cosine of 1 + x, x > 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 2.50 | 2.50 |
    #[inline(always)]
    fn acosh_1p(self, x: T) -> T {
        sum::acosh_1p(self, x)
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
