//! The elementary functions of kernels, branch-free.
//!
//! Each is straight-line code on one number: selections and bit patterns instead of branches, tables or calls, so
//! that a loop over it becomes vector code in whatever width the surrounding function is compiled for. The
//! functions themselves are in the files of this module; they are generic in the scalar, with the coefficients of
//! both formats side by side.
//!
//! Coefficients are those of minimax polynomials: of their degree, the largest relative error that they make in what the
//! function returns is the least there is, but for their rounding. Which function each is of, on which interval, and how
//! far it is from the best, is computed anew by `tests/reference/polynomials.py`, by the exchange algorithm of Remez.
//! Exceptions are the tail of ln Φ, an asymptotic series, and constants in parts (ln 2, π/2), whose first parts are short
//! as in Cody and Waite's reductions.

use crate::real::Real;
use arc::Arcs;
use area::Areas;
use arithmetic::Arithmetic;
use departure::Departures;
use erf::Error;
use exp::Exponential;
use hyperbolic::Hyperbolic;
use ln::Logarithmic;
use logistic::Logistic;
use normal::Normal;
use power::Powers;
use root::Roots;
use sum::Sums;
use tail::NormalTail;
use trig::Trigonometric;
use turn::Turns;

/// Declares functions that a file has, under the same names, as a trait. Each has its code in place, or is a call in builds that
/// are not optimised.
macro_rules! functions {
    ($(#[$about:meta])* $family:ident; $($(#[$doc:meta])* $name:ident($($arg:ident: $kind:ty),*);)*) => {
        $(#[$about])*
        pub trait $family<T: crate::real::Real>: Copy {
            $(
                $(#[$doc])*
                #[inline(always)]
                fn $name(self, $($arg: $kind),*) -> T
                where
                    Self: Math<T>,
                {
                    $name(self, $($arg),*)
                }
            )*
        }

        impl<T: crate::real::Real> $family<T> for super::Fused {}
        impl<T: crate::real::Real> $family<T> for super::Unfused {}

        #[cfg(debug_assertions)]
        impl<T: crate::real::Real> $family<T> for super::Called {
            $(
                #[inline(never)]
                fn $name(self, $($arg: $kind),*) -> T {
                    super::Fused.$name($($arg),*)
                }
            )*
        }
    };
}

mod arc;
mod area;
mod arithmetic;
mod bits;
#[cfg(debug_assertions)]
mod called;
mod departure;
mod erf;
mod exp;
mod fused;
mod hyperbolic;
mod ln;
mod logistic;
mod normal;
mod power;
mod root;
mod sum;
mod tail;
mod trig;
mod turn;

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;

#[cfg(debug_assertions)]
pub(super) use called::Called;
pub(super) use fused::{Fused, Unfused};

/// The elementary functions of kernels, branch-free.
///
/// NaN in, NaN out. The tables give the largest error measured over the whole range, with and without fused
/// multiply-adds, in units in the last place (ulp) against the value in twice double precision.
pub trait Math<T: Real>:
    Arithmetic<T>
    + Exponential<T>
    + Logarithmic<T>
    + Powers<T>
    + Trigonometric<T>
    + Arcs<T>
    + Hyperbolic<T>
    + Areas<T>
    + Logistic<T>
    + Error<T>
    + Normal<T>
    + NormalTail<T>
    + Turns<T>
    + Roots<T>
    + Sums<T>
    + Departures<T>
{
}

impl<T: Real> Math<T> for Fused {}
impl<T: Real> Math<T> for Unfused {}
#[cfg(debug_assertions)]
impl<T: Real> Math<T> for Called {}
