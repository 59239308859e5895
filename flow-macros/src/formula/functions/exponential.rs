//! exp and ln.

#[cfg(test)]
use super::enclosures::Exactly;
#[cfg(test)]
use super::reference::Twice;
use super::{Break, Course, Func, Function, Inverse, Notation, Parity, Tail, rounding};
use crate::formula::interval::{Bound, Interval};

pub(super) static EXP: Function = Function {
    written: Some("exp"),
    name: "exp",
    notation: Notation::Call,
    runtime: "exp",
    domain: Interval::REAL,
    range: Interval::POSITIVE,
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Neither,
    inverse: Inverse::Function(Func::Ln),
    exact: &[
        (Bound::NegInf, Bound::ZERO),
        (Bound::ZERO, Bound::ONE),
        (Bound::PosInf, Bound::PosInf),
    ],
    evaluate: f64::exp,
    error: rounding,
    derivative: |_, exp| exp.clone(),
    tails: [Tail::Exponential(1, 1), Tail::Exponential(1, 1)],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: Twice::exp,
        near: &[0.0, 1.0, -37.0, 37.0, -700.0, 700.0],
    },
};

pub(super) static LN: Function = Function {
    written: Some("ln"),
    name: "ln",
    notation: Notation::Bare,
    runtime: "ln",
    domain: Interval::POSITIVE,
    range: Interval::REAL,
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Neither,
    inverse: Inverse::Function(Func::Exp),
    exact: &[
        (Bound::ZERO, Bound::NegInf),
        (Bound::ONE, Bound::ZERO),
        (Bound::PosInf, Bound::PosInf),
    ],
    evaluate: f64::ln,
    error: rounding,
    derivative: |u, _| u.recip(),
    tails: [Tail::Undefined, Tail::Logarithm],
    has_logarithmic_ends: true,
    #[cfg(test)]
    exactly: Exactly {
        value: Twice::ln,
        near: &[0.0, 1.0, 1e300],
    },
};
