//! Far out a sum is bounded term by term: what falls there, as `z·exp(−z²)`, lies between its values at both ends.

use super::ends::jumps;
use super::limits::limit;
use super::{Prover, Sign};
use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::factor::factor;
use crate::formula::functions::Func;
use crate::formula::interval::{Bound, Interval};
use crate::formula::limit::{Limit, Side};
use crate::formula::range::{self, Region};

impl Prover {
    /// Where only one symbol of a region without end matters, that goes to infinity.
    pub(super) fn by_parts(&mut self, ex: &Ex, region: &Region) -> Sign {
        let endless = |var: &Var| {
            let own = region.get(*var);
            own.lo.is_finite() != own.hi.is_finite()
        };
        let mut vars = region.vars().filter(|v| ex.has(*v)).filter(endless);
        let (Some(var), None) = (vars.next(), vars.next()) else {
            return Sign::Unknown;
        };
        let (constant, terms) = ex.terms();
        let mut total = Interval::point(Bound::rational(constant));
        for (term, k) in &terms {
            total = total.add(&self.between_ends(term, var, region).scale(*k));
        }
        Sign::of(&total)
    }

    /// What oscillates is bounded as it is; the rest, if it is monotone, by its limits, if need be without one more factor that has
    /// bounds.
    fn between_ends(&mut self, term: &Ex, var: Var, region: &Region) -> Interval {
        let plain = range::eval(term, region);
        if !term.has(var) || has_bounds(&plain) {
            return plain;
        }
        let (waves, rest): (Vec<_>, Vec<_>) = term.factors().into_iter().partition(|(b, _)| {
            matches!(b.node(), Node::Call(Func::Sin | Func::Cos, _)) || !b.has(var)
        });
        let bounded = |(b, e): &(Ex, Ex)| has_bounds(&range::eval(&b.pow(e), region));
        let last = (0..rest.len()).filter(|&i| bounded(&rest[i])).map(Some);
        for left_out in std::iter::once(None).chain(last) {
            let (mut kept, mut moving) = (waves.clone(), rest.clone());
            kept.extend(left_out.map(|i| moving.remove(i)));
            if let Some(values) = self.monotone(&Ex::product(moving), var, region) {
                return values.mul(&range::eval(&Ex::product(kept), region));
            }
        }
        plain
    }

    /// The values of what is monotone, where it has limits at both ends.
    fn monotone(&mut self, ex: &Ex, var: Var, region: &Region) -> Option<Interval> {
        if jumps(ex, var, region) {
            return None;
        }
        let slope = factor(&self.slope(ex, var));
        if Prover::shallow().sign(&slope, region) == Sign::Unknown && !is_directed(ex, var, region)
        {
            return None;
        }
        let own = region.get(var);
        let ends = [(own.lo, Side::Above), (own.hi, Side::Below)];
        let [first, last] = ends.map(|(end, side)| match limit(ex, var, end, side, region)? {
            Limit::Finite(value) => Some(range::eval(&value, region)),
            _ => None,
        });
        Some(first?.hull(&last?))
    }
}

fn has_bounds(values: &Interval) -> bool {
    values.lo.is_finite() && values.hi.is_finite()
}

/// Whether a product whose factors are never zero rises or falls all the way: its slope over itself is the sum of theirs.
fn is_directed(ex: &Ex, var: Var, region: &Region) -> bool {
    let mut total = Interval::point(Bound::ZERO);
    for (base, exponent) in ex.factors() {
        let strict = Sign::of(&range::eval(&base, region)).is_strict();
        if !strict || exponent.has(var) {
            return false;
        }
        let own = factor(&derivative(&base, var).div(&base)).mul(&exponent);
        total = total.add(&range::eval(&own, region));
    }
    Sign::of(&total) != Sign::Unknown
}
