//! Products of what overflows and what vanishes: as the exponential of the sum of their logarithms.
//!
//! Where one factor may be too large for a number and another one too small, the product need be neither. Factors that
//! can only be large, or only be small, stay as they are written: there the logarithm would cost digits and save nothing.

use super::Lowering;
use crate::formula::code::Id;
use crate::formula::expr::{Ex, Node};
use crate::formula::factor::expand;
use crate::formula::functions::Func;
use crate::formula::mixture::Mixture;
use crate::formula::number::Rational;
use crate::formula::sign::Strict;

/// Whether a factor may be too large, and whether it may be too small.
#[derive(Clone, Copy, Default)]
struct Extremes {
    large: bool,
    small: bool,
}

impl Lowering<'_> {
    pub(super) fn scaled_product(&mut self, k: Rational, factors: &[(Ex, Ex)]) -> Option<Id> {
        if factors.len() < 2 {
            return None;
        }
        let extremes: Vec<Extremes> = factors.iter().map(|(b, e)| self.extremes(b, e)).collect();
        let meets = |i: usize, j: usize| i != j && extremes[i].large && extremes[j].small;
        let meet = |steep: &[usize]| steep.iter().any(|&i| steep.iter().any(|&j| meets(i, j)));
        let steep: Vec<usize> = (0..factors.len())
            .filter(|&i| extremes[i].large || extremes[i].small)
            .collect();
        if !meet(&steep) {
            return None;
        }
        if let Some(id) = self.distributed(k, factors) {
            return Some(id);
        }
        // What has no sign has no logarithm, and stays beside the others.
        let steep: Vec<usize> = steep
            .into_iter()
            .filter(|&i| self.setting.sign(&factors[i].0).is_some())
            .collect();
        if !meet(&steep) {
            return None;
        }
        let (mut logs, mut rest, mut k) = (Vec::new(), Vec::new(), k);
        for (i, (base, exponent)) in factors.iter().enumerate() {
            if let Some(u) = self.above_one(base).filter(|_| steep.contains(&i)) {
                // exp(u) − 1 = exp(u)·(1 − exp(−u)), 2·sinh(u) = exp(u)·(1 − exp(−2u))
                logs.push((u.mul(exponent), Rational::ONE));
                let below = if matches!(base.node(), Node::Call(..)) {
                    let twice = u.scale(Rational::int(-2));
                    Ex::one().sub(&twice.exp()).scale(Rational::HALF)
                } else {
                    Ex::one().sub(&u.neg().exp())
                };
                rest.push((below, exponent.clone()));
            } else if steep.contains(&i) {
                let log = self.ln_term(base, Rational::ONE);
                let odd = !exponent.as_num().is_some_and(Rational::is_even_integer);
                if odd && self.setting.sign(base) == Some(Strict::Negative) {
                    k = k.neg();
                }
                logs.push((log.mul(exponent), Rational::ONE));
            } else {
                rest.push((base.clone(), exponent.clone()));
            }
        }
        let log = self.lower(&shared(&Ex::sum(logs)));
        let scale = self.graph.call("exp", log);
        if rest.is_empty() {
            return Some(self.times(k, scale));
        }
        let rest = self.product(k, &rest);
        Some(self.graph.mul(scale, rest))
    }

    fn extremes(&self, base: &Ex, exponent: &Ex) -> Extremes {
        let none = Extremes::default();
        if !self.setting.is_steep(base, exponent) {
            return none;
        }
        let Some(r) = exponent.as_num() else {
            let values = self.setting.range(&base.pow(exponent));
            return Extremes {
                large: !values.hi.is_finite(),
                small: values.lo.signum() <= 0,
            };
        };
        let upright = match base.node() {
            Node::Call(Func::Exp, u) => {
                let values = self.setting.range(u);
                Extremes {
                    large: !values.hi.is_finite(),
                    small: !values.lo.is_finite(),
                }
            }
            Node::Call(f, _) if f.vanishes() || f.explodes() => Extremes {
                large: f.explodes(),
                small: f.vanishes(),
            },
            Node::Sum(c, _) if self.setting.is_wild(base) => Extremes {
                large: !self.setting.range(base).hi.is_finite(),
                small: !c.is_positive() || self.setting.is_turned_mixture(base),
            },
            Node::Sum(c, terms) => Extremes {
                large: self.above_one(base).is_some(),
                small: self.is_below_one(base)
                    || c.is_zero()
                        && terms
                            .iter()
                            .all(|term| self.setting.any_steep(std::slice::from_ref(term))),
            },
            _ => none,
        };
        if r.is_negative() {
            Extremes {
                large: upright.small,
                small: upright.large,
            }
        } else {
            upright
        }
    }

    /// 1 − exp(−t) of a t > 0 that may be less than the smallest number.
    fn is_below_one(&self, base: &Ex) -> bool {
        let Node::Sum(c, terms) = base.node() else {
            return false;
        };
        let [(term, k)] = terms.as_slice() else {
            return false;
        };
        let Node::Call(Func::Exp, u) = term.node() else {
            return false;
        };
        let (l, t) = u.split_coefficient();
        let one = c.is_one() && *k == Rational::MINUS_ONE;
        one && l.is_negative() && self.setting.any_steep(&[(t, l)])
    }

    /// The u > 0 of exp(u) − 1 and of sinh(u).
    fn above_one(&self, base: &Ex) -> Option<Ex> {
        if let Node::Call(Func::Sinh, u) = base.node() {
            return Some(u.clone()).filter(|u| self.setting.is_positive(u));
        }
        let Node::Sum(c, terms) = base.node() else {
            return None;
        };
        match terms.as_slice() {
            [(t, k)] if *c == Rational::MINUS_ONE && k.is_one() => match t.node() {
                Node::Call(Func::Exp, u) if self.setting.is_positive(u) => Some(u.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// A sum of steep terms of either sign over sums that may vanish with it: term by term, in the same tail as these.
    fn distributed(&mut self, k: Rational, factors: &[(Ex, Ex)]) -> Option<Id> {
        let over = |(base, e): &(Ex, Ex)| {
            e.as_num().is_some_and(Rational::is_negative) && self.setting.is_wild(base)
        };
        let vanishing: Vec<Ex> = factors
            .iter()
            .filter(|factor| over(factor))
            .map(|(base, _)| base.clone())
            .collect();
        if vanishing.is_empty() {
            return None;
        }
        let at = factors
            .iter()
            .position(|(base, exponent)| match base.node() {
                Node::Sum(c, terms) => {
                    exponent.is_one()
                        && terms.len() + usize::from(!c.is_zero()) > 1
                        && self.setting.any_steep(terms)
                        && !self.setting.is_wild(base)
                }
                _ => false,
            })?;
        let rest: Vec<(Ex, Ex)> = factors
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != at)
            .map(|(_, factor)| factor.clone())
            .collect();
        // 1/(p·(1 − p)) = 1/p + 1/(1 − p), each beside the tail that vanishes with it; and 1/(p·(p − 1)) is its opposite.
        for (i, (p, e)) in rest.iter().enumerate() {
            let complement = |q: &Ex| expand(&p.add(q)).is_one();
            let negative = |q: &Ex| expand(&p.sub(q)).is_one();
            let Some(j) = rest.iter().position(|(q, f)| {
                let over = e.as_num() == Some(Rational::MINUS_ONE) && f == e;
                over && (complement(q) || negative(q))
            }) else {
                continue;
            };
            let opposite = negative(&rest[j].0);
            let sum = (factors[at].0.clone(), Ex::one());
            let parts = [i, j].map(|out| {
                let kept = rest.iter().enumerate().filter(|(n, _)| *n != out);
                let kept: Vec<(Ex, Ex)> =
                    kept.map(|(_, f)| f.clone()).chain([sum.clone()]).collect();
                self.product(k, &kept)
            });
            // Without p is over its complement.
            return Some(if opposite {
                self.graph.sub(parts[0], parts[1])
            } else {
                self.graph.add(parts[0], parts[1])
            });
        }
        let turned = vanishing
            .iter()
            .find_map(|sum| self.setting.mixture(sum))
            .and_then(|mixture| in_tail_of(&mixture, &factors[at].0));
        let (c, terms) = turned.unwrap_or_else(|| factors[at].0.clone()).terms();
        let constant = (Ex::one(), c);
        let mut total: Option<Id> = None;
        for (term, l) in terms.iter().chain((!c.is_zero()).then_some(&constant)) {
            let product = Ex::product(rest.iter().cloned().chain([(term.clone(), Ex::one())]));
            let by = Ex::num(k).scale(*l);
            let id = self.lower(&product.mul(&by));
            total = Some(match total {
                None => id,
                Some(sum) => self.graph.add(sum, id),
            });
        }
        total
    }
}

/// `k·ln a − k·x` as `k·(ln a − x)`, of which not both products are rounded before they cancel. Of two logarithms, the quotient has one,
/// which is more.
fn shared(sum: &Ex) -> Ex {
    let (c, terms) = sum.terms();
    let Some(((first, _), others)) = terms.split_first() else {
        return sum.clone();
    };
    let everywhere = |factor: &(Ex, Ex)| others.iter().all(|(t, _)| t.factors().contains(factor));
    let is_logarithm = |ex: &Ex| matches!(ex.node(), Node::Call(Func::Ln, _));
    let all_logarithms = |by: &Ex| terms.iter().all(|(t, _)| is_logarithm(&t.div(by)));
    let mut factors = first.factors().into_iter();
    let common = factors.find(|factor| factor.1.is_one() && everywhere(factor));
    match common {
        Some((common, _)) if c.is_zero() && !others.is_empty() && !all_logarithms(&common) => {
            let rest = Ex::sum(terms.iter().map(|(t, k)| (t.div(&common), *k)));
            Ex::product_raw(vec![(common, Ex::one()), (rest, Ex::one())])
        }
        _ => sum.clone(),
    }
}

/// A sum of distribution functions whose weights add up to zero, with the arguments of a mixture: of f(u) − f(v), which is
/// f(−v) − f(−u), the form in which both vanish with the mixture.
fn in_tail_of(mixture: &Mixture, sum: &Ex) -> Option<Ex> {
    let is_tail = |f: Func| matches!(f, Func::Sigmoid | Func::Phi);
    let (c, terms) = sum.terms();
    let mut total = Ex::zero();
    let mut turned = Vec::new();
    for (term, k) in terms {
        let factors = term.factors();
        let at = factors
            .iter()
            .position(|(b, e)| e.is_one() && matches!(b.node(), Node::Call(f, _) if is_tail(*f)))?;
        let Node::Call(f, u) = factors[at].0.node() else {
            return None;
        };
        let opposite = u.neg();
        if !mixture.parts.iter().any(|part| part.argument == opposite) {
            return None;
        }
        let weight = term.scale(k).div(&factors[at].0);
        total = total.add(&weight);
        let part = Ex::call_raw(*f, opposite).mul(&weight);
        turned.push((part, Rational::MINUS_ONE));
    }
    let fits = c.is_zero() && expand(&total).is_zero();
    fits.then(|| Ex::sum(turned))
}
