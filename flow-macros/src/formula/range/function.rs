//! The values of functions on intervals, rounded outward by more than their error.

use super::angle::{sine, tangent};
use super::exact::exact_call;
use crate::formula::functions::{Course, Func, LEAST};
use crate::formula::interval::{Bound, Interval, Round};
use crate::formula::sign::Strict;
use std::cmp::Ordering;

/// The values of a function on an interval.
pub(crate) fn apply(func: Func, on: &Interval) -> Interval {
    match func.row().course {
        Course::Increasing | Course::Decreasing => monotone(func, on),
        Course::Valley if on.is_nonnegative() => monotone(func, on),
        Course::Valley if on.is_nonpositive() => monotone(func, &on.neg()),
        Course::Valley => {
            let (right, left) = (clip(on), clip(&on.neg()));
            monotone(func, &right).hull(&monotone(func, &left))
        }
        Course::Sine => sine(on),
        Course::Cosine => sine(&on.add(&Interval::point(Bound::pi(1, 2)))),
        Course::Tangent => tangent(on),
        Course::Sign if on.is_positive() => Interval::point(Bound::ONE),
        Course::Sign if on.is_negative() => Interval::point(Bound::MINUS_ONE),
        Course::Sign => func.range(),
    }
}

fn clip(on: &Interval) -> Interval {
    Interval {
        lo: Bound::ZERO,
        lo_open: false,
        ..*on
    }
}

fn monotone(func: Func, on: &Interval) -> Interval {
    let (low, high) = if func.direction() == Some(Strict::Negative) {
        ((on.hi, on.hi_open), (on.lo, on.lo_open))
    } else {
        ((on.lo, on.lo_open), (on.hi, on.hi_open))
    };
    let (lo, lo_open) = at_end(func, low, Round::Down);
    let (hi, hi_open) = at_end(func, high, Round::Up);
    Interval {
        lo,
        hi,
        lo_open,
        hi_open,
    }
}

/// An end of the values of a monotone function, and whether it is open.
fn at_end(func: Func, (x, open): (Bound, bool), round: Round) -> (Bound, bool) {
    let (domain, range) = (func.natural_domain(), func.range());
    let (low_end, high_end) = if func.direction() == Some(Strict::Negative) {
        (range.hi, range.lo)
    } else {
        (range.lo, range.hi)
    };
    if let Some(value) = exact_call(func, x) {
        return (value, open || !value.is_finite());
    }
    // Outside the natural domain nothing is attained: the ends of the range bound it.
    if x.compare(domain.lo) != Ordering::Greater {
        return (low_end, true);
    }
    if x.compare(domain.hi) != Ordering::Less {
        return (high_end, true);
    }
    let (lo, hi) = x.enclose();
    // Beyond the natural domain by rounding: as above.
    let value = |x: f64, otherwise: Bound| match func.evaluate(x) {
        value if value.is_nan() => otherwise.to_f64(),
        value => value,
    };
    let values = (value(lo, low_end), value(hi, high_end));
    let value = if round == Round::Down {
        values.0.min(values.1)
    } else {
        values.0.max(values.1)
    };
    let rounded = widen(value, round, (func.row().error)(lo));
    let (end, end_open) = match round {
        Round::Down if rounded.compare(range.lo) != Ordering::Greater => {
            (range.lo, open || range.lo_open)
        }
        Round::Up if rounded.compare(range.hi) != Ordering::Less => {
            (range.hi, open || range.hi_open)
        }
        _ => (rounded, open),
    };
    (end, end_open || !end.is_finite())
}

/// The result of a library function, moved outward by more than its error.
pub(super) fn widen(value: f64, round: Round, relative: f64) -> Bound {
    let margin = value.abs() * relative + LEAST;
    match round {
        _ if value.is_nan() && round == Round::Down => Bound::NegInf,
        _ if value.is_nan() => Bound::PosInf,
        Round::Down => round.float(value - if margin.is_finite() { margin } else { 0.0 }),
        Round::Up => round.float(value + if margin.is_finite() { margin } else { 0.0 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(func: Func, lo: Bound, hi: Bound) -> String {
        apply(func, &Interval::open(lo, hi)).to_string()
    }

    #[test]
    fn limits_stay_open() {
        assert_eq!(on(Func::Exp, Bound::NegInf, Bound::ZERO), "(0, 1)");
        assert_eq!(on(Func::Tanh, Bound::int(-900), Bound::int(900)), "(−1, 1)");
        assert!(apply(Func::Exp, &Interval::point(Bound::int(-1000))).is_positive());
        assert_eq!(on(Func::Ln, Bound::ZERO, Bound::ONE), "(−∞, 0)");
        assert_eq!(on(Func::Cosh, Bound::int(-1), Bound::PosInf), "[1, ∞)");
    }

    #[test]
    fn what_is_no_number_has_no_end() {
        assert_eq!(widen(f64::NAN, Round::Down, 1e-15), Bound::NegInf);
        assert_eq!(widen(f64::NAN, Round::Up, 1e-15), Bound::PosInf);
        for value in [f64::MAX, -f64::MAX, 0.0, 1.0] {
            let (low, high) = (
                widen(value, Round::Down, 1e-15),
                widen(value, Round::Up, 1e-15),
            );
            assert!(low.to_f64() < value && value < high.to_f64(), "{value}");
        }
    }
}
