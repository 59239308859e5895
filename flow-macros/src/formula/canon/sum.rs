//! Sums: like terms collected, and sin² + cos² and its kin found.

use super::Depth;
use crate::formula::expr::{Ex, Node};
use crate::formula::func::Func;
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
fn pythagoras(constant: Rational, terms: Vec<(Ex, Rational)>) -> Ex {
    for (i, (term, k)) in terms.iter().enumerate() {
        let with_constant = |replacement: Ex, factor: Rational| {
            let rest = terms
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(_, t)| t.clone());
            Ex::sum(rest.chain([(replacement, factor)]))
        };
        if let Node::Call(f @ (Func::Sigmoid | Func::Phi), u) = term.node()
            && constant == k.neg()
            && !constant.is_zero()
        {
            return with_constant(Ex::call(*f, &u.neg()), constant);
        }
        if let Node::Call(f @ (Func::Tanh | Func::Erf), u) = term.node()
            && constant == k.abs()
        {
            // 1 ± tanh(u) = 2·sigmoid(±2u), 1 ± erf(u) = 2·Φ(±√2·u)
            let signed = u.scale(if k.is_negative() {
                Rational::MINUS_ONE
            } else {
                Rational::ONE
            });
            let replacement = if *f == Func::Tanh {
                Ex::call(Func::Sigmoid, &signed.scale(Rational::int(2)))
            } else {
                Ex::call(Func::Phi, &signed.mul(&Ex::int(2).sqrt()))
            };
            if let Some(twice) = constant.add(constant) {
                return with_constant(replacement, twice);
            }
        }
        if let Node::Call(Func::Softplus, u) = term.node()
            && !u.terms().1.is_empty()
        {
            // softplus(u) − u = softplus(−u), where all of u is there to be taken away.
            let (_, parts) = u.terms();
            let there = |(part, l): &(Ex, Rational)| {
                l.mul(*k)
                    .is_some_and(|l| terms.iter().any(|(t, m)| t == part && *m == l.neg()))
            };
            if parts.iter().all(there) {
                let others = terms
                    .iter()
                    .enumerate()
                    .filter(|(j, _)| *j != i)
                    .map(|(_, t)| t.clone());
                let others = others.chain([(Ex::num(constant), Rational::ONE), (u.clone(), *k)]);
                return Ex::sum(others.chain([(Ex::call(Func::Softplus, &u.neg()), *k)]));
            }
        }
        let Some((f, u)) = square_of(term) else {
            continue;
        };
        if !constant.is_zero() {
            let (opposite, other, exponent) = match f {
                Func::Tanh => (true, Func::Cosh, -2),
                Func::Sin => (true, Func::Cos, 2),
                Func::Cos => (true, Func::Sin, 2),
                Func::Tan => (false, Func::Cos, -2),
                Func::Sinh => (false, Func::Cosh, 2),
                Func::Cosh => (true, Func::Sinh, 2),
                _ => continue,
            };
            if constant == if opposite { k.neg() } else { *k } {
                let factor = if f == Func::Cosh {
                    constant.neg()
                } else {
                    constant
                };
                return with_constant(Ex::call(other, &u).powi(exponent), factor);
            }
        }
        if let Func::Sin | Func::Sinh = f {
            let (partner, want) = if f == Func::Sin {
                (Func::Cos, *k)
            } else {
                (Func::Cosh, k.neg())
            };
            let partner = Ex::call(partner, &u).powi(2);
            if let Some(j) = terms.iter().position(|(t, m)| *t == partner && *m == want) {
                let rest = terms
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| *n != i && *n != j)
                    .map(|(_, t)| t.clone());
                return Ex::sum(
                    rest.chain([(Ex::num(constant), Rational::ONE), (Ex::one(), want)]),
                );
            }
        }
    }
    Ex::sum_raw(constant, terms)
}
