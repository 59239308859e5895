//! Differences that cancel near a point: a function from its tangent there, a hump from its height.
//!
//! `n·u − m·tanh(u)` is `(n − m)·u + m·(u − tanh u)`, and `n − m·cosh⁻²(u)` is `(n − m) + m·tanh²(u)`. Where n is not less
//! than m, both terms have one sign: nothing cancels any more, and n − m is known without rounding.

use super::Lowering;
use crate::formula::code::Id;
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::number::Rational;
use crate::formula::sign::Strict;

/// The functions whose tangent at 0 is their argument, ln of one more and exp less one among them: the name of the
/// difference, and whether the function is larger.
const DEPARTURES: [(Func, &str, bool); 7] = [
    (Func::Ln, "minus_ln_1p", false),
    (Func::Exp, "exp_m1_minus", true),
    (Func::Tanh, "minus_tanh", false),
    (Func::Sin, "minus_sin", false),
    (Func::Atan, "minus_atan", false),
    (Func::Asinh, "minus_asinh", false),
    (Func::Sinh, "sinh_minus", true),
];

impl Lowering<'_> {
    /// Whether n + m leans where `lean` does, or is 0, while n and m have opposite signs.
    fn outweighs(&self, n: &Ex, m: &Ex, lean: &Ex) -> bool {
        let sign = |ex: &Ex| Strict::of(&self.setting.range(ex));
        let (Some(first), Some(second)) = (sign(n), sign(m)) else {
            return false;
        };
        let sum = n.add(m);
        first != second && (sum.is_zero() || sign(&sum).is_some_and(|s| Some(s) == sign(lean)))
    }

    /// `n·u + m·f(u)` among the terms of a sum.
    pub(super) fn departure(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Id> {
        for (i, (term, k)) in terms.iter().enumerate() {
            let Some((f, u)) = function_of(term, |f| DEPARTURES.iter().any(|d| d.0 == f)) else {
                continue;
            };
            let (_, name, larger) = DEPARTURES.into_iter().find(|d| d.0 == f)?;
            let m = term.scale(*k).div(&Ex::call_raw(f, u.clone()));
            let (u, c) = match f {
                Func::Ln => (u.sub(&Ex::one()), c),
                Func::Exp if m.as_num() == Some(c.neg()) => (u, Rational::ZERO),
                Func::Exp => continue,
                _ => (u, c),
            };
            if u.as_num().is_some() {
                continue;
            }
            let over =
                |(t, k): &(Ex, Rational)| Some(t.scale(*k).div(&u)).filter(|n| !n.has_coordinate());
            let (linear, others): (Vec<_>, Vec<_>) = terms
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(_, t)| t.clone())
                .partition(|t| over(t).is_some());
            let n = Ex::sum(linear.iter().filter_map(over).map(|n| (n, Rational::ONE)));
            if n.is_zero() || m.has_coordinate() {
                continue;
            }
            if !self.outweighs(&n, &m, if larger { &m } else { &n }) {
                continue;
            }
            let id = self.lower(&u);
            let difference = self.graph.call(name, id);
            let by = self.lower(&if larger { m.clone() } else { m.neg() });
            let curved = self.graph.mul(by, difference);
            let straight = self.lower(&n.add(&m).mul(&u));
            let total = self.graph.add(straight, curved);
            return Some(self.with_rest(total, c, others));
        }
        None
    }

    fn with_rest(&mut self, id: Id, c: Rational, terms: Vec<(Ex, Rational)>) -> Id {
        let rest = Ex::sum(terms.into_iter().chain([(Ex::num(c), Rational::ONE)]));
        if rest.is_zero() {
            return id;
        }
        let rest = self.lower(&rest);
        self.graph.add(id, rest)
    }

    /// `n + m·g(u)`, where g has its largest or its smallest value, 1, at 0.
    pub(super) fn hump(&self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Ex> {
        for (i, (term, k)) in terms.iter().enumerate() {
            let Some((g, hump)) = hump_of(term) else {
                continue;
            };
            let m = term.scale(*k).div(&g);
            if m.has_coordinate() {
                continue;
            }
            // What is no square may be negative: then nothing but the constant may cancel.
            let whole = hump.is_even();
            let (free, others): (Vec<_>, Vec<_>) = terms
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(_, t)| t.clone())
                .partition(|(t, _)| !t.has_coordinate());
            let n = Ex::sum(free.into_iter().chain([(Ex::num(c), Rational::ONE)]));
            if !whole && !n.add(&m).is_zero() {
                continue;
            }
            let rest = |by: &Ex, part: Ex, factor: Rational| {
                let sum = [(by.clone(), Rational::ONE), (part, factor)];
                Ex::sum(others.iter().cloned().chain(sum))
            };
            // 1 + cos(u) = 2·cos²(u/2), where cos(u) is near −1.
            if let Hump::Cos(u) = &hump
                && self.outweighs(&n, &m.neg(), &n)
            {
                let half = Ex::call(Func::Cos, &u.scale(Rational::HALF)).powi(2);
                return Some(rest(&n.sub(&m), m.mul(&half), Rational::int(2)));
            }
            if !self.outweighs(&n, &m, if hump.is_valley() { &m } else { &n }) {
                continue;
            }
            let two = Rational::int(2);
            let half = |f: Func, u: &Ex| Ex::call(f, &u.scale(Rational::HALF)).powi(2);
            let (part, factor) = match &hump {
                Hump::Sech2(u) => (m.mul(&Ex::call(Func::Tanh, u).powi(2)), Rational::MINUS_ONE),
                Hump::Cos(u) => (m.mul(&half(Func::Sin, u)), two.neg()),
                Hump::Cosh(u) => (m.mul(&half(Func::Sinh, u)), two),
                Hump::OverSum(w) => {
                    let sum = Ex::one().add(w);
                    (m.mul(w).div(&sum), Rational::MINUS_ONE)
                }
                Hump::OverRoot(w) => {
                    let root = Ex::one().add(w).sqrt();
                    let below = root.mul(&root.add(&Ex::one()));
                    (m.mul(w).div(&below), Rational::MINUS_ONE)
                }
            };
            return Some(rest(&n.add(&m), part, factor));
        }
        None
    }
}

/// What is 1 at 0, and how it leaves it.
enum Hump {
    /// cosh⁻²
    Sech2(Ex),
    Cos(Ex),
    Cosh(Ex),
    /// 1/(1 + w)
    OverSum(Ex),
    /// 1/√(1 + w)
    OverRoot(Ex),
}

impl Hump {
    /// Whether it is the same on both sides of 0.
    fn is_even(&self) -> bool {
        let even = |(_, e): &(Ex, Ex)| e.as_num().is_some_and(Rational::is_even_integer);
        match self {
            Self::OverSum(w) | Self::OverRoot(w) => {
                let (k, term) = w.split_coefficient();
                k.is_positive() && term.factors().iter().all(even)
            }
            _ => true,
        }
    }

    /// Whether 1 is its smallest value.
    fn is_valley(&self) -> bool {
        matches!(self, Self::Cosh(_))
    }
}

fn hump_of(term: &Ex) -> Option<(Ex, Hump)> {
    term.factors().into_iter().find_map(|(base, exponent)| {
        let power = exponent.as_num()?;
        let hump = match base.node() {
            Node::Call(Func::Cosh, u) if power == Rational::int(-2) => Hump::Sech2(u.clone()),
            Node::Call(Func::Cosh, u) if power.is_one() => Hump::Cosh(u.clone()),
            Node::Call(Func::Cos, u) if power.is_one() => Hump::Cos(u.clone()),
            Node::Sum(c, terms) if c.is_one() && terms.len() == 1 && base.has_coordinate() => {
                let (w, k) = &terms[0];
                let w = w.scale(*k);
                if power == Rational::MINUS_ONE {
                    Hump::OverSum(w)
                } else if power == Rational::HALF.neg() {
                    Hump::OverRoot(w)
                } else {
                    return None;
                }
            }
            _ => return None,
        };
        Some((base.pow(&exponent), hump))
    })
}

/// The function of a term that is one of some, and its argument.
fn function_of(term: &Ex, is_one: impl Fn(Func) -> bool) -> Option<(Func, Ex)> {
    term.factors()
        .into_iter()
        .find_map(|(base, exponent)| match base.node() {
            Node::Call(f, u) if exponent.is_one() && is_one(*f) => Some((*f, u.clone())),
            _ => None,
        })
}
