//! Sums: from what is positive to what is negative, with `exp(x) − 1` and `b^y − 1` found among their terms.

use super::Lowering;
use super::difference::squares;
use crate::formula::code::{Code, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::number::Rational;

impl Lowering<'_> {
    pub(super) fn sum(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Id {
        if c.is_zero() && terms.len() == 1 {
            return self.scaled(terms[0].1, &terms[0].0);
        }
        let sum = Ex::sum_raw(c, terms.to_vec());
        let vanishing = self
            .saturating(c, terms)
            .or_else(|| self.exponential_rest(c, terms))
            .or_else(|| self.logarithm_rest(c, terms));
        if let Some(id) = vanishing {
            return id;
        }
        let rewritten = self
            .rewritten(c, terms)
            .or_else(|| self.logarithms(c, terms));
        if let Some(rewritten) = rewritten {
            return self.lower(&rewritten);
        }
        let special = self
            .departure(c, terms)
            .or_else(|| self.bent(c, terms))
            .or_else(|| self.plus_root(&sum))
            .or_else(|| self.hazard_sum(c, terms))
            .or_else(|| self.logarithm_step(c, terms))
            .or_else(|| self.quotient_logarithm(c, terms))
            .or_else(|| self.exponentials(c, terms))
            .or_else(|| self.softplus_difference(c, terms))
            .or_else(|| self.minus_constant(c, terms));
        if let Some(id) = special {
            return id;
        }
        // Symbols first, then what is computed; subtraction rather than the addition of negatives.
        self.plain_sum(c, terms)
    }

    /// As it is written.
    pub(super) fn plain_sum(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Id {
        if c.is_zero() && terms.len() == 1 {
            return self.scaled(terms[0].1, &terms[0].0);
        }
        // Before all, constants and signs, whose sum is exact, and may be 0.
        let (signs, terms): (Vec<_>, Vec<_>) = terms
            .iter()
            .cloned()
            .partition(|(t, _)| matches!(t.node(), Node::Call(Func::Sign, _)));
        if !signs.is_empty() && !terms.is_empty() {
            let exact = self.lower(&Ex::sum_raw(c, signs));
            let rest = self.lower(&Ex::sum_raw(Rational::ZERO, terms));
            return self.graph.add(exact, rest);
        }
        let terms = if terms.is_empty() { signs } else { terms };
        let mut ordered: Vec<&(Ex, Rational)> = terms.iter().collect();
        ordered.sort_by_key(|(_, k)| k.is_negative());
        let mut total: Option<Id> = None;
        if c.is_positive()
            && (ordered.len() > 1
                || ordered[0].1.is_negative()
                || !matches!(ordered[0].0.node(), Node::Var(_)))
        {
            total = Some(self.graph.literal(c.to_f64()));
        }
        let started = total.is_some();
        for (term, k) in ordered {
            let negative = k.is_negative();
            let part = self.scaled(k.abs(), term);
            total = Some(match total {
                None if negative => self.graph.neg(part),
                None => part,
                Some(sum) if negative => self.graph.sub(sum, part),
                Some(sum) => self.graph.add(sum, part),
            });
        }
        let sum = total.unwrap_or(0);
        if c.is_zero() || started {
            return sum;
        }
        let constant = self.graph.literal(c.abs().to_f64());
        if c.is_negative() {
            self.graph.sub(sum, constant)
        } else {
            self.graph.add(sum, constant)
        }
    }

    /// The sum in a form in which less cancels.
    pub(super) fn rewritten(&self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Ex> {
        self.complements(c, terms)
            .or_else(|| self.hump(c, terms))
            .or_else(|| squares(c, terms))
            .or_else(|| self.rationalised(c, terms))
    }

    /// `k·b^y − k + …`, by `exp_m1`.
    fn minus_constant(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Id> {
        if c.is_zero() {
            return None;
        }
        let mut numbered = terms.iter().enumerate();
        let (i, exponent) = numbered.find_map(|(i, (term, k))| {
            let exponent = minus_one(term).filter(|_| *k == c.neg())?;
            Some((i, exponent))
        })?;
        let argument = self.lower(&exponent);
        let difference = self.graph.call("exp_m1", argument);
        let scaled = self.times(terms[i].1, difference);
        let mut rest = terms.to_vec();
        rest.remove(i);
        if rest.is_empty() {
            return Some(scaled);
        }
        let rest = self.lower(&Ex::sum_raw(Rational::ZERO, rest));
        Some(self.graph.add(scaled, rest))
    }

    fn scaled(&mut self, k: Rational, term: &Ex) -> Id {
        if let Node::Product(factors) = term.node() {
            self.product(k, factors)
        } else {
            let id = self.lower(term);
            self.times(k, id)
        }
    }

    pub(super) fn times(&mut self, k: Rational, id: Id) -> Id {
        if k.is_one() {
            return id;
        }
        if k == Rational::MINUS_ONE {
            return self.graph.neg(id);
        }
        if let Code::Mul(two, inner) = self.graph.codes[id]
            && self.graph.value(two) == Some(2.0)
            && let Some(k) = k.mul(Rational::int(2))
        {
            return self.times(k, inner);
        }
        if k.numerator() == 1 && k.denominator().count_ones() > 1 && k.denominator() < 1 << 24 {
            // Dividing is exact where multiplying by a rounded reciprocal is not.
            let by = self.graph.literal(k.denominator() as f64);
            return self.graph.div(id, by);
        }
        let by = self.graph.literal(k.to_f64());
        self.graph.mul(by, id)
    }
}

/// The logarithm of a power that one may be subtracted from.
pub(super) fn minus_one(term: &Ex) -> Option<Ex> {
    match term.node() {
        Node::Call(Func::Exp, u) => Some(u.clone()),
        Node::Product(factors) => {
            let power = |e: &Ex| e.as_num().is_none_or(|r| r.integer().is_none());
            let fits = factors
                .iter()
                .all(|(b, e)| matches!(b.node(), Node::Call(Func::Exp, _)) || power(e));
            let some = factors.iter().any(|(b, _)| b.has_any());
            if !fits
                || !some
                || factors
                    .iter()
                    .any(|(b, e)| !b.has_any() && e.as_num().is_some())
            {
                return None;
            }
            let logs: Vec<_> = factors
                .iter()
                .map(|(b, e)| (b.ln().mul(e), Rational::ONE))
                .collect();
            Some(Ex::sum(logs))
        }
        _ => None,
    }
}
