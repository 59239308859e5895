//! Roots of sums of squares, whose squares neither overflow nor vanish.

use super::Math;
use super::bits::{Float, select};
use super::ln::{ln_sum, two_sum};

functions! {
    /// Roots and logarithms of sums of squares.
    Roots;

    /// √(x² + y²), where the squares may be out of range.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.84 | 0.80 |
    hypot(x: T, y: T);

    /// x + √(x² + y²), without cancellation for negative `x`.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 2.61 | 2.61 |
    plus_hypot(x: T, y: T);

    /// ln(1 + x²), where the square may be out of range.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.38 | 1.33 |
    ln_1p_square(x: T);

    /// ln(1 + (x / b)²), given l = ln(b), where b or the quotient may be out of range.
    ln_1p_square_quotient(x: T, b: T, l: T);
}

/// A power of two that brings the larger of two magnitudes to where its square is a normal number, and its inverse.
#[inline(always)]
fn scales<T: Float>(most: T) -> (T, T) {
    let (up, down) = (
        T::pick(18_446_744_073_709_551_616.0, 2_f64.powi(512)),
        T::pick(1.0 / 18_446_744_073_709_551_616.0, 2_f64.powi(-512)),
    );
    let large = most > T::pick(4e18, 1e150);
    let small = most < T::pick(1e-13, 1e-145);
    (
        select(large, down, select(small, up, T::ONE)),
        select(large, up, select(small, down, T::ONE)),
    )
}

/// √(x² + y²).
#[inline(always)]
pub(super) fn hypot<T: Float, M: Math<T>>(m: M, x: T, y: T) -> T {
    let (a, b) = (x.magnitude(), y.magnitude());
    let most = select(a < b, b, a);
    let (scale, back) = scales(most);
    let (u, v) = (x * scale, y * scale);
    let root = m.fma(u, u, v * v).root() * back;
    select(most < T::infinity(), root, a + b)
}

/// x + √(x² + y²): where x is negative, y² over the difference of the two.
#[inline(always)]
pub(super) fn plus_hypot<T: Float, M: Math<T>>(m: M, x: T, y: T) -> T {
    let half = T::from_f64(0.5);
    let sum = half * x.magnitude() + half * hypot(m, x, y);
    // A square that is a number comes before the quotient, which may be less than the smallest one.
    let plain = y.magnitude() < T::pick(1e18, 1e150);
    let below = half * select(plain, y * y, y) / sum * select(plain, T::ONE, y);
    select(x < T::ZERO, below, sum + sum)
}

/// ln(1 + x²).
#[inline(always)]
pub(super) fn ln_1p_square<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let a = x.magnitude();
    // Beyond, one is nothing beside the square.
    let far = a > T::pick(1e9, 1e18);
    let y = m.ln_1p(select(far, a, a * a));
    select(far, y + y, y)
}

/// ln(1 + (x / b)²) with l = ln b, where the quotient may be out of range.
#[inline(always)]
pub(super) fn ln_1p_square_quotient<T: Float, M: Math<T>>(m: M, x: T, b: T, l: T) -> T {
    let a = x.magnitude() / b;
    let far = a > T::pick(1e9, 1e18);
    let (sum, rest) = two_sum(T::ONE, select(far, T::ZERO, a * a));
    let u = select(far, x.magnitude(), sum);
    let y = ln_sum(m, u, select(far, T::ZERO, rest), T::ZERO) - select(far, l, T::ZERO);
    let y = select(far, y + y, y);
    // 0 / 0 is that of an argument of 0.
    let y = select(x == T::ZERO, T::ZERO, y);
    select(x.magnitude() < T::infinity(), y, x.magnitude())
}
