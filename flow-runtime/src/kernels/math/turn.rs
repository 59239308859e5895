//! Trigonometry in half turns: sin(π·x) and its kin, reduced without rounding.

use super::Math;
use super::bits::{Float, select};
use super::trig::{Reduced, quotient, sin_cos};

functions! {
    /// Trigonometric functions of half turns.
    Turns;

    /// sin(π·x).
    ///
    /// Without rounding on the way to the next zero; 0 for numbers so large that all are even.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.97 | 5.00 |
    sin_pi(x: T);

    /// cos(π·x).
    ///
    /// As [`sin_pi`](Math::sin_pi).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.79 | 0.76 |
    cos_pi(x: T);

    /// tan(π·x).
    ///
    /// As [`sin_pi`](Math::sin_pi).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.97 | 5.00 |
    tan_pi(x: T);

    /// -1 / tan(π·x).
    ///
    /// As [`sin_pi`](Math::sin_pi).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.00 | 1.00 |
    minus_cot_pi(x: T);

    /// ½ + arctan(x) / π, the distribution function of Cauchy.
    ///
    /// Small values are as accurate.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 2.25 | 2.11 |
    cauchy_cdf(x: T);
}

/// π·x = k·π/2 + r + dr, where the difference of x and k/2 is exact.
#[inline(always)]
fn reduce<T: Float, M: Math<T>>(m: M, x: T) -> Reduced<T> {
    // Beyond, all numbers are even.
    let inside = x.magnitude() < T::pick(2_097_152.0, 1_125_899_906_842_624.0);
    let x = select(inside, x, x * T::ZERO);
    let round = T::pick(12_582_912.0, 6_755_399_441_055_744.0);
    let k = (x + x) + round;
    let left = x - (k - round) * T::from_f64(0.5);
    let (r, rest) = m.two_product(left, T::from_f64(std::f64::consts::PI));
    let pi_rest = T::pick(-8.742_277_657_347_586e-8, 1.224_646_799_147_353_2e-16);
    Reduced {
        k,
        r,
        dr: m.fma(left, pi_rest, rest),
    }
}

/// sin(π·x).
#[inline(always)]
pub(super) fn sin_pi<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let Reduced { k, r, dr } = reduce(m, x);
    let ([s, ds], [c, dc]) = sin_cos(m, r, dr);
    let y = select(k.is_odd(), c + dc, s + ds).sine_sign(k);
    near_zero(x, y)
}

/// π·x where the parts of the reduced argument are less than the smallest number; keeps the sign of zero.
#[inline(always)]
fn near_zero<T: Float>(x: T, y: T) -> T {
    let tiny = x.magnitude() < T::pick(1e-20, 1e-150);
    select(tiny, x * T::from_f64(std::f64::consts::PI), y)
}

/// cos(π·x).
#[inline(always)]
pub(super) fn cos_pi<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let Reduced { k, r, dr } = reduce(m, x);
    let ([s, ds], [c, dc]) = sin_cos(m, r, dr);
    select(k.is_odd(), s + ds, c + dc).cosine_sign(k)
}

/// tan(π·x).
#[inline(always)]
pub(super) fn tan_pi<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let y = quotient(m, reduce(m, x));
    near_zero(x, y)
}

/// -1 / tan(π·x), the tangent a quarter turn back.
#[inline(always)]
pub(super) fn minus_cot_pi<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let Reduced { k, r, dr } = reduce(m, x);
    let k = k + T::ONE;
    let y = quotient(m, Reduced { k, r, dr });
    // The quotient's parts are less than the smallest number there.
    let tiny = x.magnitude() < T::pick(1e-20, 1e-150);
    select(tiny, -T::from_f64(std::f64::consts::FRAC_1_PI) / x, y)
}

/// ½ + arctan(x) / π, the distribution function of Cauchy: below -1 it is arctan(-1/x) / π.
#[inline(always)]
pub(super) fn cauchy_cdf<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let low = x < -T::ONE;
    let t = m.atan(select(low, -T::ONE / x, x)) * T::from_f64(std::f64::consts::FRAC_1_PI);
    select(low, t, T::from_f64(0.5) + t)
}
