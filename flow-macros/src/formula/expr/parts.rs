//! What an expression is made of: its number, its terms, its factors.

use super::{COORDINATES, Ex, IMAGES, Node, Var};
use crate::formula::number::Rational;

impl Ex {
    pub(crate) fn as_num(&self) -> Option<Rational> {
        match self.node() {
            Node::Num(r) => Some(*r),
            _ => None,
        }
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.as_num().is_some_and(Rational::is_zero)
    }

    pub(crate) fn is_one(&self) -> bool {
        self.as_num().is_some_and(Rational::is_one)
    }

    /// Whether this is a coordinate, and nothing else.
    pub(crate) fn is_coordinate(&self) -> bool {
        matches!(self.node(), Node::Var(Var::Coord(_)))
    }

    /// Whether this depends on what samples are made of: coordinates, or those of the image.
    pub(crate) fn has_coordinate(&self) -> bool {
        self.0.vars & COORDINATES != 0
    }

    pub(super) fn has_image(&self) -> bool {
        self.0.vars & IMAGES != 0
    }

    /// A term as its rational coefficient and the rest.
    pub(crate) fn split_coefficient(&self) -> (Rational, Self) {
        match self.node() {
            Node::Num(r) => (*r, Self::one()),
            Node::Sum(c, terms) if c.is_zero() && terms.len() == 1 => {
                (terms[0].1, terms[0].0.clone())
            }
            _ => (Rational::ONE, self.clone()),
        }
    }

    /// The factors of a product, or the expression itself to the power one.
    pub(crate) fn factors(&self) -> Vec<(Self, Self)> {
        match self.node() {
            Node::Product(factors) => factors.clone(),
            _ => vec![(self.clone(), Self::one())],
        }
    }

    /// The constant and the terms of a sum, or the expression itself as the only term.
    pub(crate) fn terms(&self) -> (Rational, Vec<(Self, Rational)>) {
        match self.node() {
            Node::Sum(c, terms) => (*c, terms.clone()),
            Node::Num(r) => (*r, Vec::new()),
            _ => (Rational::ZERO, vec![(self.clone(), Rational::ONE)]),
        }
    }

    /// Whether the leading coefficient is negative, so that odd and even functions can agree on a sign.
    pub(crate) fn leads_negative(&self) -> bool {
        match self.node() {
            Node::Num(r) => r.is_negative(),
            Node::Sum(_, terms) => terms[0].1.is_negative(),
            _ => false,
        }
    }
}
