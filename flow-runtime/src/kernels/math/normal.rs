//! The normal distribution function and its inverse.

use super::Math;
use super::bits::{Float, alternating, poly, select};
use super::exp::exp_sum;
use super::ln::ln;

functions! {
    /// The normal distribution function and its inverse.
    Normal;

    /// The distribution function of the standard normal.
    ///
    /// Small values are as accurate, down to where they underflow.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 4.03 | 4.02 |
    normal_cdf(x: T);

    /// The inverse of the distribution function of the standard normal.
    ///
    /// | largest error | f32 | f64 |
    /// |---|---|---|
    /// | ulp | 4.14 | 3.30 |
    normal_quantile(p: T);
}

/// P(x²) with Φ(x) = ½ + x·P(x²) for |x| ≤ 1.
#[inline(always)]
pub(super) fn center<T: Float, M: Math<T>>(m: M, z: T) -> T {
    if T::SINGLE {
        poly!(m, z;
                0.398_942_3, -0.066_490_33, 0.009_973_171, -0.001_185_984_7, 0.000_113_143_65,
                -7.530_305_5e-6)
    } else {
        poly!(m, z;
                0.398_942_280_401_432_7, -0.066_490_380_066_905_44, 0.009_973_557_010_035_786,
                -0.001_187_328_215_480_013, 0.000_115_434_687_612_612_39, -9.444_656_241_907_842e-6,
                6.659_692_944_888_969e-7, -4.122_654_924_226_351e-8, 2.273_344_476_902_493_6e-9,
                -1.128_271_968_108_597_7e-10, 4.993_907_501_949_303_5e-12,
                -1.671_958_087_107_276_3e-13)
    }
}

/// Beyond this the tail is less than the smallest number.
#[inline(always)]
pub(super) fn tail_limit<T: Float>() -> T {
    T::pick(15.0, 39.0)
}

/// exp(y²/2)·Φ(-y) for 1 ≤ y up to the limit, and what is left of it in relative terms.
///
/// It is a polynomial in (y - k) / (y + k), divided by y + k, as for erfcx (Shepherd & Laframboise 1981).
#[inline(always)]
pub(super) fn scaled_tail<T: Float, M: Math<T>>(m: M, y: T) -> (T, T) {
    let k = T::pick(3.0, 5.0);
    // 1 / (y + k) and its relative error, to which q is sensitive.
    let sum = y + k;
    let inverse = T::ONE / sum;
    let (product, rest) = m.two_product(inverse, sum);
    let error = (T::ONE - product) - rest - inverse * (y - (sum - k));
    let twice = (k + k) * inverse;
    let q = (T::ONE - twice) - twice * error;
    let fourth = (q * q) * (q * q);
    let tail = if T::SINGLE {
        alternating!(m, q, fourth;
                0.729_083_7, -0.509_332, 0.230_017_7, -0.047_263_317; -0.010_462_259,
                0.006_976_566_7, 0.001_019_799_5, -0.001_065_043_3, -0.000_215_694_99,
                0.000_181_929_57)
    } else {
        alternating!(m, q, fourth * fourth;
                0.769_193_049_750_063, -0.665_382_502_890_057_4, 0.495_305_615_969_972_97,
                -0.313_533_156_671_218_4, 0.165_020_366_170_573_4, -0.069_118_638_709_620_46,
                0.020_795_066_796_125_167, -0.002_993_376_712_336_237_6;
                -0.000_797_869_365_316_115_9, 0.000_544_898_507_190_517, -5.937_584_202_060_814e-5,
                -4.975_964_971_838_648e-5, 1.668_103_746_997_493e-5, 3.969_936_960_064_580_5e-6,
                -2.766_528_789_927_404_8e-6, -3.136_877_563_587_534_6e-7, 4.240_954_634_831_098e-7,
                1.523_343_522_579_372_3e-8, -5.262_496_738_940_016e-8, 5.550_674_064_636_35e-9)
    };
    (tail * inverse, error)
}

/// scale·exp(-y²/2)·(1 + error).
#[inline(always)]
pub(super) fn bell<T: Float, M: Math<T>>(m: M, y: T, scale: T, error: T) -> T {
    let half = T::from_f64(0.5);
    let (square, rest) = m.two_product(y, y);
    exp_sum(m, -half * square, m.fma(-half, rest, error), scale)
}

/// Φ(x).
///
/// Near 0 it is ½ + x·P(x²). In the tail it is exp(-x²/2) times what varies little, so that small values keep their
/// relative accuracy.
#[inline(always)]
pub(super) fn normal_cdf<T: Float, M: Math<T>>(m: M, x: T) -> T {
    let half = T::from_f64(0.5);
    let a = x.magnitude();
    let y = select(a > tail_limit(), tail_limit(), a);
    let (tail, error) = scaled_tail(m, y);
    let tail = bell(m, y, tail, error);
    let far = select(x < T::ZERO, tail, T::ONE - tail);
    select(a < T::ONE, m.fma(x, center(m, a * a), half), far)
}

/// The inverse of Φ at ½ + q over q, a polynomial in w = -ln(1 - 4q²) (Giles 2010), for what is not close to 0 or 1.
#[inline(always)]
pub(super) fn quantile_slope<T: Float, M: Math<T>>(m: M, w: T) -> T {
    let d = w - T::from_f64(2.5);
    if T::SINGLE {
        poly!(m, d;
                4.246_627, 0.697_604_06, -0.011_815_434, -0.003_543_289_1, 0.000_617_571_35,
                -1.403_845_8e-5, -9.794_009e-6, 1.318_526_3e-6, 6.571_204e-8, -2.486_453_9e-8)
    } else {
        poly!(m, d;
                4.246_626_934_029_34, 0.697_604_048_798_109_1, -0.011_815_238_760_327_772,
                -0.003_543_193_025_839_153, 0.000_617_304_967_641_449_7,
                -1.413_104_704_653_822_4e-5, -9.663_659_510_768_641e-6, 1.354_039_380_291_128_2e-6,
                3.794_841_148_629_944e-8, -3.072_001_341_920_991e-8, 2.566_272_501_669_180_2e-9,
                3.382_936_664_495_387_6e-10, -8.798_614_523_588_556e-11, 2.580_263_880_028_111e-12,
                1.519_267_300_262_705_3e-12, -2.157_265_498_647_843_8e-13,
                -8.972_322_270_938_637e-15, 5.416_610_196_018_92e-15, -2.877_874_616_507_455_3e-16,
                -7.957_252_880_324_593e-17, 7.212_353_271_609_489e-18, 5.936_066_236_441_094e-19)
    }
}

/// The inverse of Φ.
///
/// With q = p - ½, it is q times a polynomial unless p is close to 0 or 1. There it is r = √(-ln min(p, 1 - p)) times a
/// polynomial in (r - c) / (r + k), with √r in the place of r in double precision, where r reaches further.
#[inline(always)]
pub(super) fn normal_quantile<T: Float, M: Math<T>>(m: M, p: T) -> T {
    let half = T::from_f64(0.5);
    let q = p - half;
    let a = select(p < half, p, T::ONE - p);
    let near = a > T::from_f64(0.0017);
    let four = T::from_f64(4.0);
    let w = -ln(m, select(near, four * a * (T::ONE - a), a));
    let root = w.root();
    let r = if T::SINGLE { root } else { root.root() };
    let v = (r - T::pick(4.625, 2.656_25)) / (r + T::pick(2.0, 1.0));
    let tail = if T::SINGLE {
        poly!(m, v;
                1.320_063_4, 0.225_276_5, -0.197_236_55, 0.101_959_92, -0.051_105_343,
                0.023_193_857, -0.010_877_3, 0.005_240_055, -0.002_603_332_5)
    } else {
        poly!(m, v;
                1.368_055_676_722_185_6, 0.216_552_893_397_190_94, -0.427_535_236_803_156,
                0.475_907_688_629_007_23, -0.349_544_436_657_403_8, 0.195_635_019_434_782_68,
                -0.093_029_409_563_719_72, 0.039_885_046_758_084_45, -0.017_253_041_788_844_54,
                0.008_845_059_085_036_145, -0.005_103_362_140_530_513, 0.002_290_096_532_619_639_5,
                -0.000_268_217_103_541_048_95, -0.000_402_054_112_521_658_76,
                2.457_775_365_529_276e-6, 0.000_455_924_330_269_622_76,
                -0.000_301_694_052_827_676_94, -0.000_127_560_894_785_124_9,
                0.000_169_673_431_253_404_96)
    };
    let outside = select(a == T::ZERO, T::infinity(), T::nan());
    let tail = select(a > T::ZERO, root * tail, outside);
    select(near, q * quantile_slope(m, w), tail.with_sign(q))
}
