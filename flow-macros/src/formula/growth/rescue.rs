//! Sums whose leading terms cancel, written in a way in which they do not: with a conjugate root, as the logarithm of a
//! product, or as the integral of their derivative.

use super::rate::{Coefficient, Growth, Rate};
use super::{Lead, T, Term, Walker, constant};
use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, Node};
use crate::formula::factor::{expand, factor};
use crate::formula::functions::Func;
use crate::formula::number::Rational;
use crate::formula::sign::Strict;
use std::cmp::Ordering;

/// How often one such sum may stand in another.
const RESCUES: u32 = 4;
/// How many expressions one of them may look at.
const MOST: u32 = 250;
/// Larger ones are left.
const LARGEST: u32 = 300;

impl Walker<'_> {
    /// The leading term of a sum, of which `vanishes` says whether it is known to go to zero.
    pub(super) fn rescued(&mut self, ex: &Ex, vanishes: bool) -> Option<Lead> {
        if self.rescues >= RESCUES || ex.is_larger_than(LARGEST) {
            return None;
        }
        self.rescues += 1;
        // That it vanishes may be known, and that it stays bounded is no use.
        let news = |lead: &Lead| match lead {
            Lead::Term(_) | Lead::Infinite(_) => true,
            Lead::Vanishes => !vanishes,
            Lead::Bounded => false,
        };
        // What leads nowhere shall not take all of the budget.
        let kept = self.budget.saturating_sub(MOST);
        self.budget = self.budget.min(MOST);
        let found = conjugate(ex)
            .and_then(|other| self.lead(&other).filter(news))
            .or_else(|| self.by_denominator(ex).filter(news))
            .or_else(|| self.by_exponential(ex).filter(news))
            .or_else(|| vanishes.then(|| self.by_derivative(ex)).flatten())
            .or_else(|| self.beside_still(ex).filter(news));
        self.budget += kept;
        self.rescues -= 1;
        found
    }

    /// Without what stands still, which is added again.
    fn beside_still(&mut self, ex: &Ex) -> Option<Lead> {
        let (c, terms) = ex.terms();
        let (moving, mut still): (Vec<_>, Vec<_>) = terms.into_iter().partition(|(t, _)| t.has(T));
        still.push((Ex::num(c), Rational::ONE));
        let still = Ex::sum(still);
        if still.is_zero() {
            return None;
        }
        let moving = self.lead(&Ex::sum(moving))?;
        self.sum(vec![moving, constant(still)])
    }

    /// One fraction, where terms are that go to infinity and cancel.
    fn by_denominator(&mut self, ex: &Ex) -> Option<Lead> {
        let (constant, terms) = ex.terms();
        let mut powers: Vec<(Ex, Rational)> = Vec::new();
        for (base, exponent) in terms.iter().flat_map(|(t, _)| t.factors()) {
            let n = exponent.as_num().filter(|n| base.has(T) && n.is_negative());
            let Some(n) = n.filter(|n| n.integer().is_some() && base != Ex::var(T)) else {
                continue;
            };
            match powers.iter_mut().find(|(b, _)| *b == base) {
                Some((_, most)) => *most = n.neg().max(*most),
                None => powers.push((base, n.neg())),
            }
        }
        if powers.is_empty() {
            return None;
        }
        let by = Ex::product(powers.into_iter().map(|(b, n)| (b, Ex::num(n))));
        let multiplied = terms.iter().map(|(t, k)| (t.mul(&by), *k));
        let above = Ex::sum(multiplied.chain([(by.clone(), constant)]));
        let above = self.lead(&expand(&above))?;
        let below = self.power(&by, &Ex::int(-1))?;
        self.product(above, below)
    }

    /// ln of exp(sum), where that is a product of what stood in logarithms.
    fn by_exponential(&mut self, ex: &Ex) -> Option<Lead> {
        let (c, terms) = ex.terms();
        if !terms.iter().any(|(t, _)| undone(t).is_some()) {
            return None;
        }
        let powers = terms.iter().map(|(t, k)| match undone(t) {
            Some((u, by)) => (u, by.scale(*k)),
            None => (t.scale(*k).exp(), Ex::one()),
        });
        let product = Ex::product(powers.chain([(Ex::num(c).exp(), Ex::one())]));
        Some(match self.lead(&product)? {
            Lead::Vanishes => Lead::Infinite(Strict::Negative),
            Lead::Infinite(_) => Lead::Infinite(Strict::Positive),
            Lead::Bounded => return None,
            Lead::Term(term) => match self.size(&term.rate)? {
                Ordering::Less => Lead::Infinite(Strict::Negative),
                Ordering::Greater => Lead::Infinite(Strict::Positive),
                Ordering::Equal => match term.coefficient {
                    Coefficient::Exact(c) if self.sign_of(&c)?.is_positive() => constant(c.ln()),
                    _ => return None,
                },
            },
        })
    }

    /// What goes to zero, by its derivative: over the highest power of t in it, if that is positive, which then is no part of it.
    fn by_derivative(&mut self, ex: &Ex) -> Option<Lead> {
        let (_, terms) = ex.terms();
        let factors = terms.iter().flat_map(|(t, _)| t.factors());
        let powers = factors.filter(|(base, _)| *base == Ex::var(T));
        let highest = powers.filter_map(|(_, e)| e.as_num()).max();
        match highest.filter(|p| p.is_positive()) {
            None => self.by_integral(ex),
            Some(power) => {
                let power = Ex::var(T).pow(&Ex::num(power));
                let lead = self.by_integral(&expand(&ex.div(&power)))?;
                let power = self.lead(&power)?;
                self.product(lead, power)
            }
        }
    }

    /// What goes to zero is minus the integral of its derivative from t to infinity.
    fn by_integral(&mut self, ex: &Ex) -> Option<Lead> {
        let Lead::Term(slope) = self.lead(&factor(&derivative(ex, T)))? else {
            return None;
        };
        if !slope.rate.log.is_zero() {
            return None;
        }
        let (divisor, power) = match &slope.rate.exponential {
            None => {
                let power = slope.rate.power.add(&Ex::one());
                (power.clone(), power)
            }
            // exp(s·t^r)·t^p has the slope s·r·exp(s·t^r)·t^(p + r − 1).
            Some(Growth { scale, power, .. }) => (
                scale.mul(power),
                slope.rate.power.add(&Ex::one()).sub(power),
            ),
        };
        // Else it does not go to zero.
        (self.sign_of(&divisor)? == Strict::Negative).then_some(())?;
        let coefficient = match slope.coefficient {
            Coefficient::Exact(c) => Coefficient::Exact(c.div(&divisor)),
            Coefficient::Sign(s) => Coefficient::Sign(s.neg()),
        };
        let rate = Rate {
            power,
            ..slope.rate
        };
        Some(Lead::Term(Term { coefficient, rate }))
    }
}

/// u and w, where the term is w·ln(u) with w that stands still.
fn undone(term: &Ex) -> Option<(Ex, Ex)> {
    let (moving, still): (Vec<_>, Vec<_>) = term.factors().into_iter().partition(|(b, _)| b.has(T));
    let [(base, exponent)] = moving.as_slice() else {
        return None;
    };
    let still = Ex::product(still);
    let (u, k) = argument(base).filter(|_| exponent.is_one() && !still.has(T))?;
    Some((u, still.scale(k)))
}

/// u and k, where the expression is k·ln(u).
fn argument(ex: &Ex) -> Option<(Ex, Rational)> {
    let Node::Call(f, u) = ex.node() else {
        return None;
    };
    let root = |c: i64| u.add(&u.powi(2).add(&Ex::int(c)).sqrt());
    let of = match f {
        Func::Ln => u.clone(),
        Func::LnCosh => Ex::call(Func::Cosh, u),
        Func::Softplus => Ex::one().add(&u.exp()),
        Func::SoftplusInverse => u.exp().sub(&Ex::one()),
        Func::Logit => u.div(&Ex::one().sub(u)),
        Func::Asinh => root(1),
        Func::Acosh => root(-1),
        Func::Atanh => {
            let odds = Ex::one().add(u).div(&Ex::one().sub(u));
            return Some((odds, Rational::HALF));
        }
        _ => return None,
    };
    Some((of, Rational::ONE))
}

/// `a + √b` as `(b − a²)/(√b − a)`, where the terms of the sum would cancel.
fn conjugate(ex: &Ex) -> Option<Ex> {
    let (factor, rest) = ex.split_coefficient();
    let (constant, terms) = rest.terms();
    let is_root = |t: &Ex| {
        t.factors()
            .iter()
            .any(|(_, e)| e.as_num() == Some(Rational::HALF))
    };
    let i = terms.iter().position(|(t, _)| t.has(T) && is_root(t))?;
    let root = terms[i].0.scale(terms[i].1);
    let others = terms
        .into_iter()
        .enumerate()
        .filter(|(j, _)| *j != i)
        .map(|(_, t)| t);
    let others = Ex::sum(others.chain([(Ex::num(constant), Rational::ONE)]));
    let difference = expand(&root.powi(2).sub(&others.powi(2)));
    Some(difference.div(&root.sub(&others)).scale(factor))
}
