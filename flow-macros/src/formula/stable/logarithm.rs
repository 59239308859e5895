//! Logarithms of sums: by `softplus`, `ln_1p` and `exp_m1`, so that no exponential overflows in them.

use super::Lowering;
use super::sum::minus_one;
use crate::formula::code::{Code, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::func::Func;
use crate::formula::mixture::without_constant;
use crate::formula::number::Rational;

impl Lowering<'_> {
    pub(super) fn logarithm(&mut self, u: &Ex) -> Option<Id> {
        if let Some(mixture) = without_constant(u)
            && mixture != *u
        {
            return Some(self.lower(&mixture.ln()));
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
        if let [(t, k)] = terms.as_slice()
            && let Node::Call(Func::Exp, x) = t.node()
            && c.is_positive()
            && k.is_positive()
        {
            let shift = k.div(*c)?;
            let inner = Ex::call_raw(Func::Softplus, x.add(&Ex::num(shift).ln()));
            return Some(self.lower(&Ex::num(*c).ln().add(&inner)));
        }
        if let [(a, k), (b, l)] = terms.as_slice()
            && c.is_zero()
            && k.is_positive()
            && l.is_positive()
            && let (Node::Call(Func::Exp, x), Node::Call(Func::Exp, y)) = (a.node(), b.node())
        {
            let inner = Ex::call_raw(Func::Softplus, y.sub(x).add(&Ex::num(l.div(*k)?).ln()));
            return Some(self.lower(&Ex::sum([
                (x.clone(), Rational::ONE),
                (Ex::num(*k).ln(), Rational::ONE),
                (inner, Rational::ONE),
            ])));
        }
        if c.is_one() {
            let rest = self.lower(&Ex::sum_raw(Rational::ZERO, terms.clone()));
            return Some(self.graph.call("ln_1p", rest));
        }
        None
    }

    fn ln_one_minus_exp(&mut self, x: &Ex) -> Id {
        let x = self.lower(x);
        let exp = self.graph.call("exp", x);
        let minus = self.graph.neg(exp);
        let far = self.graph.call("ln_1p", minus);
        let difference = self.graph.call("exp_m1", x);
        let minus = self.graph.neg(difference);
        let near = self.graph.call("ln", minus);
        let cut = self.graph.literal(-std::f64::consts::LN_2);
        self.graph.push(Code::Call4("select_lt", x, cut, far, near))
    }
}
