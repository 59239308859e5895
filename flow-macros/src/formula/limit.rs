//! Limits at the ends of intervals, by leading terms.

use super::expr::{Ex, Var};
use super::growth::{Coefficient, Lead, Signs, T, Walker};
use super::interval::Bound;
use super::number::Rational;
use super::range::{self, Region};
use super::sign::Strict;
use std::cmp::Ordering;

/// Of larger expressions, counted as trees, no limit is looked for: leading terms are those of all their parts.
const LARGEST: u32 = 3000;

/// The limit of an expression where one symbol goes to an end of its interval.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Limit {
    Finite(Ex),
    PosInf,
    NegInf,
}

/// From which side an end is approached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Below,
    Above,
}

/// The limit where a symbol goes to an end of its interval.
pub(super) fn limit(
    ex: &Ex,
    (var, end, side): (Var, Bound, Side),
    region: &Region,
    signs: Signs,
) -> Option<Limit> {
    if !ex.has(var) {
        return Some(Limit::Finite(ex.clone()));
    }
    let t = Ex::var(T);
    let path = match end {
        Bound::PosInf => t,
        Bound::NegInf => t.neg(),
        _ => {
            let point = match end {
                Bound::Float(x) => Ex::num(Rational::from_f64(x)?),
                _ => range::from_bound(end)?,
            };
            if side == Side::Above {
                point.add(&t.recip())
            } else {
                point.sub(&t.recip())
            }
        }
    };
    let along = ex.replace_var(var, &path);
    if along.is_larger_than(LARGEST) {
        return None;
    }
    let mut walker = Walker::new(region, signs);
    let lead = walker.lead(&along)?;
    match lead {
        Lead::Bounded => None,
        Lead::Vanishes => Some(Limit::Finite(Ex::zero())),
        Lead::Infinite(sign) => Some(infinite(sign)),
        Lead::Term(term) => match walker.size(&term.rate)? {
            Ordering::Less => Some(Limit::Finite(Ex::zero())),
            Ordering::Equal => match term.coefficient {
                Coefficient::Exact(c) => Some(Limit::Finite(c)),
                Coefficient::Sign(_) => None,
            },
            Ordering::Greater => walker.sign(&term.coefficient).map(infinite),
        },
    }
}

fn infinite(sign: Strict) -> Limit {
    match sign {
        Strict::Positive => Limit::PosInf,
        Strict::Negative => Limit::NegInf,
    }
}
