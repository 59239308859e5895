//! Mixtures of distribution functions, and what they leave of one: without cancellation in either tail.
//!
//! As σ(a) = 1 − σ(−a), and Φ and Cauchy's alike, Σ kᵢ·σ(aᵢ) + c has many forms. In one of them all arguments fall in the
//! coordinate, in another they rise; where the constant vanishes in one, every term is as small as the sum. Exponentials
//! have one other form, exp(a) = 1 − (1 − exp(a)), in which what is subtracted is less than one.

use super::expr::{Ex, Node};
use super::factor::expand;
use super::functions::Func;
use super::number::Rational;

/// A distribution function of the argument beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Sigmoid,
    Phi,
    /// ½ + atan(u)/π
    Cauchy,
    Exp,
    /// 1 − exp(u)
    BelowExp,
}

/// A term of a mixture.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) weight: Ex,
    pub(super) family: Family,
    pub(super) argument: Ex,
}

/// A mixture in the form that has no constant.
#[derive(Clone, Debug)]
pub(super) struct Mixture {
    pub(super) parts: Vec<Part>,
    /// Whether it is written in another form.
    pub(super) changed: bool,
}

/// The form without a constant, if there is one and `ex` is a sum of distribution functions.
pub(super) fn without_constant(ex: &Ex, is_negative: &dyn Fn(&Ex) -> bool) -> Option<Mixture> {
    let (written, terms) = ex.terms();
    if !terms.iter().any(|(t, _)| mentions(t)) {
        return None;
    }
    let (constant, parts) = parts(&expand(ex))?;
    let is_exponential = |part: &&Part| part.family == Family::Exp;
    let below = |part: &Part| is_exponential(&part) && is_negative(&part.weight);
    let turns = |part: &Part, smooth: bool, exponential: bool| {
        if is_exponential(&part) {
            exponential && below(part)
        } else {
            smooth
        }
    };
    let choices = [(false, false), (true, false), (false, true), (true, true)];
    let chosen = choices.into_iter().find(|&(smooth, exponential)| {
        let turned = parts.iter().filter(|part| turns(part, smooth, exponential));
        let sum = turned.fold(constant.clone(), |sum, part| sum.add(&part.weight));
        expand(&sum).is_zero()
    });
    let (smooth, exponential) = chosen?;
    let is_cauchy = |part: &Part| part.family == Family::Cauchy;
    let changed = !written.is_zero() || terms.len() != parts.len() || parts.iter().any(is_cauchy);
    let parts = parts
        .into_iter()
        .map(|part| {
            if turns(&part, smooth, exponential) {
                part.turned()
            } else {
                part
            }
        })
        .collect();
    Some(Mixture { parts, changed })
}

impl Part {
    /// −k·(1 − f)
    fn turned(self) -> Self {
        let weight = self.weight.neg();
        match self.family {
            Family::Exp => Self {
                weight,
                family: Family::BelowExp,
                argument: self.argument,
            },
            family => Self {
                weight,
                family,
                argument: self.argument.neg(),
            },
        }
    }
}

/// Whether some factor in a term, or in a sum that is a factor of it, is a distribution function.
fn mentions(term: &Ex) -> bool {
    term.factors().iter().any(|(base, _)| match base.node() {
        Node::Call(Func::Sigmoid | Func::Phi | Func::Atan | Func::Exp, _) => true,
        Node::Sum(_, terms) => terms.iter().any(|(t, _)| mentions(t)),
        _ => false,
    })
}

/// The constant, and what belongs to each argument; those of distribution functions lead with a positive sign.
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
        let (weight, family, argument) = match f {
            Func::Exp => (k, Family::Exp, u),
            Func::Atan => {
                let weight = k.mul(&Ex::pi());
                constant = constant.sub(&weight.scale(Rational::HALF));
                (weight, Family::Cauchy, u)
            }
            f => {
                let family = if f == Func::Phi {
                    Family::Phi
                } else {
                    Family::Sigmoid
                };
                if u.leads_negative() {
                    constant = constant.add(&k);
                    (k.neg(), family, u.neg())
                } else {
                    (k, family, u)
                }
            }
        };
        let same = |part: &&mut Part| part.family == family && part.argument == argument;
        match parts.iter_mut().find(same) {
            Some(part) => part.weight = expand(&part.weight.add(&weight)),
            None => parts.push(Part {
                weight,
                family,
                argument,
            }),
        }
    }
    (!parts.is_empty()).then_some((constant, parts))
}

/// A term's only distribution function, and the rest of it.
fn split(term: &Ex) -> Option<(Ex, Func, Ex)> {
    let factors = term.factors();
    let is_one = |(base, exponent): &(Ex, Ex)| match base.node() {
        Node::Call(f @ (Func::Sigmoid | Func::Phi | Func::Atan | Func::Exp), u)
            if exponent.is_one() =>
        {
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
    // The weights of exponentials are constants: others are no mixtures.
    let constant = !matches!(f, Func::Exp | Func::Atan) || !rest.has_coordinate();
    constant.then_some((rest, f, u))
}
