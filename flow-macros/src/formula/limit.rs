//! Limits at the ends of intervals, by leading terms.

use super::expr::{Ex, Var};
use super::growth::{Coefficient, Lead, T, Walker};
use super::interval::Bound;
use super::number::Rational;
use super::range::{self, Region};
use std::cmp::Ordering;

/// Of larger expressions, counted as trees, no limit is looked for: leading terms are those of all their parts.
const LARGEST: u32 = 3000;

/// The limit of an expression where one symbol goes to an end of its interval.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Limit {
    Finite(Ex),
    PosInf,
    NegInf,
}

/// From which side an end is approached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Below,
    Above,
}

pub(crate) fn limit(ex: &Ex, var: Var, end: Bound, side: Side, region: &Region) -> Option<Limit> {
    towards(ex, (var, end, side), region, false)
}

/// The same with signs of coefficients proved, where that takes a proof.
pub(crate) fn thorough_limit(
    ex: &Ex,
    var: Var,
    end: Bound,
    side: Side,
    region: &Region,
) -> Option<Limit> {
    towards(ex, (var, end, side), region, true)
}

fn towards(
    ex: &Ex,
    (var, end, side): (Var, Bound, Side),
    region: &Region,
    thorough: bool,
) -> Option<Limit> {
    if !ex.has(var) {
        return Some(Limit::Finite(ex.clone()));
    }
    let t = Ex::var(T);
    let path = match end {
        Bound::PosInf => t,
        Bound::NegInf => t.neg(),
        _ => {
            let point = match end {
                Bound::Float(x) => Ex::num(Rational::from_f64(x)?),
                _ => range::from_bound(end)?,
            };
            if side == Side::Above {
                point.add(&t.recip())
            } else {
                point.sub(&t.recip())
            }
        }
    };
    let along = ex.replace_var(var, &path);
    if along.size() > LARGEST {
        return None;
    }
    let mut walker = Walker::new(region, thorough);
    let lead = walker.lead(&along)?;
    match lead {
        Lead::Bounded => None,
        Lead::Vanishes => Some(Limit::Finite(Ex::zero())),
        Lead::Infinite(sign) => Some(if sign > 0 {
            Limit::PosInf
        } else {
            Limit::NegInf
        }),
        Lead::Term(term) => match walker.size(&term.rate)? {
            Ordering::Less => Some(Limit::Finite(Ex::zero())),
            Ordering::Equal => match term.coefficient {
                Coefficient::Exact(c) => Some(Limit::Finite(c)),
                Coefficient::Sign(_) => None,
            },
            Ordering::Greater => match walker.sign(&term.coefficient)? {
                1 => Some(Limit::PosInf),
                -1 => Some(Limit::NegInf),
                _ => None,
            },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::functions::Func;
    use super::*;

    fn z() -> Ex {
        Ex::var(Var::Coord(0))
    }

    fn at(ex: &Ex, end: Bound, side: Side) -> Option<Limit> {
        let region = Region {
            coords: vec![super::super::interval::Interval::REAL],
            params: vec![],
        };
        limit(ex, Var::Coord(0), end, side, &region)
    }

    #[test]
    fn growth_is_compared() {
        let inf = |ex: &Ex| at(ex, Bound::PosInf, Side::Below);
        assert_eq!(
            inf(&z().mul(&z().neg().exp())),
            Some(Limit::Finite(Ex::zero()))
        );
        assert_eq!(inf(&z().exp().sub(&z())), Some(Limit::PosInf));
        assert_eq!(inf(&z().sub(&z().ln())), Some(Limit::PosInf));
        assert_eq!(
            inf(&z().div(&Ex::one().add(&z().powi(2)).sqrt())),
            Some(Limit::Finite(Ex::one()))
        );
        assert_eq!(
            inf(&z().neg().exp().neg().exp()),
            Some(Limit::Finite(Ex::one()))
        );
        assert_eq!(
            at(&z().neg().exp().neg().exp(), Bound::NegInf, Side::Above),
            Some(Limit::Finite(Ex::zero()))
        );
        assert_eq!(
            inf(&z().add(&Ex::call(Func::Sin, &z()))),
            Some(Limit::PosInf)
        );
        assert_eq!(inf(&z().mul(&Ex::call(Func::Sin, &z()))), None);
        assert_eq!(inf(&Ex::call(Func::Sin, &z())), None);
        assert_eq!(
            inf(&z().recip().mul(&Ex::call(Func::Sin, &z()))),
            Some(Limit::Finite(Ex::zero()))
        );
    }

    #[test]
    fn unknown_rates_have_signs() {
        let to_zero = |ex: &Ex| at(ex, Bound::ZERO, Side::Above);
        let quantile = Ex::call(Func::Probit, &z());
        let slow = z().ln().neg().ln().neg();
        assert_eq!(to_zero(&quantile), Some(Limit::NegInf));
        assert_eq!(to_zero(&slow), Some(Limit::NegInf));
        assert_eq!(to_zero(&quantile.mul(&slow)), Some(Limit::PosInf));
        assert_eq!(to_zero(&quantile.mul(&slow.neg())), Some(Limit::NegInf));
        assert_eq!(to_zero(&quantile.powi(3)), Some(Limit::NegInf));
        assert_eq!(to_zero(&quantile.powi(2)), Some(Limit::PosInf));
        assert_eq!(to_zero(&quantile.recip()), Some(Limit::Finite(Ex::zero())));
        assert_eq!(to_zero(&quantile.mul(&z().recip())), Some(Limit::NegInf));
        assert_eq!(to_zero(&quantile.mul(&z())), None);
    }

    #[test]
    fn what_goes_to_zero_from_both_sides_has_no_reciprocal() {
        let inf = |ex: &Ex| at(ex, Bound::PosInf, Side::Below);
        let wave = Ex::call(Func::Asinh, &Ex::call(Func::Sin, &z()).div(&z()));
        assert_eq!(inf(&wave), Some(Limit::Finite(Ex::zero())));
        assert_eq!(inf(&wave.recip()), None);
        assert_eq!(inf(&wave.powi(-2)), Some(Limit::PosInf));
        assert_eq!(inf(&wave.powi(3)), Some(Limit::Finite(Ex::zero())));
    }

    #[test]
    fn what_is_left_out_of_an_exponent_is_not_known_to_vanish() {
        let inf = |ex: &Ex| at(ex, Bound::PosInf, Side::Below);
        let (sinh, square) = (|ex: &Ex| Ex::call(Func::Sinh, ex), z().powi(2));
        // ~ exp(z)/(4z), where exp(z) has been left out beside exp(−z²), and so is unknown when exp(z²) cancels that.
        let after = square.neg().exp().mul(&sinh(&z())).mul(&sinh(&square));
        assert_eq!(inf(&after.div(&z())), None);
        // ~ exp(z)/(4√π·z)
        let tail = Ex::call(Func::Phi, &z().neg().mul(&Ex::int(2).sqrt()));
        let before = z().exp().mul(&tail).mul(&sinh(&square));
        assert_eq!(inf(&before), None);
    }

    #[test]
    fn poles_are_approached_at_any_rate() {
        let inf = |ex: &Ex| at(ex, Bound::PosInf, Side::Below);
        let (right, rest) = (Ex::pi().scale(Rational::HALF), z().neg().exp());
        let tan = Ex::call(Func::Tan, &right.sub(&rest));
        assert_eq!(inf(&tan.mul(&rest)), Some(Limit::Finite(Ex::one())));
        let logarithm = z().ln().recip();
        let tan = Ex::call(Func::Tan, &right.sub(&logarithm));
        assert_eq!(inf(&tan.mul(&logarithm)), Some(Limit::Finite(Ex::one())));
    }

    #[test]
    fn finite_ends() {
        let quotient = z().div(&Ex::one().sub(&z()));
        assert_eq!(at(&quotient, Bound::ONE, Side::Below), Some(Limit::PosInf));
        assert_eq!(
            at(&quotient, Bound::ZERO, Side::Above),
            Some(Limit::Finite(Ex::zero()))
        );
        assert_eq!(
            at(&Ex::call(Func::Tan, &z()), Bound::pi(1, 2), Side::Below),
            Some(Limit::PosInf)
        );
        assert_eq!(at(&z().ln(), Bound::ZERO, Side::Above), Some(Limit::NegInf));
    }
}
