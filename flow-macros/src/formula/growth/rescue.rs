//! Sums whose leading terms cancel, written in a way in which they do not: with a conjugate root, as the logarithm of a
//! product, or as the integral of their derivative.

use super::rate::{Coefficient, Growth, Rate};
use super::{Lead, T, Term, Walker, constant};
use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, Node};
use crate::formula::factor::{expand, factor};
use crate::formula::func::Func;
use crate::formula::number::Rational;
use std::cmp::Ordering;

/// How often one such sum may stand in another.
const RESCUES: u32 = 3;
/// Larger ones are left.
const LARGEST: u32 = 300;

impl Walker<'_> {
    /// The leading term of a sum, of which `vanishes` says whether it is known to go to zero.
    pub(super) fn rescued(&mut self, ex: &Ex, vanishes: bool) -> Option<Lead> {
        if self.rescues >= RESCUES || ex.size() > LARGEST {
            return None;
        }
        self.rescues += 1;
        let found = conjugate(ex)
            .and_then(|other| self.lead(&other))
            .or_else(|| self.by_exponential(ex))
            .or_else(|| vanishes.then(|| self.by_derivative(ex)).flatten());
        self.rescues -= 1;
        found
    }

    /// ln of exp(sum), where that is a product of what stood in logarithms.
    fn by_exponential(&mut self, ex: &Ex) -> Option<Lead> {
        let (c, terms) = ex.terms();
        if !terms.iter().any(|(t, _)| undone(t).is_some()) {
            return None;
        }
        let powers = terms.iter().map(|(t, k)| match undone(t) {
            Some(u) => (u, Ex::num(*k)),
            None => (t.scale(*k).exp(), Ex::one()),
        });
        let product = Ex::product(powers.chain([(Ex::num(c).exp(), Ex::one())]));
        Some(match self.lead(&product)? {
            Lead::Vanishes => Lead::Infinite(-1),
            Lead::Infinite(_) => Lead::Infinite(1),
            Lead::Bounded => return None,
            Lead::Term(term) => match self.size(&term.rate)? {
                Ordering::Less => Lead::Infinite(-1),
                Ordering::Greater => Lead::Infinite(1),
                Ordering::Equal => match term.coefficient {
                    Coefficient::Exact(c) if self.sign_of(&c)? > 0 => constant(c.ln()),
                    _ => return None,
                },
            },
        })
    }

    /// What goes to zero is minus the integral of its derivative from t to infinity.
    fn by_derivative(&mut self, ex: &Ex) -> Option<Lead> {
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
        (self.sign_of(&divisor)? < 0).then_some(())?;
        let coefficient = match slope.coefficient {
            Coefficient::Exact(c) => Coefficient::Exact(c.div(&divisor)),
            Coefficient::Sign(s) => Coefficient::Sign(-s),
        };
        let rate = Rate {
            power,
            ..slope.rate
        };
        Some(Lead::Term(Term { coefficient, rate }))
    }
}

/// u, of which the term is the logarithm.
fn undone(term: &Ex) -> Option<Ex> {
    let Node::Call(f, u) = term.node() else {
        return None;
    };
    let root = |c: i64| u.add(&u.powi(2).add(&Ex::int(c)).sqrt());
    Some(match f {
        Func::Ln => u.clone(),
        Func::LnCosh => Ex::call(Func::Cosh, u),
        Func::Softplus => Ex::one().add(&u.exp()),
        Func::SoftplusInverse => u.exp().sub(&Ex::one()),
        Func::Logit => u.div(&Ex::one().sub(u)),
        Func::Asinh => root(1),
        Func::Acosh => root(-1),
        _ => return None,
    })
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
