//! Monotone calculus: the direction of an expression from the directions of its parts, without a derivative.

use super::expr::{Ex, Node, Var};
use super::functions::{Course, Func};
use super::interval::{Bound, Interval};
use super::number::Rational;
use super::range::{self, Region};
use super::sign::Strict;

/// Increasing or decreasing, strictly; `steep` where the derivative is also certain never to vanish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Direction {
    pub(crate) sign: Strict,
    pub(crate) steep: bool,
}

impl Direction {
    fn times(self, sign: Strict) -> Self {
        Self {
            sign: self.sign.times(sign),
            ..self
        }
    }

    fn then(self, outer: Self) -> Self {
        Self {
            sign: self.sign.times(outer.sign),
            steep: self.steep && outer.steep,
        }
    }
}

/// The direction of `ex` in `var`, for every value of all other symbols in the region.
pub(crate) fn direction(ex: &Ex, var: Var, region: &Region) -> Option<Direction> {
    match ex.node() {
        Node::Num(_) | Node::Pi => None,
        Node::Var(v) => (*v == var).then_some(Direction {
            sign: Strict::Positive,
            steep: true,
        }),
        Node::Sum(_, terms) => {
            let moving = terms.iter().filter(|(t, _)| t.has(var));
            let each = moving.map(|(t, k)| {
                direction(t, var, region).map(|d| d.times(Strict::positive_if(k.is_positive())))
            });
            agree(each)
        }
        Node::Product(factors) => {
            let mut sign = Strict::Positive;
            let mut moving = Vec::new();
            for (base, exponent) in factors {
                let power = Ex::product_raw(vec![(base.clone(), exponent.clone())]);
                // A lone factor carries the whole direction, whatever its own sign is.
                let values = range::eval(&power, region);
                let own = Strict::of(&values);
                if power.has(var) {
                    moving.push((base, exponent, own));
                } else {
                    sign = sign.times(own?);
                }
            }
            if let [(base, exponent, _)] = moving.as_slice() {
                return raised(base, exponent, var, region).map(|d| d.times(sign));
            }
            for (_, _, own) in &moving {
                sign = sign.times((*own)?);
            }
            // The logarithm of the absolute value is a sum.
            let each = moving.iter().map(|(base, exponent, own)| {
                let own = (*own)?;
                raised(base, exponent, var, region).map(|d| d.times(own))
            });
            agree(each).map(|d| d.times(sign))
        }
        Node::Call(f, u) => {
            let inner = direction(u, var, region)?;
            Some(inner.then(of_function(*f, &range::eval(u, region))?))
        }
    }
}

/// All in one direction; one steep part makes the whole steep.
fn agree(each: impl Iterator<Item = Option<Direction>>) -> Option<Direction> {
    let mut all: Option<Direction> = None;
    for direction in each {
        let direction = direction?;
        match &mut all {
            None => all = Some(direction),
            Some(sum) if sum.sign == direction.sign => sum.steep |= direction.steep,
            Some(_) => return None,
        }
    }
    all
}

/// base^exponent
fn raised(base: &Ex, exponent: &Ex, var: Var, region: &Region) -> Option<Direction> {
    if exponent.has(var) {
        // exp(e·ln b)
        let logarithm = exponent.mul(&base.ln());
        return if logarithm.size() < 400 {
            direction(&logarithm, var, region)
        } else {
            None
        };
    }
    let inner = direction(base, var, region)?;
    let values = range::eval(base, region);
    let outer = if let Some(r) = exponent.as_num() {
        power(r, &values)?
    } else {
        let e = range::eval(exponent, region);
        let sign = Strict::of(&e).filter(|_| values.is_positive())?;
        Direction { sign, steep: true }
    };
    Some(inner.then(outer))
}

fn power(r: Rational, on: &Interval) -> Option<Direction> {
    let sign = Strict::positive_if(r.is_positive());
    if r.is_one() || on.is_positive() {
        return Some(Direction { sign, steep: true });
    }
    let even = r.integer()? % 2 == 0;
    let steep = on.is_negative();
    // Touching zero at an end is harmless for the direction, but there the derivative vanishes.
    let sign = match (even, sign) {
        (true, Strict::Positive) if on.is_nonpositive() => Strict::Negative,
        (true, Strict::Positive) if on.is_nonnegative() => Strict::Positive,
        (true, Strict::Negative) if steep => Strict::Positive,
        (false, Strict::Positive) => Strict::Positive,
        (false, Strict::Negative) if steep => Strict::Negative,
        _ => return None,
    };
    Some(Direction { sign, steep })
}

/// The direction of a function on an interval.
pub(crate) fn of_function(f: Func, on: &Interval) -> Option<Direction> {
    let steep = |sign| Some(Direction { sign, steep: true });
    let weak = |sign| Some(Direction { sign, steep: false });
    match f.row().course {
        Course::Increasing => steep(Strict::Positive),
        Course::Decreasing => steep(Strict::Negative),
        Course::Valley if on.is_positive() => steep(Strict::Positive),
        Course::Valley if on.is_negative() => steep(Strict::Negative),
        Course::Valley if on.is_nonnegative() => weak(Strict::Positive),
        Course::Valley if on.is_nonpositive() => weak(Strict::Negative),
        Course::Tangent if within_branch(on)? => steep(Strict::Positive),
        // The derivative is a cosine or a sine of known sign.
        Course::Sine => by_slope(&range::apply(Func::Cos, on)),
        Course::Cosine => by_slope(&range::apply(Func::Sin, on).neg()),
        Course::Valley | Course::Tangent | Course::Sign => None,
    }
}

fn by_slope(slope: &Interval) -> Option<Direction> {
    let steep = slope.is_positive() || slope.is_negative();
    if slope.is_zero() {
        None
    } else if slope.is_nonnegative() {
        Some(Direction {
            sign: Strict::Positive,
            steep,
        })
    } else if slope.is_nonpositive() {
        Some(Direction {
            sign: Strict::Negative,
            steep,
        })
    } else {
        None
    }
}

/// Whether an interval lies between two neighbouring poles of tan.
pub(crate) fn within_branch(on: &Interval) -> Option<bool> {
    if !on.lo.is_finite() || !on.hi.is_finite() {
        return None;
    }
    let middle = 0.5 * (on.lo.to_f64() + on.hi.to_f64()) / std::f64::consts::PI;
    if middle.abs() > 1e6 {
        return None;
    }
    let k = middle.round() as i128;
    let branch = Interval::open(Bound::pi(2 * k - 1, 2), Bound::pi(2 * k + 1, 2));
    Some(on.is_inside(&branch))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::derivative::outer;
    use crate::formula::eval;
    use crate::formula::functions::Break;
    use crate::formula::prove::inside;

    fn on(ex: &Ex, interval: Interval) -> Option<Direction> {
        direction(
            ex,
            Var::Coord(0),
            &Region {
                coords: vec![interval],
                params: vec![],
            },
        )
    }

    #[test]
    fn powers_rise_and_fall() {
        let end = |open: bool, negative: bool| Interval {
            lo: if negative { Bound::NegInf } else { Bound::ZERO },
            hi: if negative { Bound::ZERO } else { Bound::PosInf },
            lo_open: negative || open,
            hi_open: !negative || open,
        };
        let [above, below] = [false, true].map(|negative| end(true, negative));
        let [from, to] = [false, true].map(|negative| end(false, negative));
        let some = |sign, steep| {
            let sign = Strict::positive_if(sign > 0);
            Some(Direction { sign, steep })
        };
        for (n, d, on, wanted) in [
            (2, 1, above, some(1, true)),
            (2, 1, from, some(1, false)),
            (2, 1, below, some(-1, true)),
            (2, 1, to, some(-1, false)),
            (2, 1, Interval::REAL, None),
            (-2, 1, above, some(-1, true)),
            (-2, 1, below, some(1, true)),
            (-2, 1, to, None),
            (-2, 1, Interval::REAL, None),
            (3, 1, Interval::REAL, some(1, false)),
            (3, 1, below, some(1, true)),
            (-3, 1, above, some(-1, true)),
            (-3, 1, below, some(-1, true)),
            (-3, 1, to, None),
            (1, 1, Interval::REAL, some(1, true)),
            (1, 2, above, some(1, true)),
            (-1, 2, above, some(-1, true)),
            (1, 2, Interval::REAL, None),
        ] {
            let r = Rational::new(n, d).unwrap();
            assert_eq!(power(r, &on), wanted, "{r} on {on}");
        }
    }

    /// Intervals, each with points that rise from end to end.
    fn pieces() -> Vec<(Interval, Vec<f64>)> {
        let ends = [
            Bound::NegInf,
            Bound::MINUS_PI,
            Bound::pi(-1, 2),
            Bound::MINUS_ONE,
            Bound::ZERO,
            Bound::ONE,
            Bound::pi(1, 2),
            Bound::PI,
            Bound::PosInf,
        ];
        let mut all = Vec::new();
        for (i, lo) in ends.iter().enumerate() {
            for hi in &ends[i + 1..] {
                for (lo_open, hi_open) in [(true, true), (false, false)] {
                    if (lo_open || lo.is_finite()) && (hi_open || hi.is_finite()) {
                        let on = Interval {
                            lo: *lo,
                            hi: *hi,
                            lo_open,
                            hi_open,
                        };
                        let inside = (1..200).map(|k| inside(&on, f64::from(k) / 200.0));
                        all.push((on, inside.collect()));
                    }
                }
            }
        }
        all
    }

    /// A function has a direction exactly where its values have one, and is steep unless its slope is zero at an end that belongs
    /// to the interval.
    #[test]
    fn functions_are_directed_as_their_values_are() {
        for &f in Func::ALL {
            for (on, points) in pieces() {
                if !on.is_inside(&f.natural_domain()) {
                    continue;
                }
                let values: Vec<f64> = points.iter().map(|x| f.evaluate(*x)).collect();
                let all = |holds: fn(&[f64]) -> bool| values.windows(2).all(holds);
                let rises = all(|pair| pair[0] <= pair[1]);
                let falls = all(|pair| pair[0] >= pair[1]);
                let Some(direction) = of_function(f, &on) else {
                    let unknown = matches!(f.row().course, Course::Tangent | Course::Sign);
                    assert!(unknown || !(rises || falls), "{f:?} on {on}");
                    continue;
                };
                let right = if direction.sign.is_positive() {
                    rises
                } else {
                    falls
                };
                assert!(right, "{f:?} on {on}: {direction:?}");
                let z = Ex::var(Var::Coord(0));
                let slope = outer(f, &z, &Ex::call(f, &z));
                let ends = [(on.lo, on.lo_open), (on.hi, on.hi_open)];
                let mut belonging = ends.iter().filter(|(_, open)| !open);
                let is_flat = belonging
                    .any(|(end, _)| eval::at_point(&slope, &[end.to_f64()], &[]).abs() < 1e-9);
                let corner = f.row().breaks == Break::Corner;
                assert!(direction.steep != is_flat || corner, "{f:?} on {on}");
            }
        }
    }

    #[test]
    fn directions() {
        let z = Ex::var(Var::Coord(0));
        let steep = |sign| Some(Direction { sign, steep: true });
        let moyal = z.mul(&z.scale(Rational::new(1, 10).unwrap()).exp());
        assert_eq!(on(&moyal, Interval::POSITIVE), steep(Strict::Positive));
        assert_eq!(on(&moyal, Interval::REAL), None);
        assert_eq!(
            on(&z.powi(3), Interval::REAL),
            Some(Direction {
                sign: Strict::Positive,
                steep: false
            })
        );
        assert_eq!(
            on(&z.powi(3).add(&z), Interval::REAL),
            steep(Strict::Positive)
        );
        assert_eq!(
            on(&z.neg().exp().neg().exp(), Interval::REAL),
            steep(Strict::Positive)
        );
        let angle = Ex::call(Func::Cos, &Ex::pi().mul(&z));
        assert_eq!(on(&angle, Interval::UNIT), steep(Strict::Negative));
        let wide = Ex::call(Func::Cos, &z.scale(Rational::parse("3.2").unwrap()));
        assert_eq!(on(&wide, Interval::UNIT), None);
        let tangent = Ex::call(Func::Tan, &Ex::pi().mul(&z.sub(&Ex::half())));
        assert_eq!(on(&tangent, Interval::UNIT), steep(Strict::Positive));
    }

    #[test]
    fn branches_of_the_tangent_are_known_as_far_as_floats_tell_them() {
        let branch = |k: i128| Interval::open(Bound::pi(4 * k - 1, 4), Bound::pi(4 * k + 1, 4));
        for k in [0, 1, -7, 999_999, -999_999, 1_000_000, -1_000_000] {
            assert_eq!(within_branch(&branch(k)), Some(true), "{k}");
        }
        for k in [0, 1, -7, 999_999, -999_999] {
            let across = Interval::open(Bound::pi(4 * k - 1, 4), Bound::pi(4 * k + 3, 4));
            assert_eq!(within_branch(&across), Some(false), "{k}");
        }
        for k in [1_000_001, -1_000_001, 30_000_000] {
            assert_eq!(within_branch(&branch(k)), None, "{k}");
        }
        assert_eq!(within_branch(&Interval::POSITIVE), None);
        assert_eq!(within_branch(&Interval::POSITIVE.neg()), None);
    }
}
