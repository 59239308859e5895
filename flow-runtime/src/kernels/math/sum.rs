//! Logarithms of sums of exponentials, the larger term chosen at run time, and what exponentials are arguments of.

use super::Math;
use super::bits::{Float, select};
use super::ln::unit_ln_1p;

functions! {
    /// Logarithms of sums of exponentials, and functions of exponentials.
    Sums;

    /// ln(exp(a) + exp(b)).
    ///
    /// The error is relative to the larger of a, b and ln 2.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.87 | 0.72 |
    ln_add_exp(a: T, b: T);

    /// exp(a) - exp(b).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.69 | 1.62 |
    exp_difference(a: T, b: T);

    /// The inverse hyperbolic sine of exp(x).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 2.09 | 1.69 |
    asinh_exp(x: T);

    /// The inverse hyperbolic cosine of exp(x), x > 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.88 | 1.66 |
    acosh_exp(x: T);

    /// The inverse hyperbolic cosine of 1 + x, x > 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 2.50 | 2.50 |
    acosh_1p(x: T);
}

/// ln(exp(a) + exp(b)).
#[inline(always)]
pub(super) fn ln_add_exp<T: Float, M: Math<T>>(m: M, a: T, b: T) -> T {
    let most = select(a < b, b, a);
    // Two equal infinities have no difference.
    let distance = select(a == b, T::ZERO, (a - b).magnitude());
    most + unit_ln_1p(m, m.exp(-distance))
}

/// exp(a) - exp(b): the larger one times what the other leaves of it.
#[inline(always)]
pub(super) fn exp_difference<T: Float, M: Math<T>>(m: M, a: T, b: T) -> T {
    let most = select(a < b, b, a);
    let distance = select(a == b, T::ZERO, (a - b).magnitude());
    (m.exp(most) * -m.exp_m1(-distance)).with_sign(a - b)
}

/// arsinh(exp(x)).
#[inline(always)]
pub(super) fn asinh_exp<T: Float, M: Math<T>>(m: M, x: T) -> T {
    // Beyond, the root rounds to the exponential.
    let far = x > T::pick(20.0, 40.0);
    let y = m.asinh(m.exp(select(far, T::ZERO, x)));
    select(far, x + T::from_f64(std::f64::consts::LN_2), y)
}

/// arcosh(exp(x)), x ≥ 0.
#[inline(always)]
pub(super) fn acosh_exp<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let far = x > T::pick(20.0, 40.0);
    let y = acosh_1p(m, m.exp_m1(select(far, T::ZERO, x)));
    select(far, x + T::from_f64(std::f64::consts::LN_2), y)
}

/// arcosh(1 + t) = ln(1 + t + √(t·(t + 2))), t ≥ 0.
#[inline(always)]
pub(super) fn acosh_1p<T: Float, M: Math<T>>(m: M, t: T) -> T {
    let far = t > T::pick(1e9, 1e18);
    let u = select(far, T::ONE, t);
    let y = m.ln_1p(u + m.fma(u, u, u + u).root());
    select(far, m.ln(t) + T::from_f64(std::f64::consts::LN_2), y)
}
