//! Leading terms as t → ∞: coefficient · exp(c·t^r) · t^p · (ln t)^q.

mod exponential;
mod function;
mod product;
mod rate;
mod sum;

use super::expr::{Ex, Node, Var};
use super::number::Rational;
use super::range::Region;
pub(super) use rate::Coefficient;
use rate::{CONSTANT, Rate};

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
    Infinite(i32),
    /// Stays bounded, without a limit.
    Bounded,
}

fn constant(ex: Ex) -> Lead {
    if ex.is_zero() {
        Lead::Vanishes
    } else {
        Lead::Term(Term {
            coefficient: Coefficient::Exact(ex),
            rate: CONSTANT,
        })
    }
}

pub(super) struct Walker<'a> {
    pub(super) region: &'a Region,
    pub(super) fuel: u32,
}

impl Walker<'_> {
    pub(super) fn lead(&mut self, ex: &Ex) -> Option<Lead> {
        self.fuel = self.fuel.checked_sub(1)?;
        if !ex.has(T) {
            return Some(constant(ex.clone()));
        }
        match ex.node() {
            Node::Num(_) | Node::Pi => Some(constant(ex.clone())),
            Node::Var(_) => {
                let rate = Rate {
                    power: Rational::ONE,
                    ..CONSTANT
                };
                Some(Lead::Term(Term {
                    coefficient: Coefficient::Exact(Ex::one()),
                    rate,
                }))
            }
            Node::Sum(c, terms) => {
                let mut leads = Vec::new();
                if !c.is_zero() {
                    leads.push(constant(Ex::num(*c)));
                }
                for (t, k) in terms {
                    let lead = self.lead(t)?;
                    leads.push(self.product(lead, constant(Ex::num(*k)))?);
                }
                self.sum(leads)
            }
            Node::Product(factors) => {
                let mut product = constant(Ex::one());
                for (base, exponent) in factors {
                    let lead = self.power(base, exponent)?;
                    product = self.product(product, lead)?;
                }
                Some(product)
            }
            Node::Call(f, u) => self.call(*f, u),
        }
    }
}
