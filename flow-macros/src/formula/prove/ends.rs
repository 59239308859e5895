//! A monotone expression is bounded by its limit at one end.

use super::limits::limit;
use super::{Prover, Sign, Strict};
use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::factor::factor;
use crate::formula::functions::Break;
use crate::formula::interval::{Bound, Interval};
use crate::formula::limit::{Limit, Side};
use crate::formula::monotone;
use crate::formula::range::{self, Region};
use std::cmp::Ordering;

impl Prover {
    /// A monotone expression is bounded by its limit at one end.
    pub(super) fn by_monotonicity(
        &mut self,
        ex: &Ex,
        var: Var,
        region: &Region,
        depth: u32,
        expected: Strict,
    ) -> Sign {
        let (direction, strict) = match monotone::direction(ex, var, region) {
            Some(known) => (known.sign, true),
            // What jumps is not the integral of its derivative.
            None if depth > 0 && !jumps(ex, var, region) => {
                let slope = factor(&derivative(ex, var));
                match self.walk(&slope, region, depth - 1, 3) {
                    Sign::Positive => (Strict::Positive, true),
                    Sign::Negative => (Strict::Negative, true),
                    Sign::NonNegative => (Strict::Positive, false),
                    Sign::NonPositive => (Strict::Negative, false),
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
        let turned = |sign: Sign| match expected {
            Strict::Positive => sign,
            Strict::Negative => sign.neg(),
        };
        // A strictly monotone function does not reach its limit at an open end.
        let bound = match turned(at_end) {
            Sign::Positive => Sign::Positive,
            Sign::NonNegative | Sign::Zero if open && strict => Sign::Positive,
            Sign::NonNegative | Sign::Zero => Sign::NonNegative,
            _ => return Sign::Unknown,
        };
        turned(bound)
    }

    /// The sign of the limit at one end of a symbol's interval, or of all values next to it.
    pub(super) fn at_end(
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
            // At an open end an expression may have no value, and what arithmetic makes of its parts means nothing.
            None if region.get(var).contains_bound(end) && range::is_defined(ex, &there) => {
                Sign::of(&range::eval(ex, &there))
            }
            None => {
                let near = beside(&region.get(var), side).into_iter();
                near.map(|near| Sign::of(&range::eval(ex, &region.with(var, near))))
                    .find(|sign| sign.is_strict())
                    .unwrap_or(Sign::Unknown)
            }
        }
    }
}

/// Smaller and smaller parts of an interval at one of its ends.
fn beside(whole: &Interval, side: Side) -> Vec<Interval> {
    let (lo, hi) = (whole.lo.to_f64(), whole.hi.to_f64());
    let cut = |power: i32| match (side, lo.is_finite(), hi.is_finite()) {
        (Side::Above, true, _) => lo + 2f64.powi(-power) * (hi - lo).min(1.0),
        (Side::Above, false, _) => hi.min(0.0) - 2f64.powi(power),
        (Side::Below, _, true) => hi - 2f64.powi(-power) * (hi - lo).min(1.0),
        (Side::Below, _, false) => lo.max(0.0) + 2f64.powi(power),
    };
    let parts = [3, 9, 20].map(|power| {
        let cut = Bound::Float(cut(power)).exact();
        let (below, above) = whole.cut_at(cut);
        let part = match side {
            Side::Above => below,
            Side::Below => above,
        };
        (part.lo.compare(part.hi) == Ordering::Less && whole.contains_bound(cut)).then_some(part)
    });
    parts.into_iter().flatten().collect()
}

/// Whether a sign in the expression may change along a symbol.
pub(crate) fn jumps(ex: &Ex, var: Var, region: &Region) -> bool {
    if !ex.has(var) {
        return false;
    }
    match ex.node() {
        Node::Num(_) | Node::Pi | Node::Var(_) => false,
        Node::Sum(_, terms) => terms.iter().any(|(t, _)| jumps(t, var, region)),
        Node::Product(factors) => factors
            .iter()
            .any(|(b, e)| jumps(b, var, region) || jumps(e, var, region)),
        // Poles are kept out of the domain where the function is written.
        Node::Call(f, u) if f.row().breaks == Break::Jump => {
            !Sign::of(&range::eval(u, region)).is_strict() || jumps(u, var, region)
        }
        Node::Call(_, u) => jumps(u, var, region),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::functions::Func;
    use crate::formula::number::Rational;

    #[test]
    fn jumps_are_found_wherever_they_stand() {
        let z = Ex::var(Var::Coord(0));
        let on = |ex: &Ex, interval: Interval| {
            let region = Region {
                coords: vec![interval],
                params: vec![],
            };
            jumps(ex, Var::Coord(0), &region)
        };
        let sign = Ex::call(Func::Sign, &z);
        for ex in [
            sign.clone(),
            sign.mul(&z.exp()),
            sign.add(&z),
            sign.exp(),
            z.powi(2).add(&Ex::one()).pow(&sign),
            Ex::call(Func::Tanh, &sign.add(&z)),
        ] {
            assert!(on(&ex, Interval::REAL));
            assert!(!on(&ex, Interval::POSITIVE));
            assert!(!on(&ex, Interval::POSITIVE.neg()));
        }
        assert!(!on(&Ex::call(Func::Abs, &z), Interval::REAL));
        assert!(!on(&Ex::call(Func::Tan, &z), Interval::REAL));
    }

    #[test]
    fn parts_are_shares_of_what_is_narrow() {
        let narrow = Interval::open(Bound::int(2), Bound::rational(Rational::lowest(9, 4)));
        for whole in [narrow, narrow.neg()] {
            for side in [Side::Above, Side::Below] {
                let width = |part: &Interval| part.hi.to_f64() - part.lo.to_f64();
                let shares: Vec<f64> = beside(&whole, side)
                    .iter()
                    .map(|p| 4.0 * width(p))
                    .collect();
                assert_eq!(shares, [3, 9, 20].map(|power| 2f64.powi(-power)), "{whole}");
            }
        }
    }

    #[test]
    fn parts_beside_an_end_shrink_towards_it() {
        for (whole, side) in [
            (Interval::UNIT, Side::Above),
            (Interval::UNIT, Side::Below),
            (Interval::POSITIVE, Side::Above),
            (Interval::POSITIVE, Side::Below),
            (Interval::POSITIVE.neg(), Side::Above),
            (Interval::POSITIVE.neg(), Side::Below),
            (Interval::REAL, Side::Above),
            (Interval::REAL, Side::Below),
        ] {
            let parts = beside(&whole, side);
            assert_eq!(parts.len(), 3, "{whole}");
            for part in &parts {
                let (end, own) = match side {
                    Side::Above => (whole.lo, part.lo),
                    Side::Below => (whole.hi, part.hi),
                };
                assert!(end == own && part.is_inside(&whole), "{part} of {whole}");
            }
            let nested = parts.windows(2).all(|two| two[1].is_inside(&two[0]));
            assert!(nested && parts[1] != parts[0], "{whole}");
        }
    }
}
