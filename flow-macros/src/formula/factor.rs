//! Factored form: what the terms of a sum have in common is pulled out of it.
//!
//! `exp(g) + z·g′·exp(g)` becomes `exp(g)·(1 + z·g′)`, so that its sign is the sign of factors, its logarithm a sum.
//!
//! Signs may be taken of any form. Code is computed from the form of [`factor_for_code`] alone, which is no less stable than the sum: what is
//! pulled out of all terms is rounded once instead of once a term, and what would bring a sum over a denominator that it has not got, or
//! multiply out what may overflow, stays ([`Aim::Code`]).

use super::expr::{Ex, Node};
use super::functions::Func;
use super::number::Rational;

/// What the factors are for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Aim {
    /// Signs: everything that can be pulled out is.
    Sign,
    /// Code: what rounding would lose stays. `1 + z/s` is not `(s + z)/s`, in which a large s swallows z, and of two
    /// exponentials neither is taken out of both, since the other may then overflow.
    Code,
}

/// A product equal to `ex`, with sums in it factored as far as that is cheap.
pub(crate) fn factor(ex: &Ex) -> Ex {
    within(ex, ROUNDS, Aim::Sign)
}

/// The same as far as it can be computed as well as what was written.
pub(crate) fn factor_for_code(ex: &Ex) -> Ex {
    within(ex, ROUNDS, Aim::Code)
}

/// How often at most: pulling out and multiplying out may undo each other.
const ROUNDS: u32 = 8;

/// Larger expressions, counted as trees, stay as they are.
const LARGEST: u32 = 4000;

fn within(ex: &Ex, rounds: u32, aim: Aim) -> Ex {
    let Some(rounds) = rounds.checked_sub(1) else {
        return ex.clone();
    };
    if ex.is_larger_than(LARGEST) {
        return ex.clone();
    }
    let factor = |ex: &Ex| within(ex, rounds, aim);
    match ex.node() {
        Node::Product(factors) => {
            let factors: Vec<_> = factors
                .iter()
                .map(|(b, e)| (factor(b), e.clone()))
                .collect();
            Ex::product(factors)
        }
        Node::Sum(c, terms) if c.is_zero() && terms.len() == 1 => {
            factor(&terms[0].0).scale(terms[0].1)
        }
        Node::Sum(..) => factor_sum(ex, rounds, aim),
        _ => ex.clone(),
    }
}

fn factor_sum(ex: &Ex, rounds: u32, aim: Aim) -> Ex {
    let factor = |ex: &Ex| within(ex, rounds, aim);
    let (common, rest) = pull(ex, aim);
    let rest = if common.is_one() {
        rest
    } else {
        simplest(&rest)
    };
    if !common.is_one() {
        let inner = if rest.size() < ex.size() {
            factor(&rest)
        } else {
            rest
        };
        return common.mul(&inner);
    }
    if let Some((a, b)) = difference_of_squares(&rest) {
        return factor(&a).mul(&factor(&b));
    }
    let expanded = simplest(&rest);
    if expanded == rest {
        return rest;
    }
    let (common, inner) = pull(&expanded, aim);
    if common.is_one() {
        expanded
    } else {
        common.mul(&factor(&inner))
    }
}

/// The shorter of a sum and its expansion.
fn simplest(ex: &Ex) -> Ex {
    let expanded = expand(ex);
    if expanded.size() < ex.size() {
        expanded
    } else {
        ex.clone()
    }
}

/// What all terms share, and what is left.
fn pull(ex: &Ex, aim: Aim) -> (Ex, Ex) {
    let (constant, terms) = ex.terms();
    let mut rows: Vec<Vec<(Ex, Ex)>> = terms.iter().map(|(t, _)| t.factors()).collect();
    if !constant.is_zero() {
        rows.push(Vec::new());
    }
    if rows.len() < 2 {
        return (Ex::one(), ex.clone());
    }
    let mut common: Vec<(Ex, Ex)> = Vec::new();
    let mut seen: Vec<&Ex> = Vec::new();
    for (base, exponent) in rows.iter().flatten() {
        if seen.contains(&base) {
            continue;
        }
        seen.push(base);
        if let Node::Call(Func::Exp, _) = base.node() {
            continue;
        }
        // The least exponent, absent meaning zero; exponents must differ by numbers.
        let mut least = exponent.clone();
        let mut comparable = true;
        for row in &rows {
            let other = row
                .iter()
                .find(|(b, _)| b == base)
                .map_or(Ex::zero(), |(_, e)| e.clone());
            match other.sub(&least).as_num() {
                Some(d) if d.is_negative() => least = other,
                Some(_) => {}
                None => comparable = false,
            }
        }
        // 1 + cosh⁻² stays: over a common denominator it would overflow.
        let grows = matches!(base.node(), Node::Call(Func::Cosh | Func::Sinh, _));
        let shared = rows.iter().all(|row| row.iter().any(|(b, _)| b == base));
        if (grows || aim == Aim::Code) && !shared && least.leads_negative() {
            continue;
        }
        // Nor is a sum of exponentials multiplied out, which would overflow.
        let equal = rows.iter().all(|row| {
            let own = row.iter().find(|(b, _)| b == base);
            own.is_some_and(|(_, e)| *e == least)
        });
        if aim == Aim::Code
            && !equal
            && least.leads_negative()
            && (grows || sums_exponentials(base))
        {
            continue;
        }
        if comparable && !least.is_zero() && base.as_num().is_none() {
            common.push((base.clone(), least));
        }
    }
    let exponential = |row: &Vec<(Ex, Ex)>| {
        row.iter()
            .find(|(b, _)| matches!(b.node(), Node::Call(Func::Exp, _)))
            .map(|(b, _)| b.clone())
    };
    if let Some(Some(first)) = rows.first().map(exponential)
        && rows.iter().all(|row| match exponential(row) {
            Some(other) => aim == Aim::Sign || other == first,
            None => false,
        })
    {
        common.push((first, Ex::one()));
    }
    if common.is_empty() {
        return (Ex::one(), ex.clone());
    }
    let common = Ex::product(common);
    let inverse = common.recip();
    let rest = terms
        .iter()
        .map(|(t, k)| (t.mul(&inverse), *k))
        .chain([(inverse.clone(), constant)]);
    let rest = Ex::sum(rest);
    (common, rest)
}

fn sums_exponentials(base: &Ex) -> bool {
    let exponential =
        |(b, _): &(Ex, Ex)| matches!(b.node(), Node::Call(Func::Exp | Func::Cosh | Func::Sinh, _));
    match base.node() {
        Node::Sum(_, terms) => terms
            .iter()
            .any(|(t, _)| t.factors().iter().any(exponential)),
        _ => false,
    }
}

/// `1 − u²`, `c² − u²`, `u² − c²` as a product.
fn difference_of_squares(ex: &Ex) -> Option<(Ex, Ex)> {
    let Node::Sum(c, terms) = ex.node() else {
        return None;
    };
    let [(t, k)] = terms.as_slice() else {
        return None;
    };
    let Node::Product(factors) = t.node() else {
        return None;
    };
    let halved: Option<Vec<_>> = factors
        .iter()
        .map(|(b, e)| {
            let half = e.as_num()?.mul(Rational::HALF)?;
            half.integer().is_some().then(|| (b.clone(), Ex::num(half)))
        })
        .collect();
    if c.is_negative() == k.is_negative() {
        return None;
    }
    let (root, scale) = (c.abs().sqrt()?, k.abs().sqrt()?);
    let u = Ex::product(halved?).scale(scale);
    let root = Ex::num(root);
    Some(if c.is_negative() {
        (u.sub(&root), u.add(&root))
    } else {
        (root.sub(&u), root.add(&u))
    })
}

/// Products of sums multiplied out, as long as that stays small.
pub(crate) fn expand(ex: &Ex) -> Ex {
    let Node::Sum(c, terms) = ex.node() else {
        return expand_product(ex);
    };
    if terms.len() > 24 {
        return ex.clone();
    }
    let expanded: Vec<_> = terms.iter().map(|(t, k)| (expand_product(t), *k)).collect();
    Ex::sum(expanded.into_iter().chain([(Ex::num(*c), Rational::ONE)]))
}

fn expand_product(ex: &Ex) -> Ex {
    let Node::Product(factors) = ex.node() else {
        return ex.clone();
    };
    let mut sums: Vec<Ex> = Vec::new();
    let mut rest = Vec::new();
    for (base, exponent) in factors {
        let times = exponent
            .as_num()
            .and_then(Rational::integer)
            .filter(|n| (1..=4).contains(n));
        match (base.node(), times) {
            // Equal exponentials are seen to be equal.
            (Node::Call(Func::Exp, u), _) => {
                rest.push((expand(&expand(u)).exp(), exponent.clone()));
            }
            (Node::Call(Func::Cbrt, u), Some(3)) => sums.push(u.clone()),
            (Node::Sum(..), Some(n)) => sums.extend((0..n).map(|_| base.clone())),
            _ => rest.push((base.clone(), exponent.clone())),
        }
    }
    let width: usize = sums.iter().map(|s| s.terms().1.len() + 1).product();
    if width > 40 {
        return ex.clone();
    }
    let mut total = Ex::product(rest);
    for sum in sums {
        let (c, terms) = sum.terms();
        let (d, others) = total.terms();
        let mut products = Vec::new();
        for (a, j) in others.iter().chain([&(Ex::one(), d)]) {
            for (b, k) in terms.iter().chain([&(Ex::one(), c)]) {
                match j.mul(*k) {
                    Some(jk) => products.push((a.mul(b), jk)),
                    None => return ex.clone(),
                }
            }
        }
        total = Ex::sum(products);
    }
    total
}

#[cfg(test)]
mod tests {
    use super::super::derivative::derivative;
    use super::super::expr::Var;
    use super::*;

    #[test]
    fn derivatives_factor() {
        let z = Ex::var(Var::Coord(0));
        let f = z.mul(&z.powi(2).exp());
        let want = z
            .powi(2)
            .exp()
            .mul(&Ex::one().add(&z.powi(2).scale(Rational::int(2))));
        assert_eq!(factor(&derivative(&f, Var::Coord(0))), want);
        // z/sqrt(1+z²)
        let f = z.div(&Ex::one().add(&z.powi(2)).sqrt());
        let want = Ex::one()
            .add(&z.powi(2))
            .pow(&Ex::num(Rational::new(-3, 2).unwrap()));
        assert_eq!(factor(&derivative(&f, Var::Coord(0))), want);
        let f = Ex::one().sub(&z.powi(2));
        assert_eq!(factor(&f).factors().len(), 2);
    }
}
