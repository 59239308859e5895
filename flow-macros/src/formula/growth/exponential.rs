//! Exponentials and logarithms: between them, a rate becomes a coefficient and a coefficient a rate.

use super::rate::{Coefficient, Growth, Rate};
use super::{Lead, T, Term, Walker, constant};
use crate::formula::expr::Ex;
use crate::formula::factor::expand;
use crate::formula::number::Rational;
use crate::formula::sign::Strict;
use std::cmp::Ordering;

impl Walker<'_> {
    /// exp(u)
    pub(super) fn exponential(&mut self, u: &Ex) -> Option<Lead> {
        let term = match self.lead(u)? {
            Lead::Vanishes => return Some(constant(Ex::one())),
            Lead::Bounded => return Some(Lead::Bounded),
            Lead::Infinite(s) => {
                return Some(of_infinite(s));
            }
            Lead::Term(term) => term,
        };
        match self.size(&term.rate)? {
            Ordering::Less => Some(constant(Ex::one())),
            Ordering::Equal => match term.coefficient {
                Coefficient::Exact(c) => Some(constant(c.exp())),
                Coefficient::Sign(_) => None,
            },
            Ordering::Greater => {
                let simple = term.rate.exponential.is_none() && term.rate.log.is_zero();
                let Coefficient::Exact(scale) = &term.coefficient else {
                    return Some(of_infinite(self.sign(&term.coefficient)?));
                };
                if !simple {
                    return Some(of_infinite(self.sign_of(scale)?));
                }
                // Exact where u is c₀ + c₁·t^p and nothing else.
                let leading = scale.mul(&Ex::var(T).pow(&term.rate.power));
                let exact = offset(u, &leading).or_else(|| offset(&expand(u), &leading));
                let coefficient = match &exact {
                    Some(offset) => Coefficient::Exact(offset.exp()),
                    None => Coefficient::Sign(Strict::Positive),
                };
                let growth = Growth {
                    scale: scale.clone(),
                    power: term.rate.power.clone(),
                    exact: exact.is_some(),
                };
                Some(Lead::Term(Term {
                    coefficient,
                    rate: Rate {
                        exponential: Some(growth),
                        ..Rate::constant()
                    },
                }))
            }
        }
    }

    pub(super) fn logarithm(&mut self, lead: Lead, u: &Ex) -> Option<Lead> {
        let term = match lead {
            Lead::Vanishes => return Some(Lead::Infinite(Strict::Negative)),
            Lead::Infinite(_) => return Some(Lead::Infinite(Strict::Positive)),
            // A bounded argument may come near 0.
            Lead::Bounded => return None,
            Lead::Term(term) => term,
        };
        // One that may be zero says nothing of the logarithm.
        self.sign(&term.coefficient)?;
        if let Some(growth) = term.rate.exponential {
            let rate = Rate::of_power(growth.power);
            return Some(Lead::Term(Term {
                coefficient: Coefficient::Exact(growth.scale),
                rate,
            }));
        }
        if !term.rate.power.is_zero() {
            return Some(Lead::Term(Term {
                coefficient: Coefficient::Exact(term.rate.power),
                rate: Rate::logarithmic(),
            }));
        }
        if !term.rate.log.is_zero() {
            return Some(Lead::Infinite(Strict::positive_if(
                term.rate.log.is_positive(),
            )));
        }
        match term.coefficient {
            Coefficient::Exact(c) if c.is_one() => self.lead(&u.sub(&Ex::one())),
            Coefficient::Exact(c) => Some(constant(c.ln())),
            Coefficient::Sign(_) => None,
        }
    }
}

/// exp(±∞)
fn of_infinite(sign: Strict) -> Lead {
    match sign {
        Strict::Positive => Lead::Infinite(Strict::Positive),
        Strict::Negative => Lead::Vanishes,
    }
}

/// What stands beside the leading term, if nothing of it moves.
fn offset(u: &Ex, leading: &Ex) -> Option<Ex> {
    let (c0, terms) = u.terms();
    let (rest, moving): (Vec<_>, Vec<_>) = terms.into_iter().partition(|(t, _)| !t.has(T));
    let offset = rest.into_iter().chain([(Ex::num(c0), Rational::ONE)]);
    (Ex::sum(moving) == *leading).then(|| Ex::sum(offset))
}
