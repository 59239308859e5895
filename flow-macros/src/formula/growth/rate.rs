//! How fast something grows or vanishes, and which of two does so faster.

use super::Walker;
use crate::formula::expr::Ex;
use crate::formula::number::Rational;
use crate::formula::range;
use std::cmp::Ordering;

#[derive(Clone, Debug)]
pub(in crate::formula) enum Coefficient {
    /// The ratio to the leading term goes to one.
    Exact(Ex),
    /// Only the sign is known.
    Sign(i32),
}

/// exp(scale·t^power)
#[derive(Clone, Debug, PartialEq)]
pub(in crate::formula) struct Growth {
    pub(super) scale: Ex,
    pub(super) power: Rational,
    /// Whether nothing smaller stands beside it in the exponent.
    pub(super) exact: bool,
}

/// exp(c·t^r) · t^power · (ln t)^log
#[derive(Clone, Debug, PartialEq)]
pub(in crate::formula) struct Rate {
    pub(super) exponential: Option<Growth>,
    pub(super) power: Rational,
    pub(super) log: Rational,
}

pub(super) const CONSTANT: Rate = Rate {
    exponential: None,
    power: Rational::ZERO,
    log: Rational::ZERO,
};

impl Walker<'_> {
    pub(super) fn sign_of(&self, ex: &Ex) -> Option<i32> {
        let values = range::eval(ex, self.region);
        if values.is_positive() {
            Some(1)
        } else if values.is_negative() {
            Some(-1)
        } else {
            None
        }
    }

    pub(in crate::formula) fn sign(&self, coefficient: &Coefficient) -> Option<i32> {
        match coefficient {
            Coefficient::Sign(s) => Some(*s),
            Coefficient::Exact(ex) => self.sign_of(ex),
        }
    }

    /// Whether a rate vanishes, stays, or grows.
    pub(in crate::formula) fn size(&self, rate: &Rate) -> Option<Ordering> {
        if let Some(growth) = &rate.exponential {
            return Some(self.sign_of(&growth.scale)?.cmp(&0));
        }
        Some(
            rate.power
                .cmp(&Rational::ZERO)
                .then(rate.log.cmp(&Rational::ZERO)),
        )
    }

    pub(super) fn compare(&self, a: &Rate, b: &Rate) -> Option<Ordering> {
        let growth = match (&a.exponential, &b.exponential) {
            (None, None) => Ordering::Equal,
            (Some(x), None) => self.sign_of(&x.scale)?.cmp(&0),
            (None, Some(y)) => 0.cmp(&self.sign_of(&y.scale)?),
            (Some(x), Some(y)) => {
                let (s, r) = (self.sign_of(&x.scale)?, self.sign_of(&y.scale)?);
                match (s.cmp(&r), x.power.cmp(&y.power)) {
                    (Ordering::Equal, Ordering::Equal) if x.scale == y.scale => {
                        if !(x.exact && y.exact) {
                            return None;
                        }
                        Ordering::Equal
                    }
                    (Ordering::Equal, Ordering::Equal) => {
                        self.sign_of(&x.scale.sub(&y.scale))?.cmp(&0)
                    }
                    (Ordering::Equal, power) => {
                        if s > 0 {
                            power
                        } else {
                            power.reverse()
                        }
                    }
                    (order, _) => order,
                }
            }
        };
        Some(growth.then(a.power.cmp(&b.power)).then(a.log.cmp(&b.log)))
    }
}
