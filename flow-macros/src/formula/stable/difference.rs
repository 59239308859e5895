//! Differences: of exponentials, of logarithms, of a parameter from the end of its range, of what turns at a kink.
//!
//! In each of them the two terms may be nearly the same, while what they differ by is known without rounding.

use super::Lowering;
use crate::formula::code::{Code, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::number::Rational;

impl Lowering<'_> {
    /// `c − k·w` for a parameter w, whose distance from c/k is known as well as w.
    pub(super) fn complements(&self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Ex> {
        if c.is_zero() {
            return None;
        }
        let mut numbered = terms.iter().enumerate();
        numbered.find_map(|(i, (w, k))| {
            let definition = self.setting.definition(w)?;
            let sum = definition.scale(*k).add(&Ex::num(c));
            // What is left is one term: the constant is gone.
            if matches!(sum.split_coefficient().1.node(), Node::Sum(..)) {
                return None;
            }
            let others = terms.iter().enumerate().filter(|(j, _)| *j != i);
            let others = others.map(|(_, t)| t.clone());
            Some(Ex::sum(others.chain([(sum, Rational::ONE)])))
        })
    }

    /// `ln(1 + t)` of a power t as `softplus(ln t)`, which combines with a multiple of ln t.
    pub(super) fn logarithms(&self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Ex> {
        let mut found = false;
        let terms: Vec<_> = terms
            .iter()
            .map(|(term, k)| {
                let softplus = match term.node() {
                    Node::Call(Func::Ln, u) => self.power_beside_one(u),
                    _ => None,
                };
                match softplus {
                    Some(t) => {
                        found = true;
                        let ln = self.ln_term(&t, Rational::ONE);
                        (Ex::call(Func::Softplus, &ln), *k)
                    }
                    None => (term.clone(), *k),
                }
            })
            .collect();
        found.then(|| Ex::sum(terms.into_iter().chain([(Ex::num(c), Rational::ONE)])))
    }

    /// `k·ln a − k·ln b` as `k·ln(a/b)`.
    pub(super) fn quotient_logarithm(
        &mut self,
        c: Rational,
        terms: &[(Ex, Rational)],
    ) -> Option<Id> {
        let split = |(term, k): &(Ex, Rational)| {
            let factors = term.factors();
            let at = factors.iter().position(|(b, e)| {
                let plain = e.is_one();
                plain && matches!(b.node(), Node::Call(Func::Ln, u) if u.has_any())
            })?;
            let (ln, _) = factors[at].clone();
            let Node::Call(_, argument) = ln.node() else {
                return None;
            };
            let argument = argument.clone();
            Some((term.div(&ln).scale(*k), argument))
        };
        let parts: Vec<_> = terms.iter().map(split).collect();
        let simple = |u: &Ex| matches!(u.node(), Node::Var(_));
        let pair = (0..terms.len()).find_map(|i| {
            (0..terms.len()).find_map(|j| {
                let ((k, a), (l, b)) = (parts[i].as_ref()?, parts[j].as_ref()?);
                let opposite = k.add(l).is_zero() && !k.leads_negative() && k.has_any();
                (i != j && opposite && simple(a) && simple(b)).then_some((i, j))
            })
        });
        let (i, j) = pair?;
        let ((k, a), (_, b)) = (parts[i].as_ref()?, parts[j].as_ref()?);
        let (a, b, k) = (self.lower(a), self.lower(b), self.lower(k));
        let ln = self.graph.push(Code::Call2("ln_quotient", a, b));
        let part = self.graph.mul(k, ln);
        let others = terms.iter().enumerate().filter(|(n, _)| *n != i && *n != j);
        let rest = Ex::sum(
            others
                .map(|(_, t)| t.clone())
                .chain([(Ex::num(c), Rational::ONE)]),
        );
        if rest.is_zero() {
            return Some(part);
        }
        let rest = self.lower(&rest);
        Some(self.graph.add(part, rest))
    }

    /// `a − k·|u|` as the smaller of `a − k·u` and `a + k·u`, in which what a and u share cancels without rounding.
    pub(super) fn bent(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Id> {
        let plain = |ex: &Ex| ex.size() < 16 && !calls(ex);
        let (i, u) = terms
            .iter()
            .enumerate()
            .find_map(|(i, (t, _))| match t.node() {
                Node::Call(Func::Abs, u) if plain(u) => Some((i, u)),
                _ => None,
            })?;
        let others = terms.iter().enumerate().filter(|(j, _)| *j != i);
        let rest = Ex::sum(
            others
                .map(|(_, t)| t.clone())
                .chain([(Ex::num(c), Rational::ONE)]),
        );
        let k = terms[i].1;
        let sides = [k, k.neg()].map(|k| rest.add(&u.scale(k)));
        let shorter = |side: &Ex| side.size() < rest.size() + u.size();
        if !plain(&rest) || !sides.iter().any(shorter) {
            return None;
        }
        let [a, b] = sides.map(|side| self.lower(&side));
        let name = if k.is_negative() { "min" } else { "max" };
        Some(self.graph.push(Code::Call2(name, a, b)))
    }

    /// `k·exp(x) − k·exp(y)`, which is nothing where x is y.
    pub(super) fn exponentials(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Id> {
        let [(a, k), (b, l)] = terms else {
            return None;
        };
        let exponent = |term: &Ex| {
            term.factors()
                .into_iter()
                .find_map(|(base, _)| match base.node() {
                    Node::Call(Func::Exp, u) => Some((u.clone(), term.div(&base))),
                    _ => None,
                })
        };
        let ((x, p), (y, q)) = (exponent(a)?, exponent(b)?);
        if !c.is_zero() || *k != l.neg() || p != q {
            return None;
        }
        let (x, y, by) = (self.lower(&x), self.lower(&y), self.lower(&p.scale(*k)));
        let difference = self.graph.push(Code::Call2("exp_difference", x, y));
        Some(self.graph.mul(by, difference))
    }
}

/// `k·S² − k·q²` as `k·(S − q)·(S + q)`, where the constant of the sum S is taken from before anything is rounded.
pub(super) fn squares(c: Rational, terms: &[(Ex, Rational)]) -> Option<Ex> {
    let [(term, k)] = terms else {
        return None;
    };
    let [(base, e)] = term.factors().try_into().ok()?;
    let Node::Sum(d, _) = base.node() else {
        return None;
    };
    let q = Ex::num(c.neg().div(*k)?.sqrt()?);
    (e.as_num() == Some(Rational::int(2)) && !d.is_zero())
        .then(|| base.sub(&q).mul(&base.add(&q)).scale(*k))
}

/// Whether a function is called.
fn calls(ex: &Ex) -> bool {
    match ex.node() {
        Node::Call(..) => true,
        Node::Sum(_, terms) => terms.iter().any(|(t, _)| calls(t)),
        Node::Product(factors) => factors.iter().any(|(b, e)| calls(b) || calls(e)),
        _ => false,
    }
}
