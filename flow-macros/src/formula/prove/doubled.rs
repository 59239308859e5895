//! Products of two sines and cosines of one angle as waves of twice that.

use crate::formula::expr::{Ex, Node};
use crate::formula::functions::Func;
use crate::formula::number::Rational;
use std::collections::HashMap;

/// `sin(u)·cos(u) = sin(2u)/2`, `sin(u)² = (1 − cos(2u))/2`, `cos(u)² = (1 + cos(2u))/2`, if any is there: what has one wave is
/// bounded by what it attains.
pub(crate) fn doubled(ex: &Ex) -> Option<Ex> {
    let other = ex.rebuild(&mut HashMap::new(), &mut |node| {
        let Node::Product(factors) = node.node() else {
            return None;
        };
        let angle = factors.iter().find_map(|(base, _)| match base.node() {
            Node::Call(Func::Sin | Func::Cos, u) => Some(u),
            _ => None,
        })?;
        let (two, one) = (Ex::int(2), Ex::one());
        let [sine, cosine] = [Func::Sin, Func::Cos].map(|f| {
            let wave = Ex::call(f, angle);
            let found = factors.iter().find(|(base, _)| *base == wave);
            found.map(|(_, exponent)| exponent.clone())
        });
        let twice = |f| Ex::call(f, &angle.scale(Rational::int(2)));
        let wave = match (sine, cosine) {
            (Some(m), Some(n)) if m == one && n == one => twice(Func::Sin),
            (Some(m), None) if m == two => one.sub(&twice(Func::Cos)),
            (None, Some(n)) if n == two => one.add(&twice(Func::Cos)),
            _ => return None,
        };
        let rest = factors.iter().filter(|(base, _)| match base.node() {
            Node::Call(Func::Sin | Func::Cos, u) => u != angle,
            _ => true,
        });
        let rest = Ex::product(rest.cloned()).scale(Rational::HALF);
        // A sum is multiplied out: its constant belongs beside the others.
        let (constant, terms) = wave.terms();
        let constant = (rest.clone(), constant);
        Some(Ex::sum(
            terms
                .into_iter()
                .map(|(term, k)| (rest.mul(&term), k))
                .chain([constant]),
        ))
    });
    (other != *ex).then_some(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::eval;
    use crate::formula::expr::Var;

    fn wave(f: Func, times: (i64, i64)) -> Ex {
        let z = Ex::var(Var::Coord(0));
        Ex::call(f, &z.scale(Rational::lowest(times.0, times.1)))
    }

    #[test]
    fn products_of_waves_are_waves() {
        let [sine, cosine] = [Func::Sin, Func::Cos].map(|f| wave(f, (3, 2)));
        let a = Ex::var(Var::Param(0));
        for (ex, one_wave) in [
            (sine.mul(&cosine), true),
            (sine.powi(2).mul(&a), true),
            (Ex::int(5).sub(&cosine.powi(2).mul(&a.exp())), true),
            (sine.mul(&cosine).add(&sine.powi(2)), true),
            (sine.powi(2).mul(&cosine), false),
            (sine.powi(3), false),
            (sine.mul(&wave(Func::Cos, (1, 2))), false),
            (sine.add(&cosine), false),
        ] {
            let found = doubled(&ex);
            assert_eq!(found.is_some(), one_wave, "{ex:?}");
            let Some(found) = found else { continue };
            for x in [-2.5, -0.3, 0.0, 0.9, 4.0] {
                let [was, is] = [&ex, &found].map(|ex| eval::at_point(ex, &[x], &[0.7]));
                assert!((was - is).abs() < 1e-14, "{ex:?}: {was} {is}");
            }
        }
    }
}
