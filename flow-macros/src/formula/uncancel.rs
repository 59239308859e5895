//! Differences that cancel, as products of what does not: of slopes and gradients, before their code is chosen.

use super::expr::{Ex, Node};
use super::factor::{expand, factor, factor_for_code};
use super::functions::Func;
use super::number::Rational;
use super::range::{self, Region};
use super::sign::Strict;

/// Larger expressions, counted as trees, stay as they are factored.
const LARGEST: u32 = 400;

/// The factored form that is computed: without differences, where another form of it has none.
pub(crate) fn factored(ex: &Ex, region: &Region) -> Ex {
    let code = factor_for_code(ex);
    let one_sign = |ex: &Ex| adds_up(ex, region);
    if code.is_larger_than(LARGEST) || one_sign(&code) {
        return code;
    }
    let code = without_tails(&code, region);
    if one_sign(&code) {
        return code;
    }
    better(&factor(ex), code, region)
}

/// Of two equal forms the first one where it adds what has one sign while the second subtracts, and computes no sum that the second
/// one does not compute.
///
/// Then it is at least as good wherever no sum overflows: what is added has all digits. Where one does, as 1 + z + z²/2 from the root of
/// the largest number on, `1 − (1 + z)/∞` is a number and `z²/∞` is not; there what such a slope belongs to is none either.
pub(crate) fn better(whole: &Ex, code: Ex, region: &Region) -> Ex {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    sums(&code, &mut old);
    let whole = in_terms_of(&old, whole);
    sums(&whole, &mut new);
    if new.iter().all(|sum| old.contains(sum)) && adds_up(&whole, region) && !adds_up(&code, region)
    {
        whole
    } else {
        code
    }
}

/// A product whose factors are sums that are multiples of others, as powers of those.
fn in_terms_of(sums: &[Ex], ex: &Ex) -> Ex {
    let (k, product) = ex.split_coefficient();
    let multiple = |base: &Ex| {
        let Node::Sum(_, own) = base.node() else {
            return None;
        };
        let (term, first) = own.first()?;
        sums.iter().find_map(|sum| {
            let (_, terms) = sum.terms();
            let (_, other) = terms.iter().find(|(t, _)| t == term)?;
            let by = first.div(*other)?;
            (sum.scale(by) == *base).then(|| (sum.clone(), by))
        })
    };
    let mut factors = vec![(Ex::num(k), Ex::one())];
    for (base, e) in product.factors() {
        let whole = e.as_num().is_some_and(|e| e.integer().is_some());
        match multiple(&base) {
            Some((sum, by)) if whole || by.is_positive() => {
                factors.extend([(sum, e.clone()), (Ex::num(by), e)]);
            }
            _ => factors.push((base, e)),
        }
    }
    Ex::product(factors)
}

/// Whether in every sum that is a factor all terms have one sign, or are 0.
fn adds_up(ex: &Ex, region: &Region) -> bool {
    match ex.node() {
        Node::Sum(c, terms) => {
            let sign = |(t, k): &(Ex, Rational)| {
                let values = range::eval(t, region);
                let upright = values.is_nonnegative();
                (upright || values.is_nonpositive()).then_some(upright == k.is_positive())
            };
            let constant = (!c.is_zero()).then(|| Some(c.is_positive()));
            let mut signs = terms.iter().map(sign).chain(constant);
            let first = signs.next().flatten();
            let one_term = terms.len() == 1 && c.is_zero();
            let agree = one_term || first.is_some() && signs.all(|sign| sign == first);
            agree && terms.iter().all(|(t, _)| adds_up(t, region))
        }
        Node::Product(factors) => factors.iter().all(|(base, _)| adds_up(base, region)),
        _ => true,
    }
}

/// The sums of more than one term in an expression.
fn sums(ex: &Ex, found: &mut Vec<Ex>) {
    match ex.node() {
        Node::Sum(c, terms) => {
            if terms.len() > 1 || !c.is_zero() {
                found.push(ex.clone());
            }
            for (t, _) in terms {
                sums(t, found);
            }
        }
        Node::Product(factors) => {
            for (base, exponent) in factors {
                sums(base, found);
                sums(exponent, found);
            }
        }
        Node::Call(_, u) => sums(u, found),
        _ => {}
    }
}

/// `f(u) − f(v)` with the same factor, where u − v is the same for all samples, and positive.
pub(crate) struct Pair {
    pub(crate) u: Ex,
    pub(crate) v: Ex,
    pub(crate) by: Ex,
    pub(crate) distance: Ex,
}

/// Such a pair among the terms of a sum, and the rest of these.
pub(crate) fn opposite_pair(
    c: Rational,
    terms: &[(Ex, Rational)],
    f: Func,
    sign: &dyn Fn(&Ex) -> Option<Strict>,
) -> Option<(Pair, Ex)> {
    let part = |(term, k): &(Ex, Rational)| {
        term.factors().into_iter().find_map(|(base, e)| {
            let Node::Call(g, u) = base.node() else {
                return None;
            };
            let found = *g == f && e.is_one() && u.has_coordinate();
            found.then(|| (u.clone(), term.div(&base).scale(*k)))
        })
    };
    let parts: Vec<_> = terms.iter().map(part).collect();
    for (i, first) in parts.iter().enumerate() {
        let Some((u, by)) = first else { continue };
        for (j, second) in parts.iter().enumerate().skip(i + 1) {
            let Some((v, other)) = second else { continue };
            if *other != by.neg() {
                continue;
            }
            let distance = expand(&u.sub(v));
            if distance.has_coordinate() {
                continue;
            }
            let (u, v, by, distance) = match sign(&distance) {
                Some(Strict::Positive) => (u, v, by.clone(), distance),
                Some(Strict::Negative) => (v, u, other.clone(), distance.neg()),
                None => continue,
            };
            let rest = Ex::sum_without(c, terms, &[i, j]);
            let (u, v) = (u.clone(), v.clone());
            return Some((Pair { u, v, by, distance }, rest));
        }
    }
    None
}

/// `sigmoid(u) − sigmoid(v)` as `sigmoid(u)·sigmoid(−v)·(1 − exp(v − u))`, in the factors of a product.
///
/// Each of the three is positive and at most one, and is known in all its digits, in either tail; tanh(u) is 2·sigmoid(2u) − 1.
fn without_tails(ex: &Ex, region: &Region) -> Ex {
    match ex.node() {
        Node::Product(factors) => Ex::product(
            factors
                .iter()
                .map(|(base, e)| (without_tails(base, region), e.clone())),
        ),
        Node::Sum(c, terms) if c.is_zero() && terms.len() == 1 => {
            without_tails(&terms[0].0, region).scale(terms[0].1)
        }
        Node::Sum(c, terms) => {
            let sign = |ex: &Ex| Strict::of(&range::eval(ex, region));
            let found = |f, by: i64| Some((opposite_pair(*c, terms, f, &sign)?, by));
            let Some(((pair, rest), by)) = found(Func::Sigmoid, 1).or_else(|| found(Func::Tanh, 2))
            else {
                return ex.clone();
            };
            let by = Rational::int(by);
            let tail = |u: Ex| Ex::call(Func::Sigmoid, &u.scale(by));
            let left = Ex::one().sub(&pair.distance.scale(by).neg().exp());
            tail(pair.u)
                .mul(&tail(pair.v.neg()))
                .mul(&left)
                .mul(&pair.by)
                .scale(by)
                .add(&rest)
        }
        _ => ex.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::derivative::derivative;
    use super::super::expr::Var;
    use super::super::interval::Interval;
    use super::*;

    fn z() -> Ex {
        Ex::var(Var::Coord(0))
    }

    fn on(domain: Interval) -> Region {
        Region {
            coords: vec![domain],
            params: vec![Interval::POSITIVE],
        }
    }

    fn slope(f: &Ex, domain: Interval) -> Ex {
        factored(&derivative(f, Var::Coord(0)), &on(domain))
    }

    #[test]
    fn what_cancels_exactly_is_gone() {
        // z − ln(1 + z + z²/2)
        let sum = Ex::one().add(&z()).add(&z().powi(2).scale(Rational::HALF));
        let found = slope(&z().sub(&sum.ln()), Interval::POSITIVE);
        assert_eq!(found, z().powi(2).div(&sum).scale(Rational::HALF));
        // z/(1 + √(1 + z²))
        let root = Ex::one().add(&z().powi(2)).sqrt();
        let found = slope(&z().div(&Ex::one().add(&root)), Interval::REAL);
        assert_eq!(found, root.mul(&Ex::one().add(&root)).recip());
    }

    #[test]
    fn multiples_of_a_sum_are_powers_of_it() {
        let sum = Ex::int(2).add(&z().powi(2));
        let twice = Ex::int(4).add(&z().powi(2).scale(Rational::int(2)));
        let found = in_terms_of(std::slice::from_ref(&sum), &twice.div(&sum.powi(3)));
        assert_eq!(found, sum.powi(-2).scale(Rational::int(2)));
    }

    #[test]
    fn no_sum_is_computed_that_was_not_there() {
        // z³ + 3z² + 3z overflows where 1 − (1 + z)⁻³ does not.
        let ex = Ex::one().sub(&Ex::one().add(&z()).powi(-3));
        assert_eq!(factored(&ex, &on(Interval::POSITIVE)), factor_for_code(&ex));
        // What has one sign stays as it is.
        let ex = Ex::one().add(&z().div(&Ex::var(Var::Param(0))));
        assert_eq!(factored(&ex, &on(Interval::POSITIVE)), ex);
    }

    #[test]
    fn tails_are_products() {
        let a = Ex::var(Var::Param(0));
        let sigmoid = |u: &Ex| Ex::call(Func::Sigmoid, u);
        let left = |by: &Ex| Ex::one().sub(&by.neg().exp());
        let (u, v) = (z().mul(&a), a.mul(&z().sub(&Ex::one())));
        let want = sigmoid(&u).mul(&sigmoid(&v.neg())).mul(&left(&a));
        let all = on(Interval::REAL);
        assert_eq!(factored(&sigmoid(&u).sub(&sigmoid(&v)), &all), want);
        assert_eq!(factored(&sigmoid(&v).sub(&sigmoid(&u)), &all), want.neg());
        // tanh(z + 1) − tanh(z)
        let two = Rational::int(2);
        let u = z().add(&Ex::one());
        let difference = Ex::call(Func::Tanh, &u).sub(&Ex::call(Func::Tanh, &z()));
        let want = sigmoid(&u.scale(two))
            .mul(&sigmoid(&z().scale(two).neg()))
            .mul(&left(&Ex::int(2)))
            .scale(two);
        assert_eq!(factored(&difference, &all), want);
        // Of arguments that come together somewhere nothing is known.
        let other = sigmoid(&z()).sub(&sigmoid(&z().mul(&a)));
        assert_eq!(factored(&other, &all), factor_for_code(&other));
    }
}
