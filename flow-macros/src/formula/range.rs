//! Interval arithmetic over expressions: a set that certainly contains every value.

use super::expr::{Ex, Node, Var};
use super::func::Func;
use super::interval::{Bound, Interval, Round};
use super::number::Rational;
use super::special;
use std::cmp::Ordering;

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

pub(crate) fn power_rational(base: &Interval, r: Rational) -> Interval {
    if r.is_one() {
        return *base;
    }
    if r.is_negative() {
        return match power_rational(base, r.neg()).recip() {
            Some(result) => result,
            None if r.is_even_integer() => Interval::POSITIVE,
            None => Interval::REAL,
        };
    }
    if r.is_even_integer() && !base.is_nonnegative() {
        if base.is_nonpositive() {
            return power_rational(&base.neg(), r);
        }
        // Zero lies inside: the larger side in absolute value decides.
        let (left, right) = (base.neg(), *base);
        let (hi, hi_open) = match left.hi.compare(right.hi) {
            Ordering::Less => (right.hi, right.hi_open),
            Ordering::Greater => (left.hi, left.hi_open),
            Ordering::Equal => (left.hi.max(right.hi), left.hi_open && right.hi_open),
        };
        let top = power_rational(
            &Interval {
                lo: Bound::ZERO,
                lo_open: false,
                hi,
                hi_open,
            },
            r,
        );
        return top;
    }
    let odd = r.integer().is_some();
    let raise = |x: Bound, round: Round| -> Bound {
        match x {
            Bound::PosInf => Bound::PosInf,
            Bound::NegInf if odd => Bound::NegInf,
            Bound::NegInf => Bound::ZERO,
            _ if x.is_zero() => Bound::ZERO,
            _ if x.signum() < 0 && !odd => Bound::ZERO,
            _ => {
                let exact = x.as_rational().and_then(|p| match r.integer() {
                    Some(n) => p.powi(n),
                    None if r.denominator() == 2 => p.sqrt()?.powi(r.numerator()),
                    None => p.is_one().then_some(p),
                });
                if let Some(value) = exact {
                    return Bound::rational(value);
                }
                let (lo, hi) = x.enclose();
                let float = if round == Round::Down { lo } else { hi };
                let value = match r.integer() {
                    Some(n) => float.powi(i32::try_from(n).unwrap_or(i32::MAX)),
                    None if r == Rational::HALF => float.max(0.0).sqrt(),
                    None => float.max(0.0).powf(r.to_f64()),
                };
                widen(value, round, 1e-14 * (1.0 + r.to_f64().abs()))
            }
        }
    };
    let (lo, hi) = (raise(base.lo, Round::Down), raise(base.hi, Round::Up));
    let lo = if base.is_nonnegative() {
        lo.max(Bound::ZERO)
    } else {
        lo
    };
    Interval {
        lo,
        hi,
        lo_open: base.lo_open || !lo.is_finite(),
        hi_open: base.hi_open || !hi.is_finite(),
    }
}

/// The result of a library function, moved outward by more than its error.
fn widen(value: f64, round: Round, relative: f64) -> Bound {
    let margin = value.abs() * relative;
    match round {
        _ if value.is_nan() && round == Round::Down => Bound::NegInf,
        _ if value.is_nan() => Bound::PosInf,
        Round::Down => round.float(value - if margin.is_finite() { margin } else { 0.0 }),
        Round::Up => round.float(value + if margin.is_finite() { margin } else { 0.0 }),
    }
}

/// The values of a function on an interval.
pub(crate) fn apply(func: Func, on: &Interval) -> Interval {
    match func {
        Func::Sqrt => power_rational(on, Rational::HALF),
        Func::Sin => sine(on),
        Func::Cos => {
            let shift = Interval::point(Bound::pi(1, 2));
            sine(&on.add(&shift))
        }
        Func::Tan => tangent(on),
        Func::Cosh | Func::LnCosh | Func::Abs if !on.is_nonnegative() => {
            if on.is_nonpositive() {
                return apply(func, &on.neg());
            }
            let (right, left) = (apply(func, &clip(on)), apply(func, &clip(&on.neg())));
            right.hull(&left)
        }
        Func::Sign => {
            if on.is_positive() {
                Interval::point(Bound::ONE)
            } else if on.is_negative() {
                Interval::point(Bound::MINUS_ONE)
            } else {
                func.range()
            }
        }
        _ => monotone(func, on),
    }
}

fn clip(on: &Interval) -> Interval {
    Interval {
        lo: Bound::ZERO,
        lo_open: false,
        ..*on
    }
}

fn monotone(func: Func, on: &Interval) -> Interval {
    let (domain, range) = (func.natural_domain(), func.range());
    let falling = func.direction() == Some(-1);
    let end = |x: Bound, open: bool, round: Round| -> (Bound, bool) {
        // Outside the natural domain nothing is attained: the ends of the range bound it.
        let below = x.compare(domain.lo) != Ordering::Greater;
        let above = x.compare(domain.hi) != Ordering::Less;
        let (low_end, high_end) = if falling {
            (range.hi, range.lo)
        } else {
            (range.lo, range.hi)
        };
        if let Some(value) = exact_call(func, x) {
            return (value, open || !value.is_finite());
        }
        if below {
            return (low_end, true);
        }
        if above {
            return (high_end, true);
        }
        let (lo, hi) = x.enclose();
        let values = (special::call(func, lo), special::call(func, hi));
        let value = if round == Round::Down {
            values.0.min(values.1)
        } else {
            values.0.max(values.1)
        };
        let precise = matches!(
            func,
            Func::Exp | Func::Ln | Func::Abs | Func::Tanh | Func::Atan | Func::Sinh | Func::Cosh
        );
        let rounded = widen(value, round, if precise { 4e-15 } else { 1e-12 });
        let clamped = match round {
            Round::Down if rounded.compare(range.lo) != Ordering::Greater => {
                (range.lo, open || range.lo_open)
            }
            Round::Up if rounded.compare(range.hi) != Ordering::Less => {
                (range.hi, open || range.hi_open)
            }
            _ => (rounded, open),
        };
        (clamped.0, clamped.1 || !clamped.0.is_finite())
    };
    let ((lo, lo_open), (hi, hi_open)) = if falling {
        (
            end(on.hi, on.hi_open, Round::Down),
            end(on.lo, on.lo_open, Round::Up),
        )
    } else {
        (
            end(on.lo, on.lo_open, Round::Down),
            end(on.hi, on.hi_open, Round::Up),
        )
    };
    Interval {
        lo,
        hi,
        lo_open,
        hi_open,
    }
}

/// Values, and limits at the ends, that are known exactly.
pub(crate) fn exact_call(func: Func, x: Bound) -> Option<Bound> {
    use Bound::{NegInf, PosInf};
    let pi = |n, d| Some(Bound::pi(n, d));
    let half = Bound::rational(Rational::HALF);
    let one = Bound::ONE;
    let zero = Bound::ZERO;
    if x.is_zero() {
        return match func {
            Func::Exp | Func::Cosh | Func::Cos => Some(one),
            Func::Ln | Func::Logit | Func::SoftplusInverse | Func::Probit => Some(NegInf),
            Func::Sigmoid | Func::Phi => Some(half),
            Func::Acos => pi(1, 2),
            Func::Softplus | Func::Acosh => None,
            _ => Some(zero),
        };
    }
    match (func, x) {
        (Func::Exp | Func::Sigmoid | Func::Phi | Func::Softplus, NegInf) => Some(zero),
        (
            Func::Exp
            | Func::Ln
            | Func::Sinh
            | Func::Cosh
            | Func::Asinh
            | Func::Acosh
            | Func::Cbrt
            | Func::Softplus
            | Func::SoftplusInverse
            | Func::LnCosh
            | Func::Abs
            | Func::Sqrt,
            PosInf,
        )
        | (Func::Cosh | Func::LnCosh | Func::Abs, NegInf) => Some(PosInf),
        (Func::Sinh | Func::Asinh | Func::Cbrt, NegInf) => Some(NegInf),
        (Func::Tanh | Func::Erf | Func::Sigmoid | Func::Phi, PosInf) => Some(one),
        (Func::Tanh | Func::Erf, NegInf) => Some(one.neg()),
        (Func::Atan, PosInf) => pi(1, 2),
        (Func::Atan, NegInf) => pi(-1, 2),
        (Func::Abs, x) if x.signum() < 0 => Some(x.neg()),
        (Func::Abs, x) => Some(x),
        (Func::Cbrt, x) if x == one || x == one.neg() => Some(x),
        _ => {
            let r = x.as_rational()?;
            let sign = if r.is_negative() { -1 } else { 1 };
            match func {
                Func::Ln | Func::Acosh | Func::Acos if r.is_one() => Some(zero),
                Func::Logit | Func::Atanh | Func::Probit if r.is_one() => Some(PosInf),
                Func::Logit | Func::Probit if r == Rational::HALF => Some(zero),
                Func::Atanh if r.neg().is_one() => Some(NegInf),
                Func::Acos if r.neg().is_one() => pi(1, 1),
                Func::Acos if r == Rational::HALF => pi(1, 3),
                Func::Acos if r.neg() == Rational::HALF => pi(2, 3),
                Func::Asin if r.abs().is_one() => pi(sign, 2),
                Func::Asin if r.abs() == Rational::HALF => pi(sign, 6),
                Func::Atan if r.abs().is_one() => pi(sign, 4),
                _ => None,
            }
        }
    }
}

/// `f(u)` where both are known exactly, as an expression.
pub(crate) fn exact_value(func: Func, u: &Ex) -> Option<Ex> {
    let x = as_bound(u)?;
    let value = match func {
        Func::Exp if !x.is_zero() => return None,
        Func::Sin | Func::Cos | Func::Tan => {
            let image = apply(func, &Interval::point(x));
            image.is_point().then_some(image.lo)?
        }
        _ => exact_call(func, x)?,
    };
    from_bound(value)
}

/// `p + q·π` as a bound.
pub(crate) fn as_bound(ex: &Ex) -> Option<Bound> {
    let (p, terms) = ex.terms();
    match terms.as_slice() {
        [] => Some(Bound::rational(p)),
        [(t, q)] if matches!(t.node(), Node::Pi) => Some(Bound::Exact(p, *q)),
        _ => None,
    }
}

pub(crate) fn from_bound(bound: Bound) -> Option<Ex> {
    match bound {
        Bound::Exact(p, q) => Some(Ex::sum([(Ex::num(p), Rational::ONE), (Ex::pi(), q)])),
        _ => None,
    }
}

/// The smallest integer k with offset + k·π ≥ x (or > x), for offsets that are multiples of π.
fn first_multiple(x: Bound, offset: Rational, strict: bool) -> Option<i64> {
    let guess = x.to_f64() / std::f64::consts::PI - offset.to_f64();
    if !guess.is_finite() || guess.abs() > 1e9 {
        return None;
    }
    let start = guess.floor() as i64 - 1;
    (start..start + 4).find(|&k| {
        let at = offset
            .add(Rational::int(k))
            .map(|q| Bound::Exact(Rational::ZERO, q));
        at.is_some_and(|at| match at.compare(x) {
            Ordering::Greater => true,
            Ordering::Equal => !strict,
            Ordering::Less => false,
        })
    })
}

fn sine(on: &Interval) -> Interval {
    let full = Func::Sin.range();
    let multiples = |strict: bool| {
        let first = first_multiple(on.lo, Rational::HALF, strict)?;
        let last = -first_multiple(on.hi.neg(), Rational::HALF.neg(), strict)?;
        Some((first, last))
    };
    let (Some((first, last)), Some(inner)) = (multiples(false), multiples(true)) else {
        return full;
    };
    if last - first > 4 {
        return full;
    }
    let value = |x: Bound, round: Round| {
        if let Some(value) = sine_exact(x) {
            value
        } else {
            // Arguments carry an error of their own.
            let (lo, hi) = x.enclose();
            let (a, b) = (lo.sin(), hi.sin());
            let slack = 4.0 * f64::EPSILON * (1.0 + lo.abs());

            match round {
                Round::Down => round.float(a.min(b) - slack).max(Bound::MINUS_ONE),
                Round::Up => round.float(a.max(b) + slack).min(Bound::ONE),
            }
        }
    };
    let closed = |open: bool, v: Bound, round: Round| Interval {
        lo: v,
        hi: if round == Round::Down { Bound::ONE } else { v },
        lo_open: open,
        hi_open: open,
    };
    let ends = |round: Round| {
        [(on.lo, on.lo_open), (on.hi, on.hi_open)]
            .map(|(x, open)| closed(open, value(x, round), round))
    };
    let [a, b] = ends(Round::Down);
    let [c, d] = ends(Round::Up);
    let low = a.hull(&b);
    let high = Interval {
        lo: Bound::MINUS_ONE,
        ..c
    }
    .hull(&Interval {
        lo: Bound::MINUS_ONE,
        ..d
    });
    let mut result = Interval {
        lo: low.lo,
        lo_open: low.lo_open,
        hi: high.hi,
        hi_open: high.hi_open,
    };
    for k in first..=last {
        let inside = (inner.0..=inner.1).contains(&k);
        let at_closed_end = (k == first && !on.lo_open) || (k == last && !on.hi_open);
        let attained = inside || at_closed_end;
        let extreme = if k % 2 == 0 {
            Bound::ONE
        } else {
            Bound::MINUS_ONE
        };
        if attained {
            result = result.hull(&Interval::point(extreme));
        }
    }
    result
}

fn sine_exact(x: Bound) -> Option<Bound> {
    let Bound::Exact(p, q) = x else { return None };
    if !p.is_zero() {
        return None;
    }
    let sixths = q.mul(Rational::int(6))?.integer()?.rem_euclid(12);
    let half = Rational::HALF;
    Some(match sixths {
        0 | 6 => Bound::ZERO,
        1 | 5 => Bound::rational(half),
        3 => Bound::ONE,
        7 | 11 => Bound::rational(half.neg()),
        9 => Bound::MINUS_ONE,
        _ => return None,
    })
}

fn tangent(on: &Interval) -> Interval {
    let (first, last) = match (
        first_multiple(on.lo, Rational::HALF, on.lo_open),
        first_multiple(on.hi.neg(), Rational::HALF.neg(), on.hi_open),
    ) {
        (Some(first), Some(last)) => (first, -last),
        _ => return Interval::REAL,
    };
    if first <= last {
        return Interval::REAL;
    }
    let value = |x: Bound, round: Round| match x {
        Bound::Exact(p, q)
            if p.is_zero()
                && q.mul(Rational::int(4))
                    .is_some_and(|q| q.integer().is_some()) =>
        {
            match q
                .mul(Rational::int(4))
                .and_then(Rational::integer)
                .map_or(0, |k| k.rem_euclid(4))
            {
                0 => Bound::ZERO,
                1 => Bound::ONE,
                3 => Bound::MINUS_ONE,
                _ if round == Round::Down => Bound::NegInf,
                _ => Bound::PosInf,
            }
        }
        _ => {
            let (lo, hi) = x.enclose();
            let v = if round == Round::Down {
                lo.tan()
            } else {
                hi.tan()
            };
            let slack = 8.0 * f64::EPSILON * (1.0 + lo.abs()) * (1.0 + v * v);
            match round {
                Round::Down => round.float(v - slack),
                Round::Up => round.float(v + slack),
            }
        }
    };
    let (lo, hi) = (value(on.lo, Round::Down), value(on.hi, Round::Up));
    // Rounding near a pole may turn the ends around.
    if lo.compare(hi) == Ordering::Greater {
        return Interval::REAL;
    }
    Interval {
        lo,
        hi,
        lo_open: on.lo_open || !lo.is_finite(),
        hi_open: on.hi_open || !hi.is_finite(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(func: Func, lo: Bound, hi: Bound) -> String {
        apply(func, &Interval::open(lo, hi)).to_string()
    }

    #[test]
    fn trigonometry_is_exact() {
        assert_eq!(on(Func::Cos, Bound::ZERO, Bound::pi(1, 1)), "(−1, 1)");
        assert_eq!(on(Func::Tan, Bound::pi(-1, 2), Bound::pi(1, 2)), "(−∞, ∞)");
        assert_eq!(on(Func::Sin, Bound::ZERO, Bound::pi(1, 1)), "(0, 1]");
        assert_eq!(on(Func::Sin, Bound::ZERO, Bound::pi(1, 2)), "(0, 1)");
        assert_eq!(on(Func::Cos, Bound::NegInf, Bound::PosInf), "[−1, 1]");
        assert_eq!(on(Func::Acos, Bound::MINUS_ONE, Bound::ONE), "(0, π)");
    }

    #[test]
    fn limits_stay_open() {
        assert_eq!(on(Func::Exp, Bound::NegInf, Bound::ZERO), "(0, 1)");
        assert_eq!(on(Func::Tanh, Bound::int(-900), Bound::int(900)), "(−1, 1)");
        assert!(apply(Func::Exp, &Interval::point(Bound::int(-1000))).is_positive());
        assert_eq!(on(Func::Ln, Bound::ZERO, Bound::ONE), "(−∞, 0)");
        assert_eq!(on(Func::Cosh, Bound::int(-1), Bound::PosInf), "[1, ∞)");
        assert_eq!(
            power_rational(&Interval::REAL, Rational::int(2)).to_string(),
            "[0, ∞)"
        );
        assert_eq!(
            power_rational(&Interval::REAL, Rational::int(-2)).to_string(),
            "(0, ∞)"
        );
    }
}
