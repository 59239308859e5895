//! The bits of a scalar: what the elementary functions need beyond arithmetic.
//!
//! Everything here is a handful of integer instructions on one lane, so that loops over it vectorise.

use crate::real::Real;

// A selection that stays one: of `if`s on one condition the compiler makes branches, and then computes both of them.
pub(super) use std::hint::select_unpredictable as select;

/// Evaluates a polynomial, coefficients in ascending order.
///
/// The even and the odd powers are summed by Horner's rule each: two chains of half the length keep more of the
/// machine busy, since a loop's next turns are often out of its sight.
macro_rules! poly {
    ($m:expr, $x:expr; $c:expr, $($rest:expr),+ $(,)?) => {{
        let z = $x * $x;
        $m.fma(poly!(@half $m, z; $($rest),+), $x, poly!(@half $m, z; $c, $($rest),+))
    }};
    (@half $m:expr, $z:expr; $c:expr) => { crate::real::Real::from_f64($c) };
    (@half $m:expr, $z:expr; $c:expr, $other:expr) => { crate::real::Real::from_f64($c) };
    (@half $m:expr, $z:expr; $c:expr, $other:expr, $($rest:expr),+) => {
        $m.fma(poly!(@half $m, $z; $($rest),+), $z, crate::real::Real::from_f64($c))
    };
}
pub(super) use poly;

/// Evaluates a polynomial whose coefficients alternate at an argument near 1, where the sums of [`poly`] would cancel:
/// the first terms and the rest by Horner's rule each, the rest times the power of `x` that is given.
macro_rules! alternating {
    ($m:expr, $x:expr, $power:expr; $($low:expr),+; $($high:expr),+ $(,)?) => {
        $m.fma(alternating!(@horner $m, $x; $($high),+), $power, alternating!(@horner $m, $x; $($low),+))
    };
    (@horner $m:expr, $x:expr; $c:expr) => { crate::real::Real::from_f64($c) };
    (@horner $m:expr, $x:expr; $c:expr, $($rest:expr),+) => {
        $m.fma(alternating!(@horner $m, $x; $($rest),+), $x, crate::real::Real::from_f64($c))
    };
}
pub(super) use alternating;

/// Bit patterns and constants of the two formats.
///
/// Implemented for every [`Real`]; `SINGLE` tells them apart at compile time.
pub(super) trait Float: Real {
    /// Whether this is `f32`.
    const SINGLE: bool = size_of::<Self>() == 4;

    /// One constant for each format.
    #[inline(always)]
    fn pick(single: f64, double: f64) -> Self {
        Self::from_f64(if Self::SINGLE { single } else { double })
    }

    /// A number of the same format from the integers that hold it.
    #[inline(always)]
    fn map_bits(self, single: impl Fn(u32) -> u32, double: impl Fn(u64) -> u64) -> Self {
        if Self::SINGLE {
            bytemuck::cast(single(bytemuck::cast(self)))
        } else {
            bytemuck::cast(double(bytemuck::cast(self)))
        }
    }

    /// As [`map_bits`](Float::map_bits), of two numbers.
    #[inline(always)]
    fn zip_bits(
        self,
        other: Self,
        single: impl Fn(u32, u32) -> u32,
        double: impl Fn(u64, u64) -> u64,
    ) -> Self {
        if Self::SINGLE {
            bytemuck::cast(single(bytemuck::cast(self), bytemuck::cast(other)))
        } else {
            bytemuck::cast(double(bytemuck::cast(self), bytemuck::cast(other)))
        }
    }

    /// Not a number.
    #[inline(always)]
    fn nan() -> Self {
        Self::from_f64(f64::NAN)
    }

    /// Positive infinity.
    #[inline(always)]
    fn infinity() -> Self {
        Self::from_f64(f64::INFINITY)
    }

    /// The magnitude.
    #[inline(always)]
    fn magnitude(self) -> Self {
        self.map_bits(|b| b & 0x7fff_ffff, |b| b & 0x7fff_ffff_ffff_ffff)
    }

    /// The magnitude of `self` with the sign of `sign`.
    #[inline(always)]
    fn with_sign(self, sign: Self) -> Self {
        self.zip_bits(
            sign,
            |a, s| (a & 0x7fff_ffff) | (s & 0x8000_0000),
            |a, s| (a & 0x7fff_ffff_ffff_ffff) | (s & 0x8000_0000_0000_0000),
        )
    }

    /// `self * b + c` with one rounding.
    #[inline(always)]
    fn fused(self, b: Self, c: Self) -> Self {
        if Self::SINGLE {
            let (a, b, c): (f32, f32, f32) =
                (bytemuck::cast(self), bytemuck::cast(b), bytemuck::cast(c));
            bytemuck::cast(a.mul_add(b, c))
        } else {
            let (a, b, c): (f64, f64, f64) =
                (bytemuck::cast(self), bytemuck::cast(b), bytemuck::cast(c));
            bytemuck::cast(a.mul_add(b, c))
        }
    }

    /// The square root.
    #[inline(always)]
    fn root(self) -> Self {
        if Self::SINGLE {
            bytemuck::cast(bytemuck::cast::<Self, f32>(self).sqrt())
        } else {
            bytemuck::cast(bytemuck::cast::<Self, f64>(self).sqrt())
        }
    }

    /// A number so large that adding it rounds to an integer, which the low bits of the sum hold, raised by twice
    /// the bias of the exponent: 3/2 · 2⁵² + 2046, or 3/2 · 2²³ + 254.
    #[inline(always)]
    fn magic() -> Self {
        Self::pick(12_583_166.0, 6_755_399_441_057_790.0)
    }

    /// 2ᵃ and 2ᵇ with a + b = n, for a sum n + [`magic`](Float::magic): neither of the two overflows where 2ⁿ does.
    #[inline(always)]
    fn two_powers(self) -> (Self, Self) {
        (
            self.map_bits(|b| (b >> 1) << 23, |b| (b >> 1) << 52),
            self.map_bits(
                |b| b.wrapping_sub(b >> 1) << 23,
                |b| b.wrapping_sub(b >> 1) << 52,
            ),
        )
    }

    /// 2ⁿ for a sum n + [`magic`](Float::magic), where 2ⁿ is a normal number.
    #[inline(always)]
    fn power(self) -> Self {
        self.map_bits(
            |b| b.wrapping_sub(127) << 23,
            |b| b.wrapping_sub(1023) << 52,
        )
    }

    /// Splits a positive normal number into e, m and 2⁻ᵉ with `self` = 2ᵉ·m, m between √½ and √2.
    #[inline(always)]
    fn split(self) -> (Self, Self, Self) {
        // Moving the boundary between binades from 1 to √½ makes the exponent field that of √½·m.
        let moved = self.map_bits(
            |b| b.wrapping_add(0x3f80_0000 - 0x3f35_04f3),
            |b| b.wrapping_add(0x3ff0_0000_0000_0000 - 0x3fe6_a09e_667f_3bcd),
        );
        let biased = moved.map_bits(
            |b| (b >> 23) | 0x4b00_0000,
            |b| (b >> 52) | 0x4330_0000_0000_0000,
        );
        let e = biased - Self::pick(8_388_735.0, 4_503_599_627_371_519.0);
        let m = moved.map_bits(
            |b| (b & 0x007f_ffff) + 0x3f35_04f3,
            |b| (b & 0x000f_ffff_ffff_ffff) + 0x3fe6_a09e_667f_3bcd,
        );
        let inverse = moved.map_bits(
            |b| 254_u32.wrapping_sub(b >> 23) << 23,
            |b| 2046_u64.wrapping_sub(b >> 52) << 52,
        );
        (e, m, inverse)
    }

    /// The leading half of the digits, such that the product of two halves is exact.
    #[inline(always)]
    fn leading_half(self) -> Self {
        self.map_bits(|b| b & 0xffff_f000, |b| b & 0xffff_ffff_f800_0000)
    }

    /// The last bits of a double, in the last bits of this format.
    #[inline(always)]
    fn low_bits(double: f64) -> Self {
        if Self::SINGLE {
            bytemuck::cast(double.to_bits() as u32)
        } else {
            bytemuck::cast(double)
        }
    }

    /// Whether the last bit is set.
    #[inline(always)]
    fn is_odd(self) -> bool {
        if Self::SINGLE {
            bytemuck::cast::<Self, u32>(self) & 1 != 0
        } else {
            bytemuck::cast::<Self, u64>(self) & 1 != 0
        }
    }

    /// The opposite where the last two bits of `k` are 2 or 3: in quadrants where a sine is negative.
    #[inline(always)]
    fn sine_sign(self, k: Self) -> Self {
        self.zip_bits(k, |y, k| y ^ ((k & 2) << 30), |y, k| y ^ ((k & 2) << 62))
    }

    /// The opposite where the last two bits of `k` are 1 or 2: in quadrants where a cosine is negative.
    #[inline(always)]
    fn cosine_sign(self, k: Self) -> Self {
        self.sine_sign(k.map_bits(|k| k.wrapping_add(1), |k| k.wrapping_add(1)))
    }
}

impl<T: Real> Float for T {}
