//! Symbolic differentiation.

use super::expr::{Ex, Node, Var};
use super::func::Func;
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
    let one = Ex::one;
    let square = || u.powi(2);
    match f {
        Func::Exp => whole.clone(),
        Func::Ln => u.recip(),
        Func::Sqrt => whole.recip().scale(Rational::HALF),
        Func::Cbrt => whole.powi(-2).div(&Ex::int(3)),
        Func::Sin => Ex::call(Func::Cos, u),
        Func::Cos => Ex::call(Func::Sin, u).neg(),
        Func::Tan => Ex::call(Func::Cos, u).powi(-2),
        Func::Asin => one().sub(&square()).sqrt().recip(),
        Func::Acos => one().sub(&square()).sqrt().recip().neg(),
        Func::Atan => one().add(&square()).recip(),
        Func::Sinh => Ex::call(Func::Cosh, u),
        Func::Cosh => Ex::call(Func::Sinh, u),
        Func::Tanh => Ex::call(Func::Cosh, u).powi(-2),
        Func::Asinh => one().add(&square()).sqrt().recip(),
        Func::Acosh => square().sub(&one()).sqrt().recip(),
        Func::Atanh => one().sub(&square()).recip(),
        Func::Sigmoid => Ex::call(Func::Sigmoid, u).mul(&Ex::call(Func::Sigmoid, &u.neg())),
        Func::Logit => u.mul(&one().sub(u)).recip(),
        Func::Softplus => Ex::call(Func::Sigmoid, u),
        Func::Erf => square()
            .neg()
            .exp()
            .scale(Rational::int(2))
            .div(&Ex::pi().sqrt()),
        Func::Phi => square()
            .scale(Rational::HALF.neg())
            .exp()
            .div(&Ex::pi().scale(Rational::int(2)).sqrt()),
        Func::Abs => Ex::call(Func::Sign, u),
        Func::Sign => Ex::zero(),
        Func::SoftplusInverse => Ex::call(Func::Sigmoid, whole).recip(),
        Func::Probit => whole
            .powi(2)
            .scale(Rational::HALF)
            .exp()
            .mul(&Ex::pi().scale(Rational::int(2)).sqrt()),
        Func::LnCosh => Ex::call(Func::Tanh, u),
    }
}

#[cfg(test)]
mod tests {
    use super::super::eval::at_point;
    use super::super::func::NAMES;
    use super::*;

    #[test]
    fn every_function_agrees_with_differences() {
        let z = Ex::var(Var::Coord(0));
        let extra = [Func::SoftplusInverse, Func::Probit, Func::LnCosh];
        for f in NAMES.iter().map(|(_, f)| *f).chain(extra) {
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
