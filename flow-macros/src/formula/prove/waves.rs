//! Sums of waves: with products of two as one, and all that is periodic on one of its periods.

use super::doubled::doubled;
use super::{CUTS, Prover, Sign};
use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::functions::Tail;
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::{Rational, gcd};
use crate::formula::range::Region;
use std::collections::HashMap;

impl Prover {
    /// The sign of a whole sum as one of waves, or on one period.
    pub(super) fn by_waves(&mut self, ex: &Ex, region: &Region, depth: u32, cuts: u32) -> Sign {
        if cuts < CUTS {
            return Sign::Unknown;
        }
        let other = doubled(ex).map(|other| self.walk(&other, region, depth, cuts));
        let other = other.unwrap_or(Sign::Unknown);
        if other.is_strict() {
            return other;
        }
        match one_period(ex, region).map(|period| self.walk(ex, &period, depth, cuts)) {
            Some(sign) if sign.is_strict() => sign,
            _ => other,
        }
    }
}

/// A smaller region with all values of the expression: one period of a symbol that stands in angles only.
pub(super) fn one_period(ex: &Ex, region: &Region) -> Option<Region> {
    let endless = |var: &Var| {
        let own = region.get(*var);
        !own.lo.is_finite() || !own.hi.is_finite()
    };
    let mut vars = region.vars().filter(|var| ex.has(*var)).filter(endless);
    vars.find_map(|var| {
        let half = half_period(ex, var)?;
        let period = Interval {
            lo: half.neg(),
            hi: half,
            lo_open: false,
            hi_open: false,
        };
        Some(region.with(var, period))
    })
}

/// π over the common divisor of all angular speeds, which are numbers, or numbers of times π.
fn half_period(ex: &Ex, var: Var) -> Option<Bound> {
    let mut speeds: Vec<Ex> = Vec::new();
    let rest = ex.rebuild(&mut HashMap::new(), &mut |node| match node.node() {
        Node::Call(f, u) if u.has(var) && f.row().tails == [Tail::Oscillates; 2] => {
            let speed = derivative(u, var);
            let rest = u.sub(&speed.mul(&Ex::var(var)));
            // Not a number where there is more than a line.
            speeds.push(if rest.has(var) { rest } else { speed });
            Some(Ex::one())
        }
        _ => None,
    });
    if rest.has(var) {
        return None;
    }
    let common = |by: &Ex| {
        let mut speeds = speeds.iter().map(|speed| speed.div(by).as_num());
        let first = speeds.next()??;
        speeds.try_fold(first.abs(), |common, speed| divisor(common, speed?))
    };
    if let Some(speed) = common(&Ex::one()) {
        return Some(Bound::Exact(Rational::ZERO, speed.recip()?));
    }
    Some(Bound::Exact(common(&Ex::pi())?.recip()?, Rational::ZERO))
}

/// The largest number of which both are multiples.
fn divisor(a: Rational, b: Rational) -> Option<Rational> {
    let [first, second] = [(a, b), (b, a)].map(|(x, y)| x.numerator().checked_mul(y.denominator()));
    let below = a.denominator().checked_mul(b.denominator())?;
    Rational::new(gcd(first?.abs(), second?.abs()), below)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::eval;
    use crate::formula::functions::Func;

    fn z() -> Ex {
        Ex::var(Var::Coord(0))
    }

    fn wave(f: Func, times: (i64, i64)) -> Ex {
        Ex::call(f, &z().scale(Rational::lowest(times.0, times.1)))
    }

    #[test]
    fn a_period_is_one_of_all_waves() {
        let region = Region {
            coords: vec![Interval::REAL],
            params: vec![Interval::POSITIVE],
        };
        let half = |ex: &Ex| one_period(ex, &region).map(|found| found.get(Var::Coord(0)).hi);
        let turns = Ex::call(Func::Sin, &z().mul(&Ex::pi()).scale(Rational::int(4)));
        let a = Ex::var(Var::Param(0));
        for (ex, expected) in [
            (wave(Func::Sin, (1, 1)), Some(Bound::pi(1, 1))),
            (wave(Func::Sin, (4, 1)).powi(2), Some(Bound::pi(1, 4))),
            (
                wave(Func::Sin, (3, 2)).add(&wave(Func::Cos, (-5, 6))).exp(),
                Some(Bound::pi(6, 1)),
            ),
            (turns.clone(), Some(Bound::rational(Rational::lowest(1, 4)))),
            (turns.mul(&wave(Func::Sin, (1, 1))), None),
            (wave(Func::Sin, (1, 1)).add(&z()), None),
            (Ex::call(Func::Sin, &z().powi(2)), None),
            (Ex::call(Func::Sin, &z().mul(&a)), None),
            (Ex::call(Func::Tanh, &z()), None),
        ] {
            assert_eq!(half(&ex), expected, "{ex:?}");
            let Some(half) = expected.map(Bound::to_f64) else {
                continue;
            };
            for x in [-2.5, 0.3, 1.0] {
                let [here, there] = [x, x + 2.0 * half].map(|x| eval::at_point(&ex, &[x], &[0.7]));
                assert!((here - there).abs() < 1e-12, "{ex:?}: {here} {there}");
            }
        }
        let within = region.with(Var::Coord(0), Interval::UNIT);
        assert!(one_period(&wave(Func::Sin, (1, 1)), &within).is_none());
    }
}
