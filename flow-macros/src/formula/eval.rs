//! Expressions in double precision.

use super::expr::{Ex, Node, Var};
use super::number::Rational;
use std::collections::HashMap;

/// The value with symbols given by `at`.
pub(crate) fn eval(ex: &Ex, at: &dyn Fn(Var) -> f64) -> f64 {
    match ex.node() {
        Node::Num(r) => r.to_f64(),
        Node::Pi => std::f64::consts::PI,
        Node::Var(v) => at(*v),
        Node::Sum(c, terms) => terms.iter().fold(c.to_f64(), |sum, (t, k)| {
            k.to_f64().mul_add(eval(t, at), sum)
        }),
        Node::Product(factors) => {
            // Numerator and denominator apart, so that x/x-like quotients stay finite as long as they can.
            factors
                .iter()
                .map(|(b, e)| power(eval(b, at), e, at))
                .product()
        }
        Node::Call(f, u) => f.evaluate(eval(u, at)),
    }
}

fn power(base: f64, exponent: &Ex, at: &dyn Fn(Var) -> f64) -> f64 {
    match exponent.as_num() {
        Some(r) => match r.integer().and_then(|n| i32::try_from(n).ok()) {
            Some(1) => base,
            Some(n) => base.powi(n),
            None if r == Rational::HALF => base.sqrt(),
            None => base.powf(r.to_f64()),
        },
        None => base.powf(eval(exponent, at)),
    }
}

/// A point: values of coordinates and of parameters.
pub(crate) fn at_point(ex: &Ex, coords: &[f64], params: &[f64]) -> f64 {
    eval(ex, &|var| match var {
        Var::Coord(i) => coords.get(i).copied().unwrap_or(f64::NAN),
        Var::Param(i) => params.get(i).copied().unwrap_or(f64::NAN),
        _ => f64::NAN,
    })
}

/// The value with symbols looked up in a table.
pub(crate) fn with(ex: &Ex, table: &HashMap<Var, f64>) -> f64 {
    eval(ex, &|var| table.get(&var).copied().unwrap_or(f64::NAN))
}

/// Where a function changes its sign between two points.
pub(crate) fn crossing(value: &dyn Fn(f64) -> f64, mut lo: f64, mut hi: f64) -> f64 {
    let sign = value(lo).signum();
    for _ in 0..90 {
        let middle = 0.5 * (lo + hi);
        if value(middle).signum() == sign {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    0.5 * (lo + hi)
}
