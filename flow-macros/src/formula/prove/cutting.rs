//! Subdivision: where a bound straddles zero only because it is wide, on smaller regions it is not.

use super::ends::jumps;
use super::{CUTS, Prover, Sign};
use crate::formula::expr::{Ex, Var};
use crate::formula::interval::{Bound, Interval};
use crate::formula::range::{self, Region};

impl Prover {
    /// One sign on both parts, or what is true on their union.
    pub(super) fn by_cutting(&mut self, ex: &Ex, region: &Region, depth: u32, cuts: u32) -> Sign {
        let Some((left, right)) = best_cut(ex, region) else {
            return Sign::Unknown;
        };
        self.subdivided = true;
        // Deep monotone arguments are for large pieces.
        let depth = if cuts < CUTS - 3 { depth.min(1) } else { depth };
        let first = self.sum(ex, &left, depth, cuts - 1);
        if first == Sign::Unknown {
            return Sign::Unknown;
        }
        first.either(self.sum(ex, &right, depth, cuts - 1))
    }
}

impl Prover {
    /// `f(m) + Σ ∂f·(x − m)`, with the derivatives on all of a region around m: on small ones nearer than the values of
    /// f's parts.
    pub(super) fn by_center(&mut self, ex: &Ex, region: &Region) -> Sign {
        let vars: Vec<Var> = region
            .vars()
            .filter(|v| ex.has(*v) && !region.get(*v).is_point())
            .collect();
        let mut center = region.clone();
        let mut total = Interval::point(Bound::ZERO);
        for &var in &vars {
            let own = region.get(var);
            if !own.lo.is_finite() || !own.hi.is_finite() || jumps(ex, var, region) {
                return Sign::Unknown;
            }
            let middle = Bound::Float(own.sample()).exact();
            center = center.with(var, Interval::point(middle));
            let slope = range::eval(&self.slope(ex, var), region);
            let away = own.add(&Interval::point(middle.neg()));
            total = total.add(&slope.mul(&away));
        }
        Sign::of(&total.add(&range::eval(ex, &center)))
    }
}

/// Two halves of the region, along the symbol whose cut narrows the values most.
pub(super) fn best_cut(ex: &Ex, region: &Region) -> Option<(Region, Region)> {
    let spread = |region: &Region| {
        let values = range::eval(ex, region);
        if Sign::of(&values).is_strict() {
            return 0.0;
        }
        let (lo, hi) = (values.lo.to_f64(), values.hi.to_f64());
        // Bounded on one side is better than on none.
        (lo.min(0.0).abs()).atan() * (hi.max(0.0)).atan() + 1e-3
    };
    let mut best: Option<(f64, Region, Region)> = None;
    for var in region.vars().filter(|v| ex.has(*v)) {
        let Some((left, right)) = region.get(var).split() else {
            continue;
        };
        let (left, right) = (region.with(var, left), region.with(var, right));
        let score = spread(&left) + spread(&right);
        if best.as_ref().is_none_or(|(least, ..)| score < *least) {
            best = Some((score, left, right));
        }
    }
    best.map(|(_, left, right)| (left, right))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::expr::Var;
    use crate::formula::interval::{Bound, Interval};
    use crate::formula::number::Rational;

    #[test]
    fn the_cut_is_where_it_narrows_most() {
        let (z, a) = (Ex::var(Var::Coord(0)), Ex::var(Var::Param(0)));
        let both = Interval::open(Bound::MINUS_ONE, Bound::ONE);
        let region = Region {
            coords: vec![both],
            params: vec![both],
        };
        let is_cut = |ex: &Ex| {
            let (left, right) = best_cut(ex, &region).unwrap();
            [Var::Coord(0), Var::Param(0)].map(|var| {
                let (low, high) = (left.get(var), right.get(var));
                low.hi == Bound::ZERO && high.lo == Bound::ZERO
            })
        };
        let ten = Rational::int(10);
        assert_eq!(is_cut(&z.scale(ten).add(&a)), [true, false]);
        assert_eq!(is_cut(&a.scale(ten).add(&z)), [false, true]);
        assert_eq!(is_cut(&a.scale(ten.neg()).add(&z)), [false, true]);
        assert_eq!(is_cut(&a), [false, true]);
        assert!(best_cut(&Ex::pi(), &region).is_none());
    }
}
