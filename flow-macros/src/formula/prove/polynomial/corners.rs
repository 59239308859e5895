//! Coefficients of one sign, with t from 0 to ∞ in place of each atom, and what is left of them at ends that belong.

use super::{TERMS, Terms, add};
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::Rational;
use crate::formula::sign::Sign;

/// One atom after the other, from where each is to t from 0 to ∞.
pub(super) fn on_box(
    terms: &Terms<usize>,
    degrees: &[usize],
    values: &[Interval],
    place: usize,
) -> Option<Sign> {
    let Some(value) = values.get(place) else {
        return of_coefficients(terms, degrees, values);
    };
    let (lo, hi) = (value.lo.as_rational(), value.hi.as_rational());
    let moved = match (lo, hi) {
        (Some(lo), Some(hi)) if lo == hi => at_point(terms, place, lo)?,
        (Some(lo), Some(hi)) => between(terms, place, degrees[place], [lo, hi])?,
        (Some(lo), None) if value.hi == Bound::PosInf => shifted(terms, place, lo, Rational::ONE)?,
        (None, Some(hi)) if value.lo == Bound::NegInf => {
            let turned = |values: &Interval| Interval {
                lo_open: values.hi_open,
                hi_open: true,
                ..*values
            };
            let moved = shifted(terms, place, hi, Rational::MINUS_ONE)?;
            let mut values = values.to_vec();
            values[place] = turned(value);
            return on_box(&moved, degrees, &values, place + 1);
        }
        _ if value.is_positive() => {
            let mut values = values.to_vec();
            values[place] = Interval::POSITIVE;
            return on_box(terms, degrees, &values, place + 1);
        }
        _ => {
            // Both sides of 0, where both belong to.
            let mut sides = Vec::new();
            for by in [Rational::ONE, Rational::MINUS_ONE] {
                let mut values = values.to_vec();
                values[place] = Interval {
                    lo_open: false,
                    ..Interval::POSITIVE
                };
                let moved = shifted(terms, place, Rational::ZERO, by)?;
                sides.push(on_box(&moved, degrees, &values, place + 1)?);
            }
            return match sides[0].either(sides[1]) {
                Sign::Unknown => None,
                sign => Some(sign),
            };
        }
    };
    on_box(&moved, degrees, values, place + 1)
}

/// With `lo + by·t` for an atom.
fn shifted(terms: &Terms<usize>, place: usize, lo: Rational, by: Rational) -> Option<Terms<usize>> {
    replaced(terms, place, |n| power_of_sum(lo, by, n))
}

/// With `(lo + hi·t)/(1 + t)` for an atom, times a power of `1 + t`.
fn between(
    terms: &Terms<usize>,
    place: usize,
    degree: usize,
    [lo, hi]: [Rational; 2],
) -> Option<Terms<usize>> {
    replaced(terms, place, |n| {
        let (first, second) = (
            power_of_sum(lo, hi, n)?,
            power_of_sum(Rational::ONE, Rational::ONE, degree - n)?,
        );
        let mut product = vec![Rational::ZERO; degree + 1];
        for (i, a) in first.iter().enumerate() {
            for (j, b) in second.iter().enumerate() {
                product[i + j] = product[i + j].add(a.mul(*b)?)?;
            }
        }
        Some(product)
    })
}

fn at_point(terms: &Terms<usize>, place: usize, at: Rational) -> Option<Terms<usize>> {
    replaced(terms, place, |n| {
        Some(vec![at.powi(i128::try_from(n).ok()?)?])
    })
}

/// The coefficients of (a + b·t)^n.
fn power_of_sum(a: Rational, b: Rational, n: usize) -> Option<Vec<Rational>> {
    let mut power = vec![Rational::ONE];
    for _ in 0..n {
        let mut next = vec![Rational::ZERO; power.len() + 1];
        for (i, c) in power.iter().enumerate() {
            next[i] = next[i].add(c.mul(a)?)?;
            next[i + 1] = next[i + 1].add(c.mul(b)?)?;
        }
        power = next;
    }
    Some(power)
}

fn replaced(
    terms: &Terms<usize>,
    place: usize,
    by: impl Fn(usize) -> Option<Vec<Rational>>,
) -> Option<Terms<usize>> {
    let mut result = Terms::new();
    for (list, coefficient) in terms {
        for (n, c) in by(list[place])?.into_iter().enumerate() {
            let mut exponents = list.clone();
            exponents[place] = n;
            add(&mut result, exponents, c.mul(*coefficient)?)?;
        }
    }
    result.retain(|_, k| !k.is_zero());
    (result.len() <= 3 * TERMS).then_some(result)
}

fn of_coefficients(terms: &Terms<usize>, degrees: &[usize], values: &[Interval]) -> Option<Sign> {
    let negative = terms.values().any(|k| k.is_negative());
    let positive = terms.values().any(|k| k.is_positive());
    let (strict, weak) = match (positive, negative) {
        (true, false) => (Sign::Positive, Sign::NonNegative),
        (false, true) => (Sign::Negative, Sign::NonPositive),
        (true, true) => return None,
        (false, false) => return Some(Sign::Zero),
    };
    // At ends that belong to an interval, t is 0 or ∞: some term has to be left at each corner of such ends.
    let mut corners: Vec<Vec<Option<usize>>> = vec![Vec::new()];
    for (i, value) in values.iter().enumerate() {
        let mut ends = Vec::new();
        if !value.lo_open {
            ends.push(Some(0));
        }
        if !value.hi_open && !value.is_point() {
            ends.push(Some(degrees[i]));
        }
        if ends.is_empty() {
            ends.push(None);
        }
        corners = corners
            .iter()
            .flat_map(|corner| ends.iter().map(|end| [corner.as_slice(), &[*end]].concat()))
            .collect();
    }
    let stays = |corner: &Vec<Option<usize>>| {
        terms.keys().any(|list| {
            let mut exponents = list.iter().zip(corner);
            exponents.all(|(n, end)| end.is_none_or(|end| *n == end))
        })
    };
    Some(if corners.iter().all(stays) {
        strict
    } else {
        weak
    })
}
