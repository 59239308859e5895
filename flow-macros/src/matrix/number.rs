//! A constant: a float, and the rational number that it stands for where that is known.

use crate::decimal::show;
use crate::formula::{Bound, Rational};
use std::fmt;

/// A constant: the float nearest to it, and its exact value where that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) value: f64,
    pub(crate) exact: Option<Rational>,
}

impl Number {
    pub(crate) const ZERO: Self = Self {
        value: 0.0,
        exact: Some(Rational::ZERO),
    };

    pub(crate) fn new(value: f64, exact: Option<Rational>) -> Self {
        Self { value, exact }
    }

    /// The decimal number as which a float is written.
    pub(crate) fn decimal(value: f64) -> Self {
        Self::new(value, Rational::parse(&value.to_string()))
    }

    pub(super) fn exactly(exact: Rational) -> Self {
        Self::new(exact.to_f64(), Some(exact))
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.value == 0.0
    }

    pub(super) fn is_one(&self) -> bool {
        self.value == 1.0
    }

    pub(crate) fn bound(&self) -> Bound {
        let float = Bound::Float(self.value);
        self.exact.map_or(float, Bound::rational)
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        let exact = self.exact.zip(other.exact).and_then(|(a, b)| a.add(b));
        exact.map_or_else(|| Self::new(self.value + other.value, None), Self::exactly)
    }

    pub(super) fn mul(&self, other: &Self) -> Self {
        let exact = self.exact.zip(other.exact).and_then(|(a, b)| a.mul(b));
        exact.map_or_else(|| Self::new(self.value * other.value, None), Self::exactly)
    }
}

impl fmt::Display for Number {
    /// As the language writes it: a decimal number, or a short fraction.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHORT: i128 = 10_000;
        match self.exact {
            Some(exact)
                if exact.denominator() < SHORT
                    && exact.numerator().abs() < SHORT
                    && Rational::parse(&self.value.to_string()) != Some(exact) =>
            {
                write!(f, "{}/{}", exact.numerator(), exact.denominator())
            }
            _ => f.write_str(&show(self.value)),
        }
    }
}
