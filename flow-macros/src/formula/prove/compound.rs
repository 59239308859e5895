//! What depends on several symbols through one compound of them only, as on z·b or on (z − m)/s: a function of that.

use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, MAX_VARS, Node, Var};
use crate::formula::factor::expand;
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
    let mut all = arguments(ex).into_iter().take(MOST);
    all.find_map(|part| {
        let mut own = region.vars().filter(|v| part.has(*v));
        let (var, other) = (own.next()?, own.next()?);
        let solved = solve(&part, var, &Ex::var(symbol), region)?;
        let rest = expand(&ex.replace_var(var, &solved));
        if rest.has(var) || rest.has(other) || own.any(|v| rest.has(v)) {
            return None;
        }
        let mut wider = region.clone();
        wider.params.push(range::eval(&part, region));
        // Where the compound cannot be, there may be poles.
        range::is_defined(&rest, &wider).then_some((rest, wider))
    })
}

/// The arguments of functions, without the numbers before them.
fn arguments(ex: &Ex) -> Vec<Ex> {
    let mut found: Vec<Ex> = Vec::new();
    ex.rebuild(&mut HashMap::new(), &mut |node| {
        if let Node::Call(_, u) = node.node() {
            let (_, u) = u.split_coefficient();
            if !found.contains(&u) {
                found.push(u);
            }
        }
        None
    });
    found
}

/// The symbol, where the part is affine in it with a slope that is never zero.
fn solve(part: &Ex, var: Var, target: &Ex, region: &Region) -> Option<Ex> {
    let slope = derivative(part, var);
    let values = range::eval(&slope, region);
    if slope.has(var) || !(values.is_positive() || values.is_negative()) {
        return None;
    }
    let rest = part.replace_var(var, &Ex::zero());
    Some(expand(&target.sub(&rest).div(&slope)))
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
            let part = arguments(&ex).remove(0);
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
}
