//! What is known of the symbols of an expression while its code is chosen.

use crate::formula::canon::is_positive;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::functions::Func;
use crate::formula::interval::Interval;
use crate::formula::mixture::{Mixture, without_constant};
use crate::formula::number::Rational;
use crate::formula::range::{self, Region};
use crate::formula::sign::Strict;
use crate::formula::simplify::simplify_on;

/// Where coordinates, what is made of them, and parameters live, and what parameters are of their unconstrained values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting<'a> {
    region: &'a WithImage,
    params: &'a [Ex],
}

/// A region whose coordinates are followed by those of the image.
#[derive(Clone, Debug)]
pub(crate) struct WithImage {
    region: Region,
    coords: usize,
}

impl WithImage {
    pub(crate) fn new(region: &Region, image: &[Interval]) -> Self {
        let mut whole = region.clone();
        whole.coords.extend(image);
        Self {
            region: whole,
            coords: region.coords.len(),
        }
    }

    fn range(&self, ex: &Ex) -> Interval {
        range::eval(&self.place(ex), &self.region)
    }

    /// An expression with coordinates in the place of those of the image.
    fn place(&self, ex: &Ex) -> Ex {
        ex.substitute_images(&|i| Var::Coord(self.coords + i))
    }

    /// An equal expression, in which signs that are known on the image are used too.
    pub(crate) fn simplify(&self, ex: &Ex) -> Ex {
        simplify_on(&self.place(ex), &self.region).substitute(&|v| match v {
            Var::Coord(i) if i >= self.coords => Some(Ex::var(Var::Image(i - self.coords))),
            _ => None,
        })
    }
}

impl<'a> Setting<'a> {
    pub(crate) fn new(region: &'a WithImage, params: &'a [Ex]) -> Self {
        Self { region, params }
    }

    pub(super) fn range(&self, ex: &Ex) -> Interval {
        self.region.range(ex)
    }

    pub(super) fn is_positive(&self, ex: &Ex) -> bool {
        is_positive(ex) || self.range(ex).is_positive()
    }

    /// What is positive, negative, or a mixture of one sign, without its sign.
    pub(super) fn magnitude(&self, ex: &Ex) -> Ex {
        match self.sign(ex) {
            Some(Strict::Positive) => ex.clone(),
            Some(Strict::Negative) => ex.neg(),
            None => Ex::call(Func::Abs, ex),
        }
    }

    /// Where it is known.
    pub(super) fn sign(&self, ex: &Ex) -> Option<Strict> {
        if self.is_positive(ex) {
            Some(Strict::Positive)
        } else if self.range(ex).is_negative() {
            Some(Strict::Negative)
        } else {
            self.lean(&self.mixture(ex)?)
        }
    }

    /// The sign of all weights of a mixture.
    fn lean(&self, mixture: &Mixture) -> Option<Strict> {
        let mut signs = mixture
            .parts
            .iter()
            .map(|part| Strict::of(&self.range(&part.weight)));
        let first = signs.next()??;
        signs.all(|sign| sign == Some(first)).then_some(first)
    }

    /// What a parameter is of its unconstrained value.
    pub(super) fn definition(&self, ex: &Ex) -> Option<&'a Ex> {
        match ex.node() {
            Node::Var(Var::Param(i)) => self.params.get(*i),
            _ => None,
        }
    }

    /// The argument x, where a parameter is softplus(x).
    pub(super) fn softplus_of(&self, ex: &Ex) -> Option<&'a Ex> {
        match self.definition(ex)?.node() {
            Node::Call(Func::Softplus, x) => Some(x),
            _ => None,
        }
    }

    /// Whether every term of a sum is positive, or an even power.
    pub(super) fn adds_up(&self, c: Rational, terms: &[(Ex, Rational)]) -> bool {
        let positive = |(b, e): &(Ex, Ex)| {
            e.as_num().is_some_and(Rational::is_even_integer) || self.is_positive(b)
        };
        !c.is_negative()
            && terms
                .iter()
                .all(|(t, k)| k.is_positive() && t.factors().iter().all(positive))
    }

    /// Whether a power runs through orders of magnitude: an exponential, a tail, or a power that may be any.
    pub(super) fn is_steep(&self, base: &Ex, exponent: &Ex) -> bool {
        if !base.has_any() && !exponent.has_any() {
            return false;
        }
        let Some(r) = exponent.as_num() else {
            return true;
        };
        match base.node() {
            Node::Call(f, _) if f.vanishes() || f.explodes() => true,
            Node::Sum(_, terms) => self.any_steep(terms),
            _ => r.integer().is_some_and(|n| n.abs() > 4),
        }
    }

    pub(super) fn any_steep(&self, terms: &[(Ex, Rational)]) -> bool {
        let steep = |(t, _): &(Ex, Rational)| t.factors().iter().any(|(b, e)| self.is_steep(b, e));
        terms.iter().any(steep)
    }

    /// Whether a sum of positive terms is best known by its logarithm: a steep term has no bound, or all may vanish.
    pub(super) fn is_wild(&self, sum: &Ex) -> bool {
        let Node::Sum(c, terms) = sum.node() else {
            return false;
        };
        if c.is_zero() && terms.len() == 1 {
            return false;
        }
        if self.is_turned_mixture(sum) {
            return true;
        }
        let unbounded = |(t, _): &(Ex, Rational)| {
            t.factors().iter().any(|(b, e)| self.is_steep(b, e)) && !self.range(t).hi.is_finite()
        };
        self.any_steep(terms)
            && self.adds_up(*c, terms)
            && (self.range(sum).lo.signum() <= 0 || terms.iter().any(unbounded))
    }

    /// The form of a mixture without a constant.
    pub(super) fn mixture(&self, ex: &Ex) -> Option<Mixture> {
        without_constant(ex, &|weight| self.range(weight).is_negative())
    }

    /// Whether this is a mixture that is written with a constant, which it has not got in the other tail.
    pub(super) fn is_turned_mixture(&self, ex: &Ex) -> bool {
        self.mixture(ex)
            .is_some_and(|mixture| mixture.changed && self.lean(&mixture).is_some())
    }
}
