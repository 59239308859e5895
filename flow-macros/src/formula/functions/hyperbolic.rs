//! Hyperbolic functions and their inverses.

#[cfg(test)]
use super::enclosures::{self, Exactly};
#[cfg(test)]
use super::reference::{self, Twice};
use super::{Break, Course, Func, Function, Inverse, Notation, Parity, Tail, from, rounding};
use crate::formula::expr::Ex;
use crate::formula::interval::{Bound, Interval};
use std::f64::consts::LN_2;

pub(super) static SINH: Function = Function {
    written: Some("sinh"),
    name: "sinh",
    notation: Notation::Call,
    runtime: "sinh",
    domain: Interval::REAL,
    range: Interval::REAL,
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Odd,
    inverse: Inverse::Function(Func::Asinh),
    exact: &[
        (Bound::NegInf, Bound::NegInf),
        (Bound::ZERO, Bound::ZERO),
        (Bound::PosInf, Bound::PosInf),
    ],
    evaluate: f64::sinh,
    error: rounding,
    derivative: |u, _| Ex::call(Func::Cosh, u),
    tails: [Tail::Mirrored, Tail::Exponential(1, 2)],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: reference::sinh,
        near: &[0.0, 1.0, -1.0, 710.0, -710.0],
    },
};

pub(super) static COSH: Function = Function {
    written: Some("cosh"),
    name: "cosh",
    notation: Notation::Call,
    runtime: "cosh",
    domain: Interval::REAL,
    range: from(Bound::ONE),
    course: Course::Valley,
    breaks: Break::Nowhere,
    parity: Parity::Even,
    inverse: Inverse::Function(Func::Acosh),
    exact: &[
        (Bound::NegInf, Bound::PosInf),
        (Bound::ZERO, Bound::ONE),
        (Bound::PosInf, Bound::PosInf),
    ],
    evaluate: f64::cosh,
    error: rounding,
    derivative: |u, _| Ex::call(Func::Sinh, u),
    tails: [Tail::Mirrored, Tail::Exponential(1, 2)],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: |t| {
            let e = t.abs().exp();
            (e + Twice::from(1.0) / e) * 0.5
        },
        near: &[0.0, 1.0, -1.0, 710.0, -710.0],
    },
};

pub(super) static TANH: Function = Function {
    written: Some("tanh"),
    name: "tanh",
    notation: Notation::Call,
    runtime: "tanh",
    domain: Interval::REAL,
    range: Interval::open(Bound::MINUS_ONE, Bound::ONE),
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Odd,
    inverse: Inverse::Function(Func::Atanh),
    exact: &[
        (Bound::NegInf, Bound::MINUS_ONE),
        (Bound::ZERO, Bound::ZERO),
        (Bound::PosInf, Bound::ONE),
    ],
    evaluate: f64::tanh,
    error: rounding,
    derivative: |u, _| Ex::call(Func::Cosh, u).powi(-2),
    tails: [Tail::Mirrored, Tail::Limit],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: |t| {
            reference::odd(t, |t| {
                let e = (t * -2.0).exp_m1();
                -e / (e + 2.0)
            })
        },
        near: &[0.0, 1.0, 19.0, -19.0],
    },
};

pub(super) static ASINH: Function = Function {
    written: Some("asinh"),
    name: "asinh",
    notation: Notation::Call,
    runtime: "asinh",
    domain: Interval::REAL,
    range: Interval::REAL,
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Odd,
    inverse: Inverse::Function(Func::Sinh),
    exact: &[
        (Bound::NegInf, Bound::NegInf),
        (Bound::ZERO, Bound::ZERO),
        (Bound::PosInf, Bound::PosInf),
    ],
    evaluate: asinh,
    error: rounding,
    derivative: |u, _| Ex::one().add(&u.powi(2)).sqrt().recip(),
    tails: [Tail::Mirrored, Tail::Logarithm],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: |t| reference::odd(t, reference::asinh),
        near: &[0.0, 1.0, -1.0, 1e8, -1e8],
    },
};

pub(super) static ACOSH: Function = Function {
    written: Some("acosh"),
    name: "acosh",
    notation: Notation::Call,
    runtime: "acosh",
    domain: Interval::open(Bound::ONE, Bound::PosInf),
    range: from(Bound::ZERO),
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Neither,
    inverse: Inverse::Function(Func::Cosh),
    exact: &[(Bound::ONE, Bound::ZERO), (Bound::PosInf, Bound::PosInf)],
    evaluate: acosh,
    error: rounding,
    derivative: |u, _| u.powi(2).sub(&Ex::one()).sqrt().recip(),
    tails: [Tail::Undefined, Tail::Logarithm],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: reference::acosh,
        near: &[1.0, 2.0, 1e8],
    },
};

pub(super) static ATANH: Function = Function {
    written: Some("atanh"),
    name: "atanh",
    notation: Notation::Call,
    runtime: "atanh",
    domain: Interval::open(Bound::MINUS_ONE, Bound::ONE),
    range: Interval::REAL,
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Odd,
    inverse: Inverse::Function(Func::Tanh),
    exact: &[
        (Bound::MINUS_ONE, Bound::NegInf),
        (Bound::ZERO, Bound::ZERO),
        (Bound::ONE, Bound::PosInf),
    ],
    evaluate: atanh,
    error: rounding,
    derivative: |u, _| Ex::one().sub(&u.powi(2)).recip(),
    tails: [Tail::Undefined, Tail::Undefined],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: |t| reference::odd(t, |t| (t * 2.0 / (Twice::from(1.0) - t)).ln_1p() * 0.5),
        near: &[-1.0, -0.5, 0.0, 0.5, 1.0],
    },
};

pub(super) static LN_COSH: Function = Function {
    written: None,
    name: "ln cosh",
    notation: Notation::Words,
    runtime: "ln_cosh",
    domain: Interval::REAL,
    range: from(Bound::ZERO),
    course: Course::Valley,
    breaks: Break::Nowhere,
    parity: Parity::Even,
    inverse: Inverse::Formula(|y| Ex::call(Func::Acosh, &y.exp())),
    exact: &[
        (Bound::NegInf, Bound::PosInf),
        (Bound::ZERO, Bound::ZERO),
        (Bound::PosInf, Bound::PosInf),
    ],
    evaluate: ln_cosh,
    error: rounding,
    derivative: |u, _| Ex::call(Func::Tanh, u),
    tails: [Tail::Mirrored, Tail::Linear],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: |t| {
            let t = t.abs();
            let half = reference::sinh(t * 0.5);
            if t.head < 1.0 {
                (half * half * 2.0).ln_1p()
            } else {
                t + (t * -2.0).exp().ln_1p() - enclosures::LN_2
            }
        },
        near: &[0.0, 1.0, -1.0, 19.0, -300.0],
    },
};

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
