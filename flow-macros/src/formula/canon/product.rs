//! Products: powers of one base collected, exponentials joined, signs and quotients absorbed.

use super::{Depth, is_positive};
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::number::Rational;

pub(super) struct ProductBuilder {
    pub(super) coefficient: Rational,
    pub(super) factors: Vec<(Ex, Ex)>,
    /// The argument of the one exponential that all exponentials become.
    pub(super) exponent: Vec<(Ex, Rational)>,
}

impl ProductBuilder {
    pub(super) fn push(&mut self, base: &Ex, exponent: &Ex) {
        if exponent.is_zero() {
            return;
        }
        let power = exponent.as_num();
        let whole = power.and_then(Rational::integer);
        match base.node() {
            Node::Num(r) => self.push_number(*r, base, exponent),
            Node::Product(factors)
                if whole.is_some() || factors.iter().all(|(b, _)| is_positive(b)) =>
            {
                for (b, e) in factors {
                    self.push(b, &e.mul(exponent));
                }
            }
            Node::Product(factors) if factors.iter().any(|(b, _)| is_positive(b)) => {
                let (positive, rest): (Vec<_>, Vec<_>) =
                    factors.iter().cloned().partition(|(b, _)| is_positive(b));
                for (b, e) in positive {
                    self.push(&b, &e.mul(exponent));
                }
                self.factors.push((Ex::product_raw(rest), exponent.clone()));
            }
            Node::Sum(c, terms)
                if c.is_zero()
                    && terms.len() == 1
                    && (whole.is_some() || terms[0].1.is_positive()) =>
            {
                self.push(&Ex::num(terms[0].1), exponent);
                self.push(&terms[0].0, exponent);
            }
            Node::Sum(c, terms)
                if c.is_one()
                    && terms.len() == 1
                    && terms[0].1.is_one()
                    && power.is_some_and(Rational::is_negative) =>
            {
                // (1 + exp(u))^−r = sigmoid(−u)^r
                match terms[0].0.node() {
                    Node::Call(Func::Exp, u) => {
                        self.factors
                            .push((Ex::call(Func::Sigmoid, &u.neg()), exponent.neg()));
                    }
                    _ => self.factors.push((base.clone(), exponent.clone())),
                }
            }
            Node::Call(Func::Exp, u) => match power {
                Some(power) => self.exponent.push((u.clone(), power)),
                None => self.exponent.push((u.mul(exponent), Rational::ONE)),
            },
            Node::Call(Func::Abs, u) if power.is_some_and(Rational::is_even_integer) => {
                self.push(u, exponent);
            }
            Node::Call(Func::Sign, _) if whole.is_some() => {
                if !power.is_some_and(Rational::is_even_integer) {
                    self.factors.push((base.clone(), Ex::one()));
                }
            }
            _ => self.factors.push((base.clone(), exponent.clone())),
        }
    }

    fn push_number(&mut self, r: Rational, base: &Ex, exponent: &Ex) {
        if r.is_one() {
            return;
        }
        let exact = exponent.as_num().and_then(|e| match e.integer() {
            Some(n) => r.powi(n),
            None if e.denominator() == 2 => r.sqrt()?.powi(e.numerator()),
            None => None,
        });
        match exact.and_then(|value| self.coefficient.mul(value)) {
            Some(coefficient) => self.coefficient = coefficient,
            None => match r.recip() {
                // (1/2)^e = 2^−e, so that roots of both cancel.
                Some(whole) if r.numerator() == 1 => {
                    self.factors.push((Ex::num(whole), exponent.neg()));
                }
                _ => self.factors.push((base.clone(), exponent.clone())),
            },
        }
    }

    /// `exp(k·ln v + rest)` as `v^k · exp(rest)`.
    fn resolve_exponent(&mut self) -> Ex {
        let sum = Ex::sum(std::mem::take(&mut self.exponent));
        let (constant, terms) = sum.terms();
        let mut rest = vec![(Ex::num(constant), Rational::ONE)];
        for (term, k) in terms {
            let power = Ex::num(k);
            match term.node() {
                Node::Call(Func::Ln, v) => self.push(v, &power),
                Node::Call(Func::Softplus, u) => self.push(&Ex::one().add(&u.exp()), &power),
                Node::Call(Func::LnCosh, u) => self.push(&Ex::call(Func::Cosh, u), &power),
                Node::Product(factors) => {
                    // w·ln(v) with any exponents beside it.
                    let is_ln = |f: &(Ex, Ex)| {
                        f.1.is_one() && matches!(f.0.node(), Node::Call(Func::Ln, _))
                    };
                    match (
                        factors.iter().position(is_ln),
                        factors.iter().filter(|f| is_ln(f)).count(),
                    ) {
                        (Some(i), 1) => {
                            let mut others = factors.clone();
                            let (ln, _) = others.remove(i);
                            if let Node::Call(_, v) = ln.node() {
                                self.push(v, &Ex::product_raw(others).scale(k));
                            }
                        }
                        _ => rest.push((term.clone(), k)),
                    }
                }
                _ => rest.push((term.clone(), k)),
            }
        }
        Ex::sum(rest)
    }

    pub(super) fn finish(mut self) -> Ex {
        let mut exponent = self.resolve_exponent();
        if !self.exponent.is_empty() {
            let more = Ex::sum(std::mem::take(&mut self.exponent));
            exponent = exponent.add(&more);
        }
        if self.coefficient.is_zero() {
            return Ex::zero();
        }
        self.factors.sort_by(|a, b| a.0.cmp(&b.0));
        let mut merged: Vec<(Ex, Ex)> = Vec::with_capacity(self.factors.len());
        let mut again = false;
        for (base, e) in self.factors {
            if let Some((last, total)) = merged.last_mut()
                && *last == base
            {
                *total = total.add(&e);
                again |= !matches!(base.node(), Node::Var(_));
            } else {
                merged.push((base, e));
            }
        }
        merged.retain(|(_, e)| !e.is_zero());
        while let Some(sign) = absorb_opposites(&mut merged) {
            self.coefficient = if sign {
                self.coefficient.neg()
            } else {
                self.coefficient
            };
            again = true;
        }
        again |= absorb_signs(&mut merged);
        again |= absorb_quotients(&mut merged);
        again |= absorb_complements(&mut merged);
        again |= absorb_sigmoids(&mut merged, &mut exponent);
        again |= absorb_sums(&mut merged, &mut exponent);
        if again && let Some(_depth) = Depth::enter() {
            // A merged exponent may have become whole: normalise once more, on strictly fewer factors.
            let exp = (!exponent.is_zero()).then(|| (Ex::call_raw(Func::Exp, exponent), Ex::one()));
            let coefficient = (Ex::num(self.coefficient), Ex::one());
            return Ex::product(merged.into_iter().chain(exp).chain([coefficient]));
        }
        if !exponent.is_zero() {
            merged.push((Ex::call_raw(Func::Exp, exponent), Ex::one()));
            merged.sort_by(|a, b| a.0.cmp(&b.0));
        }
        let product = Ex::product_raw(merged);
        if self.coefficient.is_one() {
            product
        } else {
            Ex::sum([(product, self.coefficient)])
        }
    }
}

/// `(1 − a)·(a − 1)` as `−(1 − a)²`, and `(1 − a)/(a − 1)` as −1: whether that turns the sign. Both differences are rounded alike, so
/// that one of them is as good as both.
fn absorb_opposites(factors: &mut Vec<(Ex, Ex)>) -> Option<bool> {
    let whole = |e: &Ex| e.as_num().and_then(Rational::integer);
    let opposite = |a: &Ex, b: &Ex| match (a.node(), b.node()) {
        (Node::Sum(c, s), Node::Sum(d, t)) => {
            let mut pairs = s.iter().zip(t);
            *c == d.neg()
                && s.len() == t.len()
                && pairs.all(|((u, k), (v, l))| *k == l.neg() && u == v)
        }
        _ => false,
    };
    let (i, j, n) = factors.iter().enumerate().find_map(|(j, (base, e))| {
        let n = whole(e)?;
        let before = factors[..j].iter();
        let i = before
            .enumerate()
            .find(|(_, (b, e))| opposite(b, base) && whole(e).is_some())?
            .0;
        Some((i, j, n))
    })?;
    let (_, e) = factors.remove(j);
    factors[i].1 = factors[i].1.add(&e);
    factors.retain(|(_, e)| !e.is_zero());
    Some(n % 2 != 0)
}

/// `u·sign(u) = |u|` and `|u|·sign(u) = u`, which are exact.
fn absorb_signs(factors: &mut Vec<(Ex, Ex)>) -> bool {
    let odd = |e: &Ex| {
        let n = e.as_num().and_then(Rational::integer);
        n.is_some_and(|n| n > 0 && n % 2 == 1)
    };
    let found = factors
        .iter()
        .enumerate()
        .find_map(|(i, (base, _))| match base.node() {
            Node::Call(Func::Sign, u) => {
                let size = Ex::call_raw(Func::Abs, u.clone());
                let (j, product) = factors.iter().enumerate().find_map(|(j, (b, e))| {
                    let product = if b == u {
                        &size
                    } else {
                        (*b == size).then_some(u)?
                    };
                    odd(e).then(|| (j, product.clone()))
                })?;
                Some((i, j, product))
            }
            _ => None,
        });
    let Some((i, j, product)) = found else {
        return false;
    };
    factors[j].1 = factors[j].1.sub(&Ex::one());
    factors[i] = (product, Ex::one());
    factors.retain(|(_, e)| !e.is_zero());
    true
}

/// `sinh(u)/cosh(u) = tanh(u)`, which is a number where both are none.
fn absorb_quotients(factors: &mut Vec<(Ex, Ex)>) -> bool {
    let one = Rational::ONE;
    let found = factors
        .iter()
        .enumerate()
        .find_map(|(i, (base, e))| match base.node() {
            Node::Call(Func::Sinh, u) if e.as_num()? == one => {
                let is_cosh = |b: &Ex| matches!(b.node(), Node::Call(Func::Cosh, v) if v == u);
                let j = factors.iter().position(|(b, e)| {
                    is_cosh(b) && e.as_num().is_some_and(Rational::is_negative)
                })?;
                Some((i, j, u.clone()))
            }
            _ => None,
        });
    let Some((i, j, u)) = found else { return false };
    factors[j].1 = factors[j].1.add(&Ex::one());
    factors[i] = (Ex::call(Func::Tanh, &u), Ex::one());
    factors.retain(|(_, e)| !e.is_zero());
    true
}

/// `(1 + exp(u))^m·sigmoid(−u)^n = sigmoid(−u)^(n − m)`, of exponents that are numbers: of others the sum stays, whose inverse
/// has all digits where 1 − x is near 1.
fn absorb_complements(factors: &mut Vec<(Ex, Ex)>) -> bool {
    let is_number = |e: &Ex| e.as_num().is_some();
    let found = factors.iter().enumerate().find_map(|(i, (base, e))| {
        let Node::Call(Func::Sigmoid, u) = base.node() else {
            return None;
        };
        let sum = Ex::one().add(&u.neg().exp());
        let mut others = factors.iter();
        let j = others.position(|(other, e)| *other == sum && is_number(e))?;
        is_number(e).then_some((i, j))
    });
    let Some((i, j)) = found else { return false };
    let left = factors[i].1.sub(&factors[j].1);
    let (kept, gone, left) = if left.leads_negative() {
        (j, i, left.neg())
    } else {
        (i, j, left)
    };
    factors[kept].1 = left;
    factors.remove(gone);
    factors.retain(|(_, e)| !e.is_zero());
    true
}

/// `exp(−n·u)·sigmoid(u)^n = sigmoid(−u)^n`, where that shortens the exponential: a tail in place of what overflows times what vanishes.
fn absorb_sigmoids(factors: &mut [(Ex, Ex)], exponent: &mut Ex) -> bool {
    for factor in factors.iter_mut() {
        if let Node::Call(Func::Sigmoid, u) = factor.0.node()
            && let Some(n) = factor.1.as_num().filter(|n| n.is_positive())
        {
            let left = exponent.add(&u.scale(n));
            if left.terms().1.len() < exponent.terms().1.len() {
                *exponent = left;
                factor.0 = Ex::call(Func::Sigmoid, &u.neg());
                return true;
            }
        }
    }
    false
}

/// `exp(−a·u)·(c + k·exp(u))^a = (k + c·exp(−u))^a`, of exponents that are no numbers, where that shortens the exponential.
///
/// What overflows and what vanishes are gone then, and the sum has terms of the signs that it had.
fn absorb_sums(factors: &mut [(Ex, Ex)], exponent: &mut Ex) -> bool {
    for (base, e) in factors.iter_mut() {
        let Node::Sum(c, terms) = base.node() else {
            continue;
        };
        let [(term, k)] = terms.as_slice() else {
            continue;
        };
        if c.is_zero() || e.as_num().is_some() {
            continue;
        }
        let found = term
            .factors()
            .into_iter()
            .find_map(|(b, _)| match b.node() {
                Node::Call(Func::Exp, u) => Some(u.clone()),
                _ => None,
            });
        let Some(u) = found else { continue };
        let left = exponent.add(&u.mul(e));
        if left.terms().1.len() < exponent.terms().1.len() {
            let falling = u.neg().exp();
            let turned = term.mul(&falling).scale(*k).add(&falling.scale(*c));
            *base = turned;
            *exponent = left;
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::expr::Var;

    #[test]
    fn exponentials_go_into_the_sums_that_grow_with_them() {
        let [u, a, b] = [Var::Coord(0), Var::Param(0), Var::Param(1)].map(Ex::var);
        let below = |u: &Ex| Ex::one().add(&u.exp()).pow(&a.neg());
        let falls = u.mul(&a).neg().exp();
        assert_eq!(falls.mul(&below(&u.neg())), below(&u));
        // With a factor of its own, and with more in the exponential.
        let scaled = Ex::one().add(&b.mul(&u.neg().exp())).pow(&a);
        let turned = u.exp().add(&b).pow(&a);
        assert_eq!(u.mul(&a).exp().mul(&scaled), turned);
        let more = falls.mul(&b.mul(&u).exp());
        assert_eq!(more.mul(&below(&u.neg())), below(&u).mul(&b.mul(&u).exp()));
        // Where it would be longer it stays.
        assert_eq!(falls.mul(&below(&u)).factors().len(), 2);
    }

    #[test]
    fn sigmoids_and_their_denominators_are_one_power() {
        let [u, a] = [Var::Coord(0), Var::Param(0)].map(Ex::var);
        let sigmoid = |u: &Ex| Ex::call(Func::Sigmoid, u);
        let (above, below) = (sigmoid(&u), Ex::one().add(&u.neg().exp()));
        assert_eq!(below.recip(), above);
        assert!(above.mul(&below).is_one());
        assert_eq!(above.powi(2).mul(&below), above);
        assert_eq!(above.mul(&below.powi(3)), below.powi(2));
        // Of another argument, and with exponents that are no numbers.
        assert_eq!(sigmoid(&u.neg()).mul(&below).factors().len(), 2);
        assert_eq!(above.mul(&below.pow(&a)).factors().len(), 2);
        assert_eq!(above.pow(&a).mul(&below).factors().len(), 2);
    }
}
