//! Products and powers: one quotient, with a single constant, and roots by `sqrt`.

use super::{Lowering, value};
use crate::formula::code::{Code, Graph, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::number::Rational;

impl Lowering<'_> {
    pub(super) fn product(&mut self, k: Rational, factors: &[(Ex, Ex)]) -> Id {
        let special = self
            .scaled_hyperbolic(k, factors)
            .or_else(|| self.hazard_product(k, factors))
            .or_else(|| self.odds(k, factors))
            .or_else(|| self.scaled_product(k, factors))
            .or_else(|| self.power_of_quotient(k, factors));
        if let Some(id) = special {
            return id;
        }
        let (mut over, mut under): (Vec<Id>, Vec<Id>) = (Vec::new(), Vec::new());
        // Constants are one literal.
        let mut constant = k.abs().to_f64();
        let mut whole = k.abs();
        for (base, e) in factors {
            if !base.has_any() && !e.has_any() {
                constant *= value(&Ex::product_raw(vec![(base.clone(), e.clone())]));
                whole = Rational::ZERO;
                continue;
            }
            match e.as_num() {
                Some(r) if r.is_negative() => {
                    let id = self.power(base, r.neg());
                    under.push(id);
                }
                Some(r) => {
                    let id = self.power(base, r);
                    over.push(id);
                }
                None => {
                    let id = self.general_power(base, e);
                    over.push(id);
                }
            }
        }
        if whole.denominator() > 1
            && whole.numerator() == 1
            && whole.denominator() < 1 << 24
            && (!under.is_empty() || whole.denominator().count_ones() > 1)
        {
            let by = self.graph.literal(whole.denominator() as f64);
            under.insert(0, by);
        } else if (constant - 1.0).abs() > 0.0 {
            let by = self.graph.literal(constant);
            over.insert(0, by);
        }
        let multiply =
            |graph: &mut Graph, ids: Vec<Id>| ids.into_iter().reduce(|a, b| graph.mul(a, b));
        let above = multiply(&mut self.graph, over);
        let below = multiply(&mut self.graph, under);
        let result = match (above, below) {
            (Some(a), None) => a,
            (Some(a), Some(b)) => self.graph.div(a, b),
            (None, Some(b)) => self.graph.call("recip", b),
            (None, None) => self.graph.literal(1.0),
        };
        if k.is_negative() {
            self.graph.neg(result)
        } else {
            result
        }
    }

    /// base^r for r > 0.
    fn power(&mut self, base: &Ex, r: Rational) -> Id {
        if r == Rational::HALF
            && let Some(root) = self.hypot(base)
        {
            return root;
        }
        let id = self.lower(base);
        if let Some(n) = r.integer() {
            return match n {
                1 => id,
                2 => self.graph.mul(id, id),
                3 => {
                    let square = self.graph.mul(id, id);
                    self.graph.mul(square, id)
                }
                4 => {
                    let square = self.graph.mul(id, id);
                    self.graph.mul(square, square)
                }
                n => self
                    .graph
                    .push(Code::PowI(id, i32::try_from(n).unwrap_or(i32::MAX))),
            };
        }
        if r == Rational::HALF {
            return self.graph.call("sqrt", id);
        }
        if r.denominator() == 2 && r.numerator() <= 7 {
            let root = self.graph.call("sqrt", id);
            let whole = self.power(base, Rational::int((r.numerator() / 2) as i64));
            return self.graph.mul(whole, root);
        }
        let exponent = self.graph.literal(r.to_f64());
        self.graph.push(Code::Call2("pow", id, exponent))
    }

    fn general_power(&mut self, base: &Ex, e: &Ex) -> Id {
        if let Node::Sum(c, _) = base.node()
            && c.is_one()
        {
            let logarithm = self.lower(&base.ln());
            let exponent = self.lower(e);
            let product = self.graph.mul(exponent, logarithm);
            return self.graph.call("exp", product);
        }
        let (b, e) = (self.lower(base), self.lower(e));
        self.graph.push(Code::Call2("pow", b, e))
    }
}
