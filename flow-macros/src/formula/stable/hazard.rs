//! The density of the normal distribution over its tails: a number of moderate size where both are less than any number.
//!
//! With h = φ/Φ, 1/(Φ(u)·Φ(−u)) is (h(u) + h(−u))/φ(u), and `−u²/2 − ln Φ(u)` is `ln h(u) + ½·ln 2π`, which does not
//! subtract one large square from another.

use super::Lowering;
use crate::formula::code::Id;
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::number::Rational;

fn phi(u: &Ex) -> Ex {
    Ex::call(Func::Phi, u)
}

/// √2π
fn root_tau() -> Ex {
    Ex::pi().scale(Rational::int(2)).sqrt()
}

/// The argument of Φ.
fn argument(ex: &Ex) -> Option<&Ex> {
    match ex.node() {
        Node::Call(Func::Phi, u) => Some(u),
        _ => None,
    }
}

impl Lowering<'_> {
    fn hazard(&mut self, u: &Ex) -> Id {
        let u = self.lower(u);
        self.graph.call("normal_hazard", u)
    }

    /// h(u) + h(−u)
    fn both_hazards(&mut self, u: &Ex) -> Id {
        let (right, left) = (self.hazard(u), self.hazard(&u.neg()));
        self.graph.add(right, left)
    }

    /// `exp(−u²/2 + …)·Φ(u)⁻¹` in a product, with `Φ(−u)⁻¹` where that is there too.
    pub(super) fn hazard_product(&mut self, k: Rational, factors: &[(Ex, Ex)]) -> Option<Id> {
        let below = |(b, e): &(Ex, Ex)| {
            let minus_one = e.as_num() == Some(Rational::MINUS_ONE);
            argument(b).filter(|_| minus_one).cloned()
        };
        let exponent = factors.iter().find_map(|(b, _)| match b.node() {
            Node::Call(Func::Exp, x) => Some(x),
            _ => None,
        })?;
        let (_, squares) = exponent.terms();
        let u = factors.iter().filter_map(below).find(|u| {
            let half = (u.powi(2), Rational::HALF.neg());
            squares.contains(&half)
        })?;
        let both = factors.iter().any(|f| below(f) == Some(u.neg()));
        let density = u.powi(2).scale(Rational::HALF.neg()).exp();
        let mut rest = Ex::product_raw(factors.to_vec())
            .mul(&phi(&u))
            .div(&density)
            .mul(&root_tau())
            .scale(k);
        let ratio = if both {
            rest = rest.mul(&phi(&u.neg()));
            self.both_hazards(&u)
        } else {
            self.hazard(&u)
        };
        let rest = self.lower(&rest);
        Some(self.graph.mul(rest, ratio))
    }

    /// `−u²/2 − ln Φ(u)` in a sum, or its opposite, with `ln Φ(−u)` where that is there too.
    pub(super) fn hazard_sum(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Id> {
        let ln_phi = |t: &Ex| match t.node() {
            Node::Call(Func::Ln, p) => argument(p).cloned(),
            _ => None,
        };
        for (t, k) in terms {
            let Some(u) = ln_phi(t).filter(|_| k.abs().is_one()) else {
                continue;
            };
            let square = (u.powi(2), k.mul(Rational::HALF)?);
            if !terms.contains(&square) {
                continue;
            }
            let other = (phi(&u.neg()).ln(), *k);
            let both = terms.contains(&other);
            let taken = |term: &(Ex, Rational)| {
                *term == square || (term.0 == *t) || (both && *term == other)
            };
            let rest = terms.iter().filter(|term| !taken(term)).cloned();
            let constants = [(Ex::num(c), Rational::ONE), (root_tau().ln(), k.neg())];
            let rest = Ex::sum(rest.chain(constants));
            let ln = if both {
                let sum = self.both_hazards(&u);
                self.graph.call("ln", sum)
            } else {
                let u = self.lower(&u);
                self.graph.call("ln_normal_hazard", u)
            };
            let rest = self.lower(&rest);
            return Some(if k.is_negative() {
                self.graph.add(rest, ln)
            } else {
                self.graph.sub(rest, ln)
            });
        }
        None
    }
}
