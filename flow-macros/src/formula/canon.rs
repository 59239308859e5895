//! The canonical forms of sums, products and calls. Every rule here holds wherever the written formula is defined.

use super::expr::{Ex, Node};
use super::func::Func;
use super::number::Rational;
use super::range;
use std::cell::Cell;

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// How deeply rules have called each other. They are meant to shorten; should some ever chase each other, they stop here.
struct Depth;

impl Depth {
    fn enter() -> Option<Self> {
        DEPTH.with(|depth| {
            (depth.get() < 40).then(|| {
                depth.set(depth.get() + 1);
                Self
            })
        })
    }
}

impl Drop for Depth {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get().saturating_sub(1)));
    }
}

struct SumBuilder {
    constant: Rational,
    terms: Vec<(Ex, Rational)>,
}

impl SumBuilder {
    fn push(&mut self, ex: &Ex, by: Rational) {
        if by.is_zero() {
            return;
        }
        match ex.node() {
            Node::Num(r) => match r.mul(by).and_then(|r| self.constant.add(r)) {
                Some(constant) => self.constant = constant,
                None => self.terms.push((ex.clone(), by)),
            },
            Node::Sum(c, terms) => {
                let scaled: Option<Vec<Rational>> = terms.iter().map(|(_, k)| k.mul(by)).collect();
                match (scaled, c.mul(by).and_then(|c| self.constant.add(c))) {
                    (Some(scaled), Some(constant)) => {
                        self.constant = constant;
                        self.terms
                            .extend(terms.iter().zip(scaled).map(|((t, _), k)| (t.clone(), k)));
                    }
                    _ => self.terms.push((ex.clone(), by)),
                }
            }
            _ => self.terms.push((ex.clone(), by)),
        }
    }

    fn finish(mut self) -> Ex {
        self.terms.sort_by(|a, b| a.0.cmp(&b.0));
        let mut merged: Vec<(Ex, Rational)> = Vec::with_capacity(self.terms.len());
        for (term, k) in self.terms {
            if let Some((last, total)) = merged.last_mut()
                && *last == term
                && let Some(sum) = total.add(k)
            {
                *total = sum;
            } else {
                merged.push((term, k));
            }
        }
        merged.retain(|(_, k)| !k.is_zero());
        match Depth::enter() {
            Some(_depth) => pythagoras(self.constant, merged),
            None => Ex::sum_raw(self.constant, merged),
        }
    }
}

/// `f(u)²` where `ex` is that.
fn square_of(ex: &Ex) -> Option<(Func, Ex)> {
    match ex.node() {
        Node::Product(factors)
            if factors.len() == 1 && factors[0].1.as_num() == Some(Rational::int(2)) =>
        {
            match factors[0].0.node() {
                Node::Call(f, u) => Some((*f, u.clone())),
                _ => None,
            }
        }
        _ => None,
    }
}

/// `1 − tanh² = cosh⁻²` and its relatives, `1 − sigmoid(u) = sigmoid(−u)`, `1 − Φ(u) = Φ(−u)`.
fn pythagoras(constant: Rational, terms: Vec<(Ex, Rational)>) -> Ex {
    for (i, (term, k)) in terms.iter().enumerate() {
        let with_constant = |replacement: Ex, factor: Rational| {
            let rest = terms
                .iter()
                .enumerate()
                .filter(|(j, _)| *j != i)
                .map(|(_, t)| t.clone());
            Ex::sum(rest.chain([(replacement, factor)]))
        };
        if let Node::Call(f @ (Func::Sigmoid | Func::Phi), u) = term.node()
            && constant == k.neg()
            && !constant.is_zero()
        {
            return with_constant(Ex::call(*f, &u.neg()), constant);
        }
        if let Node::Call(f @ (Func::Tanh | Func::Erf), u) = term.node()
            && constant == k.abs()
        {
            // 1 ± tanh(u) = 2·sigmoid(±2u), 1 ± erf(u) = 2·Φ(±√2·u)
            let signed = u.scale(if k.is_negative() {
                Rational::MINUS_ONE
            } else {
                Rational::ONE
            });
            let replacement = if *f == Func::Tanh {
                Ex::call(Func::Sigmoid, &signed.scale(Rational::int(2)))
            } else {
                Ex::call(Func::Phi, &signed.mul(&Ex::int(2).sqrt()))
            };
            if let Some(twice) = constant.add(constant) {
                return with_constant(replacement, twice);
            }
        }
        if let Node::Call(Func::Softplus, u) = term.node()
            && !u.terms().1.is_empty()
        {
            // softplus(u) − u = softplus(−u), where all of u is there to be taken away.
            let (_, parts) = u.terms();
            let there = |(part, l): &(Ex, Rational)| {
                l.mul(*k)
                    .is_some_and(|l| terms.iter().any(|(t, m)| t == part && *m == l.neg()))
            };
            if parts.iter().all(there) {
                let others = terms
                    .iter()
                    .enumerate()
                    .filter(|(j, _)| *j != i)
                    .map(|(_, t)| t.clone());
                let others = others.chain([(Ex::num(constant), Rational::ONE), (u.clone(), *k)]);
                return Ex::sum(others.chain([(Ex::call(Func::Softplus, &u.neg()), *k)]));
            }
        }
        let Some((f, u)) = square_of(term) else {
            continue;
        };
        if !constant.is_zero() {
            let (opposite, other, exponent) = match f {
                Func::Tanh => (true, Func::Cosh, -2),
                Func::Sin => (true, Func::Cos, 2),
                Func::Cos => (true, Func::Sin, 2),
                Func::Tan => (false, Func::Cos, -2),
                Func::Sinh => (false, Func::Cosh, 2),
                Func::Cosh => (true, Func::Sinh, 2),
                _ => continue,
            };
            if constant == if opposite { k.neg() } else { *k } {
                let factor = if f == Func::Cosh {
                    constant.neg()
                } else {
                    constant
                };
                return with_constant(Ex::call(other, &u).powi(exponent), factor);
            }
        }
        if let Func::Sin | Func::Sinh = f {
            let (partner, want) = if f == Func::Sin {
                (Func::Cos, *k)
            } else {
                (Func::Cosh, k.neg())
            };
            let partner = Ex::call(partner, &u).powi(2);
            if let Some(j) = terms.iter().position(|(t, m)| *t == partner && *m == want) {
                let rest = terms
                    .iter()
                    .enumerate()
                    .filter(|(n, _)| *n != i && *n != j)
                    .map(|(_, t)| t.clone());
                return Ex::sum(
                    rest.chain([(Ex::num(constant), Rational::ONE), (Ex::one(), want)]),
                );
            }
        }
    }
    Ex::sum_raw(constant, terms)
}

struct ProductBuilder {
    coefficient: Rational,
    factors: Vec<(Ex, Ex)>,
    /// The argument of the one exponential that all exponentials become.
    exponent: Vec<(Ex, Rational)>,
}

impl ProductBuilder {
    fn push(&mut self, base: &Ex, exponent: &Ex) {
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

    fn finish(mut self) -> Ex {
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
        again |= absorb_signs(&mut merged);
        again |= absorb_quotients(&mut merged);
        again |= absorb_sigmoids(&mut merged, &mut exponent);
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

/// `u·sign(u) = |u|`.
fn absorb_signs(factors: &mut Vec<(Ex, Ex)>) -> bool {
    let found = factors
        .iter()
        .enumerate()
        .find_map(|(i, (base, _))| match base.node() {
            Node::Call(Func::Sign, u) => {
                let j = factors.iter().position(|(b, e)| {
                    b == u
                        && e.as_num()
                            .is_some_and(|e| e.integer().is_some_and(|n| n > 0 && n % 2 == 1))
                })?;
                Some((i, j, u.clone()))
            }
            _ => None,
        });
    let Some((i, j, u)) = found else { return false };
    factors[j].1 = factors[j].1.sub(&Ex::one());
    factors[i] = (Ex::call_raw(Func::Abs, u), Ex::one());
    factors.retain(|(_, e)| !e.is_zero());
    true
}

/// `sinh(u)/cosh(u) = tanh(u)`.
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

/// `exp(−n·u)·sigmoid(u)^n = sigmoid(−u)^n`, where that shortens the exponential.
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

/// Positive whatever its symbols are.
pub(crate) fn is_positive(ex: &Ex) -> bool {
    match ex.node() {
        Node::Num(r) => r.is_positive(),
        Node::Pi => true,
        Node::Var(_) => false,
        Node::Call(f, _) => f.range().is_positive(),
        Node::Product(factors) => factors.iter().all(|(b, _)| is_positive(b)),
        Node::Sum(c, terms) => {
            !c.is_negative()
                && terms
                    .iter()
                    .all(|(t, k)| k.is_positive() && is_nonnegative(t))
                && (c.is_positive() || terms.iter().any(|(t, _)| is_positive(t)))
        }
    }
}

fn is_nonnegative(ex: &Ex) -> bool {
    match ex.node() {
        Node::Call(f, _) => f.range().is_nonnegative(),
        Node::Product(factors) => factors
            .iter()
            .all(|(b, e)| is_nonnegative(b) || e.as_num().is_some_and(Rational::is_even_integer)),
        _ => is_positive(ex),
    }
}

impl Ex {
    pub(crate) fn sum(terms: impl IntoIterator<Item = (Ex, Rational)>) -> Ex {
        let mut builder = SumBuilder {
            constant: Rational::ZERO,
            terms: Vec::new(),
        };
        for (term, by) in terms {
            builder.push(&term, by);
        }
        builder.finish()
    }

    pub(crate) fn product(factors: impl IntoIterator<Item = (Ex, Ex)>) -> Ex {
        let mut builder = ProductBuilder {
            coefficient: Rational::ONE,
            factors: Vec::new(),
            exponent: Vec::new(),
        };
        for (base, exponent) in factors {
            builder.push(&base, &exponent);
        }
        builder.finish()
    }

    pub(crate) fn call(func: Func, u: &Ex) -> Ex {
        if let Some(value) = range::exact_value(func, u) {
            return value;
        }
        if let Node::Call(inner, v) = u.node() {
            let undone = match (func, inner) {
                (Func::Asin, Func::Sin)
                | (Func::Acos, Func::Cos)
                | (Func::Atan, Func::Tan)
                | (Func::Acosh, Func::Cosh) => false,
                (Func::Exp, Func::Ln) => true,
                _ => func.inverse() == Some(*inner),
            };
            if undone {
                return v.clone();
            }
        }
        if u.leads_negative() {
            if func.is_odd() {
                return Ex::call(func, &u.neg()).neg();
            }
            if func.is_even() {
                return Ex::call(func, &u.neg());
            }
        }
        match func {
            Func::Exp => u.exp(),
            Func::Sqrt => u.sqrt(),
            Func::Ln => ln(u),
            Func::Abs if is_nonnegative(u) => u.clone(),
            Func::Sign if is_positive(u) => Ex::one(),
            Func::Softplus => match u.node() {
                Node::Call(Func::Ln, v) => Ex::one().add(v).ln(),
                _ => Ex::call_raw(func, u.clone()),
            },
            Func::Sigmoid => match u.split_coefficient() {
                (k, ln) if k.abs().is_one() => match ln.node() {
                    Node::Call(Func::Ln, v) if k.is_one() => v.div(&Ex::one().add(v)),
                    Node::Call(Func::Ln, v) => Ex::one().add(v).recip(),
                    Node::Call(Func::Logit, v) => Ex::one().sub(v),
                    _ => Ex::call_raw(func, u.clone()),
                },
                _ => Ex::call_raw(func, u.clone()),
            },
            Func::Logit => match u.node() {
                Node::Call(Func::Sigmoid, v) => v.clone(),
                _ => Ex::call_raw(func, u.clone()),
            },
            _ => Ex::call_raw(func, u.clone()),
        }
    }
}

fn ln(u: &Ex) -> Ex {
    match u.node() {
        Node::Call(Func::Exp, v) => v.clone(),
        Node::Call(Func::Sigmoid, v) => Ex::call(Func::Softplus, &v.neg()).neg(),
        Node::Call(Func::Cosh, v) => Ex::call(Func::LnCosh, v),
        Node::Product(factors) if factors.iter().all(|(b, _)| is_positive(b)) => {
            let logs: Vec<_> = factors
                .iter()
                .map(|(b, e)| (b.ln().mul(e), Rational::ONE))
                .collect();
            Ex::sum(logs)
        }
        Node::Sum(c, terms) if c.is_zero() && terms.len() == 1 && terms[0].1.is_positive() => {
            Ex::num(terms[0].1).ln().add(&terms[0].0.ln())
        }
        Node::Sum(c, terms) if terms.len() == 1 && terms[0].1.is_one() => match terms[0].0.node() {
            Node::Call(Func::Exp, v) if c.is_one() => Ex::call(Func::Softplus, v),
            Node::Call(Func::Exp, v) if *c == Rational::MINUS_ONE => {
                Ex::call(Func::SoftplusInverse, v)
            }
            _ => Ex::call_raw(Func::Ln, u.clone()),
        },
        Node::Num(r) if r.is_positive() && r.numerator() == 1 && !r.is_one() => match r.recip() {
            Some(r) => Ex::num(r).ln().neg(),
            None => Ex::call_raw(Func::Ln, u.clone()),
        },
        _ => Ex::call_raw(Func::Ln, u.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::expr::Var;
    use super::*;

    fn z() -> Ex {
        Ex::var(Var::Coord(0))
    }

    #[test]
    fn like_things_are_collected() {
        let a = Ex::int(2)
            .mul(&z())
            .mul(&z())
            .mul(&z().powi(2).scale(Rational::new(1, 20).unwrap()).exp());
        let b = z()
            .powi(2)
            .mul(&z().powi(2).div(&Ex::int(20)).exp())
            .scale(Rational::int(2));
        assert_eq!(a, b);
        assert!(z().sub(&z()).is_zero());
        assert!(z().div(&z()).is_one());
    }

    #[test]
    fn inverse_functions_cancel() {
        assert_eq!(z().exp().ln(), z());
        assert_eq!(z().ln().exp(), z());
        assert_eq!(Ex::call(Func::Logit, &Ex::call(Func::Sigmoid, &z())), z());
        assert_eq!(
            Ex::one().add(&z().exp()).ln(),
            Ex::call(Func::Softplus, &z())
        );
        assert_eq!(
            z().exp().div(&Ex::one().add(&z().exp())),
            Ex::call(Func::Sigmoid, &z())
        );
        assert_eq!(
            Ex::one().add(&z().neg().exp()).recip(),
            Ex::call(Func::Sigmoid, &z())
        );
        assert_eq!(z().ln().mul(&z()).exp(), z().pow(&z()));
    }

    #[test]
    fn pythagoras_finds_squares() {
        let t = Ex::call(Func::Tanh, &z()).powi(2);
        assert_eq!(Ex::one().sub(&t), Ex::call(Func::Cosh, &z()).powi(-2));
        let (s, c) = (
            Ex::call(Func::Sin, &z()).powi(2),
            Ex::call(Func::Cos, &z()).powi(2),
        );
        assert!(s.add(&c).is_one());
    }

    #[test]
    fn roots_of_squares_stay() {
        assert_ne!(z().powi(2).sqrt(), z());
        assert_eq!(Ex::int(8).sqrt().mul(&Ex::int(8).sqrt()), Ex::int(8));
        assert_eq!(
            z().mul(&Ex::call(Func::Sign, &z())),
            Ex::call(Func::Abs, &z())
        );
    }
}
