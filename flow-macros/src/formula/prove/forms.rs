//! Sums whose form decides their sign: quadratics, and a root beside something smaller.

use super::{Prover, Sign};
use crate::formula::expr::Ex;
use crate::formula::factor::expand;
use crate::formula::number::Rational;
use crate::formula::range::{self, Region};

/// A·s² + B·s + C with a discriminant of known sign, for one sub-expression s.
pub(super) fn quadratic(prover: &mut Prover, ex: &Ex, region: &Region, depth: u32) -> Option<Sign> {
    if depth == 0 {
        return None;
    }
    let (constant, terms) = ex.terms();
    let two = Rational::int(2);
    let squares = terms.iter().flat_map(|(t, _)| t.factors());
    let s = squares
        .filter(|(b, e)| e.as_num() == Some(two) && b.has_any())
        .map(|(b, _)| b)
        .next()?;
    let mut coefficients = [Ex::num(constant), Ex::zero(), Ex::zero()];
    for (term, k) in &terms {
        let factors = term.factors();
        let power = factors
            .iter()
            .find(|(b, _)| *b == s)
            .map_or(Some(0), |(_, e)| {
                e.as_num()
                    .and_then(Rational::integer)
                    .and_then(|n| usize::try_from(n).ok())
                    .filter(|n| *n <= 2)
            })?;
        let rest = Ex::product(factors.into_iter().filter(|(b, _)| *b != s)).scale(*k);
        coefficients[power] = coefficients[power].add(&rest);
    }
    let [c, b, a] = coefficients;
    let sign = prover.walk(&a, region, 0, 0);
    let gap = a.mul(&c).scale(Rational::int(4)).sub(&b.powi(2));
    if gap.size() > 200 || !sign.is_strict() {
        return None;
    }
    (Sign::of(&range::eval(&gap, region)) == Sign::Positive).then_some(sign)
}

/// `a + k·√b` has the sign of k where k²·b > a².
pub(super) fn root_dominates(
    prover: &mut Prover,
    ex: &Ex,
    region: &Region,
    depth: u32,
) -> Option<Sign> {
    if depth == 0 {
        return None;
    }
    let (constant, terms) = ex.terms();
    let is_root = |t: &Ex| {
        t.factors()
            .iter()
            .any(|(_, e)| e.as_num() == Some(Rational::HALF))
    };
    let i = terms.iter().position(|(t, _)| is_root(t))?;
    let root = terms[i].0.scale(terms[i].1);
    let others = terms
        .iter()
        .enumerate()
        .filter(|(j, _)| *j != i)
        .map(|(_, t)| t.clone());
    let others = Ex::sum(others.chain([(Ex::num(constant), Rational::ONE)]));
    let gap = expand(&root.powi(2).sub(&others.powi(2)));
    if gap.size() > 200 || prover.walk(&gap, region, 0, 2) != Sign::Positive {
        return None;
    }
    let sign = Sign::of(&range::eval(&root, region));
    sign.is_strict().then_some(sign)
}
