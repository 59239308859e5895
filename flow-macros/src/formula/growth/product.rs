//! The leading terms of products and of powers.

use super::rate::{Coefficient, Growth, Rate};
use super::{Lead, T, Term, Walker};
use crate::formula::expr::Ex;
use crate::formula::number::Rational;
use crate::formula::sign::Strict;
use std::cmp::Ordering;

impl Walker<'_> {
    pub(super) fn product(&self, a: Lead, b: Lead) -> Option<Lead> {
        Some(match (a, b) {
            (Lead::Term(a), Lead::Term(b)) => self.terms(a, b)?,
            (Lead::Bounded, Lead::Bounded) => Lead::Bounded,
            (Lead::Bounded, Lead::Vanishes) | (Lead::Vanishes, Lead::Bounded | Lead::Vanishes) => {
                Lead::Vanishes
            }
            (Lead::Infinite(a), Lead::Infinite(b)) => Lead::Infinite(a.times(b)),
            (Lead::Bounded | Lead::Vanishes, Lead::Infinite(_))
            | (Lead::Infinite(_), Lead::Bounded | Lead::Vanishes) => return None,
            (Lead::Bounded, Lead::Term(t)) | (Lead::Term(t), Lead::Bounded) => {
                match self.size(&t.rate)? {
                    Ordering::Less => Lead::Vanishes,
                    Ordering::Equal => Lead::Bounded,
                    Ordering::Greater => return None,
                }
            }
            (Lead::Term(t), Lead::Vanishes) | (Lead::Vanishes, Lead::Term(t)) => {
                match self.size(&t.rate)? {
                    Ordering::Greater => return None,
                    _ => Lead::Vanishes,
                }
            }
            (Lead::Term(t), Lead::Infinite(s)) | (Lead::Infinite(s), Lead::Term(t)) => {
                match self.size(&t.rate)? {
                    Ordering::Less => return None,
                    _ => Lead::Infinite(s.times(self.sign(&t.coefficient)?)),
                }
            }
        })
    }

    fn terms(&self, a: Term, b: Term) -> Option<Lead> {
        let (exponential, lossy) = match (a.rate.exponential, b.rate.exponential) {
            (None, g) | (g, None) => (g, false),
            (Some(x), Some(y)) => self.joined(x, y)?,
        };
        let rate = Rate {
            exponential,
            power: a.rate.power.add(&b.rate.power),
            log: a.rate.log.add(b.rate.log)?,
        };
        let coefficient = match (a.coefficient, b.coefficient) {
            (Coefficient::Exact(x), Coefficient::Exact(y)) if !lossy => {
                Coefficient::Exact(x.mul(&y))
            }
            (x, y) => match (self.sign(&x), self.sign(&y)) {
                (Some(x), Some(y)) => Coefficient::Sign(x.times(y)),
                // Of any sign, or zero.
                _ => return (self.size(&rate)? == Ordering::Less).then_some(Lead::Vanishes),
            },
        };
        Some(Lead::Term(Term { coefficient, rate }))
    }

    pub(super) fn power(&mut self, base: &Ex, exponent: &Ex) -> Option<Lead> {
        if exponent.has(T) {
            return self.exponential(&exponent.mul(&base.ln()));
        }
        let lead = self.lead(base)?;
        if exponent.is_one() {
            return Some(lead);
        }
        let positive = self.sign_of(exponent)?.is_positive();
        Some(match (lead, exponent.as_num()) {
            (Lead::Bounded, Some(r)) if r.is_positive() => Lead::Bounded,
            (Lead::Bounded, _) => return None,
            (Lead::Vanishes, r) => match (positive, r.and_then(Rational::integer)) {
                (true, _) => Lead::Vanishes,
                (false, Some(n)) if n % 2 != 0 => return None,
                // Even, or defined for positive bases only.
                (false, _) => Lead::Infinite(Strict::Positive),
            },
            (Lead::Infinite(s), r) => {
                let odd = r.and_then(Rational::integer).is_some_and(|n| n % 2 != 0);
                if positive {
                    Lead::Infinite(if odd { s } else { Strict::Positive })
                } else {
                    Lead::Vanishes
                }
            }
            (Lead::Term(t), Some(r)) => {
                // A coefficient that may be zero is no bound on a reciprocal.
                if r.is_negative() && self.sign(&t.coefficient).is_none() {
                    return None;
                }
                let exponential = match t.rate.exponential {
                    None => None,
                    Some(g) => Some(Growth {
                        scale: g.scale.scale(r),
                        ..g
                    }),
                };
                let coefficient = match t.coefficient {
                    Coefficient::Exact(c) => Coefficient::Exact(c.pow(exponent)),
                    Coefficient::Sign(s) => {
                        let odd = r.integer().is_some_and(|n| n % 2 != 0);
                        Coefficient::Sign(if odd { s } else { Strict::Positive })
                    }
                };
                let rate = Rate {
                    exponential,
                    power: t.rate.power.scale(r),
                    log: t.rate.log.mul(r)?,
                };
                Lead::Term(Term { coefficient, rate })
            }
            (Lead::Term(t), None) => {
                // Of a positive base, and with a coefficient that is not zero.
                self.sign(&t.coefficient)?;
                if !t.rate.log.is_zero() {
                    return Some(match (self.size(&t.rate)?, positive) {
                        (Ordering::Greater, true) | (Ordering::Less, false) => {
                            Lead::Infinite(Strict::Positive)
                        }
                        _ => Lead::Vanishes,
                    });
                }
                let coefficient = match t.coefficient {
                    Coefficient::Exact(c) => Coefficient::Exact(c.pow(exponent)),
                    Coefficient::Sign(_) => Coefficient::Sign(Strict::Positive),
                };
                let exponential = t.rate.exponential.map(|g| Growth {
                    scale: g.scale.mul(exponent),
                    ..g
                });
                let rate = Rate {
                    exponential,
                    power: t.rate.power.mul(exponent),
                    log: t.rate.log,
                };
                Lead::Term(Term { coefficient, rate })
            }
        })
    }
}

impl Walker<'_> {
    /// exp(x)·exp(y), and whether the smaller of the two has been left out.
    fn joined(&self, x: Growth, y: Growth) -> Option<(Option<Growth>, bool)> {
        Some(match self.order(&x.power.sub(&y.power))? {
            Ordering::Greater => (Some(Growth { exact: false, ..x }), true),
            Ordering::Less => (Some(Growth { exact: false, ..y }), true),
            Ordering::Equal => {
                let scale = x.scale.add(&y.scale);
                let exact = x.exact && y.exact;
                if scale.is_zero() && !exact {
                    return None;
                }
                let power = x.power;
                let growth = (!scale.is_zero()).then_some(Growth {
                    scale,
                    power,
                    exact,
                });
                (growth, false)
            }
        })
    }
}
