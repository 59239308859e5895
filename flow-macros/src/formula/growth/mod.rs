//! Leading terms as t → ∞: coefficient · exp(c·t^r) · t^p · (ln t)^q.

mod exponential;
mod function;
mod product;
mod rate;
mod rescue;
mod sum;

use super::expr::{Ex, Node, Var};
use super::interval::Interval;
use super::range::{self, Region};
use super::sign::{Sign, Strict};
pub(super) use rate::Coefficient;
use rate::Rate;
use std::cell::RefCell;
use std::collections::HashMap;

/// The symbol that goes to infinity.
pub(super) const T: Var = Var::Image(39);

#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) coefficient: Coefficient,
    pub(super) rate: Rate,
}

#[derive(Clone, Debug)]
pub(super) enum Lead {
    Term(Term),
    /// Goes to zero, at an unknown rate.
    Vanishes,
    /// Goes to ±∞, at an unknown rate.
    Infinite(Strict),
    /// Stays bounded, as far as is known without a limit.
    Bounded,
}

fn constant(ex: Ex) -> Lead {
    if ex.is_zero() {
        Lead::Vanishes
    } else {
        Lead::Term(Term {
            coefficient: Coefficient::Exact(ex),
            rate: Rate::constant(),
        })
    }
}

/// What is certain about the sign of an expression on a region: a proof needs limits, and these need signs, of which
/// whoever asks for a limit says how they are found.
pub(super) type Signs = fn(&Ex, &Region) -> Sign;

/// How many expressions may be looked at for one limit.
const MOST: u32 = 1000;

pub(super) struct Walker<'a> {
    pub(super) region: &'a Region,
    /// Expressions that may still be looked at.
    pub(super) budget: u32,
    /// Sums whose terms cancel that are being written in another way.
    rescues: u32,
    /// How the signs of coefficients are found, and which have been.
    prove: Signs,
    signs: RefCell<HashMap<Ex, Sign>>,
}

impl<'a> Walker<'a> {
    pub(super) fn new(region: &'a Region, prove: Signs) -> Self {
        Self {
            prove,
            signs: RefCell::default(),
            region,
            budget: MOST,
            rescues: 0,
        }
    }
}

impl Walker<'_> {
    pub(super) fn lead(&mut self, ex: &Ex) -> Option<Lead> {
        self.budget = self.budget.checked_sub(1)?;
        if !ex.has(T) {
            return Some(constant(ex.clone()));
        }
        match ex.node() {
            Node::Num(_) | Node::Pi => Some(constant(ex.clone())),
            Node::Var(_) => Some(Lead::Term(Term {
                coefficient: Coefficient::Exact(Ex::one()),
                rate: Rate::of_power(Ex::one()),
            })),
            Node::Sum(c, terms) => {
                if let Some(lead) = self.beside_weak(ex) {
                    return Some(lead);
                }
                let mut leads = Vec::new();
                if !c.is_zero() {
                    leads.push(constant(Ex::num(*c)));
                }
                for (t, k) in terms {
                    let lead = self.lead(t)?;
                    leads.push(self.product(lead, constant(Ex::num(*k)))?);
                }
                match self.sum(leads) {
                    known @ Some(Lead::Term(_) | Lead::Infinite(_) | Lead::Bounded) => known,
                    unknown => self.rescued(ex, unknown.is_some()).or(unknown),
                }
            }
            Node::Product(factors) => {
                let (mut leads, mut bounded) = (Vec::new(), Vec::new());
                for (base, exponent) in factors {
                    let values = || range::eval(&base.pow(exponent), self.region);
                    match self.power(base, exponent) {
                        Some(Lead::Bounded) => bounded.push(values()),
                        Some(lead) => leads.push((base.has(T) || exponent.has(T), lead)),
                        None => bounded.push(Some(values()).filter(has_bounds)?),
                    }
                }
                // What stands still may have any sign, and what is bounded goes last: beside these, what vanishes is not seen to
                // outrun what grows.
                leads.sort_by_key(|(moves, _)| !moves);
                let mut leads = leads.into_iter().map(|(_, lead)| lead);
                let first =
                    leads.try_fold(constant(Ex::one()), |all, lead| self.product(all, lead));
                bounded.iter().try_fold(first?, |all, values| {
                    let still = self.product(all.clone(), Lead::Bounded);
                    still.or_else(|| self.product(all, away_from_zero(values)?))
                })
            }
            Node::Call(f, u) => self.call(*f, u).or_else(|| {
                let values = range::eval(ex, self.region);
                has_bounds(&values).then_some(Lead::Bounded)
            }),
        }
    }
}

fn has_bounds(values: &Interval) -> bool {
    values.lo.is_finite() && values.hi.is_finite()
}

/// What has bounds of one sign: it goes nowhere, but what grows grows beside it.
fn away_from_zero(values: &Interval) -> Option<Lead> {
    let sign = match (values.lo.signum(), values.hi.signum()) {
        _ if !has_bounds(values) => return None,
        (1, _) => Strict::Positive,
        (_, -1) => Strict::Negative,
        _ => return None,
    };
    Some(Lead::Term(Term {
        coefficient: Coefficient::Sign(sign),
        rate: Rate::constant(),
    }))
}
