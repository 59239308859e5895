//! Powers with one exponent: of quotients, and beside one plus themselves.

use super::Lowering;
use crate::formula::code::{Code, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::number::Rational;

impl Lowering<'_> {
    /// `a^e·b^−e` as `(a/b)^e`, which is a number where the two powers are none; with it, `a^e·b^(r − e)` for a number r.
    pub(super) fn power_of_quotient(&mut self, k: Rational, factors: &[(Ex, Ex)]) -> Option<Id> {
        let free = |i: usize| factors[i].1.as_num().is_none();
        let positive = |i: usize| self.setting.is_positive(&factors[i].0);
        let symbolic: Vec<usize> = (0..factors.len())
            .filter(|&i| free(i) && positive(i))
            .collect();
        let (i, j, left) = symbolic.iter().find_map(|&i| {
            symbolic.iter().find_map(|&j| {
                let left = factors[i].1.add(&factors[j].1).as_num()?;
                (i != j && (factors[i].0.has_coordinate() || !factors[j].0.has_coordinate()))
                    .then_some((i, j, left))
            })
        })?;
        let (a, b, e) = (&factors[i].0, &factors[j].0, &factors[i].1);
        let power = if e.leads_negative() {
            let (a, b, e) = (self.lower(a), self.lower(b), self.lower(&e.neg()));
            self.graph.push(Code::Call3("pow_quotient", b, a, e))
        } else {
            let (a, b, e) = (self.lower(a), self.lower(b), self.lower(e));
            self.graph.push(Code::Call3("pow_quotient", a, b, e))
        };
        let rest: Vec<(Ex, Ex)> = factors
            .iter()
            .enumerate()
            .filter(|(n, _)| *n != i && *n != j)
            .map(|(_, factor)| factor.clone())
            .chain((!left.is_zero()).then(|| (b.clone(), Ex::num(left))))
            .collect();
        if rest.is_empty() {
            return Some(self.times(k, power));
        }
        let rest = self.lower(&Ex::product(rest).scale(k));
        Some(self.graph.mul(rest, power))
    }

    /// `t/(1 + t)` as `1/(1 + 1/t)`, where t is a power or an exponential that may be too large for a number.
    pub(super) fn odds(&mut self, k: Rational, factors: &[(Ex, Ex)]) -> Option<Id> {
        let (at, t) = factors.iter().enumerate().find_map(|(i, (b, e))| {
            let t = self.power_beside_one(b)?;
            let minus_one = e.as_num() == Some(Rational::MINUS_ONE);
            (minus_one && t.factors().iter().all(|f| factors.contains(f))).then_some((i, t))
        })?;
        let taken = t.factors();
        let rest = factors
            .iter()
            .enumerate()
            .filter(|(i, f)| *i != at && !taken.contains(f))
            .map(|(_, f)| f.clone());
        let rest = Ex::product(rest).scale(k);
        let over = self.lower(&Ex::one().add(&t.recip()).recip());
        if rest.is_one() {
            return Some(over);
        }
        let rest = self.lower(&rest);
        Some(self.graph.mul(rest, over))
    }

    /// The t of 1 + t, where that is positive, and a power with any exponent or an exponential.
    pub(super) fn power_beside_one(&self, sum: &Ex) -> Option<Ex> {
        let Node::Sum(c, terms) = sum.node() else {
            return None;
        };
        let [(t, k)] = terms.as_slice() else {
            return None;
        };
        let factors = t.factors();
        let steep = factors
            .iter()
            .any(|(b, e)| e.as_num().is_none() || matches!(b.node(), Node::Call(Func::Exp, _)));
        let positive = factors.iter().all(|(b, _)| self.setting.is_positive(b));
        (c.is_one() && k.is_one() && steep && positive).then(|| t.clone())
    }
}
