//! Numbers, symbols and arithmetic: how expressions are made.

use super::{Ex, Node, Var};
use crate::formula::functions::Func;
use crate::formula::number::Rational;

impl Ex {
    pub(crate) fn num(r: Rational) -> Self {
        Self::wrap(Node::Num(r))
    }

    pub(crate) fn int(n: i64) -> Self {
        Self::num(Rational::int(n))
    }

    pub(crate) fn zero() -> Self {
        Self::int(0)
    }

    pub(crate) fn one() -> Self {
        Self::int(1)
    }

    pub(crate) fn half() -> Self {
        Self::num(Rational::HALF)
    }

    pub(crate) fn pi() -> Self {
        Self::wrap(Node::Pi)
    }

    pub(crate) fn var(var: Var) -> Self {
        Self::wrap(Node::Var(var))
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        Self::sum([
            (self.clone(), Rational::ONE),
            (other.clone(), Rational::ONE),
        ])
    }

    pub(crate) fn sub(&self, other: &Self) -> Self {
        Self::sum([
            (self.clone(), Rational::ONE),
            (other.clone(), Rational::MINUS_ONE),
        ])
    }

    pub(crate) fn neg(&self) -> Self {
        self.scale(Rational::MINUS_ONE)
    }

    pub(crate) fn scale(&self, by: Rational) -> Self {
        Self::sum([(self.clone(), by)])
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        Self::product([(self.clone(), Self::one()), (other.clone(), Self::one())])
    }

    pub(crate) fn div(&self, other: &Self) -> Self {
        Self::product([(self.clone(), Self::one()), (other.clone(), Self::int(-1))])
    }

    pub(crate) fn pow(&self, exponent: &Self) -> Self {
        Self::product([(self.clone(), exponent.clone())])
    }

    pub(crate) fn powi(&self, exponent: i64) -> Self {
        self.pow(&Self::int(exponent))
    }

    pub(crate) fn sqrt(&self) -> Self {
        self.pow(&Self::half())
    }

    pub(crate) fn recip(&self) -> Self {
        self.powi(-1)
    }

    pub(crate) fn exp(&self) -> Self {
        Self::product([(Self::call_raw(Func::Exp, self.clone()), Self::one())])
    }

    pub(crate) fn ln(&self) -> Self {
        Self::call(Func::Ln, self)
    }

    /// Without simplification: for the constructors of other modules that have simplified already.
    pub(in crate::formula) fn call_raw(func: Func, argument: Self) -> Self {
        Self::wrap(Node::Call(func, argument))
    }

    pub(in crate::formula) fn sum_raw(
        constant: Rational,
        mut terms: Vec<(Self, Rational)>,
    ) -> Self {
        if terms.is_empty() {
            return Self::num(constant);
        }
        if constant.is_zero() && terms.len() == 1 && terms[0].1.is_one() {
            return terms.remove(0).0;
        }
        Self::wrap(Node::Sum(constant, terms))
    }

    pub(in crate::formula) fn product_raw(mut factors: Vec<(Self, Self)>) -> Self {
        if factors.is_empty() {
            return Self::one();
        }
        if factors.len() == 1 && factors[0].1.is_one() {
            return factors.remove(0).0;
        }
        Self::wrap(Node::Product(factors))
    }
}
