//! Numbers that people like to read: those that are tried first, and how a number is printed.

use crate::formula::interval::{Bound, Interval, short};
use crate::formula::number::Rational;

/// Numbers that people like to read, within an interval.
pub(super) fn simple_points(interval: &Interval) -> Vec<Bound> {
    let numbers = [
        (0, 1),
        (1, 1),
        (-1, 1),
        (2, 1),
        (-2, 1),
        (1, 2),
        (-1, 2),
        (3, 1),
        (-3, 1),
        (4, 1),
        (-4, 1),
        (5, 1),
        (-5, 1),
        (10, 1),
        (-10, 1),
    ];
    let fractions = [
        (1, 4),
        (3, 4),
        (-1, 4),
        (-3, 4),
        (1, 10),
        (9, 10),
        (3, 2),
        (-3, 2),
        (1, 100),
        (100, 1),
    ];
    let angles = [
        (1, 1),
        (-1, 1),
        (1, 2),
        (-1, 2),
        (3, 2),
        (-3, 2),
        (2, 1),
        (-2, 1),
        (1, 4),
        (3, 4),
        (-1, 4),
        (-3, 4),
    ];
    let rational = numbers
        .iter()
        .chain(&fractions)
        .filter_map(|&(n, d)| Rational::new(n, d))
        .map(Bound::rational);
    let mut all: Vec<Bound> = rational
        .chain(angles.iter().map(|&(n, d)| Bound::pi(n, d)))
        .collect();
    if interval.lo.is_finite() && interval.hi.is_finite() {
        let (lo, hi) = (interval.lo.to_f64(), interval.hi.to_f64());
        all.extend(
            [0.5, 0.25, 0.75, 0.1, 0.9]
                .iter()
                .filter_map(|f| nice(lo + (hi - lo) * f, 3)),
        );
    }
    all.retain(|b| interval.contains_bound(*b));
    all
}

/// A float rounded to some significant digits, or to a whole number if that has more of them, as an exact number.
pub(super) fn nice(x: f64, digits: i32) -> Option<Bound> {
    if x == 0.0 {
        return Some(Bound::ZERO);
    }
    let places = (digits - 1 - x.abs().log10().floor() as i32).max(0);
    if places > 12 || x.abs() > 1e15 {
        return Rational::from_f64(x).map(Bound::rational);
    }
    let scale = 10f64.powi(places);
    Rational::new(
        (x * scale).round() as i128,
        10_i128.pow(places.unsigned_abs()),
    )
    .map(Bound::rational)
}

/// A simple point inside an interval.
pub(super) fn middle(interval: &Interval) -> Option<Bound> {
    simple_points(interval)
        .first()
        .copied()
        .or_else(|| nice(interval.sample(), 6))
        .filter(|b| interval.contains_bound(*b))
}

/// The simple number that a float was meant to be.
pub(crate) fn snap(x: f64) -> Option<Bound> {
    let near = |b: &Bound| (b.to_f64() - x).abs() < 2e-9 * (1.0 + x.abs());
    for den in 1..=12_i128 {
        let num = (x * den as f64).round();
        if num.abs() < 1e9
            && let Some(b) = Rational::new(num as i128, den)
                .map(Bound::rational)
                .filter(near)
        {
            return Some(b);
        }
    }
    for den in [1, 2, 3, 4, 6, 8, 12] {
        let num = (x / std::f64::consts::PI * f64::from(den)).round();
        if num != 0.0 && num.abs() < 1e6 {
            let b = Bound::pi(num as i128, i128::from(den));
            if near(&b) {
                return Some(b);
            }
        }
    }
    nice(x, 4).filter(near)
}

pub(super) fn digits(b: Bound) -> u32 {
    match b {
        Bound::Exact(..) => {
            u32::try_from(b.to_string().chars().count()).unwrap_or(20) + u32::from(b.signum() == 0)
        }
        _ => 12,
    }
}

/// A number as it is printed, and whether that is exactly it.
pub(crate) fn print(b: Bound) -> (String, bool) {
    match b {
        Bound::Float(x) => (short(x), false),
        _ => (b.to_string(), true),
    }
}

/// A value as it is printed: simple numbers by name, where the enclosure admits them.
pub(super) fn print_image(x: f64, enclosure: &Interval) -> (String, bool) {
    match snap(x) {
        Some(b)
            if b.as_rational().is_none_or(|r| r.denominator() <= 10_000)
                && (b.to_f64() - x).abs() < 1e-13 * (1.0 + x.abs())
                && enclosure.lo.compare(b) != std::cmp::Ordering::Greater
                && enclosure.hi.compare(b) != std::cmp::Ordering::Less =>
        {
            (b.to_string(), true)
        }
        _ => (short(x), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(n: i128, d: i128) -> Bound {
        Bound::rational(Rational::new(n, d).unwrap())
    }

    fn texts(all: &[Bound]) -> String {
        let all: Vec<String> = all.iter().map(ToString::to_string).collect();
        all.join(" ")
    }

    #[test]
    fn simple_points_lie_inside() {
        assert_eq!(
            texts(&simple_points(&Interval::UNIT)),
            "1/2 1/4 3/4 0.1 0.9 0.01 π/4 1/2 1/4 3/4 0.1 0.9"
        );
        assert_eq!(
            texts(&simple_points(&Interval::open(ratio(2, 1), Bound::PosInf))),
            "3 4 5 10 100 π 3π/2 2π 3π/4"
        );
        // What is far from all plain numbers is cut by itself.
        let far = Interval::open(ratio(1000, 1), ratio(1040, 1));
        assert_eq!(texts(&simple_points(&far)), "1020 1010 1030 1004 1036");
        assert_eq!(middle(&far), Some(ratio(1020, 1)));
        let all = simple_points(&Interval::REAL);
        assert_eq!(all.len(), 37);
        assert_eq!(all[..3], [Bound::ZERO, Bound::ONE, Bound::MINUS_ONE]);
    }

    #[test]
    fn a_float_is_rounded_to_its_digits() {
        for (x, digits, wanted) in [
            (0.123_456, 3, ratio(123, 1000)),
            (-0.012_345_6, 3, ratio(-123, 10_000)),
            (12.345_6, 3, ratio(123, 10)),
            (123.4, 3, ratio(123, 1)),
            (1234.5, 3, ratio(1235, 1)),
            (0.0, 3, Bound::ZERO),
        ] {
            assert_eq!(nice(x, digits), Some(wanted), "{x}");
        }
    }

    #[test]
    fn a_float_is_the_number_that_it_was_meant_to_be() {
        for den in 1..=12 {
            for num in [-25, -7, -1, 1, 5, 11, 1001] {
                let exactly = ratio(num, den);
                for off in [0.0, 1e-9, -1e-9] {
                    assert_eq!(snap(exactly.to_f64() + off), Some(exactly), "{num}/{den}");
                }
            }
        }
        for (num, den) in [(1, 1), (-1, 2), (2, 3), (5, 4), (7, 6), (3, 8), (-11, 12)] {
            let exactly = Bound::pi(num, den);
            assert_eq!(snap(exactly.to_f64()), Some(exactly), "{num}π/{den}");
        }
        assert_eq!(snap(0.123_4), Some(ratio(617, 5000)));
        assert_eq!(snap(0.123_456_7), None);
        let far = snap(2e6 * std::f64::consts::PI);
        assert!(far.is_some_and(|b| b.as_rational().is_some()), "{far:?}");
        // So many twelfths of π are no angle that was meant.
        assert_eq!(snap(1_000_001.0 * std::f64::consts::PI / 12.0), None);
        assert_eq!(snap(1.0 + 1e-7), None);
        assert_eq!(snap(0.0), Some(Bound::ZERO));
    }

    #[test]
    fn values_are_named_where_their_enclosure_admits_it() {
        let near = |lo, hi| Interval::open(Bound::Float(lo), Bound::Float(hi));
        let named = |x, enclosure: &Interval| print_image(x, enclosure);
        assert_eq!(named(0.25, &near(0.2, 0.3)), ("1/4".to_owned(), true));
        let tau = std::f64::consts::TAU;
        assert_eq!(named(tau, &near(6.0, 7.0)), ("2π".to_owned(), true));
        // Either side of what is possible.
        assert!(!named(0.25, &near(0.26, 0.3)).1);
        assert!(!named(0.25, &near(0.2, 0.24)).1);
        // Not quite.
        assert!(!named(0.25 + 1e-12, &near(0.2, 0.3)).1);
        assert!(named(1000.0 + 5e-11, &near(999.0, 1001.0)).1);
        assert!(!named(1000.0 + 5e-10, &near(999.0, 1001.0)).1);
        // No number that people like to read.
        assert!(!named(0.123_4 / 3.0, &near(0.0, 1.0)).1);
        assert_eq!(digits(ratio(1, 2)), 3);
        assert_eq!(digits(Bound::ZERO), 2);
        assert_eq!(digits(Bound::Float(0.1)), 12);
    }
}
