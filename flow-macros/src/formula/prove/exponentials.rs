//! sinh and cosh of one argument as exponentials: what they have in common cancels, as in cosh(b)² − sinh(b)².

use crate::formula::expr::{Ex, Node};
use crate::formula::factor::expand;
use crate::formula::functions::Func;
use crate::formula::number::Rational;
use std::collections::HashMap;

/// The same without sinh and cosh, if there are both of one argument.
pub(super) fn in_exponentials(ex: &Ex) -> Option<Ex> {
    let mut seen: [Vec<Ex>; 2] = Default::default();
    ex.rebuild(&mut HashMap::new(), &mut |node| {
        match node.node() {
            Node::Call(Func::Sinh, u) => seen[0].push(u.clone()),
            Node::Call(Func::Cosh, u) => seen[1].push(u.clone()),
            _ => {}
        }
        None
    });
    let [sines, cosines] = &seen;
    sines.iter().find(|u| cosines.contains(u))?;
    let other = ex.rebuild(&mut HashMap::new(), &mut |node| {
        let (u, sign) = match node.node() {
            Node::Call(Func::Sinh, u) => (u, Rational::MINUS_ONE),
            Node::Call(Func::Cosh, u) => (u, Rational::ONE),
            _ => return None,
        };
        let both = u.exp().add(&u.neg().exp().scale(sign));
        Some(both.scale(Rational::HALF))
    });
    Some(expand(&other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::eval;
    use crate::formula::expr::Var;
    use crate::formula::tests::read;

    #[test]
    fn squares_cancel_and_values_stay() {
        for (text, is_seen) in [
            ("|z; a| z*cosh(a)^2 - z*sinh(a)^2", true),
            ("|z; a| z^2*cosh(a)^2 - z^2*sinh(a)^2 + cosh(a)", true),
            ("|z; a| cosh(a) - z*sinh(a)", true),
            ("|z; a| cosh(a) - z*sinh(2*a)", false),
            ("|z| cosh(z) - z", false),
        ] {
            let ex = read(text).unwrap().body[0].lower();
            let found = in_exponentials(&ex);
            assert_eq!(found.is_some(), is_seen, "{text}");
            let Some(found) = found else { continue };
            for (x, a) in [(-0.7, 1.2), (0.3, -0.4), (2.0, 0.9)] {
                let [was, is] = [&ex, &found].map(|ex| eval::at_point(ex, &[x], &[a]));
                assert!(
                    (was - is).abs() < 1e-12 * (1.0 + was.abs()),
                    "{text}: {was} {is}"
                );
            }
        }
        let text = "|z; a| z*cosh(a)^2 - z*sinh(a)^2";
        let found = in_exponentials(&read(text).unwrap().body[0].lower());
        assert_eq!(found, Some(Ex::var(Var::Coord(0))));
    }
}
