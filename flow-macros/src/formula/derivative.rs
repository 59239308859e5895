//! Symbolic differentiation. That slopes are as stable as values is for `uncancel` and `stable`: the terms of a derivative cancel where
//! those of what is differentiated do not.

use super::expr::{Ex, Node, Var};
use super::functions::Func;
use super::number::Rational;
use std::collections::HashMap;

/// ∂ex/∂var
pub(crate) fn derivative(ex: &Ex, var: Var) -> Ex {
    walk(ex, var, &mut HashMap::new())
}

fn walk(ex: &Ex, var: Var, memo: &mut HashMap<Ex, Ex>) -> Ex {
    if !ex.has(var) {
        return Ex::zero();
    }
    if let Some(done) = memo.get(ex) {
        return done.clone();
    }
    let result = match ex.node() {
        Node::Num(_) | Node::Pi => Ex::zero(),
        Node::Var(v) => Ex::int(i64::from(*v == var)),
        Node::Sum(_, terms) => {
            let terms: Vec<_> = terms
                .iter()
                .map(|(t, k)| (walk(t, var, memo), *k))
                .collect();
            Ex::sum(terms)
        }
        Node::Product(factors) => {
            let mut terms = Vec::new();
            for (i, (base, exponent)) in factors.iter().enumerate() {
                if base.has(var) {
                    // e·b^(e−1)·b′ times the others.
                    let mut rest = factors.clone();
                    rest[i].1 = exponent.sub(&Ex::one());
                    rest.push((exponent.clone(), Ex::one()));
                    rest.push((walk(base, var, memo), Ex::one()));
                    terms.push((Ex::product(rest), Rational::ONE));
                }
                if exponent.has(var) {
                    let mut rest = factors.clone();
                    rest.push((base.ln(), Ex::one()));
                    rest.push((walk(exponent, var, memo), Ex::one()));
                    terms.push((Ex::product(rest), Rational::ONE));
                }
            }
            Ex::sum(terms)
        }
        Node::Call(f, u) => outer(*f, u, ex).mul(&walk(u, var, memo)),
    };
    memo.insert(ex.clone(), result.clone());
    result
}

/// f′(u); `whole` is f(u).
pub(crate) fn outer(f: Func, u: &Ex, whole: &Ex) -> Ex {
    (f.row().derivative)(u, whole)
}

#[cfg(test)]
mod tests {
    use super::super::eval::at_point;
    use super::*;

    #[test]
    fn every_function_agrees_with_differences() {
        let z = Ex::var(Var::Coord(0));
        for &f in Func::ALL {
            let at = if f == Func::Acosh { 1.7 } else { 0.37 };
            let ex = Ex::call(f, &z);
            let d = at_point(&derivative(&ex, Var::Coord(0)), &[at], &[]);
            let h = 1e-5;
            let want = (at_point(&ex, &[at + h], &[]) - at_point(&ex, &[at - h], &[])) / (2.0 * h);
            assert!(
                (d - want).abs() < 1e-8 * (1.0 + want.abs()),
                "{f:?}: {d} {want}"
            );
        }
        let ex = z.pow(&z);
        let d = at_point(&derivative(&ex, Var::Coord(0)), &[2.0], &[]);
        assert!((d - 4.0 * (1.0 + 2f64.ln())).abs() < 1e-12);
    }
}
