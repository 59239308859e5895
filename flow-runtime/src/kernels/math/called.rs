//! The elementary functions as calls.

use super::{Arithmetic, Fused};
use crate::real::Real;

/// Calls functions where others have their code in place: for builds that are not optimised, in which that would be much
/// code, and no faster.
#[derive(Clone, Copy, Debug)]
pub(in crate::kernels) struct Called;

macro_rules! calls {
    ($($name:ident($($arg:ident),*);)*) => {
        impl<T: Real> Arithmetic<T> for Called {
            $(
                #[inline(never)]
                fn $name(self, $($arg: T),*) -> T {
                    Fused.$name($($arg),*)
                }
            )*

            #[inline(never)]
            fn two_product(self, a: T, b: T) -> (T, T) {
                Fused.two_product(a, b)
            }
        }
    };
}

calls! {
    fma(a, b, c);
    sqrt(x);
    recip(x);
    abs(x);
    min(a, b);
    max(a, b);
    select_lt(a, b, x, y);
    copysign(x, sign);
}
