//! A monotone expression is bounded by its limit at one end.

use super::{Prover, Sign};
use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::factor::factor;
use crate::formula::func::Func;
use crate::formula::interval::{Bound, Interval};
use crate::formula::limit::{Limit, Side, limit};
use crate::formula::monotone;
use crate::formula::range::{self, Region};

impl Prover {
    /// A monotone expression is bounded by its limit at one end.
    pub(super) fn by_monotonicity(
        &mut self,
        ex: &Ex,
        var: Var,
        region: &Region,
        depth: u32,
        expected: i32,
    ) -> Sign {
        let (direction, strict) = match monotone::direction(ex, var, region) {
            Some(known) => (known.sign, true),
            // What jumps is not the integral of its derivative.
            None if depth > 0 && !jumps(ex, var, region) => {
                let slope = factor(&derivative(ex, var));
                match self.walk(&slope, region, depth - 1, 3) {
                    Sign::Positive => (1, true),
                    Sign::Negative => (-1, true),
                    Sign::NonNegative => (1, false),
                    Sign::NonPositive => (-1, false),
                    Sign::Zero | Sign::Unknown => return Sign::Unknown,
                }
            }
            None => return Sign::Unknown,
        };
        let interval = region.get(var);
        let low = direction == expected;
        let (end, open, side) = if low {
            (interval.lo, interval.lo_open, Side::Above)
        } else {
            (interval.hi, interval.hi_open, Side::Below)
        };
        let at_end = self.at_end(ex, var, (end, side), region, depth);
        let at_end = if expected > 0 { at_end } else { at_end.neg() };
        // A strictly monotone function does not reach its limit at an open end.
        let bound = match at_end {
            Sign::Positive => Sign::Positive,
            Sign::NonNegative | Sign::Zero if open && strict => Sign::Positive,
            Sign::NonNegative | Sign::Zero => Sign::NonNegative,
            _ => return Sign::Unknown,
        };
        if expected > 0 { bound } else { bound.neg() }
    }

    /// The sign of the limit at one end of a symbol's interval.
    fn at_end(
        &mut self,
        ex: &Ex,
        var: Var,
        (end, side): (Bound, Side),
        region: &Region,
        depth: u32,
    ) -> Sign {
        let there = region.with(var, Interval::point(end));
        match limit(ex, var, end, side, region) {
            Some(Limit::Finite(value)) => self.walk(&value, &there, depth, 4),
            Some(Limit::PosInf) => Sign::Positive,
            Some(Limit::NegInf) => Sign::Negative,
            None if end.is_finite() => Sign::of(&range::eval(ex, &there)),
            None => Sign::Unknown,
        }
    }
}

/// Whether a sign in the expression may change along a symbol.
fn jumps(ex: &Ex, var: Var, region: &Region) -> bool {
    if !ex.has(var) {
        return false;
    }
    match ex.node() {
        Node::Num(_) | Node::Pi | Node::Var(_) => false,
        Node::Sum(_, terms) => terms.iter().any(|(t, _)| jumps(t, var, region)),
        Node::Product(factors) => factors
            .iter()
            .any(|(b, e)| jumps(b, var, region) || jumps(e, var, region)),
        Node::Call(Func::Sign, u) if !Sign::of(&range::eval(u, region)).is_strict() => true,
        Node::Call(_, u) => jumps(u, var, region),
    }
}
