//! Sines and tangents: exact at simple multiples of π, with their turning points and poles.

use crate::formula::functions::Func;
use crate::formula::interval::{Bound, Interval, Round};
use crate::formula::number::Rational;
use std::cmp::Ordering;

/// The smallest integer k with offset + k·π ≥ x (or > x), for offsets that are multiples of π.
fn first_multiple(x: Bound, offset: Rational, strict: bool) -> Option<i64> {
    let guess = x.to_f64() / std::f64::consts::PI - offset.to_f64();
    if !guess.is_finite() || guess.abs() > 1e9 {
        return None;
    }
    let start = guess.floor() as i64 - 1;
    (start..start + 4).find(|&k| {
        let at = offset
            .add(Rational::int(k))
            .map(|q| Bound::Exact(Rational::ZERO, q));
        at.is_some_and(|at| match at.compare(x) {
            Ordering::Greater => true,
            Ordering::Equal => !strict,
            Ordering::Less => false,
        })
    })
}

pub(super) fn sine(on: &Interval) -> Interval {
    let full = Func::Sin.range();
    let multiples = |strict: bool| {
        let first = first_multiple(on.lo, Rational::HALF, strict)?;
        let last = -first_multiple(on.hi.neg(), Rational::HALF.neg(), strict)?;
        Some((first, last))
    };
    let (Some((first, last)), Some(inner)) = (multiples(false), multiples(true)) else {
        return full;
    };
    if last - first > 4 {
        return full;
    }
    let end = |x: Bound, open: bool| Interval {
        lo: sine_at(x, Round::Down),
        hi: sine_at(x, Round::Up),
        lo_open: open,
        hi_open: open,
    };
    let mut result = end(on.lo, on.lo_open).hull(&end(on.hi, on.hi_open));
    // And what is attained between them.
    for k in first..=last {
        let inside = (inner.0..=inner.1).contains(&k);
        let at_closed_end = (k == first && !on.lo_open) || (k == last && !on.hi_open);
        let attained = inside || at_closed_end;
        let extreme = if k % 2 == 0 {
            Bound::ONE
        } else {
            Bound::MINUS_ONE
        };
        if attained {
            result = result.hull(&Interval::point(extreme));
        }
    }
    result
}

fn sine_at(x: Bound, round: Round) -> Bound {
    if let Some(value) = sine_exact(x) {
        return value;
    }
    // Arguments carry an error of their own.
    let (lo, hi) = x.enclose();
    let (a, b) = (lo.sin(), hi.sin());
    let slack = 4.0 * f64::EPSILON * (1.0 + lo.abs());
    match round {
        Round::Down => round.float(a.min(b) - slack).max(Bound::MINUS_ONE),
        Round::Up => round.float(a.max(b) + slack).min(Bound::ONE),
    }
}

fn sine_exact(x: Bound) -> Option<Bound> {
    let Bound::Exact(p, q) = x else { return None };
    if !p.is_zero() {
        return None;
    }
    let sixths = q.mul(Rational::int(6))?.integer()?.rem_euclid(12);
    let half = Rational::HALF;
    Some(match sixths {
        0 | 6 => Bound::ZERO,
        1 | 5 => Bound::rational(half),
        3 => Bound::ONE,
        7 | 11 => Bound::rational(half.neg()),
        9 => Bound::MINUS_ONE,
        _ => return None,
    })
}

pub(super) fn tangent(on: &Interval) -> Interval {
    let (first, last) = match (
        first_multiple(on.lo, Rational::HALF, on.lo_open),
        first_multiple(on.hi.neg(), Rational::HALF.neg(), on.hi_open),
    ) {
        (Some(first), Some(last)) => (first, -last),
        _ => return Interval::REAL,
    };
    if first <= last {
        return Interval::REAL;
    }
    let (lo, hi) = (tangent_at(on.lo, Round::Down), tangent_at(on.hi, Round::Up));
    // Rounding near a pole may turn the ends around.
    if lo.compare(hi) == Ordering::Greater {
        return Interval::REAL;
    }
    Interval {
        lo,
        hi,
        lo_open: on.lo_open || !lo.is_finite(),
        hi_open: on.hi_open || !hi.is_finite(),
    }
}

/// The value, or the limit at a pole from the side that lies in the interval.
fn tangent_at(x: Bound, round: Round) -> Bound {
    if let Some(value) = tangent_exact(x, round) {
        return value;
    }
    let (lo, hi) = x.enclose();
    let v = if round == Round::Down {
        lo.tan()
    } else {
        hi.tan()
    };
    let slack = 8.0 * f64::EPSILON * (1.0 + lo.abs()) * (1.0 + v * v);
    match round {
        Round::Down => round.float(v - slack),
        Round::Up => round.float(v + slack),
    }
}

fn tangent_exact(x: Bound, round: Round) -> Option<Bound> {
    let Bound::Exact(p, q) = x else { return None };
    if !p.is_zero() {
        return None;
    }
    let quarters = q.mul(Rational::int(4))?.integer()?.rem_euclid(4);
    Some(match (quarters, round) {
        (0, _) => Bound::ZERO,
        (1, _) => Bound::ONE,
        (3, _) => Bound::MINUS_ONE,
        (_, Round::Down) => Bound::NegInf,
        (_, Round::Up) => Bound::PosInf,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::range::apply;

    fn on(func: Func, lo: Bound, hi: Bound) -> String {
        apply(func, &Interval::open(lo, hi)).to_string()
    }

    #[test]
    fn trigonometry_is_exact() {
        assert_eq!(on(Func::Cos, Bound::ZERO, Bound::pi(1, 1)), "(−1, 1)");
        assert_eq!(on(Func::Tan, Bound::pi(-1, 2), Bound::pi(1, 2)), "(−∞, ∞)");
        assert_eq!(on(Func::Sin, Bound::ZERO, Bound::pi(1, 1)), "(0, 1]");
        assert_eq!(on(Func::Sin, Bound::ZERO, Bound::pi(1, 2)), "(0, 1)");
        assert_eq!(on(Func::Cos, Bound::NegInf, Bound::PosInf), "[−1, 1]");
        assert_eq!(on(Func::Acos, Bound::MINUS_ONE, Bound::ONE), "(0, π)");
    }
}
