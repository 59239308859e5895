//! The logistic distribution function, its quantiles, and its integral.

#[cfg(test)]
use super::enclosures::{self, Exactly};
#[cfg(test)]
use super::reference::{self, Twice};
use super::{Break, Course, Func, Function, HALF, Inverse, Notation, Parity, Tail, rounding};
use crate::formula::expr::Ex;
use crate::formula::interval::{Bound, Interval};
use std::f64::consts::LN_2;

pub(super) static SIGMOID: Function = Function {
    written: Some("sigmoid"),
    name: "sigmoid",
    notation: Notation::Call,
    runtime: "sigmoid",
    domain: Interval::REAL,
    range: Interval::UNIT,
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Neither,
    inverse: Inverse::Function(Func::Logit),
    exact: &[
        (Bound::NegInf, Bound::ZERO),
        (Bound::ZERO, HALF),
        (Bound::PosInf, Bound::ONE),
    ],
    evaluate: sigmoid,
    error: rounding,
    derivative: |u, _| Ex::call(Func::Sigmoid, u).mul(&Ex::call(Func::Sigmoid, &u.neg())),
    tails: [Tail::Exponential(1, 1), Tail::Limit],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: reference::sigmoid,
        near: &[0.0, 1.0, -37.0, 37.0, -700.0, 700.0],
    },
};

pub(super) static LOGIT: Function = Function {
    written: Some("logit"),
    name: "logit",
    notation: Notation::Call,
    runtime: "logit",
    domain: Interval::UNIT,
    range: Interval::REAL,
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Neither,
    inverse: Inverse::Function(Func::Sigmoid),
    exact: &[
        (Bound::ZERO, Bound::NegInf),
        (HALF, Bound::ZERO),
        (Bound::ONE, Bound::PosInf),
    ],
    evaluate: logit,
    error: rounding,
    derivative: |u, _| u.mul(&Ex::one().sub(u)).recip(),
    tails: [Tail::Undefined, Tail::Undefined],
    has_logarithmic_ends: true,
    #[cfg(test)]
    exactly: Exactly {
        value: |t| {
            if t.head > 0.25 {
                let d = t * 2.0 - 1.0;
                (d * 2.0 / (Twice::from(1.0) - d)).ln_1p()
            } else {
                t.ln() - (-t).ln_1p()
            }
        },
        near: &[0.0, 0.3, 0.5, 0.65, 1.0],
    },
};

pub(super) static SOFTPLUS: Function = Function {
    written: Some("softplus"),
    name: "softplus",
    notation: Notation::Call,
    runtime: "softplus",
    domain: Interval::REAL,
    range: Interval::POSITIVE,
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Neither,
    inverse: Inverse::Function(Func::SoftplusInverse),
    // At 0 it is ln 2, which is no p + q·π.
    exact: &[(Bound::NegInf, Bound::ZERO), (Bound::PosInf, Bound::PosInf)],
    evaluate: |x| x.max(0.0) + (-x.abs()).exp().ln_1p(),
    error: rounding,
    derivative: |u, _| Ex::call(Func::Sigmoid, u),
    tails: [Tail::Exponential(1, 1), Tail::Linear],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: reference::softplus,
        near: &[0.0, -37.0, 37.0, -700.0],
    },
};

pub(super) static SOFTPLUS_INVERSE: Function = Function {
    written: None,
    name: "softplus⁻¹",
    notation: Notation::Inverted,
    runtime: "softplus_inverse",
    domain: Interval::POSITIVE,
    range: Interval::REAL,
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Neither,
    inverse: Inverse::Function(Func::Softplus),
    exact: &[(Bound::ZERO, Bound::NegInf), (Bound::PosInf, Bound::PosInf)],
    evaluate: softplus_inverse,
    error: rounding,
    derivative: |_, inverse| Ex::call(Func::Sigmoid, inverse).recip(),
    tails: [Tail::Undefined, Tail::Linear],
    has_logarithmic_ends: true,
    #[cfg(test)]
    exactly: Exactly {
        value: |t| {
            if t.head < 0.5 {
                t.exp_m1().ln()
            } else if t.head < 1.5 {
                ((t - enclosures::LN_2).exp_m1() * 2.0).ln_1p()
            } else {
                t + (-(-t).exp()).ln_1p()
            }
        },
        near: &[0.0, 0.4, LN_2, 1.1, 37.0],
    },
};

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
    // ln 2 = LN_2 + LN_2_LOW to 32 digits.
    const LN_2_LOW: f64 = 2.319_046_813_846_299_6e-17;
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
