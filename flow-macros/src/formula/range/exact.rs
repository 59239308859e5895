//! Values that are known exactly: limits at ends, and `p + q·π` as a bound and as an expression.

use super::apply;
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::{Course, Func};
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::Rational;

/// Values, and limits at the ends, that are known exactly.
pub(super) fn exact_call(func: Func, x: Bound) -> Option<Bound> {
    if func == Func::Abs && x.is_finite() {
        return Some(if x.signum() < 0 { x.neg() } else { x });
    }
    func.exact(x)
}

/// `f(u)` where both are known exactly, as an expression.
pub(crate) fn exact_value(func: Func, u: &Ex) -> Option<Ex> {
    let x = as_bound(u)?;
    let value = match func.row().course {
        Course::Sine | Course::Cosine | Course::Tangent => {
            let image = apply(func, &Interval::point(x));
            image.is_point().then_some(image.lo)?
        }
        Course::Increasing | Course::Decreasing | Course::Valley | Course::Sign => {
            exact_call(func, x)?
        }
    };
    from_bound(value)
}

/// `p + q·π` as a bound.
pub(crate) fn as_bound(ex: &Ex) -> Option<Bound> {
    let (p, terms) = ex.terms();
    match terms.as_slice() {
        [] => Some(Bound::rational(p)),
        [(t, q)] if matches!(t.node(), Node::Pi) => Some(Bound::Exact(p, *q)),
        _ => None,
    }
}

pub(crate) fn from_bound(bound: Bound) -> Option<Ex> {
    match bound {
        Bound::Exact(p, q) => Some(Ex::sum([(Ex::num(p), Rational::ONE), (Ex::pi(), q)])),
        _ => None,
    }
}
