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
    ln_normal_cdf(x);
    normal_hazard(x);
    ln_normal_hazard(x);
    logit_normal_cdf(x);
    normal_quantile_exp(x);
    normal_quantile_sigmoid(x);
    sin_pi(x);
    cos_pi(x);
    tan_pi(x);
    minus_cot_pi(x);
    cauchy_cdf(x);
    hypot(x, y);
    plus_hypot(x, y);
    ln_1p_square(x);
    ln_add_exp(a, b);
    exp_difference(a, b);
    asinh_exp(x);
    acosh_exp(x);
    asinh_quotient(x, b, l);
    ln_1p_square_quotient(x, b, l);
    scaled_sinh(x, b, l);
    scaled_cosh(x, b, l);
    ln_quotient(a, b);
    pow_quotient(a, b, y);
    minus_tanh(x);
    minus_sin(x);
    minus_atan(x);
    minus_asinh(x);
    sinh_minus(x);
    minus_ln_1p(x);
    exp_m1_minus(x);
    acosh_1p(x);
    min(a, b);
    max(a, b);
    select_lt(a, b, x, y);
    copysign(x, sign);
}
