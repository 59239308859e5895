//! Functions of one argument, where the argument goes to ±∞, or to a finite limit.

use super::rate::{Coefficient, Growth, Rate};
use super::{Lead, Term, Walker, constant};
use crate::formula::derivative::outer;
use crate::formula::expr::Ex;
use crate::formula::factor::expand;
use crate::formula::func::Func;
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::Rational;
use crate::formula::range;
use std::cmp::Ordering;

impl Walker<'_> {
    pub(super) fn call(&mut self, f: Func, u: &Ex) -> Option<Lead> {
        if matches!(f, Func::Sin | Func::Cos) {
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
        match f {
            Func::Exp => return self.exponential(u),
            Func::Ln => return self.logarithm(lead, u),
            _ => {}
        }
        let towards = match &lead {
            Lead::Vanishes => return self.near(f, u, &Ex::zero(), lead),
            Lead::Infinite(s) => *s,
            Lead::Bounded => {
                // Continuous functions of the whole line keep bounded things bounded; so does what is bounded itself.
                let whole = f.natural_domain() == Interval::REAL && f.is_continuous();
                return (whole || f == Func::Sign).then_some(Lead::Bounded);
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
    fn far(&mut self, f: Func, u: &Ex, lead: Lead, towards: i32) -> Option<Lead> {
        let up = towards > 0;
        if !up && (f.is_odd() || f.is_even()) {
            let mirrored = self.product(lead, constant(Ex::int(-1)))?;
            let value = self.far(f, &u.neg(), mirrored, 1)?;
            return if f.is_odd() {
                self.product(value, constant(Ex::int(-1)))
            } else {
                Some(value)
            };
        }
        match f {
            Func::Sinh | Func::Cosh => {
                let e = self.exponential(u)?;
                self.product(e, constant(Ex::half()))
            }
            Func::Tanh | Func::Erf | Func::Sign => Some(constant(Ex::one())),
            Func::Sigmoid | Func::Phi if up => Some(constant(Ex::one())),
            Func::Sigmoid | Func::Softplus if !up => self.exponential(u),
            // Φ(u) ~ φ(u)/|u|
            Func::Phi => {
                let density = self.exponential(&u.powi(2).scale(Rational::HALF.neg()))?;
                let scale = Ex::pi().scale(Rational::int(2)).sqrt().neg().recip();
                let tail = self.power(u, &Ex::int(-1))?;
                let tail = self.product(tail, constant(scale))?;
                self.product(density, tail)
            }
            Func::Atan => Some(constant(Ex::pi().scale(Rational::HALF))),
            Func::Asinh | Func::Acosh => self.logarithm(lead, u),
            Func::Softplus | Func::SoftplusInverse | Func::Abs | Func::LnCosh => Some(lead),
            Func::Cbrt => self.power(u, &Ex::num(Rational::new(1, 3)?)),
            _ => None,
        }
    }

    /// f(u) where u goes to a finite limit; `difference` is how u − limit goes to zero.
    fn near(&mut self, f: Func, u: &Ex, at: &Ex, difference: Lead) -> Option<Lead> {
        match (f, range::as_bound(at)) {
            (Func::Logit | Func::SoftplusInverse, Some(b)) if b.is_zero() => {
                self.logarithm(difference, u)
            }
            (Func::Logit, Some(Bound::ONE)) => {
                let rest = Ex::one().sub(u);
                let lead = self.lead(&rest)?;
                let log = self.logarithm(lead, &rest)?;
                self.product(log, constant(Ex::int(-1)))
            }
            (Func::Atanh, Some(b @ (Bound::ONE | Bound::MINUS_ONE))) => {
                Some(Lead::Infinite(b.signum()))
            }
            (Func::Probit, Some(b)) if b.is_zero() => Some(Lead::Infinite(-1)),
            (Func::Probit, Some(Bound::ONE)) => Some(Lead::Infinite(1)),
            (Func::Asin | Func::Acos, Some(Bound::ONE | Bound::MINUS_ONE))
            | (Func::Acosh, Some(Bound::ONE)) => Some(constant(Ex::call(f, at))),
            (Func::Tan, Some(Bound::Exact(p, q))) if p.is_zero() && q.denominator() == 2 => {
                match difference {
                    Lead::Term(t) if self.sign(&t.coefficient).is_some() => {
                        Some(Lead::Term(tan_at_pole(t)))
                    }
                    _ => None,
                }
            }
            (Func::Abs, Some(b)) if b.is_zero() => match difference {
                Lead::Term(t) if self.sign(&t.coefficient)? < 0 => {
                    self.product(Lead::Term(t), constant(Ex::int(-1)))
                }
                other => Some(other),
            },
            (Func::Sign, Some(b)) if b.is_zero() => match difference {
                Lead::Term(t) => Some(constant(Ex::int(i64::from(self.sign(&t.coefficient)?)))),
                _ => None,
            },
            (Func::Cbrt, Some(b)) if b.is_zero() => Some(Lead::Vanishes),
            _ => self.inside(f, at, difference),
        }
    }

    /// f(u) where u goes to a point at which f is smooth.
    fn inside(&self, f: Func, at: &Ex, difference: Lead) -> Option<Lead> {
        let values = range::eval(at, self.region);
        if !values.is_inside(&f.natural_domain())
            || (f == Func::Tan && range::apply(f, &values).is_real())
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
        Coefficient::Sign(s) => Coefficient::Sign(-s),
    };
    let rate = Rate {
        exponential,
        power: h.rate.power.neg(),
        log: h.rate.log.neg(),
    };
    Term { coefficient, rate }
}
