//! Functions of one argument, where the argument goes to ±∞, or to a finite limit.

use super::rate::{Coefficient, Growth, Rate};
use super::{Lead, Term, Walker, constant};
use crate::formula::derivative::outer;
use crate::formula::expr::Ex;
use crate::formula::factor::expand;
use crate::formula::functions::{Break, Func, Tail};
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::Rational;
use crate::formula::range;
use crate::formula::sign::Strict;
use std::cmp::Ordering;

impl Walker<'_> {
    pub(super) fn call(&mut self, f: Func, u: &Ex) -> Option<Lead> {
        if f.row().tails[1] == Tail::Oscillates {
            // Where the argument has a limit the value has one, too; it is bounded in any case.
            return match self.lead(u) {
                Some(Lead::Vanishes) => self.near(f, u, &Ex::zero(), Lead::Vanishes),
                Some(Lead::Term(t)) if self.size(&t.rate)? != Ordering::Greater => {
                    self.call_lead(f, u, Lead::Term(t))
                }
                _ => Some(Lead::Bounded),
            };
        }
        let lead = self.lead(u)?;
        self.call_lead(f, u, lead)
    }

    fn call_lead(&mut self, f: Func, u: &Ex, lead: Lead) -> Option<Lead> {
        // Growth is measured in these.
        if f == Func::Exp {
            return self.exponential(u);
        } else if f == Func::Ln {
            return self.logarithm(lead, u);
        }
        let towards = match &lead {
            Lead::Vanishes => return self.near(f, u, &Ex::zero(), lead),
            Lead::Infinite(s) => *s,
            Lead::Bounded => {
                // Continuous functions of the whole line keep bounded things bounded; so does what is bounded itself.
                let whole = f.natural_domain() == Interval::REAL && f.is_continuous();
                return (whole || f.row().breaks == Break::Jump).then_some(Lead::Bounded);
            }
            Lead::Term(t) => match self.size(&t.rate)? {
                Ordering::Less => return self.near(f, u, &Ex::zero(), lead),
                Ordering::Equal => match &t.coefficient {
                    Coefficient::Exact(c) => {
                        let c = c.clone();
                        let difference = self.lead(&expand(&u.sub(&c)))?;
                        return self.near(f, u, &c, difference);
                    }
                    Coefficient::Sign(_) => return None,
                },
                Ordering::Greater => self.sign(&t.coefficient)?,
            },
        };
        self.far(f, u, lead, towards)
    }

    /// f(u) where u goes to ±∞.
    fn far(&mut self, f: Func, u: &Ex, lead: Lead, towards: Strict) -> Option<Lead> {
        let up = towards.is_positive();
        match f.row().tails[usize::from(up)] {
            Tail::Limit => {
                let end = if up { Bound::PosInf } else { Bound::NegInf };
                Some(constant(range::from_bound(f.exact(end)?)?))
            }
            Tail::Linear => Some(lead),
            Tail::Power(n, d) => self.power(u, &Ex::num(Rational::lowest(n, d))),
            Tail::Logarithm => self.logarithm(lead, u),
            Tail::Exponential(n, d) => {
                let exponential = self.exponential(u)?;
                self.product(exponential, constant(Ex::num(Rational::lowest(n, d))))
            }
            Tail::Gaussian => {
                let density = self.exponential(&u.powi(2).scale(Rational::HALF.neg()))?;
                let scale = Ex::pi().scale(Rational::int(2)).sqrt().neg().recip();
                let tail = self.power(u, &Ex::int(-1))?;
                let tail = self.product(tail, constant(scale))?;
                self.product(density, tail)
            }
            Tail::Mirrored => {
                let mirrored = self.product(lead, constant(Ex::int(-1)))?;
                let value = self.far(f, &u.neg(), mirrored, Strict::Positive)?;
                if f.is_odd() {
                    self.product(value, constant(Ex::int(-1)))
                } else {
                    Some(value)
                }
            }
            Tail::Oscillates => Some(Lead::Bounded),
            Tail::Undefined => None,
        }
    }

    /// f(u) where u goes to a finite limit; `difference` is how u − limit goes to zero.
    fn near(&mut self, f: Func, u: &Ex, at: &Ex, difference: Lead) -> Option<Lead> {
        let Some(place) = range::as_bound(at) else {
            return self.inside(f, at, difference);
        };
        let domain = f.natural_domain();
        if place == domain.lo || place == domain.hi {
            return self.at_end(f, u, at, difference);
        }
        match (f.row().breaks, place) {
            (Break::Poles, Bound::Exact(p, q)) if p.is_zero() && q.denominator() == 2 => {
                match difference {
                    Lead::Term(t) if self.sign(&t.coefficient).is_some() => {
                        Some(Lead::Term(tan_at_pole(t)))
                    }
                    _ => None,
                }
            }
            (Break::Corner, zero) if zero.is_zero() => match difference {
                Lead::Term(t) if !self.sign(&t.coefficient)?.is_positive() => {
                    self.product(Lead::Term(t), constant(Ex::int(-1)))
                }
                other => Some(other),
            },
            (Break::Jump, zero) if zero.is_zero() => match difference {
                Lead::Term(t) => Some(constant(Ex::int(self.sign(&t.coefficient)?.number()))),
                _ => None,
            },
            (Break::Steep, zero) if zero.is_zero() => Some(Lead::Vanishes),
            (Break::Nowhere | Break::Steep | Break::Corner | Break::Jump | Break::Poles, _) => {
                self.inside(f, at, difference)
            }
        }
    }

    /// f(u) where u goes to a finite end of the domain.
    fn at_end(&mut self, f: Func, u: &Ex, at: &Ex, difference: Lead) -> Option<Lead> {
        let place = range::as_bound(at)?;
        let value = f.exact(place)?;
        if value.is_finite() {
            return Some(constant(range::from_bound(value)?));
        }
        if !f.row().has_logarithmic_ends {
            return Some(Lead::Infinite(Strict::positive_if(value == Bound::PosInf)));
        }
        if place == f.natural_domain().lo {
            return self.logarithm(difference, &u.sub(at));
        }
        let rest = at.sub(u);
        let lead = self.lead(&rest)?;
        let log = self.logarithm(lead, &rest)?;
        self.product(log, constant(Ex::int(-1)))
    }

    /// f(u) where u goes to a point at which f is smooth.
    fn inside(&self, f: Func, at: &Ex, difference: Lead) -> Option<Lead> {
        let values = range::eval(at, self.region);
        if !values.is_inside(&f.natural_domain())
            || (f.row().breaks == Break::Poles && range::apply(f, &values).is_real())
        {
            return None;
        }
        let value = Ex::call(f, at);
        if !value.is_zero() {
            return Some(constant(value));
        }
        // f(u) ~ f′(limit)·(u − limit)
        let slope = outer(f, at, &value);
        let steep = range::eval(&slope, self.region);
        if !steep.lo.is_finite() || !steep.hi.is_finite() {
            return None;
        }
        if slope.is_zero() {
            Some(Lead::Vanishes)
        } else {
            self.product(difference, constant(slope))
        }
    }
}

/// tan(π/2 + h) = −1/tan(h) ~ −1/h
fn tan_at_pole(h: Term) -> Term {
    let exponential = h.rate.exponential.map(|growth| Growth {
        scale: growth.scale.neg(),
        ..growth
    });
    let coefficient = match h.coefficient {
        Coefficient::Exact(c) => Coefficient::Exact(c.recip().neg()),
        Coefficient::Sign(s) => Coefficient::Sign(s.neg()),
    };
    let rate = Rate {
        exponential,
        power: h.rate.power.neg(),
        log: h.rate.log.neg(),
    };
    Term { coefficient, rate }
}
