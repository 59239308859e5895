//! Logarithms: of sums by their largest term, of tails and of what overflows without computing these.
//!
//! | of | computed | stable because |
//! |---|---|---|
//! | terms that are positive and steep | `ln_add_exp` of their logarithms | nothing is exponentiated but a negative difference |
//! | 1 + w² | `ln_1p_square(w)` | the square is not needed where it overflows |
//! | a + w² | `2·ln(hypot(w, √a))` | nor is it here; twice the last place of the root's logarithm is the last place of the sum's |
//! | u + √(u² + c) | `asinh(u/√c) + ½·ln c` | both terms of the sum may be large and of opposite sign |
//! | softplus(x), Φ(x) | x or `ln softplus`, `ln_normal_cdf(x)` | they may be less than the smallest number |
//! | sinh(x), tanh(x) | x + ln(1 − exp(−2x)) − ln 2, … | the exponential that is left is less than one |

use super::Lowering;
use super::difference::halved;
use super::sum::minus_one;
use crate::formula::code::{Code, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::number::Rational;

/// Below this, softplus is its argument's exponential in either scalar.
const LOW: f64 = -36.0;

/// Of 1 − exp(−t), t itself is left below this, which is a number in either scalar.
const TINY: f64 = 1e-18;

impl Lowering<'_> {
    pub(super) fn logarithm(&mut self, u: &Ex) -> Option<Id> {
        if let Some(id) = self.ln_parameter(u).or_else(|| self.ln_call(u)) {
            return Some(id);
        }
        if let Some(mixture) = self.setting.mixture(u)
            && mixture.changed
            && let Some(id) = self.ln_mixture(&mixture)
        {
            return Some(id);
        }
        let Node::Sum(c, terms) = u.node() else {
            return None;
        };
        if let [(t, k)] = terms.as_slice()
            && c.is_one()
            && *k == Rational::MINUS_ONE
            && let Some(x) = minus_one(t)
        {
            return Some(self.ln_one_minus_exp(&x));
        }
        // ln(b^y − 1): the power may be none where its logarithm is a number.
        if let [(t, k)] = terms.as_slice()
            && *c == Rational::MINUS_ONE
            && k.is_one()
            && t.factors().iter().any(|(_, e)| e.as_num().is_none())
            && let Some(x) = minus_one(t)
        {
            return Some(self.lower(&Ex::call_raw(Func::SoftplusInverse, x)));
        }
        if let Some(id) = self.ln_saturating(*c, terms) {
            return Some(id);
        }
        if let Some(rewritten) = self.rewritten(*c, terms) {
            let near = self.lower(&rewritten.ln());
            if !c.is_one() || self.complements(*c, terms).is_some() {
                return Some(near);
            }
            // Far from where it cancels, the sum is one and a little.
            let rest = self.plain_sum(Rational::ZERO, terms);
            let far = self.graph.call("ln_1p", rest);
            let cut = self.graph.literal(-0.5);
            let select = Code::Call4("select_lt", rest, cut, near, far);
            return Some(self.graph.push(select));
        }
        if let Some(id) = self.ln_plus_root(u) {
            return Some(id);
        }
        if let Some(id) = self.ln_difference(*c, terms) {
            return Some(id);
        }
        if self.setting.is_wild(u) {
            return Some(self.ln_terms(*c, terms));
        }
        if let [(t, k)] = terms.as_slice()
            && c.is_positive()
            && let Some(root) = self.even_root(t, *k)
        {
            let ln = self.ln_one_plus_square(&root.div(&Ex::num(*c).sqrt()));
            if c.is_one() {
                return Some(ln);
            }
            let constant = self.lower(&Ex::num(*c).ln());
            return Some(self.graph.add(constant, ln));
        }
        if c.is_one() {
            let rest = self.lower(&Ex::sum_raw(Rational::ZERO, terms.clone()));
            return Some(self.graph.call("ln_1p", rest));
        }
        // ln(a + z²) = 2·ln √(a + z²), of a root that is a number where the square is none.
        let square = |(t, _): &(Ex, Rational)| {
            let plain = halved(t).is_some_and(|w| w.is_coordinate());
            plain && !self.setting.range(t).hi.is_finite()
        };
        if terms.iter().any(square)
            && let Some(root) = self.hypot(u)
        {
            let ln = self.graph.call("ln", root);
            return Some(self.times(Rational::int(2), ln));
        }
        None
    }

    /// ln(1 + w²); where w is divided by a parameter, with that parameter's logarithm.
    fn ln_one_plus_square(&mut self, w: &Ex) -> Id {
        let (k, term) = w.split_coefficient();
        let (scale, rest) = self.scale_of(&term.factors());
        let over = |(_, e): &(Ex, Ex)| e.as_num().is_some_and(Rational::is_negative);
        if !scale.is_one() && scale.factors().iter().any(over) {
            let b = scale.recip();
            let ln = self.ln_term(&b, Rational::ONE);
            let (x, b, l) = (self.lower(&rest.scale(k)), self.lower(&b), self.lower(&ln));
            return self
                .graph
                .push(Code::Call3("ln_1p_square_quotient", x, b, l));
        }
        let w = self.lower(w);
        self.graph.call("ln_1p_square", w)
    }

    /// Of a parameter, which may be less than the smallest number.
    fn ln_parameter(&mut self, u: &Ex) -> Option<Id> {
        if let Some(definition) = self.setting.definition(u)
            && let (_, part) = definition.split_coefficient()
            && matches!(part.node(), Node::Call(Func::Sigmoid, _))
        {
            return Some(self.lower(&definition.ln()));
        }
        let x = match u.node() {
            Node::Call(Func::Softplus, x) => x,
            _ => self.setting.softplus_of(u)?,
        };
        let (value, x) = (self.lower(u), self.lower(x));
        let ln = self.graph.call("ln", value);
        let low = self.graph.literal(LOW);
        Some(self.graph.push(Code::Call4("select_lt", x, low, x, ln)))
    }

    /// d(ln b)/dx of a parameter b = softplus(x).
    pub(crate) fn rate_of_softplus(&mut self, parameter: &Ex) -> Option<Id> {
        let x = self.setting.softplus_of(parameter)?;
        let (value, slope) = (
            self.lower(parameter),
            self.lower(&Ex::call_raw(Func::Sigmoid, x.clone())),
        );
        let rate = self.graph.div(slope, value);
        let (x, low, one) = (
            self.lower(x),
            self.graph.literal(LOW),
            self.graph.literal(1.0),
        );
        Some(self.graph.push(Code::Call4("select_lt", x, low, one, rate)))
    }

    fn ln_call(&mut self, u: &Ex) -> Option<Id> {
        let Node::Call(f, x) = u.node() else {
            return None;
        };
        let twice = x.scale(Rational::int(-2));
        match f {
            Func::Phi => {
                let x = self.lower(x);
                Some(self.graph.call("ln_normal_cdf", x))
            }
            // What has a logarithm is positive, and so is x.
            Func::Sinh => {
                let rest = self.ln_one_minus_exp(&twice);
                let line = self.lower(&x.sub(&Ex::int(2).ln()));
                Some(self.graph.add(line, rest))
            }
            Func::Tanh => {
                let above = self.ln_one_minus_exp(&twice);
                let below = self.lower(&Ex::call(Func::Softplus, &twice));
                Some(self.graph.sub(above, below))
            }
            Func::Sin | Func::Cos => {
                let square = arc_square(*f, x)?;
                Some(self.lower(&square.ln().scale(Rational::HALF)))
            }
            _ => None,
        }
    }

    /// ln(k·exp(x) − k·exp(y)) = ln k + x + ln(1 − exp(y − x)), x > y.
    fn ln_difference(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Id> {
        let [(a, k), (b, l)] = terms else {
            return None;
        };
        let (Node::Call(Func::Exp, x), Node::Call(Func::Exp, y)) = (a.node(), b.node()) else {
            return None;
        };
        let ((x, k), y) = if k.is_positive() {
            ((x, *k), y)
        } else {
            ((y, *l), x)
        };
        let less = y.sub(x);
        if !c.is_zero()
            || terms[0].1 != terms[1].1.neg()
            || !self.setting.range(&less).is_negative()
        {
            return None;
        }
        let rest = self.ln_one_minus_exp(&less);
        let line = self.lower(&x.add(&Ex::num(k).ln()));
        Some(self.graph.add(line, rest))
    }

    /// ln(c + Σ k·t) of positive terms.
    fn ln_terms(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Id {
        let logs: Vec<Ex> = terms.iter().map(|(t, k)| self.ln_term(t, *k)).collect();
        if let [log] = logs.as_slice() {
            let constant = Ex::num(c).ln();
            let inner = Ex::call_raw(Func::Softplus, log.sub(&constant));
            return self.lower(&constant.add(&inner));
        }
        let mut ids: Vec<Id> = logs.iter().map(|log| self.lower(log)).collect();
        if c.is_positive() && !c.is_one() {
            ids.push(self.lower(&Ex::num(c).ln()));
        }
        let graph = &mut self.graph;
        let sum = ids
            .into_iter()
            .reduce(|a, b| graph.push(Code::Call2("ln_add_exp", a, b)))
            .unwrap_or(0);
        if c.is_one() {
            graph.call("softplus", sum)
        } else {
            sum
        }
    }

    /// ln|k·t| as the sum of its factors' logarithms.
    pub(super) fn ln_term(&self, term: &Ex, k: Rational) -> Ex {
        let logs: Vec<_> = term
            .factors()
            .iter()
            .map(|(b, e)| {
                let size = self.setting.magnitude(b);
                (size.ln().mul(e), Rational::ONE)
            })
            .collect();
        let constant = (Ex::num(k.abs()).ln(), Rational::ONE);
        Ex::sum(logs.into_iter().chain([constant]))
    }

    pub(super) fn ln_one_minus_exp(&mut self, argument: &Ex) -> Id {
        let x = self.lower(argument);
        let exp = self.graph.call("exp", x);
        let minus = self.graph.neg(exp);
        let far = self.graph.call("ln_1p", minus);
        let difference = self.graph.call("exp_m1", x);
        let minus = self.graph.neg(difference);
        let mut near = self.graph.call("ln", minus);
        // What may be less than the smallest number is its own logarithm's exponential.
        let (k, term) = argument.split_coefficient();
        if k.is_negative() && self.setting.any_steep(&[(term.clone(), k)]) {
            let ln = self.ln_term(&term, k);
            let (tiny, ln) = (self.graph.literal(-TINY), self.lower(&ln));
            near = self.graph.push(Code::Call4("select_lt", tiny, x, ln, near));
        }
        let cut = self.graph.literal(-std::f64::consts::LN_2);
        self.graph.push(Code::Call4("select_lt", x, cut, far, near))
    }
}

/// cos²(atan u) = 1/(1 + u²), cos²(asin u) = sin²(acos u) = (1 − u)(1 + u).
pub(super) fn arc_square(f: Func, x: &Ex) -> Option<Ex> {
    let Node::Call(arc, u) = x.node() else {
        return None;
    };
    match (f, arc) {
        (Func::Cos, Func::Atan) => Some(Ex::one().add(&u.powi(2)).recip()),
        (Func::Cos, Func::Asin) | (Func::Sin, Func::Acos) => {
            Some(Ex::one().sub(u).mul(&Ex::one().add(u)))
        }
        _ => None,
    }
}
