//! Polynomials in what levels off, w in (−1, 1), which vanish where w reaches an end.
//!
//! `½ + ¾·w − ¼·w³` is `¼·(1 + w)²·(2 − w)`: near w = −1 its terms add up to less than their rounding, while 1 + w is known in all its
//! digits, for w = tanh(u), erf(u) and x/√(x² + c) alike. What is left, q, has no root at either end. Where its own terms may cancel
//! at the other end, the sum stays there as it was written: it is near no root.

use super::Lowering;
use super::difference::halved;
use crate::formula::code::{Code, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::factor::expand;
use crate::formula::functions::Func;
use crate::formula::number::Rational;

/// Larger sums, counted as trees, are not looked at.
const LARGEST: u32 = 200;
/// The highest power.
const HIGHEST: usize = 8;
/// How much larger than q at an end its coefficients may be together.
const LOSS: f64 = 4.0;

/// (1 − w)^above·(1 + w)^below·q(w)
struct Saturating {
    w: Ex,
    above: u32,
    below: u32,
    /// The coefficients of q, the constant first.
    q: Vec<Rational>,
}

impl Saturating {
    fn of(c: Rational, terms: &[(Ex, Rational)]) -> Option<Self> {
        let sum = Ex::sum_raw(c, terms.to_vec());
        if c.is_zero() || !sum.has_coordinate() || sum.is_larger_than(LARGEST) {
            return None;
        }
        let (c, terms) = expand(&sum).terms();
        let factors = terms.iter().flat_map(|(t, _)| t.factors());
        let mut candidates = factors.filter_map(|(b, e)| levels_off(&b, &e));
        let (w, mut p) = candidates.find_map(|(w, rest)| {
            let p = coefficients(c, &terms, &w, &rest)?;
            Some((w, p))
        })?;
        // What is even is a function of w², whose distance from 1 is known without roots.
        let is_odd = p.iter().skip(1).step_by(2).any(|k| !k.is_zero());
        if p.len() < 3 || !is_odd {
            return None;
        }
        let (mut above, mut below) = (0, 0);
        while let Some(q) = divided(&p, Rational::ONE) {
            // By 1 − w, not w − 1.
            p = q.into_iter().map(Rational::neg).collect();
            above += 1;
        }
        while let Some(q) = divided(&p, Rational::MINUS_ONE) {
            p = q;
            below += 1;
        }
        (above + below > 0).then_some(Self {
            w,
            above,
            below,
            q: p,
        })
    }

    /// Whether q loses digits at the end that has no root.
    fn is_rough(&self) -> bool {
        let at = if self.above > 0 { -1.0 } else { 1.0 };
        let value = self
            .q
            .iter()
            .rev()
            .fold(0.0, |sum, k| sum * at + k.to_f64());
        let size: f64 = self.q.iter().map(|k| k.to_f64().abs()).sum();
        size > LOSS * value.abs()
    }
}

/// w and 1 − w² where a factor is made of them: tanh and its slope, erf, and x/√(x² + c).
fn levels_off(base: &Ex, exponent: &Ex) -> Option<(Ex, Ex)> {
    let power = exponent.as_num()?;
    match base.node() {
        Node::Call(Func::Tanh, u) if power.is_positive() && u.has_coordinate() => {
            Some((base.clone(), Ex::call(Func::Cosh, u).powi(-2)))
        }
        Node::Call(Func::Erf, u) if power.is_positive() && u.has_coordinate() => {
            Some((base.clone(), Ex::one().sub(&base.powi(2))))
        }
        Node::Sum(c, parts) if power.is_negative() && c.is_positive() => {
            let [(t, k)] = parts.as_slice() else {
                return None;
            };
            // Of exponentials the root may overflow, and they have tails of their own.
            let calls = |(b, _): &(Ex, Ex)| matches!(b.node(), Node::Call(..));
            let x = halved(t).filter(|x| k.is_positive() && x.has_coordinate())?;
            if x.factors().iter().any(calls) {
                return None;
            }
            let w = x.mul(&Ex::num(*k).sqrt()).div(&base.sqrt());
            Some((w, Ex::num(*c).div(base)))
        }
        _ => None,
    }
}

/// Of a sum that is a polynomial in w, whose terms may have powers of 1 − w² as factors: its coefficients, the constant first.
fn coefficients(c: Rational, terms: &[(Ex, Rational)], w: &Ex, rest: &Ex) -> Option<Vec<Rational>> {
    let mut p = vec![Rational::ZERO; HIGHEST + 1];
    p[0] = c;
    for (t, k) in terms {
        let (m, j, l) = (0..=HIGHEST).find_map(|m| {
            let by = t.div(&w.powi(i64::try_from(m).ok()?));
            (0..=(HIGHEST - m) / 2).find_map(|j| {
                let by = by.div(&rest.powi(i64::try_from(j).ok()?));
                Some((m, j, by.as_num()?))
            })
        })?;
        // k·l·wᵐ·(1 − w²)ʲ
        let mut by = k.mul(l)?;
        for i in 0..=j {
            p[m + 2 * i] = p[m + 2 * i].add(by)?;
            let (i, j) = (i128::try_from(i).ok()?, i128::try_from(j).ok()?);
            by = by.mul(Rational::new(i - j, i + 1)?)?;
        }
    }
    while p.last().is_some_and(|k| k.is_zero()) {
        p.pop();
    }
    Some(p)
}

/// p(w)/(w − root), where that is a polynomial.
fn divided(p: &[Rational], root: Rational) -> Option<Vec<Rational>> {
    let mut rest = Rational::ZERO;
    let mut q = Vec::with_capacity(p.len());
    for k in p.iter().rev() {
        rest = rest.mul(root)?.add(*k)?;
        q.push(rest);
    }
    q.pop();
    q.reverse();
    (rest.is_zero() && !q.is_empty()).then_some(q)
}

impl Lowering<'_> {
    pub(super) fn saturating(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Id> {
        let found = Saturating::of(c, terms)?;
        let mut product = self.left(&found);
        for (side, n) in found.ends() {
            let power = self.lower(&side.powi(n));
            product = self.graph.mul(power, product);
        }
        if !found.is_rough() {
            return Some(product);
        }
        let plain = self.plain_sum(c, terms);
        Some(self.at_root(&found, product, plain))
    }

    /// The logarithm of such a polynomial.
    pub(super) fn ln_saturating(&mut self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Id> {
        let found = Saturating::of(c, terms)?;
        let left = self.left(&found);
        let mut ln = self.graph.call("ln", left);
        for (side, n) in found.ends() {
            let part = self.lower(&side.ln().scale(Rational::int(n)));
            ln = self.graph.add(part, ln);
        }
        if !found.is_rough() {
            return Some(ln);
        }
        let plain = self.plain_sum(c, terms);
        let plain = self.graph.call("ln", plain);
        Some(self.at_root(&found, ln, plain))
    }

    /// q(w)
    fn left(&mut self, found: &Saturating) -> Id {
        let w = self.lower(&found.w);
        let literals = found.q.iter().rev().map(|k| k.to_f64());
        let mut total: Option<Id> = None;
        for k in literals {
            let k = self.graph.literal(k);
            total = Some(match total {
                None => k,
                Some(sum) => {
                    let product = self.graph.mul(sum, w);
                    self.graph.add(k, product)
                }
            });
        }
        total.unwrap_or(0)
    }

    /// One form on the side of the root, another one on the other.
    fn at_root(&mut self, found: &Saturating, near: Id, far: Id) -> Id {
        let (w, zero) = (self.lower(&found.w), self.graph.literal(0.0));
        let (below, above) = if found.above > 0 {
            (far, near)
        } else {
            (near, far)
        };
        self.graph
            .push(Code::Call4("select_lt", w, zero, below, above))
    }
}

impl Saturating {
    /// 1 − w and 1 + w, and how often each divides the polynomial.
    fn ends(&self) -> impl Iterator<Item = (Ex, i64)> {
        let one = Ex::one();
        [
            (one.sub(&self.w), i64::from(self.above)),
            (one.add(&self.w), i64::from(self.below)),
        ]
        .into_iter()
        .filter(|(_, n)| *n > 0)
    }
}
