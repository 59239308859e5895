//! Differences: of exponentials, of logarithms, of a parameter from the end of its range, of what turns at a kink.
//!
//! In each of them the two terms may be nearly the same, while what they differ by is known without rounding.

use super::Lowering;
use crate::formula::code::{Code, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::number::Rational;
use crate::formula::sign::Strict;
use crate::formula::uncancel::{Pair, opposite_pair};

/// Below this, the exponential of a difference is a number in either scalar, and so is what is made of it.
const LARGEST: f64 = 40.0;
/// From here on softplus of a negative number is little beside that of what is larger by as much.
const APART: f64 = 4.0;

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

    /// `k·ln(v + d) − k·ln(v)` as `k·ln_1p(d/v)`, of a number d > 0 and a v that does not come near 0, so that d/v is no larger than
    /// a number: two positive terms, where the logarithms have their leading digits in common.
    pub(super) fn logarithm_step(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Id> {
        let sign = |by: &Ex| Strict::of(&self.setting.range(by));
        let (
            Pair {
                v, by, distance, ..
            },
            rest,
        ) = opposite_pair(c, terms, Func::Ln, &sign)?;
        let known = distance.as_num().is_some() && self.setting.range(&v).lo.signum() > 0;
        if !known {
            return None;
        }
        let ratio = self.lower(&distance.div(&v));
        let ln = self.graph.call("ln_1p", ratio);
        let by = self.lower(&by);
        let part = self.graph.mul(by, ln);
        if rest.is_zero() {
            return Some(part);
        }
        let rest = self.lower(&rest);
        Some(self.graph.add(rest, part))
    }

    /// `k·ln a − k·ln b` as `k·ln(a/b)`, of a quotient that is not computed: as good as the logarithm of the quotient where that is a
    /// number, and near 1 too.
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
        // What is 1 + w has a logarithm of its own.
        let sum = |u: &Ex| match u.node() {
            Node::Sum(c, _) => !c.is_one() && !calls(u) && self.setting.is_positive(u),
            _ => false,
        };
        let pair = (0..terms.len()).find_map(|i| {
            (0..terms.len()).find_map(|j| {
                let ((k, a), (l, b)) = (parts[i].as_ref()?, parts[j].as_ref()?);
                let opposite = k.add(l).is_zero() && !k.leads_negative();
                let apart = (k.has_any() && simple(a) && simple(b)) || (sum(a) && sum(b));
                (i != j && opposite && apart).then_some((i, j))
            })
        });
        let (i, j) = pair?;
        let ((k, a), (_, b)) = (parts[i].as_ref()?, parts[j].as_ref()?);
        let (a, b, k) = (self.lower(a), self.lower(b), self.lower(k));
        let ln = self.graph.push(Code::Call2("ln_quotient", a, b));
        let part = self.graph.mul(k, ln);
        let rest = Ex::sum_without(c, terms, &[i, j]);
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
        let rest = Ex::sum_without(c, terms, &[i]);
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

    /// `k·softplus(u) − k·softplus(v)` as `k·ln_1p(sigmoid(v)·exp_m1(u − v))`, where u − v is positive and the same for all samples:
    /// a product of what is positive, and ln(1 + t) of a positive t.
    ///
    /// Where u − v is so large that its exponential overflows, both stay: they differ by as much then. Where v < 0 they stay from some
    /// u − v on: softplus(v) is little beside softplus(u) then, and sigmoid(v) may vanish where the difference does not.
    pub(super) fn softplus_difference(
        &mut self,
        c: Rational,
        terms: &[(Ex, Rational)],
    ) -> Option<Id> {
        let (pair, rest) = opposite_pair(c, terms, Func::Softplus, &|by| {
            Strict::of(&self.setting.range(by))
        })?;
        let Pair { u, v, by, distance } = pair;
        let known = distance.as_num().map(Rational::to_f64);
        if known.is_some_and(|d| d > LARGEST) {
            return None;
        }
        let (grown, tail) = (
            self.lower(&distance),
            self.lower(&Ex::call_raw(Func::Sigmoid, v.clone())),
        );
        let exp = self.graph.call("exp_m1", grown);
        let product = self.graph.mul(tail, exp);
        let mut difference = self.graph.call("ln_1p", product);
        if known.is_none_or(|d| d > APART) {
            let [above, below] =
                [&u, &v].map(|u| self.lower(&Ex::call_raw(Func::Softplus, u.clone())));
            let far = self.graph.sub(above, below);
            let (start, zero) = (self.lower(&v), self.graph.literal(0.0));
            let [apart, largest] = [APART, LARGEST].map(|by| self.graph.literal(by));
            let select = if known.is_some() {
                Code::Call4("select_lt", start, zero, far, difference)
            } else {
                let cut = Code::Call4("select_lt", start, zero, apart, largest);
                let cut = self.graph.push(cut);
                Code::Call4("select_lt", grown, cut, difference, far)
            };
            difference = self.graph.push(select);
        }
        let by = self.lower(&by);
        let part = self.graph.mul(by, difference);
        if rest.is_zero() {
            return Some(part);
        }
        let rest = self.lower(&rest);
        Some(self.graph.add(rest, part))
    }
}

/// `k·S² − k·q²` as `k·(S − q)·(S + q)`, where a part of the sum S is taken from q before anything is rounded.
///
/// Where nothing cancels either form is as good: a product of two sums, of which each is rounded as the squares were.
pub(super) fn squares(c: Rational, terms: &[(Ex, Rational)]) -> Option<Ex> {
    let square_of_sum = |term: &Ex| {
        let [(base, e)] = term.factors().try_into().ok()?;
        let is_sum = matches!(base.node(), Node::Sum(..)) && e.as_num() == Some(Rational::int(2));
        is_sum.then_some(base)
    };
    let (base, k, q) = match terms {
        [(term, k)] => {
            let base = square_of_sum(term)?;
            (base, *k, Ex::num(c.neg().div(*k)?.sqrt()?))
        }
        [(a, k), (b, l)] if c.is_zero() && *k == l.neg() => {
            match (square_of_sum(a), square_of_sum(b)) {
                (Some(base), _) => (base, *k, halved(b)?),
                (None, Some(base)) => (base, *l, halved(a)?),
                (None, None) => return None,
            }
        }
        _ => return None,
    };
    let (less, more) = (base.sub(&q), base.add(&q));
    let shorter = |side: &Ex| side.size() < base.size();
    let constant = q.as_num().is_some() && !base.terms().0.is_zero();
    (constant || shorter(&less) || shorter(&more)).then(|| less.mul(&more).scale(k))
}

/// The w with w² = t, where t is made of even powers and exponentials.
pub(super) fn halved(term: &Ex) -> Option<Ex> {
    let factors = term.factors().into_iter().map(|(b, e)| {
        if let (Node::Call(Func::Exp, u), true) = (b.node(), e.is_one()) {
            return Some((u.scale(Rational::HALF).exp(), e));
        }
        let e = e.as_num().filter(|e| e.is_even_integer())?;
        Some((b, Ex::num(e.mul(Rational::HALF)?)))
    });
    factors.collect::<Option<Vec<_>>>().map(Ex::product)
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
