//! The elementary functions as calls.

use super::{Fused, Math};
use crate::real::Real;

/// Calls functions where others have their code in place: for builds that are not optimised, in which that would be much
/// code, and no faster.
#[derive(Clone, Copy, Debug)]
pub(in crate::kernels) struct Called;

macro_rules! calls {
    ($($name:ident($($arg:ident),*);)*) => {
        impl<T: Real> Math<T> for Called {
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

            #[inline(never)]
            fn powi(self, x: T, n: i32) -> T {
                Fused.powi(x, n)
            }
        }
    };
}

calls! {
    fma(a, b, c);
    exp(x);
    exp_m1(x);
    ln(x);
    ln_1p(x);
    sqrt(x);
    recip(x);
    abs(x);
    cbrt(x);
    pow(x, y);
    sin(x);
    cos(x);
    tan(x);
    asin(x);
    acos(x);
    atan(x);
    sinh(x);
    cosh(x);
    tanh(x);
    ln_cosh(x);
    asinh(x);
    acosh(x);
    atanh(x);
    sigmoid(x);
    softplus(x);
    ln_sigmoid(x);
    softplus_inverse(x);
    logit(p);
    erf(x);
    normal_cdf(x);
    normal_quantile(p);
    min(a, b);
    max(a, b);
    select_lt(a, b, x, y);
    copysign(x, sign);
}
