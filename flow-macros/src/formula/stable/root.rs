//! Roots of sums of squares: without squares that overflow, and without the cancellation of u + √(u² + c) for negative u.

use super::Lowering;
use crate::formula::code::{Code, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::factor::expand;
use crate::formula::functions::Func;
use crate::formula::number::Rational;

/// Larger sums, counted as trees, are not searched for roots.
const LARGEST: u32 = 200;

/// x + √(x² + y²) up to its sign, where the other term is the root.
struct PlusRoot {
    x: Ex,
    /// y².
    square: Ex,
    negative: bool,
    /// The root divides the sum: it was written as a term beside one over the root.
    over: Option<Ex>,
}

impl Lowering<'_> {
    /// The w with k·t = w², where t is made of even powers.
    pub(super) fn even_root(&self, term: &Ex, k: Rational) -> Option<Ex> {
        let even = |(_, e): &(Ex, Ex)| e.as_num().is_some_and(Rational::is_even_integer);
        let plain = term.factors().iter().all(even);
        plain.then(|| self.root_of(term, k)).flatten()
    }

    /// The w with k·t = w², where one is known: of even powers, and of what is positive and the same for all samples.
    fn root_of(&self, term: &Ex, k: Rational) -> Option<Ex> {
        let mut square = false;
        let halved: Option<Vec<(Ex, Ex)>> = term
            .factors()
            .into_iter()
            .map(|(b, e)| {
                let r = e.as_num()?;
                if r.is_even_integer() {
                    square |= b.has_coordinate();
                    return Some((b, Ex::num(r.mul(Rational::HALF)?)));
                }
                (self.setting.is_positive(&b) && !b.has_coordinate())
                    .then(|| Some((b, Ex::num(r.mul(Rational::HALF)?))))?
            })
            .collect();
        let root = Ex::product(halved?.into_iter().chain([(Ex::num(k).sqrt(), Ex::one())]));
        (square && k.is_positive()).then_some(root)
    }

    /// √(Σ tᵢ) with a square among positive terms.
    pub(super) fn hypot(&mut self, base: &Ex) -> Option<Id> {
        let Node::Sum(c, terms) = base.node() else {
            return None;
        };
        if !self.setting.adds_up(*c, terms) {
            return None;
        }
        let mut roots = Vec::new();
        for (t, k) in terms {
            let positive = || {
                let free = !t.has_coordinate() && self.setting.is_positive(t);
                free.then(|| t.scale(*k).sqrt())
            };
            roots.push(self.root_of(t, *k).or_else(positive)?);
        }
        if !c.is_zero() {
            roots.push(Ex::num(*c).sqrt());
        }
        if roots.len() < 2 {
            return None;
        }
        let ids: Vec<Id> = roots.iter().map(|root| self.lower(root)).collect();
        let graph = &mut self.graph;
        ids.into_iter()
            .reduce(|a, b| graph.push(Code::Call2("hypot", a, b)))
    }

    pub(super) fn plus_root(&mut self, sum: &Ex) -> Option<Id> {
        let PlusRoot {
            x,
            square,
            negative,
            over,
        } = self.find_plus_root(sum)?;
        let (x, y) = (self.lower(&x), self.lower(&square.sqrt()));
        let sum = self.graph.push(Code::Call2("plus_hypot", x, y));
        let sum = if negative { self.graph.neg(sum) } else { sum };
        Some(match over {
            Some(root) => {
                let root = self.lower(&root);
                self.graph.div(sum, root)
            }
            None => sum,
        })
    }

    /// ln(x + √(x² + y²)) = asinh(x/y) + ln y
    pub(super) fn ln_plus_root(&mut self, sum: &Ex) -> Option<Id> {
        let PlusRoot {
            x,
            square,
            negative: false,
            over,
        } = self.find_plus_root(sum)?
        else {
            return None;
        };
        let y = square.sqrt();
        let mut ln = Ex::call(Func::Asinh, &x.div(&y)).add(&y.ln());
        if let Some(root) = over {
            ln = ln.sub(&root.ln());
        }
        Some(self.lower(&ln))
    }

    fn find_plus_root(&self, sum: &Ex) -> Option<PlusRoot> {
        let (c, terms) = sum.terms();
        if sum.is_larger_than(LARGEST) {
            return None;
        }
        for (i, (term, k)) in terms.iter().enumerate() {
            let factors = term.factors();
            let Some((base, exponent)) = factors.iter().find(|(b, e)| {
                let half = e.as_num().map(Rational::abs) == Some(Rational::HALF);
                half && b.has_coordinate() && matches!(b.node(), Node::Sum(..))
            }) else {
                continue;
            };
            let others = terms.iter().enumerate().filter(|(j, _)| *j != i);
            let rest = Ex::sum(
                others
                    .map(|(_, t)| t.clone())
                    .chain([(Ex::num(c), Rational::ONE)]),
            );
            let beside = term.scale(*k).div(&base.pow(exponent));
            // Of `beside·√base + rest` and of `(beside + rest·√base)/√base`.
            let (times, x, over) = if exponent.leads_negative() {
                (rest, beside, Some(base.sqrt()))
            } else {
                (beside, rest, None)
            };
            if times.has_coordinate() {
                continue;
            }
            let square = expand(&expand(&base.mul(&times.powi(2))).sub(&expand(&x.powi(2))));
            let values = self.setting.range(&times);
            if square.has_coordinate()
                || !self.setting.is_positive(&square)
                || !(values.is_positive() || values.is_negative())
            {
                continue;
            }
            let negative = values.is_negative();
            return Some(PlusRoot {
                x: if negative { x.neg() } else { x },
                square,
                negative,
                over,
            });
        }
        None
    }
}
