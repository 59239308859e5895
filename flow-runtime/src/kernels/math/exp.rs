//! The exponential.

use super::Math;
use super::bits::{Float, poly, select};

functions! {
    /// Exponentials.
    Exponential;

    /// exp(x).
    ///
    /// Underflows gradually.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.98 | 1.02 |
    exp(x: T);

    /// exp(x) where that is a normal number, in two thirds of the instructions.
    ///
    /// An x below −80 or −700 counts as that, so that a part of a sum is normal, too; none may be above 88 or 709.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 0.98 | 1.02 |
    exp_normal(x: T);

    /// exp(x) - 1.
    ///
    /// Accurate near 0.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.63 | 1.88 |
    exp_m1(x: T);
}

/// An argument reduced to x = n·ln 2 + r, |r| ≤ ln 2 / 2.
struct Reduced<T> {
    /// n, as the sum n + magic.
    n: T,
    /// r.
    r: T,
}

/// Cody and Waite's reduction: the first part of ln 2 is short, so that its multiples are exact.
#[inline(always)]
fn reduce<T: Float, M: Math<T>>(m: M, x: T) -> Reduced<T> {
    let n = m.fma(x, T::from_f64(std::f64::consts::LOG2_E), T::magic());
    let k = n - T::magic();
    let r = m.fma(k, -ln_2_high::<T>(), x);
    let r = m.fma(k, -ln_2_low::<T>(), r);
    Reduced { n, r }
}

/// The leading bits of ln 2: nine of them, or 33.
#[inline(always)]
pub(super) fn ln_2_high<T: Float>() -> T {
    T::pick(0.693_359_375, 0.693_147_180_369_123_8)
}

/// The rest of ln 2.
#[inline(always)]
pub(super) fn ln_2_low<T: Float>() -> T {
    T::pick(-2.121_944_4e-4, 1.908_214_929_270_587_7e-10)
}

/// exp(r) - 1 on the reduced range.
#[inline(always)]
fn reduced_exp_m1<T: Float, M: Math<T>>(m: M, r: T) -> T {
    m.fma(r * r, reduced_tail(m, r), r)
}

/// (exp(r) - 1 - r) / r² on the reduced range, by a minimax polynomial.
#[inline(always)]
fn reduced_tail<T: Float, M: Math<T>>(m: M, r: T) -> T {
    if T::SINGLE {
        poly!(m, r; 0.499_999_94, 0.166_665_21, 0.041_668_39, 0.008_368_745, 0.001_381_454_2)
    } else {
        poly!(m, r;
            0.500_000_000_000_001_1, 0.166_666_666_666_664_1, 0.041_666_666_666_529_73,
            0.008_333_333_333_495_447, 0.001_388_888_894_376_741_3, 0.000_198_412_695_052_696_03,
            2.480_149_293_710_200_4e-5, 2.755_758_692_609_118_8e-6, 2.763_031_185_114_836_4e-7,
            2.500_005_703_456_054_6e-8)
    }
}

/// exp(x).
#[inline(always)]
pub(super) fn exp<T: Float, M: Math<T>>(m: M, x: T) -> T {
    scaled_exp(m, x, T::ONE)
}

/// scale · exp(x), where neither overflows nor underflows unless the product does.
#[inline(always)]
pub(super) fn scaled_exp<T: Float, M: Math<T>>(m: M, x: T, scale: T) -> T {
    exp_sum(m, x, T::ZERO, scale)
}

/// scale · exp(x + dx) for a small correction dx.
#[inline(always)]
pub(super) fn exp_sum<T: Float, M: Math<T>>(m: M, x: T, dx: T, scale: T) -> T {
    // Beyond these the result is 0 or ∞; NaN passes both comparisons.
    let (low, high) = (T::pick(-104.0, -746.0), T::pick(90.0, 711.0));
    let x = select(x < low, low, x);
    let x = select(x > high, high, x);
    let Reduced { n, r } = reduce(m, x);
    let (a, b) = n.two_powers();
    (T::ONE + reduced_exp_m1(m, r + dx)) * scale * a * b
}

/// exp(x) where the result is a normal number, from e⁻⁸⁰ or e⁻⁷⁰⁰ on.
#[inline(always)]
pub(super) fn exp_normal<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let least = T::pick(-80.0, -700.0);
    normal_exp(m, select(x < least, least, x))
}

/// exp(x) where the result is a normal number.
#[inline(always)]
pub(super) fn normal_exp<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let Reduced { n, r } = reduce(m, x);
    (T::ONE + reduced_exp_m1(m, r)) * n.power()
}

/// exp(x) - 1 and what rounding drops from it.
#[inline(always)]
pub(super) fn exp_m1_parts<T: Float, M: Math<T>>(m: M, x: T) -> (T, T) {
    let (low, high) = (T::pick(-20.0, -40.0), T::pick(89.0, 710.0));
    let x = select(x < low, low, x);
    let x = select(x > high, high, x);
    let Reduced { n, r } = reduce(m, x);
    let tail = r * r * reduced_tail(m, r);
    // Half of 2ⁿ does not overflow where the result is finite.
    let scale = (n - T::ONE).power();
    let head = scale - T::from_f64(0.5);
    // 2ⁿ·(r + tail) + (2ⁿ - 1); neither of the two sums has a larger second term.
    let swap = head.magnitude() < (scale * r).magnitude();
    let (big, small) = (select(swap, scale * r, head), select(swap, head, scale * r));
    let sum = big + small;
    let rest = (small - (sum - big)) + scale * tail;
    let result = sum + rest;
    let dropped = rest - (result - sum);
    (result + result, dropped + dropped)
}

/// exp(x) - 1.
#[inline(always)]
pub(super) fn exp_m1<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let (low, high) = (T::pick(-20.0, -40.0), T::pick(89.0, 710.0));
    let y = select(x < low, low, x);
    let y = select(y > high, high, y);
    let Reduced { n, r } = reduce(m, y);
    let scale = (n - T::ONE).power();
    let half = m.fma(scale, reduced_exp_m1(m, r), scale - T::from_f64(0.5));
    // Keeps the sign of zero and the last bit of subnormal numbers.
    select(x.magnitude() < T::pick(1e-9, 1e-18), x, half + half)
}
