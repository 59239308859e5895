//! Square roots and cube roots. A square root is canonically a power, and stands as a function only where it is read.

#[cfg(test)]
use super::enclosures::Exactly;
#[cfg(test)]
use super::reference::Twice;
use super::{Break, Course, Function, Inverse, Notation, Parity, Tail, from, rounding};
use crate::formula::expr::Ex;
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::Rational;

pub(super) static SQRT: Function = Function {
    written: Some("sqrt"),
    name: "sqrt",
    notation: Notation::Call,
    runtime: "sqrt",
    domain: Interval::POSITIVE,
    range: from(Bound::ZERO),
    course: Course::Increasing,
    breaks: Break::Nowhere,
    parity: Parity::Neither,
    inverse: Inverse::Formula(|y| y.powi(2)),
    exact: &[
        (Bound::ZERO, Bound::ZERO),
        (Bound::ONE, Bound::ONE),
        (Bound::PosInf, Bound::PosInf),
    ],
    evaluate: f64::sqrt,
    error: rounding,
    derivative: |_, root| root.recip().scale(Rational::HALF),
    tails: [Tail::Undefined, Tail::Power(1, 2)],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: Twice::sqrt,
        near: &[0.0, 1.0, 1e300],
    },
};

pub(super) static CBRT: Function = Function {
    written: Some("cbrt"),
    name: "cbrt",
    notation: Notation::Call,
    runtime: "cbrt",
    domain: Interval::REAL,
    range: Interval::REAL,
    course: Course::Increasing,
    breaks: Break::Steep,
    parity: Parity::Odd,
    inverse: Inverse::Formula(|y| y.powi(3)),
    exact: &[
        (Bound::NegInf, Bound::NegInf),
        (Bound::MINUS_ONE, Bound::MINUS_ONE),
        (Bound::ZERO, Bound::ZERO),
        (Bound::ONE, Bound::ONE),
        (Bound::PosInf, Bound::PosInf),
    ],
    evaluate: f64::cbrt,
    error: rounding,
    derivative: |_, root| root.powi(-2).div(&Ex::int(3)),
    tails: [Tail::Mirrored, Tail::Power(1, 3)],
    has_logarithmic_ends: false,
    #[cfg(test)]
    exactly: Exactly {
        value: Twice::cbrt,
        near: &[0.0, 1.0, -1.0],
    },
};
