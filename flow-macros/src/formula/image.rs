//! The image of a monotone map: its limits at both ends of the domain.

use super::expr::{Ex, Var};
use super::interval::{Bound, Interval};
use super::limit::{Limit, Side};
use super::prove::thorough_limit;
use super::range::{self, Region};

/// Where a monotone map ends.
pub(crate) struct Image {
    /// The interval that covers it for all parameters.
    pub(crate) covering: Interval,
    /// The exact ends, the low one first; `None` where infinite.
    pub(crate) ends: [Option<Ex>; 2],
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
    let first = thorough_limit(first, var, domain.lo, Side::Above, region);
    let second = thorough_limit(last, var, domain.hi, Side::Below, region);
    let (low, high) = if increasing {
        (first?, second?)
    } else {
        (second?, first?)
    };
    let (lo, lo_end) = match low {
        Limit::NegInf => (Bound::NegInf, None),
        Limit::PosInf => return None,
        Limit::Finite(ex) => (range::eval(&ex, region).lo, Some(ex)),
    };
    let (hi, hi_end) = match high {
        Limit::PosInf => (Bound::PosInf, None),
        Limit::NegInf => return None,
        Limit::Finite(ex) => (range::eval(&ex, region).hi, Some(ex)),
    };
    Some(Image {
        covering: Interval::open(lo, hi),
        ends: [lo_end, hi_end],
    })
}
