//! What is left of an exponential without the first terms of its series, relative to it:
//! `1 − exp(−u)·(1 + u + … + uⁿ/n!)`, the distribution function of Erlang's distribution, and `u − ln(1 + u + … + uⁿ/n!)`, minus the
//! logarithm of one less that.
//!
//! Near 0 both are as small as uⁿ⁺¹/(n + 1)!, while their terms are not. There the rest of the series is added up, all of whose terms
//! are positive; from (n + 1)/2 on what was written has lost no more than four bits, and stands.

use super::Lowering;
use crate::formula::code::{Code, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::factor::expand;
use crate::formula::functions::Func;
use crate::formula::number::Rational;

/// Larger sums, counted as trees, are not looked at.
const LARGEST: u32 = 120;
/// The longest series that is recognised.
const LONGEST: u32 = 7;

impl Lowering<'_> {
    /// `c − c·exp(−u)·(1 + u + … + uⁿ/n!)`.
    pub(super) fn exponential_rest(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Id> {
        let minus = Rational::MINUS_ONE.div(c)?;
        let exponents = terms.iter().flat_map(|(t, _)| t.factors());
        let mut exponents = exponents.filter_map(|(b, _)| match b.node() {
            Node::Call(Func::Exp, x) if x.has_coordinate() => Some(x.clone()),
            _ => None,
        });
        if Ex::sum_raw(c, terms.to_vec()).is_larger_than(LARGEST) {
            return None;
        }
        let (u, n) = exponents.find_map(|x| {
            let u = x.neg();
            let grown = u.exp();
            let series = terms.iter().map(|(t, k)| (t.mul(&grown), *k));
            let series = expand(&Ex::sum(series).scale(minus));
            Some((u.clone(), self.length(&series, &u, 1)?))
        })?;
        let near = self.series(n + 1, &u);
        let near = self.times(c, near);
        let far = self.plain_sum(c, terms);
        Some(self.until(n, &u, near, far))
    }

    /// `m·u − m·ln(1 + u + … + uⁿ/n!)` among the terms of a sum.
    pub(super) fn logarithm_rest(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Id> {
        if Ex::sum_raw(c, terms.to_vec()).is_larger_than(LARGEST) {
            return None;
        }
        let found = terms.iter().enumerate().find_map(|(i, (term, k))| {
            let (ln, series) = term
                .factors()
                .into_iter()
                .find_map(|(b, e)| match b.node() {
                    Node::Call(Func::Ln, s) if e.is_one() => Some((b.clone(), s.clone())),
                    _ => None,
                })?;
            let m = term.scale(*k).div(&ln).neg();
            let series = expand(&series);
            terms.iter().enumerate().find_map(|(j, (other, l))| {
                let u = other.scale(*l).div(&m);
                let n = (i != j).then(|| self.length(&series, &u, 2))??;
                Some((i, j, m.clone(), u, n))
            })
        });
        let (i, j, m, u, n) = found?;
        let rest = self.series(n + 1, &u);
        let minus = self.graph.neg(rest);
        let ln = self.graph.call("ln_1p", minus);
        let near = self.graph.neg(ln);
        let (argument, term) = (self.lower(&u), terms[i].0.clone());
        let ln = self.lower(&term.scale(terms[i].1).div(&m));
        let far = self.graph.add(argument, ln);
        let by = self.lower(&m);
        let departure = self.until(n, &u, near, far);
        let part = self.graph.mul(by, departure);
        let others = Ex::sum_without(c, terms, &[i, j]);
        if others.is_zero() {
            return Some(part);
        }
        let others = self.lower(&others);
        Some(self.graph.add(others, part))
    }

    /// The n of 1 + u + … + uⁿ/n!, where that is the series, u is positive, and n not less than some.
    fn length(&self, series: &Ex, u: &Ex, least: u32) -> Option<u32> {
        if !u.has_coordinate() || !self.setting.is_positive(u) {
            return None;
        }
        let mut sum = Ex::one();
        let mut term = Ex::one();
        (1..=LONGEST).find(|&n| {
            let n = i64::from(n);
            let by = Rational::new(1, n.into()).unwrap_or(Rational::ONE);
            term = expand(&term.mul(u)).scale(by);
            sum = sum.add(&term);
            n >= i64::from(least) && sum == *series
        })
    }

    /// exp(−u)·(uᵏ/k! + uᵏ⁺¹/(k + 1)! + …) for u up to k/2.
    fn series(&mut self, k: u32, u: &Ex) -> Id {
        let (x, falling) = (self.lower(u), self.lower(&u.neg().exp()));
        if k == 2 {
            let rest = self.graph.call("exp_m1_minus", x);
            return self.graph.mul(falling, rest);
        }
        let most = f64::from(k) / 2.0;
        let (mut coefficients, mut c, mut size) = (vec![1.0], 1.0, 1.0);
        for j in 1.. {
            c /= f64::from(k + j);
            size *= most / f64::from(k + j);
            if size < f64::EPSILON / 8.0 {
                break;
            }
            coefficients.push(c);
        }
        let leading: f64 = (1..=k).map(f64::from).product();
        let mut sum = self.graph.literal(0.0);
        for (i, c) in coefficients.into_iter().rev().enumerate() {
            let c = self.graph.literal(c);
            sum = if i == 0 {
                c
            } else {
                let product = self.graph.mul(sum, x);
                self.graph.add(c, product)
            };
        }
        let power = self
            .graph
            .push(Code::PowI(x, i32::try_from(k).unwrap_or(i32::MAX)));
        let below = self.graph.literal(leading);
        let first = self.graph.div(power, below);
        let first = self.graph.mul(first, falling);
        self.graph.mul(first, sum)
    }

    /// One form up to (n + 1)/2, another one beyond.
    fn until(&mut self, n: u32, u: &Ex, near: Id, far: Id) -> Id {
        let (u, cut) = (self.lower(u), self.graph.literal(f64::from(n + 1) / 2.0));
        self.graph.push(Code::Call4("select_lt", u, cut, near, far))
    }
}
