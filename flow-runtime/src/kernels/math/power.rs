//! Roots and powers.

use super::Math;
use super::bits::{Float, poly, select};
use super::exp::{exp_sum, ln_2_high, ln_2_low};
use super::ln::{normalize, two_sum};

functions! {
    /// Powers.
    Powers;

    /// The cube root.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.96 | 0.94 |
    cbrt(x: T);

    /// x raised to the power y.
    ///
    /// Negative `x` have integer powers only; 1 where `y` is 0 or `x` is 1, as IEEE 754 has it.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.30 | 1.16 |
    pow(x: T, y: T);

    /// x raised to an integer power by repeated squaring: about n/2 ulp. Straight-line code where `n` is known when compiled.
    powi(x: T, n: i32);

    /// ln(a / b) of positive numbers, where the quotient may be out of range.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.51 | 0.51 |
    ln_quotient(a: T, b: T);

    /// (a / b) raised to the power y, for positive numbers whose quotient may be out of range.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.16 | 1.13 |
    pow_quotient(a: T, b: T, y: T);
}

/// The cube root: a polynomial guess on one binade and one step of Halley's iteration.
#[inline(always)]
pub(super) fn cbrt<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let a = x.magnitude();
    let (scaled, shift) = normalize(a);
    let (e, significand, _) = scaled.split();
    // x = 2³ᵏ⁺ʲ · significand with j = -1, 0 or 1.
    let e = e - shift;
    let k = m.fma(e, T::from_f64(1.0 / 3.0), T::magic());
    let j = m.fma(T::from_f64(-3.0), k - T::magic(), e);
    let by_sign = |less: f64, more: f64| {
        let at_most = select(j < T::ZERO, T::from_f64(less), T::ONE);
        select(j > T::ZERO, T::from_f64(more), at_most)
    };
    let guess = if T::SINGLE {
        poly!(m, significand; 0.553_705_7, 0.553_661_94, -0.107_476_91)
    } else {
        poly!(m, significand;
            0.421_689_634_284_296_7, 1.056_015_745_200_278_5, -0.836_071_013_382_025_5,
            0.510_967_009_799_165_7, -0.179_557_379_668_361_72, 0.026_955_016_882_106_532)
    };
    let guess = guess * by_sign(0.793_700_525_984_099_7, 1.259_921_049_894_873_2);
    let significand = significand * by_sign(0.5, 2.0);
    let square = guess * guess;
    let left = m.fma(-square, guess, significand);
    let slope = m.fma(square + square, guess, significand);
    let y = m.fma(guess, left / slope, guess) * k.power();
    let inside = a > T::ZERO && a < T::infinity();
    // The sign comes last: of a selection between x and what has its sign, rustc 1.95 makes a wrong `vpternlogd`.
    select(inside, y, a).with_sign(x)
}

/// ln(x) as a head and a tail with at least ten bits beyond the format, for a positive normal x = 2ˢ·(the number meant).
#[inline(always)]
fn ln_parts<T: Float, M: Math<T>>(m: M, x: T, shift: T) -> (T, T) {
    let (e, significand, _) = x.split();
    let f = significand - T::ONE;
    let d = T::from_f64(2.0) + f;
    let dropped = f - (d - T::from_f64(2.0));
    ln_series(m, e - shift, f, [d, dropped])
}

/// e·ln 2 + ln((1 + s) / (1 - s)) with s = f/d, d being the sum of two parts, as a head and a tail.
///
/// The logarithm is 2s·(1 + s²/3 + s⁴/5 + …), the first two terms in twice the precision.
#[inline(always)]
fn ln_series<T: Float, M: Math<T>>(m: M, e: T, f: T, [d, dropped]: [T; 2]) -> (T, T) {
    let inverse = T::ONE / d;
    let s = f * inverse;
    let (p, rest) = m.two_product(s, d);
    let ds = (((f - p) - rest) - s * dropped) * inverse;
    let (z, dz) = m.two_product(s, s);
    let twice = s + s;
    let dz = m.fma(twice, ds, dz);
    let q = if T::SINGLE {
        poly!(m, z; 0.200_000_76, 0.142_735_44, 0.117_098_8)
    } else {
        poly!(m, z;
            0.2, 0.142_857_142_857_141_88, 0.111_111_111_111_455_32, 0.090_909_090_845_882_32,
            0.076_923_083_800_827_24, 0.066_666_200_285_320_89, 0.058_843_430_044_357_72,
            0.052_113_446_690_137_45, 0.055_074_496_669_323_576)
    };
    let third = T::from_f64(1.0 / 3.0);
    let (t, dt) = m.two_product(z, third);
    let dt = m.fma(
        z,
        T::pick(-9.934_108e-9, 1.850_371_707_708_594e-17),
        m.fma(dz, third, dt),
    );
    let dt = m.fma(z * z, q, dt);
    let (u, du) = m.two_product(twice, t);
    let du = m.fma(twice, dt, m.fma(ds + ds, t, du));
    // e·ln 2 + 2s + u, the larger terms first.
    let base = e * ln_2_high();
    let sum = base + twice;
    let tail = twice - (sum - base);
    let head = sum + u;
    let tail = tail + (u - (head - sum));
    (head, tail + (m.fma(e, ln_2_low(), du) + (ds + ds)))
}

/// ln(a / b) as a head and a tail, for positive numbers: exponents are subtracted, significands divided, so that neither the
/// quotient overflows nor two logarithms cancel.
#[inline(always)]
fn ln_quotient_parts<T: Float, M: Math<T>>(m: M, a: T, b: T) -> (T, T) {
    let ((a, above), (b, below)) = (normalize(a), normalize(b));
    let ((p, u, _), (q, v, _)) = (a.split(), b.split());
    let half = T::from_f64(0.5);
    let root = T::from_f64(std::f64::consts::SQRT_2);
    let (over, under) = (u > root * v, v > root * u);
    let u = select(over, half * u, select(under, u + u, u));
    let step = select(over, T::ONE, select(under, -T::ONE, T::ZERO));
    let (sum, dropped) = two_sum(u, v);
    ln_series(m, ((p - above) - (q - below)) + step, u - v, [sum, dropped])
}

/// Whether a logarithm of a / b is a number: a and b are positive and finite.
#[inline(always)]
fn is_between<T: Float>(a: T, b: T) -> bool {
    a > T::ZERO && b > T::ZERO && a < T::infinity() && b < T::infinity()
}

/// ln(a / b) of numbers that are not negative.
#[inline(always)]
pub(super) fn ln_quotient<T: Float, M: Math<T>>(m: M, a: T, b: T) -> T {
    let (head, tail) = ln_quotient_parts(m, a, b);
    select(is_between(a, b), head + tail, m.ln(a) - m.ln(b))
}

/// (a / b) raised to the power y, for numbers that are not negative.
#[inline(always)]
pub(super) fn pow_quotient<T: Float, M: Math<T>>(m: M, a: T, b: T, y: T) -> T {
    let (head, tail) = ln_quotient_parts(m, a, b);
    let inside = is_between(a, b);
    let end = select(
        a == T::ZERO || b == T::infinity(),
        -T::infinity(),
        T::infinity(),
    );
    let end = select(a >= T::ZERO && b >= T::ZERO && a != b, end, T::nan());
    let head = select(inside, head, end);
    let (p, rest) = m.two_product(y, head);
    let near = p.magnitude() < T::pick(200.0, 2_000.0);
    let dp = select(near, m.fma(y, tail, rest), T::ZERO);
    let result = exp_sum(m, p, dp, T::ONE);
    select(y == T::ZERO, T::ONE, result)
}

/// x raised to the power y.
#[inline(always)]
pub(super) fn pow<T: Float, M: Math<T>>(m: M, x: T, y: T) -> T {
    let a = x.magnitude();
    let (scaled, shift) = normalize(a);
    let (head, tail) = ln_parts(m, scaled, shift);
    let head = select(a < T::infinity(), head, a);
    let head = select(a == T::ZERO, -T::infinity(), head);
    let (p, rest) = m.two_product(y, head);
    // Far out the result is 0 or ∞ whatever the tail, which may not be a number there.
    let dp = select(
        p.magnitude() < T::pick(200.0, 2_000.0),
        m.fma(y, tail, rest),
        T::ZERO,
    );
    let result = exp_sum(m, p, dp, T::ONE);
    // Negative numbers have integer powers only, with a sign where the power is odd.
    let whole = is_integer(y);
    let odd = whole && !is_integer(y * T::from_f64(0.5));
    let result = result.with_sign(select(odd, x, result));
    let undefined = x < T::ZERO && !whole && a < T::infinity();
    let result = select(undefined, T::nan(), result);
    select(y == T::ZERO || x == T::ONE, T::ONE, result)
}

/// Whether a number is an integer, as all large ones are.
#[inline(always)]
fn is_integer<T: Float>(x: T) -> bool {
    let large = T::pick(8_388_608.0, 4_503_599_627_370_496.0);
    let a = x.magnitude();
    a >= large || (a + large) - large == a
}

/// x raised to an integer power by repeated squaring; straight-line code where `n` is known when compiled.
#[inline(always)]
pub(super) fn powi<T: Float, M: Math<T>>(_: M, x: T, n: i32) -> T {
    let mut rest = n.unsigned_abs();
    let mut square = x;
    let mut power = T::ONE;
    while rest > 0 {
        if rest & 1 != 0 {
            power *= square;
        }
        square = square * square;
        rest >>= 1;
    }
    if n < 0 { T::ONE / power } else { power }
}
