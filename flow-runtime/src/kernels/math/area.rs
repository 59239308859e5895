//! The inverse hyperbolic functions, and the logarithms of sums that they are.

use super::Math;
use super::bits::{Float, select};
use super::ln::{ln_sum, two_sum};

functions! {
    /// Inverse hyperbolic functions.
    Areas;

    /// The inverse hyperbolic sine.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.53 | 1.55 |
    asinh(x: T);

    /// The inverse hyperbolic cosine.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.90 | 1.83 |
    acosh(x: T);

    /// The inverse hyperbolic tangent.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.72 | 1.47 |
    atanh(x: T);

    /// The inverse hyperbolic sine of x / b, given l = ln(b), where b or the quotient may be out of range.
    asinh_quotient(x: T, b: T, l: T);
}

/// arsinh(x) = sign(x) · ln(|x| + √(1 + x²)).
#[inline(always)]
pub(super) fn asinh<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let a = x.magnitude();
    // Beyond the limit the root rounds to |x|.
    let limit = T::pick(8_192.0, 536_870_912.0);
    let far = a > limit;
    let b = select(far, limit, a);
    let z = b * b;
    let (u, d) = two_sum(T::ONE, b + z / (T::ONE + (T::ONE + z).root()));
    let y = far_ln(m, far, a, u, d);
    select(a < T::infinity(), y, a).with_sign(x)
}

/// arsinh(x / b) with l = ln b, where the quotient may be out of range.
#[inline(always)]
pub(super) fn asinh_quotient<T: Float, M: Math<T>>(m: M, x: T, b: T, l: T) -> T {
    let quotient = x / b;
    let a = quotient.magnitude();
    let limit = T::pick(8_192.0, 536_870_912.0);
    let far = a > limit;
    let c = select(far, limit, a);
    let z = c * c;
    let (u, d) = two_sum(T::ONE, c + z / (T::ONE + (T::ONE + z).root()));
    let y = far_ln(m, far, x.magnitude(), u, d) - select(far, l, T::ZERO);
    // 0 / 0 is that of an argument of 0.
    let y = select(x == T::ZERO, T::ZERO, y);
    select(x.magnitude() < T::infinity(), y, x.magnitude()).with_sign(x)
}

/// arcosh(x) = ln(x + √(x² - 1)), x ≥ 1.
#[inline(always)]
pub(super) fn acosh<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let limit = T::pick(8_192.0, 536_870_912.0);
    let far = x > limit;
    let t = select(far, limit, x) - T::ONE;
    let (u, d) = two_sum(T::ONE, t + m.fma(t, t, t + t).root());
    let y = far_ln(m, far, x, u, d);
    let y = select(x < T::infinity(), y, x);
    select(x < T::ONE, T::nan(), y)
}

/// ln(2a) where `far`, else ln(u + d).
#[inline(always)]
fn far_ln<T: Float, M: Math<T>>(m: M, far: bool, a: T, u: T, d: T) -> T {
    let (u, d) = (select(far, a, u), select(far, T::ZERO, d));
    ln_sum(m, u, d, select(far, T::ONE, T::ZERO))
}

/// artanh(x) = ½ ln((1 + x) / (1 - x)), |x| ≤ 1.
#[inline(always)]
pub(super) fn atanh<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let a = x.magnitude();
    let twice = a + a;
    // 2a / (1 - a), with its rounding errors in the smaller term.
    let (u, d) = two_sum(T::ONE, m.fma(twice, a / (T::ONE - a), twice));
    let y = T::from_f64(0.5) * ln_sum(m, u, d, T::ZERO);
    let outside = select(a == T::ONE, T::infinity(), T::nan());
    let y = select(a < T::ONE, y, outside);
    // Half of the smallest numbers is lost on the way.
    select(a < T::pick(1e-9, 1e-18), a, y).with_sign(x)
}
