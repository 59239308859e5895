//! Leading terms as t → ∞: coefficient · exp(c·t^r) · t^p · (ln t)^q.

mod exponential;
mod function;
mod product;
mod rate;
mod rescue;
mod sum;

use super::expr::{Ex, Node, Var};
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
                let mut leads = Vec::new();
                for (base, exponent) in factors {
                    let moves = base.has(T) || exponent.has(T);
                    leads.push((moves, self.power(base, exponent)?));
                }
                // What stands still may have any sign, and what is bounded goes last: beside these, what vanishes is not seen to
                // outrun what grows.
                leads.sort_by_key(|(moves, lead)| (matches!(lead, Lead::Bounded), !moves));
                let mut leads = leads.into_iter().map(|(_, lead)| lead);
                leads.try_fold(constant(Ex::one()), |all, lead| self.product(all, lead))
            }
            Node::Call(f, u) => self.call(*f, u).or_else(|| {
                let values = range::eval(ex, self.region);
                (values.lo.is_finite() && values.hi.is_finite()).then_some(Lead::Bounded)
            }),
        }
    }
}
