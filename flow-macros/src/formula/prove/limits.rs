//! Limits whose coefficients have proved signs.

use super::{Prover, Sign};
use crate::formula::expr::{Ex, Var};
use crate::formula::interval::Bound;
use crate::formula::limit::{self, Limit, Side};
use crate::formula::range::Region;

/// With the signs that forms alone show: for what a proof itself rests on.
pub(crate) fn limit(ex: &Ex, var: Var, end: Bound, side: Side, region: &Region) -> Option<Limit> {
    limit::limit(ex, (var, end, side), region, by_form)
}

/// With signs that take a proof.
pub(crate) fn thorough_limit(
    ex: &Ex,
    var: Var,
    end: Bound,
    side: Side,
    region: &Region,
) -> Option<Limit> {
    limit::limit(ex, (var, end, side), region, by_proof)
}

fn by_form(ex: &Ex, region: &Region) -> Sign {
    Prover::shallow().sign(ex, region)
}

fn by_proof(ex: &Ex, region: &Region) -> Sign {
    let sign = by_form(ex, region);
    if sign.is_strict() {
        return sign;
    }
    match Prover::brief().sign(ex, region) {
        Sign::Unknown => sign,
        proved => proved,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::functions::Func;
    use crate::formula::interval::Interval;
    use crate::formula::number::Rational;

    fn z() -> Ex {
        Ex::var(Var::Coord(0))
    }

    fn at(ex: &Ex, end: Bound, side: Side) -> Option<Limit> {
        let region = Region {
            coords: vec![Interval::REAL],
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
    fn what_jumps_has_the_limit_of_its_side() {
        let inf = |ex: &Ex| at(ex, Bound::PosInf, Side::Below);
        // Of either sign, and beyond 1 of one only.
        let falls = z().powi(-2).sub(&z().recip());
        let sign = |ex: &Ex| inf(&Ex::call(Func::Sign, ex));
        assert_eq!(sign(&falls), Some(Limit::Finite(Ex::int(-1))));
        assert_eq!(sign(&falls.neg()), Some(Limit::Finite(Ex::one())));
        assert_eq!(sign(&falls.add(&Ex::one())), Some(Limit::Finite(Ex::one())));
        let wave = Ex::call(Func::Sin, &z()).div(&z());
        assert_eq!(sign(&wave), None);
        // Bounded, whatever it does.
        let bounded = Ex::call(Func::Sign, &Ex::call(Func::Sin, &z())).div(&z());
        assert_eq!(inf(&bounded), Some(Limit::Finite(Ex::zero())));
    }

    #[test]
    fn finite_ends() {
        let square = Some(Limit::Finite(Ex::num(Rational::new(1, 4).unwrap())));
        for side in [Side::Above, Side::Below] {
            assert_eq!(at(&z().powi(2), Bound::Float(0.5), side), square);
        }
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
