//! What depends on several symbols through one compound of them only, as on z·b or on (z − m)/s: a function of that.

use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, MAX_VARS, Node, Var};
use crate::formula::factor::{expand, factor};
use crate::formula::number::{Rational, gcd};
use crate::formula::range::{self, Region};
use std::collections::HashMap;

/// How many compounds are tried.
const MOST: usize = 4;

/// The expression in one symbol for a compound, and the region in which that has all values of the compound, if none of the
/// symbols in it is left.
pub(super) fn in_compound(ex: &Ex, region: &Region) -> Option<(Ex, Region)> {
    let symbol = Var::Param(region.params.len());
    if region.params.len() + 1 >= MAX_VARS {
        return None;
    }
    let own = |part: &Ex| -> Vec<Var> { region.vars().filter(|v| part.has(*v)).collect() };
    let all = compounds(ex).into_iter().map(|part| (own(&part), part));
    let mut all = all.filter(|(own, _)| own.len() > 1).take(MOST);
    all.find_map(|(own, part)| {
        let solved = solve(&part, own[0], &Ex::var(symbol), region)?;
        let rest = expand(&ex.replace_var(own[0], &solved));
        let rest = without_positive(&rest, symbol, region);
        if own.iter().any(|v| rest.has(*v)) {
            return None;
        }
        let mut wider = region.clone();
        wider.params.push(range::eval(&part, region));
        // Where the compound cannot be, there may be poles.
        range::is_defined(&rest, &wider).then_some((rest, wider))
    })
}

/// What may be compounds: arguments of functions, and what is added to a number, without the numbers before them; then how many times as
/// large the one of two terms is as the other. Of powers, their roots, as (z − m)/s of its square.
fn compounds(ex: &Ex) -> Vec<Ex> {
    let mut found: [Vec<Ex>; 2] = Default::default();
    ex.rebuild(&mut HashMap::new(), &mut |node| {
        let (last, part) = match node.node() {
            Node::Call(_, u) => (0, u.clone()),
            Node::Sum(c, terms) if !c.is_zero() && terms.len() == 1 => (0, terms[0].0.clone()),
            Node::Sum(c, terms) if c.is_zero() && terms.len() == 2 => {
                (1, terms[1].0.div(&terms[0].0))
            }
            _ => return None,
        };
        let root = root(&part.split_coefficient().1);
        if !found.iter().flatten().any(|known| *known == root) {
            found[last].push(root);
        }
        None
    });
    found.concat()
}

/// Of a product whose exponents are multiples of a number, the product that has been taken to its power.
fn root(part: &Ex) -> Ex {
    let whole = |(base, e): (Ex, Ex)| Some((base, e.as_num()?.integer()?));
    let factors: Option<Vec<_>> = part.factors().into_iter().map(whole).collect();
    let roots = factors.and_then(|factors| {
        let common = factors.iter().fold(0, |common, (_, e)| gcd(common, *e));
        let one = |(base, e): (Ex, i128)| Some((base, Ex::num(Rational::new(e, common)?)));
        factors.into_iter().map(one).collect::<Option<Vec<_>>>()
    });
    roots.map_or_else(|| part.clone(), Ex::product)
}

/// An expression of the same sign, without the factors that are positive and have nothing of a symbol: as (1 + t²)·b² has the sign of
/// 1 + t².
fn without_positive(ex: &Ex, symbol: Var, region: &Region) -> Ex {
    let (coefficient, rest) = factor(ex).split_coefficient();
    let kept = rest.factors().into_iter().filter(|(base, exponent)| {
        let factor = base.pow(exponent);
        factor.has(symbol) || !range::eval(&factor, region).is_positive()
    });
    Ex::product(kept.collect::<Vec<_>>()).scale(coefficient)
}

/// The symbol, where the part is affine in it with a slope that is never zero.
fn solve(part: &Ex, var: Var, target: &Ex, region: &Region) -> Option<Ex> {
    let slope = derivative(part, var);
    let values = range::eval(&slope, region);
    if slope.has(var) || !(values.is_positive() || values.is_negative()) {
        return None;
    }
    let rest = part.replace_var(var, &Ex::zero());
    let solved = expand(&target.sub(&rest).div(&slope));
    // Where the slope is that of a step, or the part has a pole, this is no solution.
    let is_one =
        range::is_defined(part, region) && expand(&part.replace_var(var, &solved)) == *target;
    is_one.then_some(solved)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::eval;
    use crate::formula::functions::Func;
    use crate::formula::interval::Interval;
    use crate::formula::prove::inside;

    #[test]
    fn one_symbol_is_left_of_a_compound() {
        let (z, a, b) = (Var::Coord(0), Var::Param(0), Var::Param(1));
        let [z, a, b] = [z, a, b].map(Ex::var);
        let region = Region {
            coords: vec![Interval::REAL],
            params: vec![Interval::REAL, Interval::POSITIVE],
        };
        let tanh = |u: &Ex| Ex::call(Func::Tanh, u);
        let (turn, standard) = (z.mul(&b), z.sub(&a).div(&b));
        for (ex, values) in [
            (turn.mul(&tanh(&turn)).add(&turn), Some(Interval::REAL)),
            (standard.powi(2).add(&tanh(&standard)), Some(Interval::REAL)),
            (tanh(&z.add(&a)).mul(&z.add(&a)), Some(Interval::REAL)),
            // Squares of it, in a function and beside a number.
            (
                tanh(&standard.powi(2)).mul(&standard.powi(2)),
                Some(Interval::REAL),
            ),
            (
                Ex::one().add(&standard.powi(2)).recip().add(&standard),
                Some(Interval::REAL),
            ),
            // The compound may be 0, and there is a pole.
            (tanh(&z.mul(&b)).add(&z.mul(&b).recip()), None),
            // Something is left.
            (turn.mul(&tanh(&turn)).add(&z), None),
            (tanh(&standard).add(&a), None),
            (tanh(&z).add(&z), None),
            // The compound may not change, whatever z is.
            (tanh(&z.mul(&a)).add(&z.mul(&a)), None),
        ] {
            let found = in_compound(&ex, &region);
            let symbol = Var::Param(2);
            assert_eq!(
                found.as_ref().map(|(_, wider)| wider.get(symbol)),
                values,
                "{ex:?}"
            );
            let Some((rest, _)) = found else { continue };
            assert!(
                !rest.has(Var::Coord(0)) && !rest.has(Var::Param(0)) && !rest.has(Var::Param(1))
            );
            let part = compounds(&ex).remove(0);
            for share in [0.1, 0.4, 0.7] {
                let at = |interval: Interval| inside(&interval, share);
                let coords = [at(Interval::REAL)];
                let params = [0.7 * coords[0] + 0.3, at(Interval::POSITIVE)];
                let value = eval::at_point(&part, &coords, &params);
                let [was, is] = [
                    eval::at_point(&ex, &coords, &params),
                    eval::at_point(&rest, &coords, &[params[0], params[1], value]),
                ];
                assert!(
                    (was - is).abs() < 1e-9 * (1.0 + was.abs()),
                    "{ex:?}: {was} {is}"
                );
            }
        }
    }

    #[test]
    fn roots_of_products_are_what_was_raised() {
        let [z, a] = [Var::Coord(0), Var::Param(0)].map(Ex::var);
        for (m, n) in [(1, 1), (1, -1), (1, 2), (2, 3), (-1, 2)] {
            let once = z.powi(m).mul(&a.powi(n));
            for k in [1, 2, 3, 4, 6] {
                assert_eq!(root(&once.powi(k)), once, "{m} {n} {k}");
            }
        }
        for ex in [z.mul(&a.sqrt()), z.powi(2).mul(&a.pow(&z)), z.exp().mul(&a)] {
            assert_eq!(root(&ex), ex);
        }
    }
}
