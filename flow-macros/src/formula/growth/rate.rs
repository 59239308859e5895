//! How fast something grows or vanishes, and which of two does so faster.

use super::Walker;
use crate::formula::expr::Ex;
use crate::formula::number::Rational;
use crate::formula::sign::{Sign, Strict};
use std::cmp::Ordering;

#[derive(Clone, Debug)]
pub(in crate::formula) enum Coefficient {
    /// The ratio to the leading term goes to one.
    Exact(Ex),
    /// Only the sign is known.
    Sign(Strict),
}

/// exp(scale·t^power)
#[derive(Clone, Debug, PartialEq)]
pub(in crate::formula) struct Growth {
    pub(super) scale: Ex,
    pub(super) power: Ex,
    /// Whether nothing smaller stands beside it in the exponent.
    pub(super) exact: bool,
}

/// exp(c·t^r) · t^power · (ln t)^log
#[derive(Clone, Debug, PartialEq)]
pub(in crate::formula) struct Rate {
    pub(super) exponential: Option<Growth>,
    pub(super) power: Ex,
    pub(super) log: Rational,
}

impl Rate {
    pub(super) fn constant() -> Self {
        Self::of_power(Ex::zero())
    }

    /// t^power
    pub(super) fn of_power(power: Ex) -> Self {
        Self {
            exponential: None,
            power,
            log: Rational::ZERO,
        }
    }

    /// ln t
    pub(super) fn logarithmic() -> Self {
        Self {
            log: Rational::ONE,
            ..Self::constant()
        }
    }
}

impl Walker<'_> {
    pub(super) fn sign_of(&self, ex: &Ex) -> Option<Strict> {
        self.proved(ex).strict()
    }

    fn proved(&self, ex: &Ex) -> Sign {
        if let Some(sign) = self.signs.borrow().get(ex) {
            return *sign;
        }
        let sign = (self.prove)(ex, self.region);
        self.signs.borrow_mut().insert(ex.clone(), sign);
        sign
    }

    /// The sign of what may be zero.
    pub(super) fn weak_sign(&self, ex: &Ex) -> Option<Strict> {
        match self.proved(ex) {
            Sign::NonNegative => Some(Strict::Positive),
            Sign::NonPositive => Some(Strict::Negative),
            _ => None,
        }
    }

    /// A number against zero.
    pub(super) fn order(&self, ex: &Ex) -> Option<Ordering> {
        if ex.is_zero() {
            return Some(Ordering::Equal);
        }
        Some(self.sign_of(ex)?.order())
    }

    pub(in crate::formula) fn sign(&self, coefficient: &Coefficient) -> Option<Strict> {
        match coefficient {
            Coefficient::Sign(s) => Some(*s),
            Coefficient::Exact(ex) => self.sign_of(ex),
        }
    }

    /// Whether a rate vanishes, stays, or grows.
    pub(in crate::formula) fn size(&self, rate: &Rate) -> Option<Ordering> {
        if let Some(growth) = &rate.exponential {
            return Some(self.sign_of(&growth.scale)?.order());
        }
        let power = self.order(&rate.power)?;
        Some(power.then(rate.log.cmp(&Rational::ZERO)))
    }

    pub(super) fn compare(&self, a: &Rate, b: &Rate) -> Option<Ordering> {
        let growth = match (&a.exponential, &b.exponential) {
            (None, None) => Ordering::Equal,
            (Some(x), None) => self.sign_of(&x.scale)?.order(),
            (None, Some(y)) => self.sign_of(&y.scale)?.neg().order(),
            (Some(x), Some(y)) => {
                let (s, r) = (self.sign_of(&x.scale)?, self.sign_of(&y.scale)?);
                match (
                    s.order().cmp(&r.order()),
                    self.order(&x.power.sub(&y.power))?,
                ) {
                    (Ordering::Equal, Ordering::Equal) if x.scale == y.scale => {
                        if !(x.exact && y.exact) {
                            return None;
                        }
                        Ordering::Equal
                    }
                    (Ordering::Equal, Ordering::Equal) => {
                        self.sign_of(&x.scale.sub(&y.scale))?.order()
                    }
                    (Ordering::Equal, power) => {
                        if s.is_positive() {
                            power
                        } else {
                            power.reverse()
                        }
                    }
                    (order, _) => order,
                }
            }
        };
        if growth != Ordering::Equal {
            return Some(growth);
        }
        let power = self.order(&a.power.sub(&b.power))?;
        Some(power.then(a.log.cmp(&b.log)))
    }
}
