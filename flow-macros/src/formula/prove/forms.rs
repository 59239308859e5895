//! Sums whose form decides their sign: quadratics, and a root beside something smaller.

use super::ends::jumps;
use super::exponentials::in_exponentials;
use super::{Prover, Sign};
use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::factor::{expand, factor};
use crate::formula::functions::Tail;
use crate::formula::number::Rational;
use crate::formula::range::{self, Region};
use std::collections::HashMap;

/// What is left under a root or as a discriminant is proved only up to this size, counted as a tree.
const LARGEST: u32 = 200;

/// A·s² + B·s + C with a discriminant of known sign, for one power s of a sub-expression.
pub(super) fn quadratic(prover: &mut Prover, ex: &Ex, region: &Region, depth: u32) -> Option<Sign> {
    if depth == 0 {
        return None;
    }
    let (_, terms) = ex.terms();
    let mut bases: Vec<(Ex, i128)> = Vec::new();
    for (base, exponent) in terms.iter().flat_map(|(t, _)| t.factors()) {
        let Some(n) = exponent.as_num().and_then(Rational::integer) else {
            continue;
        };
        if n > 0 && base.has_any() {
            match bases.iter_mut().find(|(b, _)| *b == base) {
                Some((_, highest)) => *highest = n.max(*highest),
                None => bases.push((base, n)),
            }
        }
    }
    let even = bases.into_iter().filter(|(_, highest)| highest % 2 == 0);
    let mut weak = None;
    for (base, highest) in even {
        match quadratic_in(prover, ex, (&base, highest), region) {
            Some(sign) if sign.is_strict() => return Some(sign),
            found => weak = weak.or(found),
        }
    }
    weak
}

/// A sum over a denominator, as one of sums over what is left of it: each may have bounds that the whole does not show, as
/// (z − 1)/√(1 + (z − 1)²).
pub(super) fn spread(factors: &[(Ex, Ex)]) -> Option<Ex> {
    let below = |(_, e): &(Ex, Ex)| e.as_num().is_some_and(Rational::is_negative);
    let is_sum = |(base, e): &&(Ex, Ex)| e.is_one() && matches!(base.node(), Node::Sum(..));
    let place = factors.iter().position(|factor| is_sum(&factor))?;
    let sum = &factors[place];
    if !factors.iter().any(below) {
        return None;
    }
    let others = [&factors[..place], &factors[place + 1..]].concat();
    let others = Ex::product(others);
    let (constant, terms) = sum.0.terms();
    let first = std::iter::once((Ex::one(), constant));
    let mut parts: Vec<(Ex, Ex)> = Vec::new();
    for (term, k) in first.chain(terms) {
        let all = term.mul(&others).factors().into_iter();
        let (denominator, rest): (Vec<_>, Vec<_>) = all.partition(below);
        let (denominator, rest) = (Ex::product(denominator), Ex::product(rest).scale(k));
        match parts.iter_mut().find(|(known, _)| *known == denominator) {
            Some((_, sum)) => *sum = sum.add(&rest),
            None => parts.push((denominator, rest)),
        }
    }
    let parts = parts
        .iter()
        .map(|(denominator, sum)| denominator.mul(&factor(sum)));
    Some(parts.fold(Ex::zero(), |all, part| all.add(&part)))
}

/// A sum with squares of sums in it, written out.
pub(super) fn expanded(ex: &Ex) -> Option<Ex> {
    let is_square = |(base, e): &(Ex, Ex)| {
        matches!(base.node(), Node::Sum(..)) && e.as_num() == Some(Rational::int(2))
    };
    let (_, terms) = ex.terms();
    let mut factors = terms.iter().flat_map(|(t, _)| t.factors());
    factors.any(|factor| is_square(&factor)).then(|| expand(ex))
}

/// The same, of `base^(highest/2)`.
fn quadratic_in(
    prover: &mut Prover,
    ex: &Ex,
    (base, highest): (&Ex, i128),
    region: &Region,
) -> Option<Sign> {
    let (constant, terms) = ex.terms();
    let whole = |e: &Ex| e.as_num().and_then(Rational::integer);
    let mut coefficients = [Ex::num(constant), Ex::zero(), Ex::zero()];
    for (term, k) in &terms {
        let factors = term.factors();
        let exponent = factors.iter().find(|(b, _)| b == base);
        let n = exponent.map_or(Some(0), |(_, e)| whole(e))?;
        let power = usize::try_from(2 * n / highest).ok().filter(|p| *p <= 2)?;
        if 2 * n % highest != 0 {
            return None;
        }
        let rest = Ex::product(factors.into_iter().filter(|(b, _)| b != base)).scale(*k);
        coefficients[power] = coefficients[power].add(&rest);
    }
    let [c, b, a] = coefficients;
    let sign = prover.walk(&a, region, 0, 0);
    let gap = a.mul(&c).scale(Rational::int(4)).sub(&b.powi(2));
    if gap.is_larger_than(LARGEST) || !sign.is_strict() {
        return None;
    }
    let of = |gap: &Ex| Sign::of(&range::eval(gap, region));
    let gap = match of(&gap) {
        Sign::Positive => Sign::Positive,
        _ => of(&expand(&gap)),
    };
    match (gap, sign) {
        (Sign::Positive, sign) => Some(sign),
        // A square, and zero where that is.
        (Sign::NonNegative | Sign::Zero, Sign::Positive) => Some(Sign::NonNegative),
        (Sign::NonNegative | Sign::Zero, Sign::Negative) => Some(Sign::NonPositive),
        _ => None,
    }
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
    let gap = in_exponentials(&gap).unwrap_or(gap);
    if gap.is_larger_than(LARGEST) {
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
        // And what is zero at neither end at once is zero nowhere between them.
        let strict = strict
            || (own.lo_open
                && own.hi_open
                && matches!(either, Sign::NonNegative | Sign::NonPositive))
                && {
                    let middle = low.add(&high).scale(Rational::HALF);
                    end(&middle).is_strict()
                };
        return match either {
            Sign::NonNegative if strict => Some(Sign::Positive),
            Sign::NonPositive if strict => Some(Sign::Negative),
            Sign::Unknown => None,
            sign => Some(sign),
        };
    }
    None
}

/// What is affine in a sine or a cosine, whose angle can be anything whatever else is, has one sign where it has that wherever
/// these are −1 and 1.
pub(super) fn swinging(
    prover: &mut Prover,
    ex: &Ex,
    region: &Region,
    (depth, cuts): (u32, u32),
) -> Option<Sign> {
    let symbol = Var::Param(region.params.len());
    let put = |wave: &Ex, by: &Ex| {
        ex.rebuild(&mut HashMap::new(), &mut |node| {
            (node == wave).then(|| by.clone())
        })
    };
    let is_free = |wave: &Ex, rest: &Ex| {
        let mut own = region.vars().filter(|v| wave.has(*v));
        own.any(|v| !rest.has(v)) && !derivative(rest, symbol).has(symbol)
    };
    let mut all = waves(ex).into_iter();
    let wave = all.find(|wave| is_free(wave, &put(wave, &Ex::var(symbol))))?;
    let mut at = |value: i64| prover.walk(&put(&wave, &Ex::int(value)), region, depth, cuts);
    let low = at(-1);
    let both = if low == Sign::Unknown {
        low
    } else {
        low.either(at(1))
    };
    (both != Sign::Unknown).then_some(both)
}

/// The sines and cosines in an expression.
fn waves(ex: &Ex) -> Vec<Ex> {
    let mut found = Vec::new();
    ex.rebuild(&mut HashMap::new(), &mut |node| {
        if let Node::Call(f, _) = node.node()
            && f.row().tails == [Tail::Oscillates; 2]
        {
            found.push(node.clone());
        }
        None
    });
    found
}

/// `f(u) − f(v)` has the sign of u − v where f increases: of functions, and of powers of positive things.
pub(super) fn ordered(
    prover: &mut Prover,
    ex: &Ex,
    region: &Region,
    (depth, cuts): (u32, u32),
) -> Option<Sign> {
    let (constant, terms) = ex.terms();
    let [(first, j), (second, k)] = terms.as_slice() else {
        return None;
    };
    if !constant.is_zero() || j.add(*k) != Some(Rational::ZERO) || depth == 0 {
        return None;
    }
    let (pair, rising) = match (first.node(), second.node()) {
        (Node::Call(f, u), Node::Call(g, v)) if f == g => ((u, v), f.direction()?.is_positive()),
        (Node::Product(a), Node::Product(b)) => {
            let ([(u, e)], [(v, d)]) = (a.as_slice(), b.as_slice()) else {
                return None;
            };
            let positive = |ex: &Ex| range::eval(ex, region).is_nonnegative();
            let order = e
                .as_num()
                .filter(|_| e == d && positive(u) && positive(v))?;
            ((u, v), order.is_positive())
        }
        _ => return None,
    };
    let sign = prover.walk(&pair.0.sub(pair.1), region, depth, cuts);
    let sign = if rising == j.is_positive() {
        sign
    } else {
        sign.neg()
    };
    (sign != Sign::Unknown).then_some(sign)
}

/// `z^a − z^b` as `1 − z^(b − a)`, where z is positive: of exponents that are no numbers none is seen to be the least.
pub(super) fn without_power(ex: &Ex, region: &Region) -> Option<Ex> {
    let (constant, terms) = ex.terms();
    let rows: Vec<_> = terms.iter().map(|(t, _)| t.factors()).collect();
    let in_all = |base: &Ex| {
        let mut rows = rows.iter();
        rows.all(|row| row.iter().any(|(b, _)| b == base))
    };
    let (base, exponent) = rows.first()?.iter().find(|(base, _)| {
        constant.is_zero() && in_all(base) && range::eval(base, region).is_positive()
    })?;
    let by = base.pow(&exponent.neg());
    let divided = terms.iter().map(|(t, k)| (t.mul(&by), *k));
    Some(Ex::sum(divided))
}
