//! Mixtures of distribution functions, and what they leave of one: without cancellation in either tail.
//!
//! As σ(a) = 1 − σ(−a), and Φ alike, Σ kᵢ·σ(aᵢ) + c has many forms. In one of them all arguments fall in the coordinate,
//! in another they rise; where the constant vanishes in one, every term is as small as the sum.

use super::expr::{Ex, Node};
use super::factor::expand;
use super::func::Func;
use super::number::Rational;

/// k, the function, and its argument.
type Part = (Ex, Func, Ex);

/// The form without a constant, if there is one and `ex` is a sum of distribution functions.
pub(super) fn without_constant(ex: &Ex) -> Option<Ex> {
    let (constant, parts) = parts(&expand(ex))?;
    let flipped = parts
        .iter()
        .fold(constant.clone(), |sum, (k, ..)| sum.add(k));
    if expand(&constant).is_zero() {
        Some(sum(&parts))
    } else if expand(&flipped).is_zero() {
        let turn = |(k, f, u): &Part| (k.neg(), *f, u.neg());
        Some(sum(&parts.iter().map(turn).collect::<Vec<_>>()))
    } else {
        None
    }
}

fn sum(parts: &[Part]) -> Ex {
    let term = |(k, f, u): &Part| (k.mul(&Ex::call_raw(*f, u.clone())), Rational::ONE);
    Ex::sum(parts.iter().map(term))
}

/// The constant, and what belongs to each argument, all of which lead with a positive sign.
fn parts(sum: &Ex) -> Option<(Ex, Vec<Part>)> {
    let (constant, terms) = sum.terms();
    let mut constant = Ex::num(constant);
    let mut parts: Vec<Part> = Vec::new();
    for (term, k) in terms {
        let Some((rest, f, u)) = split(&term) else {
            constant = constant.add(&term.scale(k));
            continue;
        };
        let k = rest.scale(k);
        let (k, u) = if u.leads_negative() {
            constant = constant.add(&k);
            (k.neg(), u.neg())
        } else {
            (k, u)
        };
        match parts.iter_mut().find(|part| part.1 == f && part.2 == u) {
            Some(part) => part.0 = expand(&part.0.add(&k)),
            None => parts.push((k, f, u)),
        }
    }
    (!parts.is_empty()).then_some((constant, parts))
}

/// A term's only distribution function, and the rest of it.
fn split(term: &Ex) -> Option<Part> {
    let factors = term.factors();
    let is_one = |(base, exponent): &(Ex, Ex)| match base.node() {
        Node::Call(f @ (Func::Sigmoid | Func::Phi), u) if exponent.is_one() => {
            Some((*f, u.clone()))
        }
        _ => None,
    };
    let (at, (f, u)) = factors
        .iter()
        .enumerate()
        .find_map(|(i, factor)| Some((i, is_one(factor)?)))?;
    let rest = factors
        .iter()
        .enumerate()
        .filter(|(i, _)| *i != at)
        .fold(Ex::one(), |rest, (_, (base, exponent))| {
            rest.mul(&base.pow(exponent))
        });
    Some((rest, f, u))
}
