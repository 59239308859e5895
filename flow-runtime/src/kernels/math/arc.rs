//! The inverse trigonometric functions.

use super::Math;
use super::bits::{Float, alternating, poly, select};

functions! {
    /// Inverse trigonometric functions.
    Arcs;

    /// The inverse sine.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.16 | 1.19 |
    asin(x: T);

    /// The inverse cosine.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.16 | 1.14 |
    acos(x: T);

    /// The inverse tangent.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.25 | 1.29 |
    atan(x: T);
}

/// The part of π/2 that its rounded value drops.
#[inline(always)]
fn half_pi_rest<T: Float>() -> T {
    T::pick(-4.371_139e-8, 6.123_233_995_736_766e-17)
}

/// π/2 rounded.
#[inline(always)]
fn half_pi<T: Float>() -> T {
    T::from_f64(std::f64::consts::FRAC_PI_2)
}

/// An argument of arcsin: arcsin |x| = head + tail where |x| ≤ ½, and π/2 - 2·(head + tail) in the outer part.
struct Reduced<T> {
    head: T,
    tail: T,
    outer: bool,
}

/// Reduces to arguments up to ½ by arcsin |x| = π/2 - 2 arcsin √((1 - |x|) / 2).
#[inline(always)]
fn reduce<T: Float, M: Math<T>>(m: M, x: T) -> Reduced<T> {
    let half = T::from_f64(0.5);
    let a = x.magnitude();
    let outer = a > half;
    let z = select(outer, half - half * a, a * a);
    let head = select(outer, z.root(), a);
    let p = if T::SINGLE {
        poly!(m, z; 0.166_667_54, 0.074_952_33, 0.045_478_355, 0.024_140_924, 0.042_230_66)
    } else {
        poly!(m, z;
            0.166_666_666_666_653_75, 0.075_000_000_003_448_2, 0.044_642_856_821_965_34,
            0.030_381_959_395_699_168, 0.022_371_751_937_104_28, 0.017_359_795_597_777_186,
            0.013_884_351_264_534_906, 0.012_174_935_531_316_447, 0.006_503_553_082_531_78,
            0.019_594_245_899_492_237, -0.016_326_538_588_576_838, 0.031_981_582_357_912_014)
    };
    let tail = head * z * p;
    Reduced { head, tail, outer }
}

/// The inverse sine.
#[inline(always)]
pub(super) fn asin<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let Reduced { head, tail, outer } = reduce(m, x);
    let twice = head + head;
    let rest = half_pi::<T>() - twice;
    let dropped = (half_pi::<T>() - rest) - twice;
    let far = rest - (tail + tail - (half_pi_rest::<T>() + dropped));
    select(outer, far, head + tail).with_sign(x)
}

/// The inverse cosine.
#[inline(always)]
pub(super) fn acos<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let Reduced { head, tail, outer } = reduce(m, x);
    let inner = half_pi::<T>() - (x - (half_pi_rest::<T>() - tail.with_sign(x)));
    let y = head + tail;
    let right = y + y;
    let two = T::from_f64(2.0);
    let left = two * half_pi::<T>() - (right - two * half_pi_rest());
    select(outer, select(x < T::ZERO, left, right), inner)
}

/// The inverse tangent.
#[inline(always)]
pub(super) fn atan<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let a = x.magnitude();
    let outer = a > T::ONE;
    let t = select(outer, T::ONE / a, a);
    let z = t * t;
    let fourth = (z * z) * (z * z);
    let p = if T::SINGLE {
        alternating!(m, z, fourth;
            -0.333_333_02, 0.199_986_38, -0.142_652_45, 0.109_575_77; -0.084_194_615, 0.058_234_587,
            -0.031_455_733, 0.011_064_455, -0.001_827_215_7)
    } else {
        alternating!(m, z, fourth * fourth;
            -0.333_333_333_333_330_93, 0.199_999_999_999_554_37, -0.142_857_142_828_023_73,
            0.111_111_110_136_554_18, -0.090_909_071_193_324_49, 0.076_922_811_875_511_68,
            -0.066_664_150_030_071_27, 0.058_805_925_825_786_705; -0.052_538_056_612_783_64,
            0.047_232_936_780_175_51, -0.042_217_185_081_407_156, 0.036_693_537_621_950_75,
            -0.029_985_580_232_140_94, 0.022_085_155_617_236_285, -0.013_994_987_341_057_193,
            0.007_263_357_193_472_693, -0.002_919_342_054_500_342_3, 0.000_843_484_969_951_425_5,
            -0.000_154_797_222_792_080_66, 1.348_930_668_649_498_9e-5)
    };
    let tail = t * z * p;
    let far = (half_pi::<T>() - t) - (tail - half_pi_rest());
    select(outer, far, t + tail).with_sign(x)
}
