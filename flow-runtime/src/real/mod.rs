//! The two scalars, `f32` and `f64`.

mod vectors;

pub(crate) use vectors::Vectors;

use std::fmt::{Debug, Display, LowerExp};
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, DivAssign, Mul, MulAssign, Neg, Sub, SubAssign};

/// A real scalar: `f32` or `f64`.
///
/// The trait is sealed: kernels exist for these two types only.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a scalar of flows",
    label = "expected `f32` or `f64`",
    note = "declare the flow as `Name<f32, D>` or `Name<f64, D>`"
)]
pub trait Real:
    sealed::Sealed
    + Vectors
    + Copy
    + Default
    + Debug
    + Display
    + LowerExp
    + PartialEq
    + PartialOrd
    + Send
    + Sync
    + Sum
    + bytemuck::Pod
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + AddAssign
    + SubAssign
    + MulAssign
    + DivAssign
    + 'static
{
    /// The number 0.
    const ZERO: Self;
    /// The number 1.
    const ONE: Self;
    /// Name of the type in Rust and in the flow language.
    const NAME: &'static str;
    /// The largest finite number.
    #[doc(hidden)]
    const MAX: Self;
    /// The smallest positive number of full precision.
    #[doc(hidden)]
    const MIN_POSITIVE: Self;
    /// The difference of 1 and the next larger number.
    #[doc(hidden)]
    const EPSILON: Self;

    /// The nearest scalar to `value`.
    fn from_f64(value: f64) -> Self;

    /// The same number in double precision.
    fn to_f64(self) -> f64;

    /// Whether the number is neither infinite nor NaN.
    #[inline(always)]
    fn is_finite(self) -> bool {
        self.to_f64().is_finite()
    }

    /// Whether the number is NaN.
    #[inline(always)]
    fn is_nan(self) -> bool {
        self.to_f64().is_nan()
    }

    /// The least number above this one.
    #[doc(hidden)]
    #[must_use]
    fn next_up(self) -> Self;

    /// The greatest number below this one.
    #[doc(hidden)]
    #[must_use]
    fn next_down(self) -> Self;
}

/// Whether all numbers are neither infinite nor NaN.
pub(crate) fn are_finite<T: Real>(numbers: &[T]) -> bool {
    // Without a branch for each of them.
    let mut blocks = numbers.chunks(256);
    blocks.all(|block| block.iter().fold(true, |all, x| all & x.is_finite()))
}

macro_rules! real {
    ($($t:ident)*) => {$(
        impl sealed::Sealed for $t {}

        impl Real for $t {
            const ZERO: Self = 0.0;
            const ONE: Self = 1.0;
            const NAME: &'static str = stringify!($t);
            const MAX: Self = <$t>::MAX;
            const MIN_POSITIVE: Self = <$t>::MIN_POSITIVE;
            const EPSILON: Self = <$t>::EPSILON;

            #[inline(always)]
            fn from_f64(value: f64) -> Self {
                value as $t
            }

            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from(self)
            }

            fn next_up(self) -> Self {
                <$t>::next_up(self)
            }

            fn next_down(self) -> Self {
                <$t>::next_down(self)
            }
        }
    )*};
}

real!(f32 f64);

mod sealed {
    pub trait Sealed {}
}
