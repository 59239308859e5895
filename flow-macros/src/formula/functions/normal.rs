//! The normal distribution function, its quantiles, and the error function.

#[cfg(test)]
use super::enclosures::Exactly;
#[cfg(test)]
use super::reference::{self, Twice};
use super::{Break, Course, Func, Function, HALF, Inverse, Notation, Parity, Tail};
use crate::formula::expr::Ex;
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::Rational;
use std::f64::consts::{PI, SQRT_2};

pub(super) static ERF: Function = Function {
    written: Some("erf"),
    name: "erf",
    notation: Notation::Call,
    runtime: "erf",
    domain: Interval::REAL,
    range: Interval::open(Bound::MINUS_ONE, Bound::ONE),
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Odd,
    inverse: Inverse::Formula(|y| {
        let p = Ex::one().add(y).scale(Rational::HALF);
        Ex::call(Func::Probit, &p).div(&Ex::int(2).sqrt())
    }),
    exact: &[
        (Bound::NegInf, Bound::MINUS_ONE),
        (Bound::ZERO, Bound::ZERO),
        (Bound::PosInf, Bound::ONE),
    ],
    evaluate: erf,
    error: |_| 2e-14,
    derivative: |u, _| {
        let bell = u.powi(2).neg().exp();
        bell.scale(Rational::int(2)).div(&Ex::pi().sqrt())
    },
    tails: [Tail::Mirrored, Tail::Limit],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: |t| reference::odd(t, reference::erf),
        near: &[0.0, 2.0, -2.0, 5.5, -6.0],
    },
};

pub(super) static PHI: Function = Function {
    written: Some("Phi"),
    name: "Φ",
    notation: Notation::Call,
    runtime: "normal_cdf",
    domain: Interval::REAL,
    range: Interval::UNIT,
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Neither,
    inverse: Inverse::Function(Func::Probit),
    exact: &[
        (Bound::NegInf, Bound::ZERO),
        (Bound::ZERO, HALF),
        (Bound::PosInf, Bound::ONE),
    ],
    evaluate: normal_cdf,
    error: |_| 2e-12,
    derivative: |u, _| {
        let bell = u.powi(2).scale(Rational::HALF.neg()).exp();
        bell.div(&Ex::pi().scale(Rational::int(2)).sqrt())
    },
    tails: [Tail::Gaussian, Tail::Limit],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: reference::normal_cdf,
        near: &[0.0, -0.7, 0.7, -2.83, 2.83, -8.0, -37.0],
    },
};

pub(super) static PROBIT: Function = Function {
    written: None,
    name: "Φ⁻¹",
    notation: Notation::Inverted,
    runtime: "normal_quantile",
    domain: Interval::UNIT,
    range: Interval::REAL,
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Neither,
    inverse: Inverse::Function(Func::Phi),
    exact: &[
        (Bound::ZERO, Bound::NegInf),
        (HALF, Bound::ZERO),
        (Bound::ONE, Bound::PosInf),
    ],
    evaluate: normal_quantile,
    // Far below, the density that its steps divide by has few digits left.
    error: |x| if x < 1e-290 { 1e-2 } else { 2e-12 },
    derivative: |_, quantile| {
        let over_bell = quantile.powi(2).scale(Rational::HALF).exp();
        over_bell.mul(&Ex::pi().scale(Rational::int(2)).sqrt())
    },
    tails: [Tail::Undefined, Tail::Undefined],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: quantile,
        near: &[0.0, 0.3, 0.5, 0.7, 1.0, 1e-200],
    },
};

/// `exp(x²)·erfc(x)` for x ≥ 2: a continued fraction, evaluated upwards from enough terms.
fn erfcx(x: f64) -> f64 {
    let mut tail = x;
    for k in (1..=120).rev() {
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

/// By Newton on the distribution function of the half below 1/2.
#[cfg(test)]
fn quantile(p: Twice) -> Twice {
    if p.head > 0.5 {
        return -quantile(Twice::from(1.0) - p);
    }
    let mut y = Twice::from(-normal_quantile(p.head));
    for _ in 0..3 {
        let gap = if y.head < 1.0 {
            Twice::from(0.5) - p - y.normal_center()
        } else {
            y.normal_tail() - p
        };
        y = y + gap / y.bell();
    }
    -y
}
