//! Trigonometric functions and their inverses.
//!
//! What sin, cos and tan are at multiples of π is known to `range::angle`.

#[cfg(test)]
use super::enclosures::Exactly;
#[cfg(test)]
use super::reference::{self, Twice};
use super::{
    Break, Course, Func, Function, HALF, Inverse, MINUS_HALF, Notation, Parity, Tail, closed, pi,
    rounding,
};
use crate::formula::expr::Ex;
use crate::formula::interval::{Bound, Interval};
#[cfg(test)]
use std::f64::consts::{FRAC_PI_2, PI};

/// Multiples of π/2.
#[cfg(test)]
const QUARTERS: &[f64] = &[
    0.0,
    FRAC_PI_2,
    -FRAC_PI_2,
    PI,
    -PI,
    1.5 * PI,
    2.0 * PI,
    100.0 * PI,
    31_415.926_535_897_93,
];

pub(super) static SIN: Function = Function {
    written: Some("sin"),
    name: "sin",
    notation: Notation::Bare,
    runtime: "sin",
    domain: Interval::REAL,
    range: closed(Bound::MINUS_ONE, Bound::ONE),
    course: Course::Sine,
    breaks: Break::Nowhere,
    parity: Parity::Odd,
    inverse: Inverse::Function(Func::Asin),
    exact: &[(Bound::ZERO, Bound::ZERO)],
    evaluate: f64::sin,
    error: rounding,
    derivative: |u, _| Ex::call(Func::Cos, u),
    tails: [Tail::Oscillates, Tail::Oscillates],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: |t| t.sin_cos().0,
        near: QUARTERS,
    },
};

pub(super) static COS: Function = Function {
    written: Some("cos"),
    name: "cos",
    notation: Notation::Bare,
    runtime: "cos",
    domain: Interval::REAL,
    range: closed(Bound::MINUS_ONE, Bound::ONE),
    course: Course::Cosine,
    breaks: Break::Nowhere,
    parity: Parity::Even,
    inverse: Inverse::Function(Func::Acos),
    exact: &[(Bound::ZERO, Bound::ONE)],
    evaluate: f64::cos,
    error: rounding,
    derivative: |u, _| Ex::call(Func::Sin, u).neg(),
    tails: [Tail::Oscillates, Tail::Oscillates],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: |t| t.sin_cos().1,
        near: QUARTERS,
    },
};

pub(super) static TAN: Function = Function {
    written: Some("tan"),
    name: "tan",
    notation: Notation::Bare,
    runtime: "tan",
    domain: Interval::REAL,
    range: Interval::REAL,
    course: Course::Tangent,
    breaks: Break::Poles,
    parity: Parity::Odd,
    inverse: Inverse::Function(Func::Atan),
    exact: &[(Bound::ZERO, Bound::ZERO)],
    evaluate: f64::tan,
    error: rounding,
    derivative: |u, _| Ex::call(Func::Cos, u).powi(-2),
    tails: [Tail::Undefined, Tail::Undefined],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: |t| {
            let (s, c) = t.sin_cos();
            s / c
        },
        near: QUARTERS,
    },
};

pub(super) static ASIN: Function = Function {
    written: Some("asin"),
    name: "asin",
    notation: Notation::Call,
    runtime: "asin",
    domain: Interval::open(Bound::MINUS_ONE, Bound::ONE),
    range: closed(pi(-1, 2), pi(1, 2)),
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Odd,
    inverse: Inverse::Function(Func::Sin),
    exact: &[
        (Bound::MINUS_ONE, pi(-1, 2)),
        (MINUS_HALF, pi(-1, 6)),
        (Bound::ZERO, Bound::ZERO),
        (HALF, pi(1, 6)),
        (Bound::ONE, pi(1, 2)),
    ],
    evaluate: f64::asin,
    error: rounding,
    derivative: |u, _| Ex::one().sub(&u.powi(2)).sqrt().recip(),
    tails: [Tail::Undefined, Tail::Undefined],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: reference::asin,
        near: &[-1.0, -0.5, 0.0, 0.5, 1.0],
    },
};

pub(super) static ACOS: Function = Function {
    written: Some("acos"),
    name: "acos",
    notation: Notation::Call,
    runtime: "acos",
    domain: Interval::open(Bound::MINUS_ONE, Bound::ONE),
    range: closed(Bound::ZERO, pi(1, 1)),
    course: Course::Decreasing,
    breaks: Break::Nowhere,
    parity: Parity::Neither,
    inverse: Inverse::Function(Func::Cos),
    exact: &[
        (Bound::MINUS_ONE, pi(1, 1)),
        (MINUS_HALF, pi(2, 3)),
        (Bound::ZERO, pi(1, 2)),
        (HALF, pi(1, 3)),
        (Bound::ONE, Bound::ZERO),
    ],
    evaluate: f64::acos,
    error: rounding,
    derivative: |u, _| Ex::one().sub(&u.powi(2)).sqrt().recip().neg(),
    tails: [Tail::Undefined, Tail::Undefined],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: reference::acos,
        near: &[-1.0, -0.5, 0.0, 0.5, 1.0],
    },
};

pub(super) static ATAN: Function = Function {
    written: Some("atan"),
    name: "atan",
    notation: Notation::Call,
    runtime: "atan",
    domain: Interval::REAL,
    range: Interval::open(pi(-1, 2), pi(1, 2)),
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Odd,
    inverse: Inverse::Function(Func::Tan),
    exact: &[
        (Bound::NegInf, pi(-1, 2)),
        (Bound::MINUS_ONE, pi(-1, 4)),
        (Bound::ZERO, Bound::ZERO),
        (Bound::ONE, pi(1, 4)),
        (Bound::PosInf, pi(1, 2)),
    ],
    evaluate: f64::atan,
    error: rounding,
    derivative: |u, _| Ex::one().add(&u.powi(2)).recip(),
    tails: [Tail::Mirrored, Tail::Limit],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: Twice::atan,
        near: &[0.0, 1.0, -1.0, 1e16],
    },
};
