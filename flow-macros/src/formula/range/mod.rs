//! Interval arithmetic over expressions: a set that certainly contains every value.

mod angle;
mod exact;
mod function;
mod power;

use super::expr::{Ex, Node, Var};
use super::func::Func;
use super::interval::{Bound, Interval};
pub(crate) use exact::{as_bound, exact_value, from_bound};
pub(crate) use function::apply;
use power::power_rational;

/// Where each coordinate and each parameter lives.
#[derive(Clone, Debug)]
pub(crate) struct Region {
    pub(crate) coords: Vec<Interval>,
    pub(crate) params: Vec<Interval>,
}

impl Region {
    pub(crate) fn get(&self, var: Var) -> Interval {
        match var {
            Var::Coord(i) => self.coords.get(i).copied().unwrap_or(Interval::REAL),
            Var::Param(i) => self.params.get(i).copied().unwrap_or(Interval::REAL),
            _ => Interval::REAL,
        }
    }

    pub(crate) fn with(&self, var: Var, interval: Interval) -> Self {
        let mut region = self.clone();
        match var {
            Var::Coord(i) if i < region.coords.len() => region.coords[i] = interval,
            Var::Param(i) if i < region.params.len() => region.params[i] = interval,
            _ => {}
        }
        region
    }

    pub(crate) fn vars(&self) -> impl Iterator<Item = Var> + use<> {
        let coords = (0..self.coords.len()).map(Var::Coord);
        coords.chain((0..self.params.len()).map(Var::Param))
    }
}

/// The values of an expression on a region.
pub(crate) fn eval(ex: &Ex, region: &Region) -> Interval {
    match ex.node() {
        Node::Num(r) => Interval::point(Bound::rational(*r)),
        Node::Pi => Interval::point(Bound::pi(1, 1)),
        Node::Var(v) => region.get(*v),
        Node::Sum(c, terms) => {
            let start = Interval::point(Bound::rational(*c));
            terms
                .iter()
                .fold(start, |sum, (t, k)| sum.add(&eval(t, region).scale(*k)))
        }
        Node::Product(factors) => {
            let powers = factors
                .iter()
                .map(|(b, e)| power(&eval(b, region), e, region));
            powers
                .reduce(|a, b| a.mul(&b))
                .unwrap_or(Interval::point(Bound::ONE))
        }
        Node::Call(f, u) => apply(*f, &eval(u, region)),
    }
}

fn power(base: &Interval, exponent: &Ex, region: &Region) -> Interval {
    if let Some(r) = exponent.as_num() {
        return power_rational(base, r);
    }
    // x^y = exp(y·ln x), x > 0 having been checked where the formula was written.
    let logarithm = apply(Func::Ln, base);
    apply(Func::Exp, &logarithm.mul(&eval(exponent, region)))
}
