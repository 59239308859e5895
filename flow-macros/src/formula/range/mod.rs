//! Interval arithmetic over expressions: a set that certainly contains every value.

mod angle;
mod exact;
mod function;
mod power;
mod ratio;
mod sides;

use super::expr::{Ex, Node, Var};
use super::functions::{Break, Func};
use super::interval::{Bound, Interval};
use super::number::Rational;
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
        Node::Sum(c, terms) => sides::beside_size(*c, terms, region).unwrap_or_else(|| {
            let start = Interval::point(Bound::rational(*c));
            terms
                .iter()
                .fold(start, |sum, (t, k)| sum.add(&eval(t, region).scale(*k)))
        }),
        Node::Product(factors) => ratio::beside_root(factors, region).unwrap_or_else(|| {
            let powers = factors
                .iter()
                .map(|(b, e)| power(&eval(b, region), e, region));
            powers
                .reduce(|a, b| a.mul(&b))
                .unwrap_or(Interval::point(Bound::ONE))
        }),
        Node::Call(f, u) => apply(*f, &eval(u, region)),
    }
}

/// Whether an expression has a value, and one that changes continuously, at every point of a region, its ends included.
pub(crate) fn is_defined(ex: &Ex, region: &Region) -> bool {
    match ex.node() {
        Node::Num(_) | Node::Pi | Node::Var(_) => true,
        Node::Sum(_, terms) => terms.iter().all(|(t, _)| is_defined(t, region)),
        Node::Product(factors) => factors.iter().all(|(base, exponent)| {
            is_defined(base, region)
                && is_defined(exponent, region)
                && is_power_defined(base, exponent, region)
        }),
        Node::Call(f, u) => {
            let values = eval(u, region);
            is_defined(u, region)
                && match f.row().breaks {
                    Break::Poles => !apply(*f, &values).is_real(),
                    Break::Jump => values.is_positive() || values.is_negative(),
                    Break::Nowhere | Break::Steep | Break::Corner => {
                        values.is_inside(&f.natural_domain())
                    }
                }
        }
    }
}

fn is_power_defined(base: &Ex, exponent: &Ex, region: &Region) -> bool {
    let values = eval(base, region);
    let whole = exponent.as_num().and_then(Rational::integer);
    if whole.is_some_and(i128::is_positive) || values.is_positive() {
        return true;
    }
    match whole {
        Some(_) => values.is_negative(),
        None => values.is_nonnegative() && eval(exponent, region).is_positive(),
    }
}

fn power(base: &Interval, exponent: &Ex, region: &Region) -> Interval {
    if let Some(r) = exponent.as_num() {
        return power_rational(base, r);
    }
    // x^y = exp(y·ln x), x ≥ 0 having been checked where the formula was written.
    let exponents = eval(exponent, region);
    let logarithm = apply(Func::Ln, base);
    let values = apply(Func::Exp, &logarithm.mul(&exponents));
    // 0^y has no logarithm.
    if base.lo.is_zero() && !base.lo_open {
        return values.hull(&Interval::point(Bound::ZERO));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_knows_its_own_symbols_only() {
        let region = Region {
            coords: vec![Interval::UNIT],
            params: vec![Interval::POSITIVE],
        };
        let point = Interval::point(Bound::ONE);
        for (var, coords, params) in [
            (Var::Coord(0), point, Interval::POSITIVE),
            (Var::Param(0), Interval::UNIT, point),
            (Var::Coord(1), Interval::UNIT, Interval::POSITIVE),
            (Var::Param(1), Interval::UNIT, Interval::POSITIVE),
            (Var::Image(0), Interval::UNIT, Interval::POSITIVE),
        ] {
            let other = region.with(var, point);
            assert_eq!(
                (other.get(Var::Coord(0)), other.get(Var::Param(0))),
                (coords, params),
                "{var:?}"
            );
            assert_eq!(other.get(Var::Coord(1)), Interval::REAL);
        }
        assert!(region.vars().eq([Var::Coord(0), Var::Param(0)]));
    }

    #[test]
    fn what_is_defined_has_values_without_jumps() {
        let z = Ex::var(Var::Coord(0));
        let closed = |lo: i64, hi: i64| Interval {
            lo: Bound::int(lo),
            hi: Bound::int(hi),
            lo_open: false,
            hi_open: false,
        };
        let call = |f| Ex::call(f, &z);
        for (ex, yes, no) in [
            (call(Func::Tan), closed(-1, 1), closed(1, 2)),
            (call(Func::Tan).exp(), closed(2, 4), closed(-2, 0)),
            (call(Func::Sign), closed(1, 2), closed(0, 1)),
            (call(Func::Sign), closed(-2, -1), closed(-1, 1)),
            (call(Func::Ln), closed(1, 2), closed(0, 1)),
            (call(Func::Atanh), closed(0, 0), closed(0, 1)),
            (call(Func::Acosh).add(&z), closed(2, 3), closed(0, 2)),
            (z.recip(), closed(-2, -1), closed(-1, 0)),
            (z.recip(), closed(1, 2), closed(-1, 1)),
            (z.sqrt(), closed(0, 1), closed(-1, 1)),
            (z.sqrt().recip(), closed(1, 2), closed(0, 1)),
            (z.pow(&z), closed(1, 2), closed(0, 1)),
            (Ex::int(2).pow(&z.recip()), closed(1, 2), closed(0, 1)),
            (z.sqrt().powi(3).exp(), closed(0, 4), closed(-1, 0)),
        ] {
            let on = |interval: Interval| Region {
                coords: vec![interval],
                params: Vec::new(),
            };
            assert!(is_defined(&ex, &on(yes)), "{ex:?} on {yes}");
            assert!(!is_defined(&ex, &on(no)), "{ex:?} on {no}");
        }
    }
}
