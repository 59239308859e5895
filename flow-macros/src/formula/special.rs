//! The functions of formulas in double precision, for witnesses, tests and interval ends.

use super::func::Func;
use std::f64::consts::{LN_2, PI, SQRT_2};

// ln 2 = LN_2 + LN_2_LOW to 32 digits.
const LN_2_LOW: f64 = 2.319_046_813_846_299_6e-17;

pub(crate) fn call(func: Func, x: f64) -> f64 {
    match func {
        Func::Exp => x.exp(),
        Func::Ln => x.ln(),
        Func::Sqrt => x.sqrt(),
        Func::Cbrt => x.cbrt(),
        Func::Sin => x.sin(),
        Func::Cos => x.cos(),
        Func::Tan => x.tan(),
        Func::Asin => x.asin(),
        Func::Acos => x.acos(),
        Func::Atan => x.atan(),
        Func::Sinh => x.sinh(),
        Func::Cosh => x.cosh(),
        Func::Tanh => x.tanh(),
        Func::Asinh => asinh(x),
        Func::Acosh => acosh(x),
        Func::Atanh => atanh(x),
        Func::Sigmoid => sigmoid(x),
        Func::Logit => logit(x),
        Func::Softplus => x.max(0.0) + (-x.abs()).exp().ln_1p(),
        Func::Erf => erf(x),
        Func::Phi => normal_cdf(x),
        Func::Abs => x.abs(),
        Func::Sign => 1f64.copysign(x),
        Func::SoftplusInverse => softplus_inverse(x),
        Func::Probit => normal_quantile(x),
        Func::LnCosh => ln_cosh(x),
    }
}

/// A bound on the relative error of [`call`], next to roots, poles and ends as well; besides it, results below the normal
/// numbers have an absolute error of [`LEAST`].
pub(crate) fn error(func: Func, x: f64) -> f64 {
    match func {
        Func::Exp
        | Func::Ln
        | Func::Sqrt
        | Func::Cbrt
        | Func::Sin
        | Func::Cos
        | Func::Tan
        | Func::Asin
        | Func::Acos
        | Func::Atan
        | Func::Sinh
        | Func::Cosh
        | Func::Tanh
        | Func::Asinh
        | Func::Acosh
        | Func::Atanh
        | Func::Sigmoid
        | Func::Logit
        | Func::Softplus
        | Func::SoftplusInverse
        | Func::LnCosh
        | Func::Abs
        | Func::Sign => 4e-15,
        Func::Erf => 2e-14,
        // The density that its steps divide by has few digits left down there.
        Func::Probit if x < 1e-290 => 1e-2,
        Func::Phi | Func::Probit => 2e-12,
    }
}

/// What may be missing of a result that is no normal number.
pub(crate) const LEAST: f64 = 1e-322;

fn asinh(x: f64) -> f64 {
    let a = x.abs();
    if a > 1e8 {
        return (a.ln() + LN_2).copysign(x);
    }
    (a + a * a / (1.0 + (1.0 + a * a).sqrt()))
        .ln_1p()
        .copysign(x)
}

fn acosh(x: f64) -> f64 {
    if x > 1e8 {
        return x.ln() + LN_2;
    }
    let e = x - 1.0;
    (e + (e * (e + 2.0)).sqrt()).ln_1p()
}

fn atanh(x: f64) -> f64 {
    let a = x.abs();
    (0.5 * (2.0 * a / (1.0 - a)).ln_1p()).copysign(x)
}

fn ln_cosh(x: f64) -> f64 {
    let a = x.abs();
    if a < 1.0 {
        // cosh x = 1 + 2·sinh²(x/2)
        return (2.0 * (0.5 * a).sinh().powi(2)).ln_1p();
    }
    a + (-2.0 * a).exp().ln_1p() - LN_2
}

fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

fn logit(x: f64) -> f64 {
    if (0.3..0.65).contains(&x) {
        // ln(x/(1−x)) = 2·atanh(2x−1), where the quotient would round.
        let d = 2.0 * x - 1.0;
        return (2.0 * d / (1.0 - d)).ln_1p();
    }
    x.ln() - (-x).ln_1p()
}

fn softplus_inverse(x: f64) -> f64 {
    if x < 0.4 {
        return x.exp_m1().ln();
    }
    if x < 1.1 {
        // exp(x) − 1 = 1 + 2·(exp(x − ln 2) − 1), with ln 2 in two parts.
        let d = (x - LN_2) - LN_2_LOW;
        return (2.0 * d.exp_m1()).ln_1p();
    }
    x + (-(-x).exp_m1()).ln()
}

/// `exp(x²)·erfc(x)` for x ≥ 0.
fn erfcx(x: f64) -> f64 {
    if x < 2.0 {
        return (x * x).exp() * (1.0 - erf_series(x));
    }
    // Continued fraction, evaluated upwards from enough terms.
    let terms = if x > 6.0 { 30 } else { 120 };
    let mut tail = x;
    for k in (1..=terms).rev() {
        tail = x + f64::from(k) * 0.5 / tail;
    }
    1.0 / (tail * PI.sqrt())
}

fn erf_series(x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (x, x, 0.0);
    while n < 200.0 {
        n += 1.0;
        term *= 2.0 * x * x / (2.0 * n + 1.0);
        sum += term;
        if term.abs() < 1e-18 * sum.abs() {
            break;
        }
    }
    2.0 / PI.sqrt() * (-x * x).exp() * sum
}

pub(crate) fn erf(x: f64) -> f64 {
    let a = x.abs();
    let value = if a < 2.0 {
        erf_series(a)
    } else {
        1.0 - (-a * a).exp() * erfcx(a)
    };
    if x.is_nan() { x } else { value.copysign(x) }
}

pub(crate) fn erfc(x: f64) -> f64 {
    if x > 0.5 {
        if x < 2.0 {
            1.0 - erf_series(x)
        } else {
            (-x * x).exp() * erfcx(x)
        }
    } else {
        1.0 - erf(x)
    }
}

pub(crate) fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x / SQRT_2)
}

/// By bisection and Newton on the distribution function: slow, and precise in both tails.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) {
        return match p {
            0.0 => f64::NEG_INFINITY,
            1.0 => f64::INFINITY,
            _ => f64::NAN,
        };
    }
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    if p > 0.3 {
        // Beside its root, from the error function, which has one there.
        return -SQRT_2 * error_quantile(1.0 - 2.0 * p);
    }
    let (mut lo, mut hi) = (-40.0, 0.0);
    for _ in 0..30 {
        let middle = 0.5 * (lo + hi);
        if normal_cdf(middle) < p {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    let mut x = 0.5 * (lo + hi);
    for _ in 0..3 {
        let density = (-0.5 * x * x).exp() / (2.0 * PI).sqrt();
        if density > 0.0 {
            x -= (normal_cdf(x) - p) / density;
        }
    }
    x
}

/// The number below 1/2 with a given value of the error function, by Newton.
fn error_quantile(q: f64) -> f64 {
    let mut x = 0.5 * PI.sqrt() * q;
    for _ in 0..6 {
        x -= (erf(x) - q) * 0.5 * PI.sqrt() * (x * x).exp();
    }
    x
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn error_function_has_known_values() {
        // Abramowitz and Stegun, table 7.1, and erfc(5).
        for (x, want) in [
            (0.5, 0.520_499_877_813_046_5),
            (1.0, 0.842_700_792_949_714_9),
            (2.5, 0.999_593_047_982_555),
        ] {
            assert!((erf(x) - want).abs() < 1e-15, "{x}");
            assert!((erf(-x) + want).abs() < 1e-15, "{x}");
        }
        assert!((erfc(5.0) / 1.537_459_794_428_035e-12 - 1.0).abs() < 1e-13);
        assert!((erfc(1.9999) / erfc(2.0001) - 1.0).abs() < 1e-2);
        for p in [1e-12, 0.025, 0.3, 0.5, 0.9] {
            assert!(
                (normal_cdf(normal_quantile(p)) / p - 1.0).abs() < 1e-12,
                "{p}"
            );
        }
    }
}
