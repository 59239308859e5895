//! The sign of a power from that of its base, and of a function from where its argument lies.

use super::{Prover, Sign};
use crate::formula::expr::Ex;
use crate::formula::functions::Func;
use crate::formula::range::{self, Region};

impl Prover {
    pub(super) fn power(
        &mut self,
        base: &Ex,
        exponent: &Ex,
        region: &Region,
        depth: u32,
        cuts: u32,
    ) -> Sign {
        let Some(r) = exponent.as_num() else {
            // Of what may be 0, as |z| is, only where the exponent was seen to be positive.
            return match self.walk(base, region, depth, cuts) {
                Sign::Positive => Sign::Positive,
                _ => Sign::NonNegative,
            };
        };
        let Some(n) = r.integer() else {
            // Roots are of positive things, as was checked where they were written; zero may be reached only by a limit.
            return match self.walk(base, region, depth, cuts) {
                Sign::Positive => Sign::Positive,
                _ if r.is_negative() => Sign::Positive,
                _ => Sign::NonNegative,
            };
        };
        let sign = self.walk(base, region, depth, cuts);
        match (n % 2 == 0, sign) {
            (true, Sign::Positive | Sign::Negative) => Sign::Positive,
            // Reciprocals exist, as was checked where they were written.
            (true, _) | (false, Sign::NonNegative) if r.is_negative() => Sign::Positive,
            (true, _) => Sign::NonNegative,
            (false, Sign::NonPositive) if r.is_negative() => Sign::Negative,
            (false, sign) => sign,
        }
    }

    pub(super) fn call(&mut self, f: Func, u: &Ex, region: &Region, depth: u32, cuts: u32) -> Sign {
        let Some(zero) = f.root().and_then(range::from_bound) else {
            return Sign::Unknown;
        };
        self.walk(&u.sub(&zero), region, depth, cuts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::expr::Var;
    use crate::formula::interval::{Bound, Interval};
    use crate::formula::number::Rational;

    #[test]
    fn signs_of_powers_are_those_of_their_values() {
        let ends = [Bound::int(-2), Bound::ZERO, Bound::int(2)];
        let z = Ex::var(Var::Coord(0));
        for (lo, hi) in [(0, 1), (1, 2), (0, 2)] {
            for (lo_open, hi_open) in [(true, true), (true, false), (false, true), (false, false)] {
                let on = Interval {
                    lo: ends[lo],
                    hi: ends[hi],
                    lo_open,
                    hi_open,
                };
                let points = (-20..=20).map(|i| 0.1 * f64::from(i));
                let points: Vec<f64> = points.filter(|x| on.contains(*x)).collect();
                for (n, d) in [-4, -3, -2, -1, 1, 2, 3, 4]
                    .map(|n| (n, 1))
                    .into_iter()
                    .chain([(1, 2), (-1, 2), (3, 2), (-5, 3)])
                {
                    let r = Rational::new(n, d).unwrap();
                    let values: Vec<f64> = points
                        .iter()
                        .map(|x| {
                            if d == 1 {
                                x.powi(n as i32)
                            } else {
                                x.powf(r.to_f64())
                            }
                        })
                        .filter(|x| x.is_finite())
                        .collect();
                    let all = |is: fn(f64) -> bool| values.iter().all(|x| is(*x));
                    let wanted = if all(|x| x > 0.0) {
                        Sign::Positive
                    } else if all(|x| x < 0.0) {
                        Sign::Negative
                    } else if all(|x| x >= 0.0) {
                        Sign::NonNegative
                    } else if all(|x| x <= 0.0) {
                        Sign::NonPositive
                    } else {
                        Sign::Unknown
                    };
                    let region = Region {
                        coords: vec![on],
                        params: Vec::new(),
                    };
                    let found = Prover::new().power(&z, &Ex::num(r), &region, 1, 1);
                    // What is defined may be 0 at an end that belongs, unless it is a reciprocal.
                    if values.is_empty() || (d > 1 && on.lo.signum() < 0) {
                        continue;
                    }
                    assert_eq!(found, wanted, "z^{r} on {on}");
                }
            }
        }
    }
}
