//! The sign of a polynomial on a box, by the signs of its coefficients.
//!
//! What stands in a sum is a polynomial in atoms: symbols, roots, functions, each with the interval of its values. With
//! `x = lo + t` on a half-line and `x = (lo + hi·t)/(1 + t)` on an interval, t runs from 0 to ∞, and coefficients of one
//! sign are a proof: on an interval these are those of Bernstein's form.

mod corners;
mod read;

use crate::formula::expr::Ex;
use crate::formula::interval::Interval;
use crate::formula::number::Rational;
use crate::formula::range::{self, Region};
use crate::formula::sign::Sign;
use corners::on_box;
use read::{Reader, whole};
use std::collections::BTreeMap;

/// At most so many atoms, of at most this degree, in at most so many terms.
const ATOMS: usize = 5;
const DEGREE: usize = 14;
const TERMS: usize = 60;

/// Exponents of the atoms, and coefficients.
type Terms<E> = BTreeMap<Vec<E>, Rational>;

/// The strict or weak sign of a sum on a region, where its coefficients show it.
pub(super) fn sign(ex: &Ex, region: &Region) -> Option<Sign> {
    let mut reader = Reader::default();
    let terms = reader.read(ex)?;
    let atoms = reader.atoms;
    let values: Vec<Interval> = atoms.iter().map(|atom| range::eval(atom, region)).collect();
    let terms = whole(&terms, &values)?;
    let degree = |i: usize| terms.keys().map(|list| list[i]).max().unwrap_or(0);
    let degrees: Vec<usize> = (0..values.len()).map(degree).collect();
    on_box(&terms, &degrees, &values, 0)
}

fn add<E: Ord>(terms: &mut Terms<E>, exponents: Vec<E>, by: Rational) -> Option<()> {
    let entry = terms.entry(exponents).or_insert(Rational::ZERO);
    *entry = entry.add(by)?;
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::expr::Var;
    use crate::formula::functions::Func;

    fn on(ex: &Ex, interval: Interval) -> Option<Sign> {
        let region = Region {
            coords: vec![interval],
            params: vec![Interval::UNIT],
        };
        sign(ex, &region)
    }

    #[test]
    fn ends_belong_to_closed_intervals() {
        let z = Ex::var(Var::Coord(0));
        let closed = Interval {
            lo_open: false,
            hi_open: false,
            ..Interval::UNIT
        };
        let down = Ex::one().sub(&z);
        assert_eq!(on(&down, Interval::UNIT), Some(Sign::Positive));
        assert_eq!(on(&down, closed), Some(Sign::NonNegative));
        assert_eq!(on(&z, closed), Some(Sign::NonNegative));
        assert_eq!(on(&down.add(&z.powi(2)), closed), Some(Sign::Positive));
        assert_eq!(on(&down.mul(&z), closed), Some(Sign::NonNegative));
        assert_eq!(on(&down.mul(&z), Interval::UNIT), Some(Sign::Positive));
        assert_eq!(on(&z.sub(&Ex::half()), Interval::UNIT), None);
        assert_eq!(on(&z.powi(2), Interval::REAL), Some(Sign::NonNegative));
    }

    #[test]
    fn half_lines_have_their_end_or_not() {
        let z = Ex::var(Var::Coord(0));
        let left = Interval::POSITIVE.neg();
        let (right_closed, left_closed) = (
            Interval {
                lo_open: false,
                ..Interval::POSITIVE
            },
            Interval {
                hi_open: false,
                ..left
            },
        );
        for (open, closed, sign) in [
            (Interval::POSITIVE, right_closed, 1),
            (left, left_closed, -1),
        ] {
            let up = z.scale(Rational::int(sign));
            let cubic = up.add(&up.powi(3));
            assert_eq!(on(&cubic, open), Some(Sign::Positive));
            assert_eq!(on(&cubic, closed), Some(Sign::NonNegative));
            assert_eq!(on(&cubic.neg(), open), Some(Sign::Negative));
            assert_eq!(on(&cubic.neg(), closed), Some(Sign::NonPositive));
            assert_eq!(on(&cubic.add(&Ex::one()), closed), Some(Sign::Positive));
        }
    }

    #[test]
    fn roots_and_exponentials_are_powers() {
        let z = Ex::var(Var::Coord(0));
        let a = Ex::var(Var::Param(0));
        let root = z.sqrt();
        let sum = root.powi(3).add(&root).sub(&z.mul(&a));
        assert_eq!(on(&sum, Interval::POSITIVE), None);
        let sum = root.powi(3).add(&root.recip()).add(&z);
        assert_eq!(on(&sum, Interval::POSITIVE), Some(Sign::Positive));
        let twice = z.scale(Rational::int(2)).exp();
        let sum = twice.sub(&z.exp()).add(&z.neg().exp().sub(&Ex::int(5)));
        assert_eq!(on(&sum, Interval::REAL), None);
        let cosh = Ex::call(Func::Cosh, &z);
        let sinh = Ex::call(Func::Sinh, &z);
        assert_eq!(on(&cosh.add(&sinh), Interval::REAL), Some(Sign::Positive));
    }
}
