//! The image of a monotone map: its limits at both ends of the domain.

use super::derivative::derivative;
use super::expr::{Ex, Var};
use super::factor::factor;
use super::interval::{Bound, Interval};
use super::limit::{Limit, Side};
use super::prove::{jumps, thorough_limit};
use super::range::{self, Region};
use super::settled::settled;
use std::cmp::Ordering;

/// Where a monotone map ends.
pub(crate) struct Image {
    /// The interval that covers it for all parameters.
    pub(crate) covering: Interval,
    /// The exact ends, the low one first; `None` where infinite.
    pub(crate) ends: [Option<Ex>; 2],
}

/// An end of the image that is a parameter by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LearnedEnd {
    pub(crate) param: usize,
    /// Of which output.
    pub(crate) output: usize,
    pub(crate) lower: bool,
}

/// Why ends that move cannot be learned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unlearned {
    /// One of them is no parameter by itself, or has a range.
    Bound,
    /// One parameter is two of them.
    Shared([LearnedEnd; 2]),
}

/// `first` and `last` are the map next to the low and to the high end of the domain.
pub(crate) fn image(
    first: &Ex,
    last: &Ex,
    var: Var,
    increasing: bool,
    region: &Region,
) -> Option<Image> {
    let domain = region.get(var);
    let infinite = |at, map| endless(at, map, var, increasing, region);
    let first = thorough_limit(first, var, domain.lo, Side::Above, region)
        .or_else(|| infinite(domain.lo, first));
    let second = thorough_limit(last, var, domain.hi, Side::Below, region)
        .or_else(|| infinite(domain.hi, last));
    let (low, high) = if increasing {
        (first?, second?)
    } else {
        (second?, first?)
    };
    let settled = |limit| match limit {
        Limit::Finite(ex) => Limit::Finite(settled(&ex, region)),
        infinite => infinite,
    };
    let (lo, lo_end) = match settled(low) {
        Limit::NegInf => (Bound::NegInf, None),
        Limit::PosInf => return None,
        Limit::Finite(ex) => (range::eval(&ex, region).lo, Some(ex)),
    };
    let (hi, hi_end) = match settled(high) {
        Limit::PosInf => (Bound::PosInf, None),
        Limit::NegInf => return None,
        Limit::Finite(ex) => (range::eval(&ex, region).hi, Some(ex)),
    };
    Some(Image {
        covering: Interval::open(lo, hi),
        ends: [lo_end, hi_end],
    })
}

/// How large a map may be for its slope to be looked at: what is fused of many formulas is too large.
const LARGEST: u32 = 200;

/// The limit at an infinite end, where the slope stays away from zero.
fn endless(at: Bound, map: &Ex, var: Var, increasing: bool, region: &Region) -> Option<Limit> {
    let limit = match at {
        Bound::PosInf if increasing => Limit::PosInf,
        Bound::NegInf if !increasing => Limit::PosInf,
        Bound::PosInf | Bound::NegInf => Limit::NegInf,
        _ => return None,
    };
    if map.is_larger_than(LARGEST) {
        return None;
    }
    let values = range::eval(&factor(&derivative(map, var)), region);
    let least = if increasing { values } else { values.neg() }.lo;
    let away = least.compare(Bound::ZERO) == Ordering::Greater && !jumps(map, var, region);
    away.then_some(limit)
}
