//! What is another function on either side of 0.

#[cfg(test)]
use super::enclosures::Exactly;
#[cfg(test)]
use super::reference::Twice;
use super::{
    Break, Course, Func, Function, Inverse, Notation, Parity, Tail, closed, from, rounding,
};
use crate::formula::expr::Ex;
use crate::formula::interval::{Bound, Interval};

pub(super) static ABS: Function = Function {
    written: Some("abs"),
    name: "abs",
    notation: Notation::Bars,
    runtime: "abs",
    domain: Interval::REAL,
    range: from(Bound::ZERO),
    course: Course::Valley,
    breaks: Break::Corner,
    parity: Parity::Even,
    inverse: Inverse::Formula(Ex::clone),
    exact: &[
        (Bound::NegInf, Bound::PosInf),
        (Bound::ZERO, Bound::ZERO),
        (Bound::PosInf, Bound::PosInf),
    ],
    evaluate: f64::abs,
    error: rounding,
    derivative: |u, _| Ex::call(Func::Sign, u),
    tails: [Tail::Mirrored, Tail::Linear],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: Twice::abs,
        near: &[0.0, 1.0, -1.0],
    },
};

/// As in IEEE arithmetic, that of 0 is 1.
pub(super) static SIGN: Function = Function {
    written: None,
    name: "sign",
    notation: Notation::Call,
    runtime: "sign",
    domain: Interval::REAL,
    range: closed(Bound::MINUS_ONE, Bound::ONE),
    course: Course::Sign,
    breaks: Break::Jump,
    parity: Parity::Odd,
    inverse: Inverse::Missing,
    exact: &[(Bound::ZERO, Bound::ZERO), (Bound::PosInf, Bound::ONE)],
    evaluate: |x| 1f64.copysign(x),
    error: rounding,
    derivative: |_, _| Ex::zero(),
    tails: [Tail::Mirrored, Tail::Limit],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: |t| Twice::from(t.head.signum()),
        near: &[0.0, 1.0, -1.0],
    },
};
