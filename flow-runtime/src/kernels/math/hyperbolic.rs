//! Hyperbolic functions.

use super::Math;
use super::bits::{Float, poly, select};
use super::exp::{normal_exp, scaled_exp};
use super::ln::assemble;

functions! {
    /// Hyperbolic functions.
    Hyperbolic;

    /// The hyperbolic sine.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.61 | 1.54 |
    sinh(x: T);

    /// The hyperbolic cosine.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.42 | 1.28 |
    cosh(x: T);

    /// The hyperbolic tangent.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.43 | 1.36 |
    tanh(x: T);

    /// ln(cosh(x)).
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 1.91 | 1.63 |
    ln_cosh(x: T);

    /// b · sinh(x), given l = ln(b), where b or the other factor may be out of range.
    scaled_sinh(x: T, b: T, l: T);

    /// b · cosh(x), given l = ln(b), where b or the other factor may be out of range.
    scaled_cosh(x: T, b: T, l: T);
}

/// The hyperbolic tangent.
#[inline(always)]
pub(super) fn tanh<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let a = x.magnitude();
    let z = a * a;
    let p = if T::SINGLE {
        poly!(m, z; -0.333_333_2, 0.133_326_02, -0.053_853_855, 0.021_077_75, -0.006_282_461_3)
    } else {
        poly!(m, z;
            -0.333_333_333_333_333_3, 0.133_333_333_333_330_75, -0.053_968_253_968_049_78,
            0.021_869_488_528_031_517, -0.008_863_235_340_237_174, 0.003_592_125_211_442_061_6,
            -0.001_455_806_236_563_938_8, 0.000_589_835_091_521_021, -0.000_238_221_180_944_547_43,
            9.398_258_212_175_639e-5, -3.298_496_267_017_335_5e-5, 7.459_090_804_551_807e-6)
    };
    let near = m.fma(a * z, p, a);
    // tanh rounds to 1 beyond.
    let limit = T::pick(10.0, 20.0);
    let b = select(a > limit, limit, a);
    let two = T::from_f64(2.0);
    let far = T::ONE - two / (normal_exp(m, b + b) + T::ONE);
    select(a < T::from_f64(0.55), near, far).with_sign(x)
}

/// x + x³·P(x²), which is sinh for |x| ≤ 1.
#[inline(always)]
fn near_sinh<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let z = x * x;
    let p = if T::SINGLE {
        poly!(m, z; 0.166_666_67, 0.008_333_350_5, 0.000_198_360_66, 2.817_439_5e-6)
    } else {
        poly!(m, z;
            0.166_666_666_666_666_69, 0.008_333_333_333_333_139, 0.000_198_412_698_414_376_8,
            2.755_731_915_533_687_5e-6, 2.505_212_339_855_617e-8, 1.605_724_034_117_490_2e-10,
            7.759_312_205_078_005e-13)
    };
    m.fma(x * z, p, x)
}

/// exp(|x|) / 2 and exp(-|x|) / 2; the first overflows only where sinh does.
#[inline(always)]
fn half_exps<T: Float, M: Math<T>>(m: M, x: T) -> (T, T) {
    let h = scaled_exp(m, x.magnitude(), T::from_f64(0.5));
    (h, T::from_f64(0.25) / h)
}

/// b·exp(|x|) / 2 and b·exp(-|x|) / 2 with l = ln b: neither b nor the exponential need be numbers by themselves.
#[inline(always)]
fn scaled_exps<T: Float, M: Math<T>>(m: M, x: T, b: T, l: T) -> (T, T) {
    let half = T::from_f64(0.5);
    let h = scaled_exp(m, x.magnitude() + l, half);
    let least = T::pick(f64::from(f32::MIN_POSITIVE), f64::MIN_POSITIVE);
    let b = half * b;
    (h, b * (b / select(h > least, h, least)))
}

/// b·sinh(x) with l = ln b.
#[inline(always)]
pub(super) fn scaled_sinh<T: Float, M: Math<T>>(m: M, x: T, b: T, l: T) -> T {
    let (h, inverse) = scaled_exps(m, x, b, l);
    let near = b * near_sinh(m, x.magnitude());
    select(x.magnitude() < T::ONE, near, h - inverse).with_sign(x)
}

/// b·cosh(x) with l = ln b.
#[inline(always)]
pub(super) fn scaled_cosh<T: Float, M: Math<T>>(m: M, x: T, b: T, l: T) -> T {
    let (h, inverse) = scaled_exps(m, x, b, l);
    h + inverse
}

/// The hyperbolic sine.
#[inline(always)]
pub(super) fn sinh<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let (h, inverse) = half_exps(m, x);
    let near = near_sinh(m, x.magnitude());
    select(x.magnitude() < T::ONE, near, h - inverse).with_sign(x)
}

/// The hyperbolic cosine.
#[inline(always)]
pub(super) fn cosh<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let (h, inverse) = half_exps(m, x);
    h + inverse
}

/// ln(cosh(x)): half a square near 0, a line far from it.
#[inline(always)]
pub(super) fn ln_cosh<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let a = x.magnitude();
    let z = a * a;
    let p = if T::SINGLE {
        poly!(m, z;
            -0.083_333_31, 0.022_221_634, -0.006_740_689, 0.002_163_63, -0.000_682_646_76,
            0.000_178_454_43, -2.624_098_3e-5)
    } else {
        poly!(m, z;
            -0.083_333_333_333_332_01, 0.022_222_222_222_099_62, -0.006_746_031_742_036_641,
            0.002_186_948_787_684_896, -0.000_738_602_313_802_486_4, 0.000_256_576_446_614_933_95,
            -9.097_157_717_005_832e-5, 3.272_308_637_775_180_5e-5, -1.182_954_277_337_050_6e-5,
            4.194_794_832_550_459e-6, -1.378_949_167_599_889_3e-6, 3.790_652_368_901_137_3e-7,
            -7.375_400_926_678_242e-8, 7.292_471_984_798_227e-9)
    };
    let near = z * m.fma(z, p, T::from_f64(0.5));
    // |x| + ln(1 + exp(-2|x|)) - ln 2, where the exponential is below e⁻² and nothing beyond the limit.
    let limit = T::pick(20.0, 40.0);
    let b = select(a > limit, limit, a);
    let far = a + assemble(m, -T::ONE, normal_exp(m, -(b + b)), T::ZERO);
    select(a < T::ONE, near, far)
}
