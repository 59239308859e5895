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

/// A float rounded to some significant digits, as an exact number.
pub(super) fn nice(x: f64, digits: i32) -> Option<Bound> {
    if x == 0.0 {
        return Some(Bound::ZERO);
    }
    let places = digits - 1 - x.abs().log10().floor() as i32;
    if !(0..=12).contains(&places) {
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
