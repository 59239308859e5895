//! The logistic function and its relatives.

use super::Math;
use super::bits::{Float, select};
use super::exp::{exp, exp_m1_parts};
use super::ln::{ln_sum, normalize, two_sum, unit_ln_1p};

functions! {
    /// The logistic function and its relatives.
    Logistic;

    /// 1 / (1 + exp(-x)).
    ///
    /// Small values are as accurate, down to where they underflow.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.87 | 1.75 |
    sigmoid(x: T);

    /// ln(1 + exp(x)).
    ///
    /// Small values are as accurate, down to where they underflow.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.59 | 1.42 |
    softplus(x: T);

    /// ln(1 / (1 + exp(-x))).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.61 | 1.56 |
    ln_sigmoid(x: T);

    /// ln(exp(x) - 1), for x > 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.41 | 1.73 |
    softplus_inverse(x: T);

    /// ln(p / (1 - p)).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.43 | 1.40 |
    logit(p: T);
}

/// 1 / (1 + exp(-x)).
#[inline(always)]
pub(super) fn sigmoid<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let e = exp(m, -x.magnitude());
    let negative = x < T::ZERO;
    let sum = T::ONE + e;
    let y = select(negative, e, T::ONE) / sum;
    // What the sum dropped, divided by the sum: 1 / (1 + e) is y or 1 - y.
    let dropped = (T::ONE - sum) + e;
    let reciprocal = select(negative, T::ONE - y, y);
    m.fma(-(y * dropped), reciprocal, y)
}

/// ln(1 + exp(x)).
#[inline(always)]
pub(super) fn softplus<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let line = select(x > T::ZERO, x, T::ZERO);
    line + unit_ln_1p(m, exp(m, -x.magnitude()))
}

/// ln(1 / (1 + exp(-x))).
#[inline(always)]
pub(super) fn ln_sigmoid<T: Float, M: Math<T>>(m: M, x: T) -> T {
    -softplus(m, -x)
}

/// ln(exp(x) - 1), x > 0.
///
/// Near its zero at ln 2 it is ln(1 + 2·(exp(x - ln 2) - 1)), which keeps the digits that the subtraction of 1 loses.
#[inline(always)]
pub(super) fn softplus_inverse<T: Float, M: Math<T>>(m: M, x: T) -> T {
    // Beyond, exp(-x) is nothing beside x.
    let limit = T::pick(20.0, 40.0);
    let small = x < T::from_f64(0.45);
    let from_root = (x - T::from_f64(std::f64::consts::LN_2))
        - T::pick(-1.904_654_2e-9, 2.319_046_813_846_299_6e-17);
    let z = select(small, x, select(x > limit, limit, from_root));
    let (y, rest) = exp_m1_parts(m, z);
    let y = select(x < T::pick(1e-9, 1e-18), x, y);
    let (sum, d) = two_sum(T::ONE, y + y);
    let (u, shift) = normalize(select(small, y, sum));
    let d = select(small, rest, d + rest + rest);
    let result = ln_sum(m, u, d, -shift);
    let result = select(x > limit, x, result);
    let outside = select(x == T::ZERO, -T::infinity(), T::nan());
    select(x > T::ZERO, result, outside)
}

/// ln(p / (1 - p)).
///
/// With a the smaller of p and 1 - p, this is ln(1 + (1 - 2a)/a) up to its sign: both differences are exact where
/// they matter.
#[inline(always)]
pub(super) fn logit<T: Float, M: Math<T>>(m: M, p: T) -> T {
    let half = T::from_f64(0.5);
    let a = select(p < half, p, T::ONE - p);
    // The reciprocal of the smallest numbers would overflow.
    let tiny = a < T::pick(1e-30, 1e-300);
    let scaled = a * select(tiny, T::from_f64(18_446_744_073_709_551_616.0), T::ONE);
    let shift = select(tiny, T::from_f64(64.0), T::ZERO);
    let (u, d) = two_sum(T::ONE, (T::ONE - (a + a)) / scaled);
    let y = ln_sum(m, u, d, shift);
    let outside = select(a == T::ZERO, T::infinity(), T::nan());
    select(a > T::ZERO, y, outside).with_sign(p - half)
}
