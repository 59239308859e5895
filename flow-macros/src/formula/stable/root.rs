//! Roots of sums of squares: without squares that overflow, and without the cancellation of u + √(u² + c) for negative u.
//!
//! `x + √(x² + y²)` is y² over the difference of the two where x is negative, which is one addition of what has one sign; where x
//! is positive it is computed as it was written. The runtime chooses between them, and squares nothing that overflows.

use super::Lowering;
use super::difference::halved;
use crate::formula::code::{Code, Id};
use crate::formula::expr::{Ex, Node};
use crate::formula::factor::expand;
use crate::formula::functions::Func;
use crate::formula::number::Rational;
use crate::formula::sign::Strict;

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
    /// What stands beside both.
    beside: Ex,
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
                free.then(|| root(&t.scale(*k)))
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
            beside,
        } = self.find_plus_root(sum)?;
        let y = root(&square);
        let (x, y) = (self.lower(&x), self.lower(&y));
        let sum = self.graph.push(Code::Call2("plus_hypot", x, y));
        let sum = if negative { self.graph.neg(sum) } else { sum };
        let sum = match over {
            Some(root) => {
                let root = self.lower(&root);
                self.graph.div(sum, root)
            }
            None => sum,
        };
        if beside.is_zero() {
            return Some(sum);
        }
        let beside = self.lower(&beside);
        Some(self.graph.add(beside, sum))
    }

    /// ln(x + √(x² + y²)) = asinh(x/y) + ln y
    pub(super) fn ln_plus_root(&mut self, sum: &Ex) -> Option<Id> {
        let found = self.find_plus_root(sum)?;
        if found.negative || !found.beside.is_zero() {
            return None;
        }
        let y = self.setting.magnitude(&root(&found.square));
        let mut ln = Ex::call(Func::Asinh, &found.x.div(&y)).add(&y.ln());
        if let Some(root) = found.over {
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
            let others: Vec<_> = others
                .map(|(_, t)| t.clone())
                .chain([(Ex::num(c), Rational::ONE)])
                .collect();
            let root = term.scale(*k).div(&base.pow(exponent));
            let rest = Ex::sum(others.clone());
            // Of `root·√base + rest` and of `(root + rest·√base)/√base`.
            let found = if exponent.leads_negative() {
                self.as_plus_root(base, &rest, root, Some(base.sqrt()))
            } else {
                let (moving, fixed): (Vec<_>, Vec<_>) =
                    others.into_iter().partition(|(t, _)| t.has_coordinate());
                let fixed = Ex::sum(fixed);
                self.as_plus_root(base, &root, rest, None).or_else(|| {
                    let found = self.as_plus_root(base, &root, fixed, None)?;
                    let beside = Ex::sum(moving);
                    Some(PlusRoot { beside, ..found })
                })
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// `x + times·√base`, where base·times² − x² is the same for all samples, or a square, and x and the root may cancel.
    fn as_plus_root(&self, base: &Ex, times: &Ex, x: Ex, over: Option<Ex>) -> Option<PlusRoot> {
        if x.is_zero() {
            return None;
        }
        let values = self.setting.range(times);
        if !(values.is_positive() || values.is_negative()) {
            return None;
        }
        let negative = values.is_negative();
        let square = expand(&expand(&base.mul(&times.powi(2))).sub(&expand(&x.powi(2))));
        let x = if negative { x.neg() } else { x };
        if square.has_coordinate() {
            let (k, term) = square.split_coefficient();
            let one_term = !matches!(term.node(), Node::Sum(..)) && self.setting.is_positive(&term);
            let square = k.is_positive() && (one_term || halved(&term).is_some());
            if self.setting.is_positive(&x) || !square {
                return None;
            }
        } else if !self.setting.is_positive(&square) {
            return None;
        }
        Some(PlusRoot {
            x,
            square,
            negative,
            over,
            beside: Ex::zero(),
        })
    }

    /// `x + t·√b` as `(t²·b − x²)/(t·√b − x)`, where x and t have opposite signs and nothing cancels in the numerator: then
    /// nothing does below, and neither is larger than what was written already.
    pub(super) fn rationalised(&self, c: Rational, terms: &[(Ex, Rational)]) -> Option<Ex> {
        let sum = Ex::sum_raw(c, terms.to_vec());
        if sum.is_larger_than(LARGEST) || self.find_plus_root(&sum).is_some() {
            return None;
        }
        terms.iter().find_map(|(term, k)| {
            let is_root = |(b, e): &(Ex, Ex)| {
                e.as_num() == Some(Rational::HALF)
                    && b.has_coordinate()
                    && matches!(b.node(), Node::Sum(..))
            };
            let (base, _) = term.factors().into_iter().find(is_root)?;
            let written = term.scale(*k);
            let times = written.div(&base.sqrt());
            let x = sum.sub(&written);
            let signs = [&x, &times].map(|ex| Strict::of(&self.setting.range(ex)));
            let [Some(first), Some(second)] = signs else {
                return None;
            };
            if first == second {
                return None;
            }
            let above = expand(&expand(&base.mul(&times.powi(2))).sub(&expand(&x.powi(2))));
            let adds_up = |ex: &Ex| {
                let (c, terms) = ex.terms();
                self.setting.adds_up(c, &terms)
            };
            let smaller = above.size() < base.size() + x.size();
            let plain = smaller && (adds_up(&above) || adds_up(&above.neg()));
            plain.then(|| above.div(&written.sub(&x)))
        })
    }
}

/// √s of a positive s, up to its sign.
fn root(square: &Ex) -> Ex {
    let (k, term) = square.split_coefficient();
    match halved(&term).filter(|_| k.is_positive()) {
        Some(half) => half.mul(&Ex::num(k).sqrt()),
        None => square.sqrt(),
    }
}
