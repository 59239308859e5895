//! Sums: like terms collected, and sin² + cos² and its kin found.

use super::Depth;
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::number::Rational;

pub(super) struct SumBuilder {
    pub(super) constant: Rational,
    pub(super) terms: Vec<(Ex, Rational)>,
}

impl SumBuilder {
    pub(super) fn push(&mut self, ex: &Ex, by: Rational) {
        if by.is_zero() {
            return;
        }
        match ex.node() {
            Node::Num(r) => match r.mul(by).and_then(|r| self.constant.add(r)) {
                Some(constant) => self.constant = constant,
                None => self.terms.push((ex.clone(), by)),
            },
            Node::Sum(c, terms) => {
                let scaled: Option<Vec<Rational>> = terms.iter().map(|(_, k)| k.mul(by)).collect();
                match (scaled, c.mul(by).and_then(|c| self.constant.add(c))) {
                    (Some(scaled), Some(constant)) => {
                        self.constant = constant;
                        self.terms
                            .extend(terms.iter().zip(scaled).map(|((t, _), k)| (t.clone(), k)));
                    }
                    _ => self.terms.push((ex.clone(), by)),
                }
            }
            _ => self.terms.push((ex.clone(), by)),
        }
    }

    pub(super) fn finish(mut self) -> Ex {
        self.terms.sort_by(|a, b| a.0.cmp(&b.0));
        let mut merged: Vec<(Ex, Rational)> = Vec::with_capacity(self.terms.len());
        for (term, k) in self.terms {
            if let Some((last, total)) = merged.last_mut()
                && *last == term
                && let Some(sum) = total.add(k)
            {
                *total = sum;
            } else {
                merged.push((term, k));
            }
        }
        merged.retain(|(_, k)| !k.is_zero());
        match Depth::enter() {
            Some(_depth) => pythagoras(self.constant, merged),
            None => Ex::sum_raw(self.constant, merged),
        }
    }
}

/// `f(u)²` where `ex` is that.
fn square_of(ex: &Ex) -> Option<(Func, Ex)> {
    match ex.node() {
        Node::Product(factors)
            if factors.len() == 1 && factors[0].1.as_num() == Some(Rational::int(2)) =>
        {
            match factors[0].0.node() {
                Node::Call(f, u) => Some((*f, u.clone())),
                _ => None,
            }
        }
        _ => None,
    }
}

/// `1 − tanh² = cosh⁻²` and its relatives, `1 − sigmoid(u) = sigmoid(−u)`, `1 − Φ(u) = Φ(−u)`.
///
/// Each is one positive function in place of a difference, so that it has all its digits where the difference has lost them, and where the
/// difference had none to lose it is as good. The exception is `cosh² − 1 = sinh²` read backwards, `1 + sinh²`, a sum of what is positive:
/// cosh² is no worse, since it is computed from exp(u) as sinh is.
fn pythagoras(constant: Rational, terms: Vec<(Ex, Rational)>) -> Ex {
    let sum = Sum {
        constant,
        terms: &terms,
    };
    for i in 0..terms.len() {
        let shorter = sum
            .complement(i)
            .or_else(|| sum.twice(i))
            .or_else(|| sum.softplus(i))
            .or_else(|| sum.square(i));
        if let Some(shorter) = shorter {
            return shorter;
        }
    }
    Ex::sum_raw(constant, terms)
}

/// A sum, one term of which may combine with what stands beside it.
struct Sum<'a> {
    constant: Rational,
    terms: &'a [(Ex, Rational)],
}

impl Sum<'_> {
    /// All terms but some.
    fn without(&self, out: &[usize]) -> impl Iterator<Item = (Ex, Rational)> {
        let kept = self.terms.iter().enumerate();
        kept.filter(|(j, _)| !out.contains(j))
            .map(|(_, t)| t.clone())
    }

    /// With another term in place of term i and the constant.
    fn with_constant(&self, i: usize, replacement: Ex, factor: Rational) -> Ex {
        Ex::sum(self.without(&[i]).chain([(replacement, factor)]))
    }

    /// `1 − f(u) = f(−u)`
    fn complement(&self, i: usize) -> Option<Ex> {
        let (term, k) = &self.terms[i];
        let Node::Call(f @ (Func::Sigmoid | Func::Phi), u) = term.node() else {
            return None;
        };
        let fits = self.constant == k.neg() && !self.constant.is_zero();
        fits.then(|| self.with_constant(i, Ex::call(*f, &u.neg()), self.constant))
    }

    /// `1 ± tanh(u) = 2·sigmoid(±2u)`, `1 ± erf(u) = 2·Φ(±√2·u)`
    fn twice(&self, i: usize) -> Option<Ex> {
        let (term, k) = &self.terms[i];
        let Node::Call(f @ (Func::Tanh | Func::Erf), u) = term.node() else {
            return None;
        };
        if self.constant != k.abs() {
            return None;
        }
        let signed = if k.is_negative() { u.neg() } else { u.clone() };
        let replacement = if *f == Func::Tanh {
            Ex::call(Func::Sigmoid, &signed.scale(Rational::int(2)))
        } else {
            Ex::call(Func::Phi, &signed.mul(&Ex::int(2).sqrt()))
        };
        let twice = self.constant.add(self.constant)?;
        Some(self.with_constant(i, replacement, twice))
    }

    /// `softplus(u) − u = softplus(−u)`, where all of u is there to be taken away: for large u all of the difference is in the last
    /// places of both terms.
    fn softplus(&self, i: usize) -> Option<Ex> {
        let (term, k) = &self.terms[i];
        let Node::Call(Func::Softplus, u) = term.node() else {
            return None;
        };
        let (_, parts) = u.terms();
        let there = |(part, l): &(Ex, Rational)| {
            l.mul(*k)
                .is_some_and(|l| self.terms.iter().any(|(t, m)| t == part && *m == l.neg()))
        };
        if parts.is_empty() || !parts.iter().all(there) {
            return None;
        }
        Some(Ex::sum(self.without(&[i]).chain([
            (Ex::num(self.constant), Rational::ONE),
            (u.clone(), *k),
            (Ex::call(Func::Softplus, &u.neg()), *k),
        ])))
    }

    /// f(u)² beside a constant, or beside the square of its partner.
    fn square(&self, i: usize) -> Option<Ex> {
        let (term, k) = &self.terms[i];
        let (f, u) = square_of(term)?;
        if !self.constant.is_zero() {
            let (opposite, other, exponent) = match f {
                Func::Tanh => (true, Func::Cosh, -2),
                Func::Sin => (true, Func::Cos, 2),
                Func::Cos => (true, Func::Sin, 2),
                Func::Tan => (false, Func::Cos, -2),
                Func::Sinh => (false, Func::Cosh, 2),
                Func::Cosh => (true, Func::Sinh, 2),
                _ => return None,
            };
            if self.constant == if opposite { k.neg() } else { *k } {
                let factor = if f == Func::Cosh {
                    self.constant.neg()
                } else {
                    self.constant
                };
                return Some(self.with_constant(i, Ex::call(other, &u).powi(exponent), factor));
            }
        }
        let (partner, want) = match f {
            Func::Sin => (Func::Cos, *k),
            Func::Sinh => (Func::Cosh, k.neg()),
            _ => return None,
        };
        let partner = Ex::call(partner, &u).powi(2);
        let mut places = self.terms.iter();
        let j = places.position(|(t, m)| *t == partner && *m == want)?;
        Some(Ex::sum(self.without(&[i, j]).chain([
            (Ex::num(self.constant), Rational::ONE),
            (Ex::one(), want),
        ])))
    }
}
