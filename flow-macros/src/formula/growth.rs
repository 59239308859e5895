//! Leading terms as t → ∞: coefficient · exp(c·t^r) · t^p · (ln t)^q.

use super::derivative::outer;
use super::expr::{Ex, Node, Var};
use super::factor::expand;
use super::func::Func;
use super::interval::Bound;
use super::number::Rational;
use super::range::{self, Region};
use std::cmp::Ordering;

/// The symbol that goes to infinity.
pub(super) const T: Var = Var::Image(39);

#[derive(Clone, Debug)]
pub(super) enum Coefficient {
    /// The ratio to the leading term goes to one.
    Exact(Ex),
    /// Only the sign is known.
    Sign(i32),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Growth {
    scale: Ex,
    power: Rational,
    exact: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rate {
    exponential: Option<Growth>,
    power: Rational,
    log: Rational,
}

const CONSTANT: Rate = Rate {
    exponential: None,
    power: Rational::ZERO,
    log: Rational::ZERO,
};

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
    fn sign_of(&self, ex: &Ex) -> Option<i32> {
        let values = range::eval(ex, self.region);
        if values.is_positive() {
            Some(1)
        } else if values.is_negative() {
            Some(-1)
        } else {
            None
        }
    }

    pub(super) fn sign(&self, coefficient: &Coefficient) -> Option<i32> {
        match coefficient {
            Coefficient::Sign(s) => Some(*s),
            Coefficient::Exact(ex) => self.sign_of(ex),
        }
    }

    /// Whether a rate vanishes, stays, or grows.
    pub(super) fn size(&self, rate: &Rate) -> Option<Ordering> {
        if let Some(growth) = &rate.exponential {
            return Some(self.sign_of(&growth.scale)?.cmp(&0));
        }
        Some(
            rate.power
                .cmp(&Rational::ZERO)
                .then(rate.log.cmp(&Rational::ZERO)),
        )
    }

    fn compare(&self, a: &Rate, b: &Rate) -> Option<Ordering> {
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

    fn sum(&self, leads: Vec<Lead>) -> Option<Lead> {
        let infinite: Vec<i32> = leads
            .iter()
            .filter_map(|l| {
                if let Lead::Infinite(s) = l {
                    Some(*s)
                } else {
                    None
                }
            })
            .collect();
        if leads.iter().any(|l| matches!(l, Lead::Bounded)) {
            // Only what grows without bound is seen beside it.
            let rest: Vec<Lead> = leads
                .into_iter()
                .filter(|l| !matches!(l, Lead::Bounded))
                .collect();
            let grows = |lead: &Lead| match lead {
                Lead::Infinite(_) => Some(true),
                Lead::Term(t) => Some(self.size(&t.rate)? == Ordering::Greater),
                _ => Some(false),
            };
            let sum = self.sum(rest)?;
            return Some(if grows(&sum)? { sum } else { Lead::Bounded });
        }
        let vanishing = leads.iter().any(|l| matches!(l, Lead::Vanishes));
        let mut best: Option<Term> = None;
        let mut cancelled: Option<Rate> = None;
        for lead in leads {
            let Lead::Term(term) = lead else { continue };
            let Some(top) = &mut best else {
                best = Some(term);
                continue;
            };
            match self.compare(&term.rate, &top.rate)? {
                Ordering::Greater => best = Some(term),
                Ordering::Less => {}
                Ordering::Equal => {
                    let sum = match (&top.coefficient, &term.coefficient) {
                        (Coefficient::Exact(a), Coefficient::Exact(b)) => {
                            Coefficient::Exact(a.add(b))
                        }
                        (a, b) => {
                            let (a, b) = (self.sign(a)?, self.sign(b)?);
                            if a != b {
                                return None;
                            }
                            Coefficient::Sign(a)
                        }
                    };
                    if matches!(&sum, Coefficient::Exact(ex) if ex.is_zero()) {
                        cancelled = Some(top.rate.clone());
                        best = None;
                    } else {
                        top.coefficient = sum;
                    }
                }
            }
        }
        if let Some(rate) = &cancelled {
            // What is left of the cancellation is smaller than `rate`, and may exceed everything else.
            let covered = match &best {
                Some(term) => self.compare(&term.rate, rate)? != Ordering::Less,
                None => false,
            };
            if !covered {
                if !infinite.is_empty() || self.size(rate)? == Ordering::Greater {
                    return None;
                }
                // The remainder goes to zero; only a constant could still be seen beside it.
                return match best {
                    Some(term) if self.size(&term.rate)? == Ordering::Equal => {
                        Some(Lead::Term(term))
                    }
                    _ => Some(Lead::Vanishes),
                };
            }
        }
        if let Some(&first) = infinite.first() {
            let finite = match &best {
                None => true,
                Some(term) => match self.size(&term.rate)? {
                    Ordering::Greater => self.sign(&term.coefficient)? == first,
                    _ => true,
                },
            };
            return (finite && infinite.iter().all(|s| *s == first))
                .then_some(Lead::Infinite(first));
        }
        match best {
            // A term of unknown rate may be larger: only that all vanish is known.
            Some(term) if vanishing && self.size(&term.rate)? == Ordering::Less => {
                Some(Lead::Vanishes)
            }
            Some(term) => Some(Lead::Term(term)),
            None => Some(Lead::Vanishes),
        }
    }

    fn product(&self, a: Lead, b: Lead) -> Option<Lead> {
        let (a_kind, b_kind) = (matches!(a, Lead::Bounded), matches!(b, Lead::Bounded));
        Some(match (a, b) {
            (Lead::Term(a), Lead::Term(b)) => {
                let (exponential, lossy) = match (a.rate.exponential, b.rate.exponential) {
                    (None, g) | (g, None) => (g, false),
                    (Some(x), Some(y)) => match x.power.cmp(&y.power) {
                        Ordering::Equal => {
                            let scale = x.scale.add(&y.scale);
                            let exact = x.exact && y.exact;
                            if scale.is_zero() && !exact {
                                return None;
                            }
                            (
                                (!scale.is_zero()).then_some(Growth {
                                    scale,
                                    power: x.power,
                                    exact,
                                }),
                                false,
                            )
                        }
                        Ordering::Greater => (Some(Growth { exact: false, ..x }), true),
                        Ordering::Less => (Some(Growth { exact: false, ..y }), true),
                    },
                };
                let coefficient = match (a.coefficient, b.coefficient) {
                    (Coefficient::Exact(x), Coefficient::Exact(y)) if !lossy => {
                        Coefficient::Exact(x.mul(&y))
                    }
                    (x, y) => Coefficient::Sign(self.sign(&x)? * self.sign(&y)?),
                };
                let power = a.rate.power.add(b.rate.power)?;
                let log = a.rate.log.add(b.rate.log)?;
                Lead::Term(Term {
                    coefficient,
                    rate: Rate {
                        exponential,
                        power,
                        log,
                    },
                })
            }
            (Lead::Bounded, Lead::Bounded | Lead::Vanishes) | (Lead::Vanishes, Lead::Bounded) => {
                // A product of bounded things is bounded; with something vanishing it vanishes.
                if matches!((&a_kind, &b_kind), (true, true)) {
                    Lead::Bounded
                } else {
                    Lead::Vanishes
                }
            }
            (Lead::Bounded, Lead::Term(t)) | (Lead::Term(t), Lead::Bounded) => {
                match self.size(&t.rate)? {
                    Ordering::Less => Lead::Vanishes,
                    Ordering::Equal => Lead::Bounded,
                    Ordering::Greater => return None,
                }
            }
            (Lead::Bounded, Lead::Infinite(_)) | (Lead::Infinite(_), Lead::Bounded) => return None,
            (Lead::Vanishes, Lead::Vanishes) => Lead::Vanishes,
            (Lead::Infinite(a), Lead::Infinite(b)) => Lead::Infinite(a * b),
            (Lead::Term(t), Lead::Vanishes) | (Lead::Vanishes, Lead::Term(t)) => {
                match self.size(&t.rate)? {
                    Ordering::Greater => return None,
                    _ => Lead::Vanishes,
                }
            }
            (Lead::Term(t), Lead::Infinite(s)) | (Lead::Infinite(s), Lead::Term(t)) => {
                match self.size(&t.rate)? {
                    Ordering::Less => return None,
                    _ => Lead::Infinite(s * self.sign(&t.coefficient)?),
                }
            }
            (Lead::Vanishes, Lead::Infinite(_)) | (Lead::Infinite(_), Lead::Vanishes) => {
                return None;
            }
        })
    }

    fn power(&mut self, base: &Ex, exponent: &Ex) -> Option<Lead> {
        if exponent.has(T) {
            return self.exponential(&exponent.mul(&base.ln()));
        }
        let lead = self.lead(base)?;
        if exponent.is_one() {
            return Some(lead);
        }
        let positive = self.sign_of(exponent)? > 0;
        Some(match (lead, exponent.as_num()) {
            (Lead::Bounded, Some(r)) if r.is_positive() => Lead::Bounded,
            (Lead::Bounded, _) => return None,
            (Lead::Vanishes, r) => match (positive, r.and_then(Rational::integer)) {
                (true, _) => Lead::Vanishes,
                (false, Some(n)) if n % 2 != 0 => return None,
                // Even, or defined for positive bases only.
                (false, _) => Lead::Infinite(1),
            },
            (Lead::Infinite(s), r) => {
                let odd = r.and_then(Rational::integer).is_some_and(|n| n % 2 != 0);
                if positive {
                    Lead::Infinite(if odd { s } else { 1 })
                } else {
                    Lead::Vanishes
                }
            }
            (Lead::Term(t), Some(r)) => {
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
                        Coefficient::Sign(if odd { s } else { 1 })
                    }
                };
                let rate = Rate {
                    exponential,
                    power: t.rate.power.mul(r)?,
                    log: t.rate.log.mul(r)?,
                };
                Lead::Term(Term { coefficient, rate })
            }
            (Lead::Term(t), None) => match (self.size(&t.rate)?, positive) {
                (Ordering::Equal, _) => match t.coefficient {
                    Coefficient::Exact(c) => constant(c.pow(exponent)),
                    Coefficient::Sign(_) => return None,
                },
                (Ordering::Less, true) | (Ordering::Greater, false) => Lead::Vanishes,
                _ => Lead::Infinite(1),
            },
        })
    }

    /// exp(u)
    fn exponential(&mut self, u: &Ex) -> Option<Lead> {
        let term = match self.lead(u)? {
            Lead::Vanishes => return Some(constant(Ex::one())),
            Lead::Bounded => return Some(Lead::Bounded),
            Lead::Infinite(s) => {
                return Some(if s > 0 {
                    Lead::Infinite(1)
                } else {
                    Lead::Vanishes
                });
            }
            Lead::Term(term) => term,
        };
        match self.size(&term.rate)? {
            Ordering::Less => Some(constant(Ex::one())),
            Ordering::Equal => match term.coefficient {
                Coefficient::Exact(c) => Some(constant(c.exp())),
                Coefficient::Sign(_) => None,
            },
            Ordering::Greater => {
                let simple = term.rate.exponential.is_none() && term.rate.log.is_zero();
                let Coefficient::Exact(scale) = &term.coefficient else {
                    return Some(if self.sign(&term.coefficient)? > 0 {
                        Lead::Infinite(1)
                    } else {
                        Lead::Vanishes
                    });
                };
                if !simple {
                    return Some(if self.sign_of(scale)? > 0 {
                        Lead::Infinite(1)
                    } else {
                        Lead::Vanishes
                    });
                }
                // Exact where u is c₀ + c₁·t^p and nothing else.
                let (c0, terms) = u.terms();
                let (rest, moving): (Vec<_>, Vec<_>) =
                    terms.into_iter().partition(|(t, _)| !t.has(T));
                let leading = scale.mul(&Ex::var(T).pow(&Ex::num(term.rate.power)));
                let exact = Ex::sum(moving) == leading;
                let offset = Ex::sum(rest.into_iter().chain([(Ex::num(c0), Rational::ONE)]));
                let coefficient = if exact {
                    Coefficient::Exact(offset.exp())
                } else {
                    Coefficient::Sign(1)
                };
                let growth = Growth {
                    scale: scale.clone(),
                    power: term.rate.power,
                    exact,
                };
                Some(Lead::Term(Term {
                    coefficient,
                    rate: Rate {
                        exponential: Some(growth),
                        ..CONSTANT
                    },
                }))
            }
        }
    }

    fn logarithm(&mut self, lead: Lead, u: &Ex) -> Option<Lead> {
        let term = match lead {
            Lead::Vanishes => return Some(Lead::Infinite(-1)),
            Lead::Infinite(_) => return Some(Lead::Infinite(1)),
            // A bounded argument may come near 0.
            Lead::Bounded => return None,
            Lead::Term(term) => term,
        };
        if let Some(growth) = term.rate.exponential {
            let rate = Rate {
                power: growth.power,
                ..CONSTANT
            };
            return Some(Lead::Term(Term {
                coefficient: Coefficient::Exact(growth.scale),
                rate,
            }));
        }
        if !term.rate.power.is_zero() {
            let rate = Rate {
                log: Rational::ONE,
                ..CONSTANT
            };
            return Some(Lead::Term(Term {
                coefficient: Coefficient::Exact(Ex::num(term.rate.power)),
                rate,
            }));
        }
        if !term.rate.log.is_zero() {
            return Some(Lead::Infinite(if term.rate.log.is_positive() {
                1
            } else {
                -1
            }));
        }
        match term.coefficient {
            Coefficient::Exact(c) if c.is_one() => self.lead(&u.sub(&Ex::one())),
            Coefficient::Exact(c) => Some(constant(c.ln())),
            Coefficient::Sign(_) => None,
        }
    }

    fn call(&mut self, f: Func, u: &Ex) -> Option<Lead> {
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
                // Continuous functions of the whole line keep bounded things bounded.
                let whole = f.natural_domain() == super::interval::Interval::REAL && f != Func::Tan;
                return whole.then_some(Lead::Bounded);
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
            Func::Phi => Some(Lead::Vanishes),
            Func::Atan => Some(constant(Ex::pi().scale(Rational::HALF))),
            Func::Asinh | Func::Acosh => self.logarithm(lead, u),
            Func::Softplus | Func::SoftplusInverse | Func::Abs | Func::LnCosh => Some(lead),
            Func::Cbrt => Some(Lead::Infinite(1)),
            _ => None,
        }
    }

    /// f(u) where u goes to a finite limit; `difference` is how u − limit goes to zero.
    fn near(&mut self, f: Func, u: &Ex, at: &Ex, difference: Lead) -> Option<Lead> {
        let exact = range::as_bound(at);
        let one = Ex::one();
        match (f, exact) {
            (Func::Logit | Func::SoftplusInverse, Some(b)) if b.is_zero() => {
                return self.logarithm(difference, u);
            }
            (Func::Logit, Some(Bound::ONE)) => {
                let rest = one.sub(u);
                let lead = self.lead(&rest)?;
                let log = self.logarithm(lead, &rest)?;
                return self.product(log, constant(Ex::int(-1)));
            }
            (Func::Atanh, Some(b @ (Bound::ONE | Bound::MINUS_ONE))) => {
                return Some(Lead::Infinite(b.signum()));
            }
            (Func::Probit, Some(b)) if b.is_zero() => return Some(Lead::Infinite(-1)),
            (Func::Probit, Some(Bound::ONE)) => return Some(Lead::Infinite(1)),
            (Func::Asin | Func::Acos, Some(Bound::ONE | Bound::MINUS_ONE))
            | (Func::Acosh, Some(Bound::ONE)) => {
                return Some(constant(Ex::call(f, at)));
            }
            (Func::Tan, Some(Bound::Exact(p, q))) if p.is_zero() && q.denominator() == 2 => {
                // tan(π/2 + h) = −1/tan(h) ~ −1/h
                return match difference {
                    Lead::Term(t) => {
                        let inverse = Rate {
                            exponential: t.rate.exponential.map(|g| Growth {
                                scale: g.scale.neg(),
                                ..g
                            }),
                            power: t.rate.power.neg(),
                            log: t.rate.log.neg(),
                        };
                        let coefficient = match t.coefficient {
                            Coefficient::Exact(c) => Coefficient::Exact(c.recip().neg()),
                            Coefficient::Sign(s) => Coefficient::Sign(-s),
                        };
                        Some(Lead::Term(Term {
                            coefficient,
                            rate: inverse,
                        }))
                    }
                    _ => None,
                };
            }
            (Func::Abs, Some(b)) if b.is_zero() => {
                return match difference {
                    Lead::Term(t) if self.sign(&t.coefficient)? < 0 => {
                        self.product(Lead::Term(t), constant(Ex::int(-1)))
                    }
                    other => Some(other),
                };
            }
            (Func::Sign, Some(b)) if b.is_zero() => {
                return match difference {
                    Lead::Term(t) => Some(constant(Ex::int(i64::from(self.sign(&t.coefficient)?)))),
                    _ => None,
                };
            }
            (Func::Cbrt, Some(b)) if b.is_zero() => return Some(Lead::Vanishes),
            _ => {}
        }
        let inside = range::eval(at, self.region);
        if !inside.is_inside(&f.natural_domain())
            || (f == Func::Tan && range::apply(f, &inside).is_real())
        {
            return None;
        }
        let value = Ex::call(f, at);
        if !value.is_zero() {
            return Some(constant(value));
        }
        // f(u) ~ f′(limit)·(u − limit)
        let slope = outer(f, at, &value);
        if slope.is_zero() {
            Some(Lead::Vanishes)
        } else {
            self.product(difference, constant(slope))
        }
    }
}
