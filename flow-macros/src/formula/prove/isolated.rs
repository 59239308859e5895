//! Sums with one logarithm, arctangent or the like: over what stands before it, its slope is free of it.

use super::ends::jumps;
use super::{Prover, Sign, Strict};
use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::range::{self, Region};
use std::collections::HashMap;

/// Functions whose slopes are simpler than they are.
const SIMPLER: &[Func] = &[
    Func::Ln,
    Func::Atan,
    Func::Asinh,
    Func::Acosh,
    Func::Atanh,
    Func::Erf,
    Func::Phi,
    Func::Softplus,
];

impl Prover {
    /// `a·f(u) + b` has the sign of a times that of `f(u) + b/a`, which is looked at by its slope.
    pub(super) fn isolated(
        &mut self,
        ex: &Ex,
        region: &Region,
        depth: u32,
        expected: Strict,
    ) -> Option<Strict> {
        let (_, terms) = ex.terms();
        let all = || terms.iter().flat_map(|(term, _)| term.factors());
        let is_simpler = |base: &Ex| matches!(base.node(), Node::Call(f, _) if SIMPLER.contains(f));
        let (function, _) = all().find(|(base, e)| is_simpler(base) && e.is_one())?;
        let own = terms.iter().position(|(t, _)| holds(t, &function))?;
        let (term, k) = &terms[own];
        let before = term.div(&function).scale(*k);
        let rest = ex.sub(&term.scale(*k));
        let sign = Sign::of(&range::eval(&before, region)).strict()?;
        if before.as_num().is_some() || holds(&before, &function) || holds(&rest, &function) {
            return None;
        }
        let divided = Ex::sum(rest.terms().1.iter().map(|(t, k)| (t.div(&before), *k)))
            .add(&Ex::num(rest.terms().0).div(&before))
            .add(&function);
        let turned = |found: Strict| found.times(sign);
        let mut vars = region.vars().filter(|var| ex.has(*var));
        vars.find_map(|var| {
            if jumps(&divided, var, region) {
                return None;
            }
            let found = self.by_monotonicity(&divided, var, region, depth, turned(expected));
            found.strict().map(turned)
        })
    }
}

fn holds(ex: &Ex, part: &Ex) -> bool {
    let mut found = false;
    ex.rebuild(&mut HashMap::new(), &mut |node| {
        found |= node == part;
        None
    });
    found
}

#[cfg(test)]
mod tests {
    use super::super::DEPTH;
    use super::super::sample::sampled_sign;
    use super::*;
    use crate::formula::tests::{interval, read};

    #[test]
    fn one_function_is_compared_with_what_stands_beside_it() {
        let (more, less) = (Some(Strict::Positive), Some(Strict::Negative));
        for (text, domain, sign) in [
            ("|z| (1 + z)*ln(1 + 1/z) - 1", "+", more),
            ("|z| 1 - (1 + z)*ln(1 + 1/z)", "+", less),
            ("|z| (1 + z)*ln(1 + 1/z) - 1.001", "+", None),
            ("|z| z*ln(1 + 1/z) - 1", "+", less),
            ("|z| z*ln(1 + 1/z) - 0.999", "+", None),
            ("|z| (z + 3*z^3)*atan(1/z) - 3*z^2", "+", more),
            ("|z| (1 + z^2)*atan(z) - z", "+", more),
            ("|z| (1 + z^2)*atan(z) - 1.001*z", "+", None),
            // What stands before it may be zero, and has either sign.
            ("|z| z*atan(z) + 1", "R", None),
            ("|z| ln(1 + z) - z", "+", None),
        ] {
            let formula = read(text).unwrap();
            let region = Region {
                coords: vec![interval(domain)],
                params: Vec::new(),
            };
            let ex = formula.body[0].lower();
            let found = sampled_sign(&ex, &region)
                .and_then(|expected| Prover::new().isolated(&ex, &region, DEPTH, expected));
            assert_eq!(found, sign, "{text}");
        }
    }
}
