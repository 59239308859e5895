//! Sines and cosines: products of two of one angle as waves of twice that, and all that is periodic on one of its periods.

use super::{CUTS, Prover, Sign};
use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::functions::{Func, Tail};
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::{Rational, gcd};
use crate::formula::range::Region;
use std::collections::HashMap;

/// The sign of a whole sum as one of waves, or on one period.
pub(super) fn in_waves(
    prover: &mut Prover,
    ex: &Ex,
    region: &Region,
    (depth, cuts): (u32, u32),
) -> Sign {
    if cuts < CUTS {
        return Sign::Unknown;
    }
    let other = doubled(ex).map(|other| prover.walk(&other, region, depth, cuts));
    let other = other.unwrap_or(Sign::Unknown);
    if other.is_strict() {
        return other;
    }
    match one_period(ex, region).map(|period| prover.walk(ex, &period, depth, cuts)) {
        Some(sign) if sign.is_strict() => sign,
        _ => other,
    }
}

/// `sin(u)·cos(u) = sin(2u)/2`, `sin(u)² = (1 − cos(2u))/2`, `cos(u)² = (1 + cos(2u))/2`, if any is there: what has one wave is
/// bounded by what it attains.
pub(crate) fn doubled(ex: &Ex) -> Option<Ex> {
    let other = ex.rebuild(&mut HashMap::new(), &mut |node| {
        let Node::Product(factors) = node.node() else {
            return None;
        };
        let angle = factors.iter().find_map(|(base, _)| match base.node() {
            Node::Call(Func::Sin | Func::Cos, u) => Some(u),
            _ => None,
        })?;
        let (two, one) = (Ex::int(2), Ex::one());
        let [sine, cosine] = [Func::Sin, Func::Cos].map(|f| {
            let wave = Ex::call(f, angle);
            let found = factors.iter().find(|(base, _)| *base == wave);
            found.map(|(_, exponent)| exponent.clone())
        });
        let twice = |f| Ex::call(f, &angle.scale(Rational::int(2)));
        let wave = match (sine, cosine) {
            (Some(m), Some(n)) if m == one && n == one => twice(Func::Sin),
            (Some(m), None) if m == two => one.sub(&twice(Func::Cos)),
            (None, Some(n)) if n == two => one.add(&twice(Func::Cos)),
            _ => return None,
        };
        let rest = factors.iter().filter(|(base, _)| match base.node() {
            Node::Call(Func::Sin | Func::Cos, u) => u != angle,
            _ => true,
        });
        let rest = Ex::product(rest.cloned()).scale(Rational::HALF);
        // A sum is multiplied out: its constant belongs beside the others.
        let (constant, terms) = wave.terms();
        let constant = (rest.clone(), constant);
        Some(Ex::sum(
            terms
                .into_iter()
                .map(|(term, k)| (rest.mul(&term), k))
                .chain([constant]),
        ))
    });
    (other != *ex).then_some(other)
}

/// A smaller region with all values of the expression: one period of a symbol that stands in angles only.
fn one_period(ex: &Ex, region: &Region) -> Option<Region> {
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
            speeds.push(derivative(u, var));
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

    fn z() -> Ex {
        Ex::var(Var::Coord(0))
    }

    fn wave(f: Func, times: (i64, i64)) -> Ex {
        Ex::call(f, &z().scale(Rational::lowest(times.0, times.1)))
    }

    #[test]
    fn products_of_waves_are_waves() {
        let [sine, cosine] = [Func::Sin, Func::Cos].map(|f| wave(f, (3, 2)));
        let a = Ex::var(Var::Param(0));
        for (ex, one_wave) in [
            (sine.mul(&cosine), true),
            (sine.powi(2).mul(&a), true),
            (Ex::int(5).sub(&cosine.powi(2).mul(&a.exp())), true),
            (sine.mul(&cosine).add(&sine.powi(2)), true),
            (sine.powi(2).mul(&cosine), false),
            (sine.powi(3), false),
            (sine.mul(&wave(Func::Cos, (1, 2))), false),
            (sine.add(&cosine), false),
        ] {
            let found = doubled(&ex);
            assert_eq!(found.is_some(), one_wave, "{ex:?}");
            let Some(found) = found else { continue };
            for x in [-2.5, -0.3, 0.0, 0.9, 4.0] {
                let [was, is] = [&ex, &found].map(|ex| eval::at_point(ex, &[x], &[0.7]));
                assert!((was - is).abs() < 1e-14, "{ex:?}: {was} {is}");
            }
        }
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
