//! Sums in which u stands beside |u|, as in the larger of u and 0: on either side of 0 they are a multiple of u.

use super::{Region, eval};
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::Rational;

/// The values of a sum that holds |u| and a multiple of u.
pub(super) fn beside_size(
    constant: Rational,
    terms: &[(Ex, Rational)],
    region: &Region,
) -> Option<Interval> {
    let mut sizes = terms.iter().enumerate();
    sizes.find_map(|(i, (term, by_size))| {
        let Node::Call(Func::Abs, u) = term.node() else {
            return None;
        };
        let (offset, parts) = u.terms();
        let (by_self, places) = multiple(&parts, terms)?;
        let both = on_either_side(&eval(u, region), by_self, *by_size)?;
        let rest = constant.sub(offset.mul(by_self)?)?;
        let others = terms
            .iter()
            .enumerate()
            .filter(|(j, _)| *j != i && !places.contains(j))
            .map(|(_, (t, k))| eval(t, region).scale(*k));
        Some(others.fold(
            both.add(&Interval::point(Bound::rational(rest))),
            |sum, t| sum.add(&t),
        ))
    })
}

/// λ, where λ times all parts stand among the terms, and where they do.
fn multiple(parts: &[(Ex, Rational)], terms: &[(Ex, Rational)]) -> Option<(Rational, Vec<usize>)> {
    let place = |part: &Ex| terms.iter().position(|(t, _)| t == part);
    let (first, k) = parts.first()?;
    let by = terms[place(first)?].1.div(*k)?;
    let places: Option<Vec<usize>> = parts
        .iter()
        .map(|(part, k)| place(part).filter(|j| Some(terms[*j].1) == k.mul(by)))
        .collect();
    Some((by, places?))
}

/// λ·u + κ·|u|
fn on_either_side(u: &Interval, by_self: Rational, by_size: Rational) -> Option<Interval> {
    let (left, right) = (by_self.sub(by_size)?, by_self.add(by_size)?);
    if u.is_nonnegative() {
        return Some(u.scale(right));
    }
    if u.is_nonpositive() {
        return Some(u.scale(left));
    }
    let (below, above) = u.cut_at(Bound::ZERO);
    Some(above.scale(right).hull(&below.scale(left)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::expr::Var;

    #[test]
    fn parts_are_not_taken_apart() {
        let region = Region {
            coords: vec![Interval::REAL],
            params: vec![Interval::REAL],
        };
        let (z, a) = (Ex::var(Var::Coord(0)), Ex::var(Var::Param(0)));
        let on = |ex: &Ex| eval(ex, &region).to_string();
        for u in [z.clone(), z.sub(&a), a.sub(&z.scale(Rational::int(2)))] {
            let size = Ex::call(Func::Abs, &u);
            assert_eq!(on(&u.add(&size)), "[0, ∞)");
            assert_eq!(on(&u.sub(&size).sub(&Ex::one())), "(−∞, −1]");
            assert_eq!(on(&u.sub(&size.scale(Rational::HALF))), "(−∞, ∞)");
        }
    }
}
