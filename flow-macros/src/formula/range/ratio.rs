//! Products of u and a power of a sum that holds u², as in u/√(1 + u²): however large u is, they are not.

use super::power::power_rational;
use super::{Region, eval};
use crate::formula::expr::{Ex, Node};
use crate::formula::factor::expand;
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::Rational;
use std::cmp::Ordering;

/// The values of a product that holds uⁿ and (k uᵖ + c)^(−m) with c ≥ 0 and n ≤ m p, where u has no bounds.
pub(super) fn beside_root(factors: &[(Ex, Ex)], region: &Region) -> Option<Interval> {
    if factors.len() < 2 {
        return None;
    }
    let mut pairs = (0..factors.len()).flat_map(|i| (0..factors.len()).map(move |j| [i, j]));
    let found = |pair: [usize; 2]| Some((pair, ratio(pair.map(|i| &factors[i]), region)?));
    let (pair, ratio) = pairs.find_map(found)?;
    let others = factors
        .iter()
        .enumerate()
        .filter(|(other, _)| !pair.contains(other));
    Some(others.fold(ratio, |product, (_, (base, exponent))| {
        product.mul(&super::power(&eval(base, region), exponent, region))
    }))
}

/// The values of the product of two powers, if these are such.
fn ratio([(u, n), (base, exponent)]: [&(Ex, Ex); 2], region: &Region) -> Option<Interval> {
    let m = exponent.as_num().filter(|r| r.is_negative())?.neg();
    let Node::Sum(_, terms) = base.node() else {
        return None;
    };
    let n = n.as_num()?.integer().filter(|n| *n > 0)?;
    let values = eval(u, region);
    if values.lo.is_finite() && values.hi.is_finite() {
        return None;
    }
    // Of 2z − 2 it is z − 1 whose square stands in the sum.
    let lead = u.terms().1.first().map_or(Rational::ONE, |(_, k)| *k);
    let (u, values) = (u.scale(lead.recip()?), values.scale(lead.recip()?));
    // Neither (z − 1)² nor (1 − z)² is the other, as text.
    let same = |term: &Ex, p: i64| *term == u.powi(p) || *term == u.neg().powi(p);
    let mut powers = terms.iter().flat_map(|term| [2, 4].map(|p| (term, p)));
    let power = powers.find(|((term, _), p)| same(term, *p));
    let (k, p, rest) = match power {
        Some(((term, k), p)) => (*k, p, base.sub(&term.scale(*k))),
        // Of what is written out, the square is a part that cannot be seen.
        None if m.mul(Rational::int(2)) == Some(Rational::new(n, 1)?) => {
            (Rational::ONE, 2, expand(&base.sub(&u.powi(2))))
        }
        None => return None,
    };
    let rest = eval(&rest, region);
    if k.is_negative() || !rest.is_nonnegative() {
        return None;
    }
    let hump = Hump {
        n: Rational::new(n, i128::from(p))?,
        m,
        k,
    };
    let size = if values.is_nonnegative() {
        values
    } else if values.is_nonpositive() {
        values.neg()
    } else {
        Interval {
            lo_open: false,
            ..Interval::POSITIVE
        }
    };
    let size = hump.values(&power_rational(&size, Rational::int(p)), &rest)?;
    let ratio = if n % 2 == 0 || values.is_nonnegative() {
        size
    } else if values.is_nonpositive() {
        size.neg()
    } else {
        size.hull(&size.neg())
    };
    Some(ratio.scale(lead.powi(n)?))
}
/// sⁿ (k s + c)^(−m) for s > 0 and c ≥ 0: in s it rises up to one place and falls beyond it, or rises all the way where n = m; the
/// larger c is, the less it is.
struct Hump {
    n: Rational,
    m: Rational,
    k: Rational,
}

impl Hump {
    /// Its values where s has no bound above.
    fn values(&self, s: &Interval, c: &Interval) -> Option<Interval> {
        let Self { n, m, k } = *self;
        let beyond = m.sub(n).filter(|rest| !rest.is_negative())?;
        let (near, least) = (Interval::point(s.lo), Interval::point(c.lo));
        if c.lo.is_zero() && s.lo.is_zero() && !beyond.is_zero() {
            return None;
        }
        let (hi, hi_open) = if beyond.is_zero() {
            let top = power_rational(&Interval::point(Bound::rational(k)), m.neg());
            (top.hi, c.is_positive())
        } else {
            let place = least.scale(n.div(k.mul(beyond)?)?);
            if s.lo.compare(place.hi) == Ordering::Greater {
                (self.at(&near, &least).hi, s.lo_open || c.lo_open)
            } else {
                (self.at(&place, &least).hi, c.lo_open)
            }
        };
        let rises = beyond.is_zero() && s.lo.signum() > 0 && c.hi.signum() > 0;
        let (lo, lo_open) = if rises && c.hi.is_finite() {
            let bottom = self.at(&near, &Interval::point(c.hi));
            (bottom.lo.max(Bound::ZERO), s.lo_open || c.hi_open)
        } else {
            (Bound::ZERO, s.is_positive())
        };
        Some(Interval {
            lo,
            hi,
            lo_open,
            hi_open: hi_open || !hi.is_finite(),
        })
    }

    fn at(&self, s: &Interval, c: &Interval) -> Interval {
        let below = s.scale(self.k).add(c);
        power_rational(s, self.n).mul(&power_rational(&below, self.m.neg()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::expr::Var;

    #[test]
    fn what_is_beside_its_root_has_bounds() {
        let region = Region {
            coords: vec![Interval::REAL],
            params: vec![Interval::POSITIVE],
        };
        let (z, a) = (Ex::var(Var::Coord(0)), Ex::var(Var::Param(0)));
        let on = |ex: &Ex| eval(ex, &region).to_string();
        let root = |sum: &Ex| sum.pow(&Ex::num(Rational::lowest(-1, 2)));
        for u in [z.clone(), z.sub(&Ex::one()), z.add(&a)] {
            let square = u.powi(2);
            assert_eq!(on(&u.mul(&root(&square.add(&Ex::one())))), "(−1, 1)");
            assert_eq!(on(&u.mul(&root(&square.add(&a)))), "(−1, 1)");
            let quarter = square.scale(Rational::int(4)).add(&Ex::one());
            assert_eq!(on(&u.mul(&root(&quarter))), "(−1/2, 1/2)");
            assert_eq!(on(&square.div(&quarter)), "[0, 1/4)");
            let written_out = expand(&square).add(&Ex::one());
            assert_eq!(on(&u.mul(&root(&written_out))), "(−1, 1)");
            let twice = u.scale(Rational::int(-2));
            assert_eq!(on(&twice.mul(&root(&square.add(&Ex::one())))), "(−2, 2)");
            // What is taken off may leave nothing below the root.
            let less = square.sub(&Ex::one());
            assert_eq!(on(&square.div(&less)), "(−∞, ∞)");
        }
        assert_eq!(on(&a.mul(&root(&a.powi(2).add(&Ex::one())))), "(0, 1)");
        assert_eq!(
            on(&z.mul(&a).mul(&root(&z.powi(2).add(&Ex::one())))),
            "(−∞, ∞)"
        );
    }

    #[test]
    fn a_hump_is_bounded_by_its_top_and_by_its_sides() {
        let r = |n, d| Rational::new(n, d).unwrap();
        let number = |x: f64| Bound::rational(Rational::from_f64(x).unwrap());
        for (n, m) in [
            (r(1, 2), r(1, 2)),
            (r(1, 2), r(1, 1)),
            (r(1, 4), r(3, 2)),
            (r(1, 1), r(1, 1)),
            (r(3, 2), r(2, 1)),
        ] {
            for k in [0.25, 1.0, 3.0] {
                for near in [0.0, 0.125, 1.0, 40.0] {
                    for (least, most) in [(0.5, 0.5), (0.25, 4.0), (2.0, f64::INFINITY)] {
                        let hump = Hump {
                            n,
                            m,
                            k: Rational::from_f64(k).unwrap(),
                        };
                        let closed = |lo: f64, hi: f64| Interval {
                            lo: number(lo),
                            hi: if hi.is_finite() {
                                number(hi)
                            } else {
                                Bound::PosInf
                            },
                            lo_open: false,
                            hi_open: !hi.is_finite(),
                        };
                        let (s, c) = (closed(near, f64::INFINITY), closed(least, most));
                        let found = hump.values(&s, &c).unwrap();
                        let value =
                            |s: f64, c: f64| s.powf(n.to_f64()) * (k * s + c).powf(-m.to_f64());
                        let mut seen = [f64::INFINITY, 0.0];
                        for i in 0..2000 {
                            let s = near
                                + (f64::from(i) / 2000.0 / (1.0 - f64::from(i) / 2000.0)).powi(2);
                            for c in [least, most.min(1e12), 0.5 * (least + most.min(9.0))] {
                                let value = value(s, c);
                                let [lo, hi] = [found.lo, found.hi].map(Bound::to_f64);
                                let is_inside =
                                    lo <= value * (1.0 + 1e-14) && value * (1.0 - 1e-14) <= hi;
                                assert!(is_inside, "{value} in {found}");
                                seen = [seen[0].min(value), seen[1].max(value)];
                            }
                        }
                        let [lo, hi] = [found.lo, found.hi].map(Bound::to_f64);
                        assert!(hi < 1.001 * seen[1], "{found} {seen:?}");
                        assert!(seen[0] < lo + 0.01 * hi, "{found} {seen:?}");
                    }
                }
            }
        }
        let hump = Hump {
            n: Rational::HALF,
            m: Rational::ONE,
            k: Rational::ONE,
        };
        // With nothing beside it a hump has no top.
        assert!(
            hump.values(&Interval::POSITIVE, &Interval::POSITIVE)
                .is_none()
        );
        let from_one = Interval::open(Bound::ONE, Bound::PosInf);
        let found = hump.values(&from_one, &Interval::POSITIVE).unwrap();
        assert_eq!(found.to_string(), "(0, 1)");
        let steep = Hump {
            n: Rational::ONE,
            ..hump
        };
        let steep = Hump {
            m: Rational::HALF,
            ..steep
        };
        assert!(steep.values(&from_one, &Interval::UNIT).is_none());
    }
}
