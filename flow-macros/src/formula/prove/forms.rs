//! Sums whose form decides their sign: quadratics, and a root beside something smaller.

use super::ends::jumps;
use super::{Prover, Sign};
use crate::formula::expr::Ex;
use crate::formula::factor::expand;
use crate::formula::number::Rational;
use crate::formula::range::{self, Region};

/// A·s² + B·s + C with a discriminant of known sign, for one power s of a sub-expression.
pub(super) fn quadratic(prover: &mut Prover, ex: &Ex, region: &Region, depth: u32) -> Option<Sign> {
    if depth == 0 {
        return None;
    }
    let (constant, terms) = ex.terms();
    let whole = |e: &Ex| e.as_num().and_then(Rational::integer);
    let powers = terms.iter().flat_map(|(t, _)| t.factors());
    let (base, highest) = powers
        .filter_map(|(b, e)| Some((b, whole(&e)?)))
        .filter(|(b, n)| *n > 0 && n % 2 == 0 && b.has_any())
        .max_by_key(|(_, n)| *n)?;
    let mut coefficients = [Ex::num(constant), Ex::zero(), Ex::zero()];
    for (term, k) in &terms {
        let factors = term.factors();
        let exponent = factors.iter().find(|(b, _)| *b == base);
        let n = exponent.map_or(Some(0), |(_, e)| whole(e))?;
        let power = usize::try_from(2 * n / highest).ok().filter(|p| *p <= 2)?;
        if 2 * n % highest != 0 {
            return None;
        }
        let rest = Ex::product(factors.into_iter().filter(|(b, _)| *b != base)).scale(*k);
        coefficients[power] = coefficients[power].add(&rest);
    }
    let [c, b, a] = coefficients;
    let sign = prover.walk(&a, region, 0, 0);
    let gap = a.mul(&c).scale(Rational::int(4)).sub(&b.powi(2));
    if gap.size() > 200 || !sign.is_strict() {
        return None;
    }
    let certain = |gap: &Ex| Sign::of(&range::eval(gap, region)) == Sign::Positive;
    (certain(&gap) || certain(&expand(&gap))).then_some(sign)
}

/// `a + k·√b` has the sign of k where k²·b > a², and that of a where k²·b < a².
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
    if gap.size() > 200 {
        return None;
    }
    let larger = match prover.walk(&gap, region, 0, 2) {
        Sign::Positive => root,
        Sign::Negative => others,
        _ => return None,
    };
    let sign = prover.walk(&larger, region, 0, 0);
    sign.is_strict().then_some(sign)
}

/// What is affine in a symbol has one sign where it has that at both ends of the symbol's interval.
pub(super) fn affine(
    prover: &mut Prover,
    ex: &Ex,
    region: &Region,
    (depth, cuts): (u32, u32),
) -> Option<Sign> {
    for var in region.vars().filter(|v| ex.has(*v)) {
        let own = region.get(var);
        if own.is_point() || jumps(ex, var, region) || prover.slope(ex, var).has(var) {
            continue;
        }
        let (Some(low), Some(high)) = (range::from_bound(own.lo), range::from_bound(own.hi)) else {
            continue;
        };
        let mut end = |at: &Ex| prover.walk(&ex.replace_var(var, at), region, depth, cuts);
        let first = end(&low);
        if first == Sign::Unknown {
            return None;
        }
        let second = end(&high);
        // An end that does not belong to the interval leaves the other one its part.
        let either = first.either(second);
        let strict = (first.is_strict() && own.hi_open) || (second.is_strict() && own.lo_open);
        return match either {
            Sign::NonNegative if strict => Some(Sign::Positive),
            Sign::NonPositive if strict => Some(Sign::Negative),
            Sign::Unknown => None,
            sign => Some(sign),
        };
    }
    None
}
