//! The logarithm.

use super::Math;
use super::bits::{Float, poly, select};
use super::exp::{ln_2_high, ln_2_low};

functions! {
    /// Logarithms.
    Logarithmic;

    /// The natural logarithm.
    ///
    /// −∞ at 0, NaN below.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.81 | 0.78 |
    ln(x: T);

    /// ln(1 + x).
    ///
    /// Accurate near 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.86 | 0.79 |
    ln_1p(x: T);
}

/// e·ln 2 + ln(1 + f) + c for √½ ≤ 1 + f ≤ √2 and a correction c below the last bit of f.
#[inline(always)]
pub(super) fn assemble<T: Float, M: Math<T>>(m: M, e: T, f: T, c: T) -> T {
    let half = T::from_f64(0.5);
    let c = m.fma(e, ln_2_low(), c);
    if T::SINGLE {
        let p = poly!(m, f;
            0.333_333_13, -0.250_000_1, 0.200_021_19, -0.166_680_01, 0.142_195_54, -0.124_054_94,
            0.118_880_55, -0.116_761_66, 0.067_474_924);
        let z = f * f;
        let tail = m.fma(f * z, p, c);
        m.fma(e, ln_2_high(), f + m.fma(-half, z, tail))
    } else {
        // ln(1 + f) = 2 artanh(s), s = f / (2 + f), arranged as in fdlibm so that f enters without rounding.
        let s = f / (T::from_f64(2.0) + f);
        let z = s * s;
        let p = z * poly!(m, z;
            0.666_666_666_666_673_5, 0.399_999_999_994_131_3, 0.285_714_287_427_664_14,
            0.222_221_985_311_105_96, 0.181_835_666_696_063_35, 0.153_139_867_804_652_8,
            0.147_966_242_878_054_65);
        let h = half * f * f;
        m.fma(e, ln_2_high(), f - (h - m.fma(s, h + p, c)))
    }
}

/// Scales subnormal numbers into the normal ones: `x` · 2ˢ and s.
#[inline(always)]
pub(super) fn normalize<T: Float>(x: T) -> (T, T) {
    let tiny = x < T::pick(f64::from(f32::MIN_POSITIVE), f64::MIN_POSITIVE);
    let scale = T::pick(16_777_216.0, 18_014_398_509_481_984.0);
    (
        x * select(tiny, scale, T::ONE),
        select(tiny, T::pick(24.0, 54.0), T::ZERO),
    )
}

/// ln(x).
#[inline(always)]
pub(super) fn ln<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let (scaled, shift) = normalize(x);
    let (e, f, _) = scaled.split();
    let y = assemble(m, e - shift, f - T::ONE, T::ZERO);
    let y = select(x < T::infinity(), y, x);
    let outside = select(x == T::ZERO, -T::infinity(), T::nan());
    select(x > T::ZERO, y, outside)
}

/// a + b and what rounding drops from it (Knuth).
#[inline(always)]
pub(super) fn two_sum<T: Float>(a: T, b: T) -> (T, T) {
    let sum = a + b;
    let v = sum - a;
    (sum, (a - (sum - v)) + (b - v))
}

/// ln(2ˢ·(u + d)) for a positive normal u and a d below its last bit.
#[inline(always)]
pub(super) fn ln_sum<T: Float, M: Math<T>>(m: M, u: T, d: T, s: T) -> T {
    let (e, f, inverse) = u.split();
    // The drop of a large sum is nothing, and 2⁻ᵉ may not be a number there.
    let d = select(u > T::pick(1e9, 1e18), T::ZERO, d * inverse);
    // Where the sum 1 + x keeps its binade this is x itself.
    let f = f - T::ONE;
    let sum = f + d;
    assemble(m, e + s, sum, (f - sum) + d)
}

/// ln(1 + x).
#[inline(always)]
pub(super) fn ln_1p<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let (u, d) = two_sum(T::ONE, x);
    let y = ln_sum(m, u, d, T::ZERO);
    let y = select(x < T::infinity(), y, x);
    let outside = select(x == -T::ONE, -T::infinity(), T::nan());
    let y = select(x > -T::ONE, y, outside);
    // Keeps the sign of zero.
    select(x == T::ZERO, x, y)
}

/// ln(1 + x) for 0 ≤ x ≤ 1, where both binades of 1 + x leave f without rounding.
#[inline(always)]
pub(super) fn unit_ln_1p<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let half = T::from_f64(0.5);
    let low = x < T::from_f64(0.414);
    let f = select(low, x, x * half - half);
    let e = select(low, T::ZERO, T::ONE);
    assemble(m, e, f, T::ZERO)
}
