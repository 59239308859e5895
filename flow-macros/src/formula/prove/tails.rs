//! Far out a sum is bounded term by term: what falls there, as `z·exp(−z²)`, lies between its values at both ends.

use super::ends::jumps;
use super::limits::limit;
use super::{Prover, Sign};
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

    /// What oscillates is bounded as it is; the rest, if it is monotone, by its limits.
    fn between_ends(&mut self, term: &Ex, var: Var, region: &Region) -> Interval {
        let plain = range::eval(term, region);
        if !term.has(var) || (plain.lo.is_finite() && plain.hi.is_finite()) {
            return plain;
        }
        let (waves, rest): (Vec<_>, Vec<_>) = term.factors().into_iter().partition(|(b, _)| {
            matches!(b.node(), Node::Call(Func::Sin | Func::Cos, _)) || !b.has(var)
        });
        let (waves, rest) = (Ex::product(waves), Ex::product(rest));
        if jumps(&rest, var, region) {
            return plain;
        }
        let slope = factor(&self.slope(&rest, var));
        let monotone = Prover::shallow().sign(&slope, region) != Sign::Unknown;
        let own = region.get(var);
        let ends = [(own.lo, Side::Above), (own.hi, Side::Below)];
        let values = ends.map(|(end, side)| match limit(&rest, var, end, side, region)? {
            Limit::Finite(value) => Some(range::eval(&value, region)),
            _ => None,
        });
        match (monotone, values) {
            (true, [Some(first), Some(last)]) => {
                first.hull(&last).mul(&range::eval(&waves, region))
            }
            _ => plain,
        }
    }
}
