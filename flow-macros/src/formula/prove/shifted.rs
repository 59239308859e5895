//! Differences of what differs by a shift alone, as in f(z + 1) − f(z − 1): f rises or falls all the way between.

use super::ends::jumps;
use super::{Prover, Sign};
use crate::formula::derivative::derivative;
use crate::formula::expr::{Ex, Node, Var};
use crate::formula::factor::{expand, factor};
use crate::formula::range::{self, Region};
use std::collections::HashMap;

/// How many lines of a term are looked at.
const LINES: usize = 4;

impl Prover {
    /// `g(z + c) − g(z)` is the integral of g′ over c: it has the sign of c·g′, if that is one wherever z may go.
    pub(super) fn shifted(
        &mut self,
        ex: &Ex,
        region: &Region,
        (depth, cuts): (u32, u32),
    ) -> Option<Sign> {
        let (constant, mut terms) = ex.terms();
        let mut all = Sign::of(&range::eval(&Ex::num(constant), region));
        while all != Sign::Unknown {
            let Some((first, k)) = terms.pop() else {
                return Some(all);
            };
            let first = first.scale(k);
            let mut others = terms.iter().enumerate();
            let pair = others.find_map(|(i, (other, j))| {
                // Of opposite terms, which may be (z + 1)·u and (1 − z)·v.
                let shift = shift(&first, &other.scale(j.neg()), region)?;
                Some((i, shift))
            });
            let Some((i, (var, by))) = pair else {
                all = all.plus(Sign::of(&range::eval(&first, region)));
                continue;
            };
            terms.swap_remove(i);
            let own = region.get(var);
            let away = own.add(&range::eval(&by, region));
            let wider = region.with(var, own.hull(&away));
            if jumps(&first, var, &wider) || !range::is_defined(&first, &wider) {
                return None;
            }
            let slope = factor(&derivative(&first, var));
            let rises = self.walk(&slope, &wider, depth.checked_sub(1)?, cuts);
            // g(z) − g(z + c)
            let turn = Sign::of(&range::eval(&by.neg(), region));
            all = all.plus(rises.times(turn));
        }
        None
    }
}

/// A symbol and c, where the one expression is the other at the symbol + c.
fn shift(from: &Ex, to: &Ex, region: &Region) -> Option<(Var, Ex)> {
    let mut vars = region.vars().filter(|v| from.has(*v) && to.has(*v));
    vars.find_map(|var| {
        let (ours, theirs) = (lines(from, var), lines(to, var));
        let mut pairs = ours.iter().flat_map(|a| theirs.iter().map(move |b| (a, b)));
        pairs.find_map(|((line, slope), (other, same))| {
            let by = (slope == same).then(|| other.sub(line).div(slope))?;
            let moved = Ex::var(var).add(&by);
            let fits = !by.is_zero() && !by.has(var);
            let same = || expand(&from.replace_var(var, &moved).sub(to)).is_zero();
            (fits && same()).then_some((var, by))
        })
    })
}

/// Sums that are affine in a symbol, each with its slope.
fn lines(ex: &Ex, var: Var) -> Vec<(Ex, Ex)> {
    let mut found: Vec<(Ex, Ex)> = Vec::new();
    ex.rebuild(&mut HashMap::new(), &mut |node| {
        if let Node::Sum(..) | Node::Var(_) = node.node()
            && node.has(var)
            && found.len() < LINES
        {
            let slope = derivative(node, var);
            if !slope.has(var) && !found.iter().any(|(known, _)| known == node) {
                found.push((node.clone(), slope));
            }
        }
        None
    });
    found
}

#[cfg(test)]
mod tests {
    use super::super::{CUTS, DEPTH};
    use super::*;
    use crate::formula::ast::Name;
    use crate::formula::tests::{interval, read};

    #[test]
    fn what_is_moved_along_a_rise_is_more() {
        for (text, domain, sign) in [
            ("|z| tanh(z + 1) - tanh(z - 1)", "R", Some(Sign::Positive)),
            ("|z| tanh(z - 1) - tanh(z + 1)", "R", Some(Sign::Negative)),
            ("|z| exp(-z) - exp(1 - z)", "R", Some(Sign::Negative)),
            (
                "|z; a > 0| atan(z + a) - atan(z)",
                "R",
                Some(Sign::Positive),
            ),
            (
                "|z; a < 0| atan(z + a) - atan(z)",
                "R",
                Some(Sign::Negative),
            ),
            ("|z; a| atan(z + a) - atan(z)", "R", None),
            ("|z| 1 + atan(z + 1) - atan(z)", "R", Some(Sign::Positive)),
            ("|z| -1 + atan(z + 1) - atan(z)", "R", None),
            ("|z| atan(z + 1) - 1.1*atan(z)", "R", None),
            (
                "|z; s > 0| tanh((z + 1)/s) - tanh(z/s)",
                "R",
                Some(Sign::Positive),
            ),
            // It rises from where z + 1 is, and not yet where z is.
            ("|z| (z + 1)^2 - z^2", "+", Some(Sign::Positive)),
            ("|z| (z + 1)^2 - z^2", "> -1", None),
            ("|z| (z + 1)^2 - z^2", "> -1/2", None),
            ("|z| 1/(z + 1) - 1/z", "R", None),
            ("|z| sin(z + 1) - sin(z)", "R", None),
        ] {
            let formula = read(text).unwrap();
            let region = Region {
                coords: vec![interval(domain)],
                params: formula.params.iter().map(Name::interval).collect(),
            };
            let ex = formula.body[0].lower();
            let found = Prover::new().shifted(&ex, &region, (DEPTH, CUTS));
            assert_eq!(found, sign, "{text} on {domain}");
        }
    }
}
