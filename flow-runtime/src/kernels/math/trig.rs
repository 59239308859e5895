//! Sine, cosine and tangent.

use super::Math;
use super::bits::{Float, poly, select};
use super::ln::two_sum;

functions! {
    /// Sines, cosines and tangents.
    Trigonometric;

    /// The sine.
    ///
    /// Up to |x| = 1.6·10⁶, bounded beyond.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.78 | 0.77 |
    sin(x: T);

    /// The cosine.
    ///
    /// Up to |x| = 1.6·10⁶, bounded beyond.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.76 | 0.78 |
    cos(x: T);

    /// The tangent.
    ///
    /// Up to |x| = 1.6·10⁶, finite beyond.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.00 | 0.95 |
    tan(x: T);
}

/// An argument reduced to x = k·π/2 + r + dr, |r| ≤ π/4.
pub(super) struct Reduced<T> {
    /// A number whose last two bits are k modulo 4.
    pub(super) k: T,
    pub(super) r: T,
    pub(super) dr: T,
}

/// 3/2 · 2⁵²: adding it rounds to an integer, which the last bits of the sum hold.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// π/2 in parts of 33 bits, so that their multiples by up to 2²⁰ are exact.
const HALF_PI: [f64; 4] = [
    1.570_796_326_734_125_6,
    6.077_100_506_303_966e-11,
    2.022_266_248_711_166_5e-21,
    8.478_427_660_368_9e-32,
];

/// Cody and Waite's reduction: accurate for |x| up to 1.6·10⁶, bounded for every finite x.
#[inline(always)]
fn reduce<T: Float, M: Math<T>>(m: M, x: T) -> Reduced<T> {
    let (k, r, dr) = if T::SINGLE {
        // In double precision, where two parts of π/2 are more than enough.
        let wide = x.to_f64();
        let sum = wide * std::f64::consts::FRAC_2_PI + ROUND;
        let k = sum - ROUND;
        let r = (wide - k * HALF_PI[0]) - k * HALF_PI[1];
        let near = T::from_f64(r);
        (T::low_bits(sum), near, T::from_f64(r - near.to_f64()))
    } else {
        let round = T::from_f64(ROUND);
        let sum = m.fma(x, T::from_f64(std::f64::consts::FRAC_2_PI), round);
        let k = sum - round;
        let [a, b, c, d] = HALF_PI.map(T::from_f64);
        let r = m.fma(k, -a, x);
        let (r, e) = two_sum(r, -(k * b));
        let (r, f) = two_sum(r, -(k * c));
        let tail = m.fma(k, -d, e + f);
        let near = r + tail;
        (sum, near, (r - near) + tail)
    };
    // Far out the reduction means nothing any more; NaN passes the comparisons.
    let bound = T::from_f64(0.8);
    let inside = r.magnitude() <= bound;
    let r = select(r > bound, bound, select(r < -bound, -bound, r));
    Reduced {
        k,
        r,
        dr: select(inside, dr, T::ZERO),
    }
}

/// The sine and the cosine of r + dr, each as a head and a tail.
#[inline(always)]
pub(super) fn sin_cos<T: Float, M: Math<T>>(m: M, r: T, dr: T) -> ([T; 2], [T; 2]) {
    let half = T::from_f64(0.5);
    let z = r * r;
    let (s, c) = if T::SINGLE {
        (
            poly!(m, z; -0.166_666_67, 0.008_333_329, -0.000_198_393_35, 2.718_304_4e-6),
            poly!(m, z; 0.041_666_646, -0.001_388_736_7, 2.443_839_4e-5),
        )
    } else {
        (
            poly!(m, z;
                -0.166_666_666_666_666_32, 0.008_333_333_333_322_413, -0.000_198_412_698_298_076_7,
                2.755_731_369_187_7e-6, -2.505_075_810_974_189_6e-8, 1.589_679_537_348_350_2e-10),
            poly!(m, z;
                0.041_666_666_666_666_6, -0.001_388_888_888_887_412_5, 2.480_158_728_948_218_8e-5,
                -2.755_731_435_233_26e-7, 2.087_572_327_299_572_4e-9, -1.135_964_778_133_263_7e-11),
        )
    };
    // sin(r + dr) = sin r + dr·(1 - r²/2), cos(r + dr) = cos r - dr·r up to nothing.
    let h = half * z;
    let sine_tail = m.fma(z * r, s, m.fma(-h, dr, dr));
    let head = T::ONE - h;
    let cosine_tail = ((T::ONE - head) - h) + m.fma(z * z, c, -(r * dr));
    ([r, sine_tail], [head, cosine_tail])
}

/// The sine.
#[inline(always)]
pub(super) fn sin<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let Reduced { k, r, dr } = reduce(m, x);
    let ([s, ds], [c, dc]) = sin_cos(m, r, dr);
    let y = select(k.is_odd(), c + dc, s + ds).sine_sign(k);
    // Keeps the sign of zero.
    select(x == T::ZERO, x, y)
}

/// The cosine.
#[inline(always)]
pub(super) fn cos<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let Reduced { k, r, dr } = reduce(m, x);
    let ([s, ds], [c, dc]) = sin_cos(m, r, dr);
    select(k.is_odd(), s + ds, c + dc).cosine_sign(k)
}

/// The tangent.
#[inline(always)]
pub(super) fn tan<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let y = quotient(m, reduce(m, x));
    select(x == T::ZERO, x, y)
}

/// The tangent of a reduced argument.
#[inline(always)]
pub(super) fn quotient<T: Float, M: Math<T>>(m: M, Reduced { k, r, dr }: Reduced<T>) -> T {
    let ([s, ds], [c, dc]) = sin_cos(m, r, dr);
    let odd = k.is_odd();
    let (n, dn) = (select(odd, -c, s), select(odd, -dc, ds));
    let (d, dd) = (select(odd, s, c), select(odd, ds, dc));
    // The quotient of the heads, corrected by what it leaves of numerator and denominator.
    let (numerator, denominator) = (n + dn, d + dd);
    let (dn, dd) = ((n - numerator) + dn, (d - denominator) + dd);
    let inverse = T::ONE / denominator;
    let q = numerator * inverse;
    let (p, dp) = m.two_product(q, denominator);
    let left = ((numerator - p) - dp) + (dn - q * dd);
    m.fma(left, inverse, q)
}
