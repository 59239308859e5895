//! Hyperbolic functions and their inverses beside exponentials and parameters that reach the ends of their range.
//!
//! A parameter b > 0 is known by its logarithm where it is less than the smallest number: `b·sinh(x)` and `asinh(x/b)` take
//! both.

use super::Lowering;
use super::logarithm::arc_square;
use crate::formula::code::{Code, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::number::Rational;

impl Lowering<'_> {
    /// Whether a factor is a positive parameter.
    fn is_scale(&self, (b, e): &(Ex, Ex)) -> bool {
        e.as_num().is_some() && self.setting.softplus_of(b).is_some()
    }

    /// The product of a term's positive parameters and of what is steep in parameters; and the rest.
    pub(super) fn scale_of(&self, factors: &[(Ex, Ex)]) -> (Ex, Ex) {
        let is_scale = |(b, e): &(Ex, Ex)| {
            matches!(b.node(), Node::Call(Func::Sinh | Func::Cosh | Func::Exp, _))
                && !b.has_coordinate()
                && self.setting.is_positive(b)
                && e.as_num().is_some()
        };
        let (scale, rest): (Vec<_>, Vec<_>) = factors
            .iter()
            .cloned()
            .partition(|factor| self.is_scale(factor) || is_scale(factor));
        (Ex::product(scale), Ex::product(rest))
    }

    /// `b·sinh(u)` and `b·cosh(u)`, as a factor or below a line.
    pub(super) fn scaled_hyperbolic(&mut self, k: Rational, factors: &[(Ex, Ex)]) -> Option<Id> {
        let (at, name, u, below) = factors.iter().enumerate().find_map(|(i, (b, e))| {
            let name = match b.node() {
                Node::Call(Func::Sinh, _) => "scaled_sinh",
                Node::Call(Func::Cosh, _) => "scaled_cosh",
                _ => return None,
            };
            let Node::Call(_, u) = b.node() else {
                return None;
            };
            let e = e.as_num().filter(|e| e.abs().is_one())?;
            Some((i, name, u, e.is_negative()))
        })?;
        let mut others = factors.to_vec();
        others.remove(at);
        let outside = |(b, _): &(Ex, Ex)| matches!(b.node(), Node::Var(v) if !u.has(*v));
        let (scale, rest): (Vec<_>, Vec<_>) = others
            .into_iter()
            .partition(|factor| self.is_scale(factor) && outside(factor));
        let (scale, rest) = (Ex::product(scale), Ex::product(rest));
        if scale.is_one() {
            return None;
        }
        let scale = if below { scale.recip() } else { scale };
        let ln = scale.ln();
        let ln = if matches!(ln.node(), Node::Call(Func::Ln, _)) {
            self.ln_term(&scale, Rational::ONE)
        } else {
            ln
        };
        let (u, b, l) = (self.lower(u), self.lower(&scale), self.lower(&ln));
        let value = self.graph.push(Code::Call3(name, u, b, l));
        let rest = self.lower(&rest.scale(k));
        Some(if below {
            self.graph.div(rest, value)
        } else {
            self.graph.mul(rest, value)
        })
    }

    /// Inverse hyperbolic functions of exponentials, which may overflow or be close to one, and of quotients; sines and
    /// cosines of arcs.
    pub(super) fn area(&mut self, f: Func, u: &Ex) -> Option<Id> {
        match (f, u.node()) {
            (Func::Sin | Func::Cos, Node::Call(..)) => {
                let square = arc_square(f, u)?;
                Some(self.lower(&square.sqrt()))
            }
            (Func::Asinh, Node::Call(Func::Exp, x)) => {
                let x = self.lower(x);
                Some(self.graph.call("asinh_exp", x))
            }
            (Func::Acosh, Node::Call(Func::Exp, x)) => {
                let x = self.lower(x);
                Some(self.graph.call("acosh_exp", x))
            }
            (Func::Acosh, Node::Sum(c, terms)) if c.is_one() => {
                let rest = Ex::sum_raw(Rational::ZERO, terms.clone());
                let positive = self.setting.is_positive(&rest);
                let rest = positive.then(|| self.lower(&rest))?;
                Some(self.graph.call("acosh_1p", rest))
            }
            (Func::Atanh, Node::Call(Func::Exp, x)) => {
                let above = self.lower(&Ex::call(Func::Softplus, x));
                let below = self.ln_one_minus_exp(x);
                let twice = self.graph.sub(above, below);
                Some(self.times(Rational::HALF, twice))
            }
            (Func::Asinh | Func::Acosh, _) if self.grows(u) => {
                let (k, term) = u.split_coefficient();
                let x = self.lower(&self.ln_term(&term, k));
                let name = if f == Func::Asinh {
                    "asinh_exp"
                } else {
                    "acosh_exp"
                };
                Some(self.graph.call(name, x))
            }
            (Func::Asinh, _) => {
                let (k, rest) = u.split_coefficient();
                let (scale, rest) = self.scale_of(&rest.factors());
                if scale.is_one() {
                    return None;
                }
                let b = scale.recip();
                let ln = self.ln_term(&b, Rational::ONE);
                let (x, b, l) = (self.lower(&rest.scale(k)), self.lower(&b), self.lower(&ln));
                Some(self.graph.push(Code::Call3("asinh_quotient", x, b, l)))
            }
            _ => None,
        }
    }

    /// A positive product with an exponential that may overflow.
    fn grows(&self, u: &Ex) -> bool {
        let (k, term) = u.split_coefficient();
        let factors = term.factors();
        let exponential =
            |(b, _): &(Ex, Ex)| b.has_coordinate() && matches!(b.node(), Node::Call(Func::Exp, _));
        k.is_positive()
            && factors.iter().any(exponential)
            && factors.iter().all(|(b, _)| self.setting.is_positive(b))
    }
}
