//! Trigonometry: quarter turns are taken out of arguments, and multiples of π reduced without rounding.
//!
//! `tan(π·u − π/2)` is `−1/tan(π·u)`, which near its pole has the digits of u.

use super::Lowering;
use crate::formula::code::Id;
use crate::formula::expr::{Ex, Node};
use crate::formula::factor::expand;
use crate::formula::functions::Func;
use crate::formula::number::Rational;

/// u as w + q·π, with w over π where every term of it has that factor.
struct Angle {
    rest: Ex,
    turns: Rational,
    half_turns: bool,
}

impl Angle {
    fn of(u: &Ex) -> Option<Self> {
        let (c, terms) = expand(u).terms();
        let is_pi = |ex: &Ex| matches!(ex.node(), Node::Pi);
        let (constant, rest): (Vec<_>, Vec<_>) = terms.into_iter().partition(|(t, _)| is_pi(t));
        let turns = constant.first().map_or(Rational::ZERO, |(_, q)| *q);
        let with_pi =
            |(t, _): &(Ex, Rational)| t.factors().iter().any(|(b, e)| is_pi(b) && e.is_one());
        let half_turns = c.is_zero() && !rest.is_empty() && rest.iter().all(with_pi);
        let by = if half_turns {
            Ex::pi().recip()
        } else {
            Ex::one()
        };
        let terms = rest.into_iter().map(|(t, k)| (t.mul(&by), k));
        Some(Self {
            rest: Ex::sum(terms.chain([(Ex::num(c), Rational::ONE)])),
            turns,
            half_turns,
        })
        .filter(|angle| angle.half_turns || !angle.turns.is_zero())
    }
}

impl Lowering<'_> {
    pub(super) fn turned(&mut self, f: Func, u: &Ex) -> Option<Id> {
        if !matches!(f, Func::Sin | Func::Cos | Func::Tan) || !u.has_any() {
            return None;
        }
        let mut angle = Angle::of(u)?;
        let quarters = angle.turns.add(angle.turns)?;
        let quarters = match quarters.integer() {
            Some(n) => n.rem_euclid(4),
            None if angle.half_turns => {
                angle.rest = angle.rest.add(&Ex::num(angle.turns));
                0
            }
            None => return None,
        };
        let (f, negative) = match (f, quarters) {
            (Func::Sin, 1) => (Func::Cos, false),
            (Func::Sin, 3) => (Func::Cos, true),
            (Func::Cos, 1) => (Func::Sin, true),
            (Func::Cos, 3) => (Func::Sin, false),
            (Func::Tan, n) => (Func::Tan, n % 2 == 1),
            (f, n) => (f, n == 2),
        };
        let value = if angle.half_turns {
            let u = self.lower(&angle.rest);
            let name = match f {
                Func::Sin => "sin_pi",
                Func::Cos => "cos_pi",
                _ if negative => return Some(self.graph.call("minus_cot_pi", u)),
                _ => "tan_pi",
            };
            self.graph.call(name, u)
        } else {
            self.lower(&Ex::call(f, &angle.rest))
        };
        Some(match (f, negative) {
            (_, false) => value,
            (Func::Tan, true) => {
                let inverse = self.graph.call("recip", value);
                self.graph.neg(inverse)
            }
            (_, true) => self.graph.neg(value),
        })
    }
}
