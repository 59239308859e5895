//! Products of u and a power of a sum that holds u², as in u/√(1 + u²): however large u is, they are not.

use super::power::power_rational;
use super::{Region, eval};
use crate::formula::expr::{Ex, Node};
use crate::formula::factor::expand;
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::Rational;

/// The values of a product that holds uⁿ and (k u² + c)^(−n/2) with c ≥ 0, which come to k^(−n/2) in size at most, where u has no bounds.
pub(super) fn beside_root(factors: &[(Ex, Ex)], region: &Region) -> Option<Interval> {
    if factors.len() < 2 {
        return None;
    }
    let mut pairs = (0..factors.len()).flat_map(|i| (0..factors.len()).map(move |j| [i, j]));
    let found = |pair: [usize; 2]| Some((pair, ratio(pair.map(|i| &factors[i]), region)?));
    let (pair, ratio) = pairs.find_map(found)?;
    let others = factors
        .iter()
        .enumerate()
        .filter(|(other, _)| !pair.contains(other));
    Some(others.fold(ratio, |product, (_, (base, exponent))| {
        product.mul(&super::power(&eval(base, region), exponent, region))
    }))
}

/// The values of the product of two powers, if these are such.
fn ratio([(u, n), (base, exponent)]: [&(Ex, Ex); 2], region: &Region) -> Option<Interval> {
    let exponent = exponent.as_num().filter(|r| r.is_negative())?;
    let Node::Sum(_, terms) = base.node() else {
        return None;
    };
    let n = n
        .as_num()
        .filter(|n| exponent.mul(Rational::int(-2)) == Some(*n))?
        .integer()?;
    let values = eval(u, region);
    if values.lo.is_finite() && values.hi.is_finite() {
        return None;
    }
    // Of 2z − 2 it is z − 1 whose square stands in the sum.
    let lead = u.terms().1.first().map_or(Rational::ONE, |(_, k)| *k);
    let (u, values) = (u.scale(lead.recip()?), values.scale(lead.recip()?));
    // Neither (z − 1)² nor (1 − z)² is the other, as text.
    let square = u.powi(2);
    let turned = u.neg().powi(2);
    let by = terms
        .iter()
        .find(|(term, _)| [&square, &turned].contains(&term));
    let by = by.map_or(Rational::ONE, |(_, k)| *k);
    // Of what is written out, the square is a part that cannot be seen.
    let rest = eval(&expand(&base.sub(&square.scale(by))), region);
    if by.is_negative() || !rest.is_nonnegative() {
        return None;
    }
    let most = power_rational(&Interval::point(Bound::rational(by)), exponent);
    let size = Interval {
        lo: Bound::ZERO,
        lo_open: values.is_positive() || values.is_negative(),
        hi: most.hi,
        hi_open: rest.is_positive() || !most.hi.is_finite(),
    };
    let ratio = if n % 2 == 0 || values.is_nonnegative() {
        size
    } else if values.is_nonpositive() {
        size.neg()
    } else {
        size.hull(&size.neg())
    };
    Some(ratio.scale(lead.powi(n)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::expr::Var;

    #[test]
    fn what_is_beside_its_root_has_bounds() {
        let region = Region {
            coords: vec![Interval::REAL],
            params: vec![Interval::POSITIVE],
        };
        let (z, a) = (Ex::var(Var::Coord(0)), Ex::var(Var::Param(0)));
        let on = |ex: &Ex| eval(ex, &region).to_string();
        let root = |sum: &Ex| sum.pow(&Ex::num(Rational::lowest(-1, 2)));
        for u in [z.clone(), z.sub(&Ex::one()), z.add(&a)] {
            let square = u.powi(2);
            assert_eq!(on(&u.mul(&root(&square.add(&Ex::one())))), "(−1, 1)");
            assert_eq!(on(&u.mul(&root(&square.add(&a)))), "(−1, 1)");
            let quarter = square.scale(Rational::int(4)).add(&Ex::one());
            assert_eq!(on(&u.mul(&root(&quarter))), "(−1/2, 1/2)");
            assert_eq!(on(&square.div(&quarter)), "[0, 1/4)");
            let written_out = expand(&square).add(&Ex::one());
            assert_eq!(on(&u.mul(&root(&written_out))), "(−1, 1)");
            let twice = u.scale(Rational::int(-2));
            assert_eq!(on(&twice.mul(&root(&square.add(&Ex::one())))), "(−2, 2)");
            // What is taken off may leave nothing below the root.
            let less = square.sub(&Ex::one());
            assert_eq!(on(&square.div(&less)), "(−∞, ∞)");
        }
        assert_eq!(on(&a.mul(&root(&a.powi(2).add(&Ex::one())))), "(0, 1)");
        assert_eq!(
            on(&z.mul(&a).mul(&root(&z.powi(2).add(&Ex::one())))),
            "(−∞, ∞)"
        );
    }
}
