//! Simplifications that hold only where signs are known: roots of powers, logarithms of products, absolute values.
//!
//! None makes code unstable: `√(u²) = u` and `|u| = u` leave out what overflows or is exact; a root or a logarithm of a product becomes that of
//! its factors, which are numbers where the product may be none; inverse functions on their branch are no longer called.

use super::canon::is_positive;
use super::expr::{Ex, Node};
use super::functions::Func;
use super::interval::Interval;
use super::monotone::within_branch;
use super::number::Rational;
use super::range::{self, Region};
use super::sign::Strict;
use std::collections::HashMap;

/// Larger expressions, counted as trees, are left as they are: the macro has to answer in milliseconds.
const LARGEST: u32 = 3000;

/// An expression equal to `ex` on the region.
pub(crate) fn simplify_on(ex: &Ex, region: &Region) -> Ex {
    if ex.is_larger_than(LARGEST) {
        return ex.clone();
    }
    Simplifier {
        region,
        memo: HashMap::new(),
    }
    .walk(ex)
}

struct Simplifier<'a> {
    region: &'a Region,
    memo: HashMap<Ex, Ex>,
}

impl Simplifier<'_> {
    fn sign(&self, ex: &Ex) -> Option<Strict> {
        Strict::of(&range::eval(ex, self.region))
    }

    fn walk(&mut self, ex: &Ex) -> Ex {
        if let Some(done) = self.memo.get(ex) {
            return done.clone();
        }
        let result = match ex.node() {
            Node::Num(_) | Node::Pi | Node::Var(_) => ex.clone(),
            Node::Sum(c, terms) => {
                let terms: Vec<_> = terms.iter().map(|(t, k)| (self.walk(t), *k)).collect();
                Ex::sum(terms.into_iter().chain([(Ex::num(*c), Rational::ONE)]))
            }
            Node::Product(factors) => {
                let factors: Vec<_> = factors
                    .iter()
                    .flat_map(|(b, e)| {
                        let (b, e) = (self.walk(b), self.walk(e));
                        self.power(&b, &e)
                    })
                    .collect();
                Ex::product(factors)
            }
            Node::Call(f, u) => {
                let u = self.walk(u);
                self.call(*f, &u)
            }
        };
        self.memo.insert(ex.clone(), result.clone());
        result
    }

    /// base^e, where the base is a product of things of known sign.
    fn power(&self, base: &Ex, e: &Ex) -> Vec<(Ex, Ex)> {
        if let (Node::Call(Func::Tan, u), Some(n)) =
            (base.node(), e.as_num().and_then(Rational::integer))
            && n < 0
            && within_branch(&range::eval(u, self.region)) != Some(true)
        {
            // Across the poles of tan.
            return vec![
                (Ex::call(Func::Sin, u), e.clone()),
                (Ex::call(Func::Cos, u), e.neg()),
            ];
        }
        let whole = e.as_num().is_some_and(|r| r.integer().is_some());
        let (k, rest) = base.split_coefficient();
        if !whole
            && (matches!(rest.node(), Node::Product(_)) || !k.is_one())
            && let Some(parts) = self.positive_parts(base)
        {
            return parts
                .into_iter()
                .map(|(b, exponent)| (b, exponent.mul(e)))
                .collect();
        }
        vec![(base.clone(), e.clone())]
    }

    /// A positive product as powers of positive things: |b|^e each, the signs cancelling.
    fn positive_parts(&self, ex: &Ex) -> Option<Vec<(Ex, Ex)>> {
        let (k, rest) = ex.split_coefficient();
        let mut sign = Strict::positive_if(k.is_positive());
        let mut parts = vec![(Ex::num(k.abs()), Ex::one())];
        for (b, e) in rest.factors() {
            let own = if is_positive(&b) {
                Strict::Positive
            } else {
                self.sign(&b)?
            };
            match (own, e.as_num().and_then(Rational::integer)) {
                (Strict::Positive, _) => parts.push((b, e)),
                (Strict::Negative, Some(n)) => {
                    if n % 2 != 0 {
                        sign = sign.neg();
                    }
                    parts.push((b.neg(), e));
                }
                (Strict::Negative, None) => return None,
            }
        }
        sign.is_positive().then_some(parts)
    }

    /// A product as that of its positive factors, and the rest.
    fn polar(&self, ex: &Ex) -> (Ex, Ex) {
        let (positive, rest): (Vec<_>, Vec<_>) = ex.factors().into_iter().partition(|power| {
            range::eval(&Ex::product([power.clone()]), self.region).is_positive()
        });
        (Ex::product(positive), Ex::product(rest))
    }

    fn call(&self, f: Func, u: &Ex) -> Ex {
        match (f, u.node()) {
            (Func::Abs, _) => {
                let values = range::eval(u, self.region);
                if values.is_nonnegative() {
                    return u.clone();
                } else if values.is_nonpositive() {
                    return u.neg();
                }
                let (magnitude, direction) = self.polar(u);
                return magnitude.mul(&Ex::call(f, &direction));
            }
            (Func::Sign, _) => {
                return match self.sign(u) {
                    None => Ex::call(f, &self.polar(u).1),
                    Some(sign) => Ex::int(sign.number()),
                };
            }
            (Func::Ln, _) => {
                if let Some(parts) = self.positive_parts(u) {
                    let logs: Vec<_> = parts
                        .into_iter()
                        .map(|(b, e)| (b.ln().mul(&e), Rational::ONE))
                        .collect();
                    return Ex::sum(logs);
                }
            }
            (_, Node::Call(inner, v)) if f.inverse() == Some(*inner) => {
                let principal = f.range();
                let branch = Interval::open(principal.lo, principal.hi);
                let values = range::eval(v, self.region);
                if values.is_inside(&branch) {
                    return v.clone();
                }
                if inner.is_even() && values.neg().is_inside(&branch) {
                    return v.neg();
                }
            }
            _ => {}
        }
        Ex::call(f, u)
    }
}

#[cfg(test)]
mod tests {
    use super::super::expr::Var;
    use super::super::interval::Bound;
    use super::*;

    #[test]
    fn known_signs_simplify() {
        let z = Ex::var(Var::Coord(0));
        let on = |lo, hi| Region {
            coords: vec![Interval::open(lo, hi)],
            params: vec![],
        };
        let (right, left) = (
            on(Bound::ZERO, Bound::PosInf),
            on(Bound::NegInf, Bound::ZERO),
        );
        let root = z.powi(2).sqrt();
        assert_eq!(simplify_on(&root, &right), z);
        assert_eq!(simplify_on(&root, &left), z.neg());
        assert_eq!(simplify_on(&Ex::call(Func::Abs, &z), &left), z.neg());
        assert_eq!(simplify_on(&z.mul(&z.exp()).ln(), &right), z.add(&z.ln()));
        assert_ne!(simplify_on(&root, &on(Bound::NegInf, Bound::PosInf)), z);
    }
}
