//! The leading term of a sum: the fastest one, unless it cancels.

use super::rate::{Coefficient, Rate};
use super::{Lead, T, Term, Walker};
use crate::formula::canon::is_positive;
use crate::formula::expr::Ex;
use crate::formula::number::Rational;
use crate::formula::sign::Strict;
use std::cmp::Ordering;

impl Walker<'_> {
    /// Of a sum with terms `c·t^p·exp(…)` whose coefficients may be zero, where the rest goes to infinity in the direction of theirs.
    pub(super) fn beside_weak(&mut self, ex: &Ex) -> Option<Lead> {
        let (constant, terms) = ex.terms();
        let mut rest = vec![(Ex::num(constant), Rational::ONE)];
        let mut direction = None;
        for (term, k) in terms {
            let (moving, still): (Vec<_>, Vec<_>) = term
                .factors()
                .into_iter()
                .partition(|(b, e)| b.has(T) || e.has(T));
            let positive = moving
                .iter()
                .all(|(b, e)| (*b == Ex::var(T) && !e.has(T)) || is_positive(b));
            match self
                .weak_sign(&Ex::product(still).scale(k))
                .filter(|_| positive)
            {
                None => rest.push((term, k)),
                Some(sign) if direction.is_none_or(|d| d == sign) => direction = Some(sign),
                Some(_) => return None,
            }
        }
        let sign = direction?;
        match self.lead(&Ex::sum(rest))? {
            Lead::Infinite(s) if s == sign => Some(Lead::Infinite(sign)),
            Lead::Term(t)
                if self.size(&t.rate)? == Ordering::Greater
                    && self.sign(&t.coefficient)? == sign =>
            {
                Some(Lead::Infinite(sign))
            }
            _ => None,
        }
    }

    pub(super) fn sum(&self, leads: Vec<Lead>) -> Option<Lead> {
        let bounded = |lead: &Lead| matches!(lead, Lead::Bounded);
        if leads.iter().any(bounded) {
            // Only what grows without bound is seen beside it.
            let rest = leads.into_iter().filter(|lead| !bounded(lead));
            let sum = self.sum(rest.collect())?;
            return Some(if self.grows(&sum)? {
                sum
            } else {
                Lead::Bounded
            });
        }
        let (mut terms, mut infinite, mut vanishing) = (Vec::new(), Vec::new(), false);
        for lead in leads {
            match lead {
                Lead::Term(term) => terms.push(term),
                Lead::Infinite(sign) => infinite.push(sign),
                Lead::Vanishes => vanishing = true,
                Lead::Bounded => {}
            }
        }
        self.part(&mut terms, &mut infinite, &mut vanishing)?;
        let (best, cancelled) = self.fastest(terms)?;
        if let Some(rate) = &cancelled
            && !self.covers(best.as_ref(), rate)?
        {
            if !infinite.is_empty() || self.size(rate)? == Ordering::Greater {
                return None;
            }
            // What is left is smaller than something bounded, and so is the best term, which that outgrows.
            return Some(Lead::Vanishes);
        }
        if let Some(&sign) = infinite.first() {
            let agree = infinite.iter().all(|s| *s == sign);
            return (self.leaves(best.as_ref(), sign)? && agree).then_some(Lead::Infinite(sign));
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

    /// Terms of which it is open which is faster, as what they are in any case.
    fn part(
        &self,
        terms: &mut Vec<Term>,
        infinite: &mut Vec<Strict>,
        vanishing: &mut bool,
    ) -> Option<()> {
        let rates: Vec<Rate> = terms.iter().map(|term| term.rate.clone()).collect();
        let unclear = |rate: &Rate| rates.iter().any(|r| self.compare(r, rate).is_none());
        let (open, clear): (Vec<Term>, Vec<Term>) = std::mem::take(terms)
            .into_iter()
            .partition(|term| unclear(&term.rate));
        for term in open {
            match self.size(&term.rate)? {
                Ordering::Less => *vanishing = true,
                Ordering::Equal => terms.push(term),
                Ordering::Greater => infinite.push(self.sign(&term.coefficient)?),
            }
        }
        terms.extend(clear);
        Some(())
    }

    fn grows(&self, lead: &Lead) -> Option<bool> {
        Some(match lead {
            Lead::Infinite(_) => true,
            Lead::Term(term) => self.size(&term.rate)? == Ordering::Greater,
            _ => false,
        })
    }

    /// The sum of the terms with the largest rate; and the rate at which terms have cancelled, if any did.
    fn fastest(&self, terms: Vec<Term>) -> Option<(Option<Term>, Option<Rate>)> {
        let mut best: Option<Term> = None;
        let mut cancelled: Option<Rate> = None;
        for term in terms {
            let Some(top) = &mut best else {
                best = Some(term);
                continue;
            };
            match self.compare(&term.rate, &top.rate)? {
                Ordering::Greater => best = Some(term),
                Ordering::Less => {}
                Ordering::Equal => {
                    let sum = self.together(&top.coefficient, &term.coefficient)?;
                    if matches!(&sum, Coefficient::Exact(ex) if ex.is_zero()) {
                        // What is left of several cancellations is smaller than the fastest of them.
                        cancelled = Some(match cancelled.take() {
                            Some(rate) if self.compare(&rate, &top.rate)? == Ordering::Greater => {
                                rate
                            }
                            _ => top.rate.clone(),
                        });
                        best = None;
                    } else {
                        top.coefficient = sum;
                    }
                }
            }
        }
        Some((best, cancelled))
    }

    fn together(&self, a: &Coefficient, b: &Coefficient) -> Option<Coefficient> {
        if let (Coefficient::Exact(a), Coefficient::Exact(b)) = (a, b) {
            return Some(Coefficient::Exact(a.add(b)));
        }
        let (a, b) = (self.sign(a)?, self.sign(b)?);
        (a == b).then_some(Coefficient::Sign(a))
    }

    /// Whether a term outgrows what is left of a cancellation, which is smaller than `rate`.
    fn covers(&self, best: Option<&Term>, rate: &Rate) -> Option<bool> {
        Some(match best {
            Some(term) => self.compare(&term.rate, rate)? != Ordering::Less,
            None => false,
        })
    }

    /// Whether a term leaves something infinite beside it what it is.
    fn leaves(&self, best: Option<&Term>, sign: Strict) -> Option<bool> {
        Some(match best {
            Some(term) if self.size(&term.rate)? == Ordering::Greater => {
                self.sign(&term.coefficient)? == sign
            }
            _ => true,
        })
    }
}
