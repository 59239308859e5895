//! Points of a region, and the signs there: nothing is proved by them, but much is seen to be in vain.

use crate::formula::eval;
use crate::formula::expr::Ex;
use crate::formula::interval::Interval;
use crate::formula::range::Region;
use crate::formula::sign::Strict;

/// What is less than this may be zero.
const ROUNDING: f64 = 1e-12;

/// One sign at all points of a coarse grid, or `None` where two were met: then nothing is to be proved.
pub(super) fn sampled_sign(ex: &Ex, region: &Region) -> Option<Strict> {
    let grid = |interval: &Interval| -> Vec<f64> {
        if interval.is_point() {
            return vec![interval.lo.to_f64()];
        }
        [0.03, 0.25, 0.5, 0.75, 0.97]
            .iter()
            .map(|&s| inside(interval, s))
            .collect()
    };
    let mut seen = None;
    let intervals = region.coords.iter().chain(&region.params);
    let lists: Vec<Vec<f64>> = intervals.map(grid).collect();
    for i in 0..25 {
        // A Latin design: each symbol runs through its own values at its own pace, and two of them meet in all pairs.
        let paces = lists.iter().enumerate();
        let point: Vec<f64> = paces
            .map(|(j, list)| list[(i * (j + 1) + i / 5 * (j + 2)) % list.len()])
            .collect();
        let (coords, params) = point.split_at(region.coords.len());
        let value = eval::at_point(ex, coords, params);
        if value.abs() > ROUNDING {
            let sign = Strict::positive_if(value.is_sign_positive());
            if seen.is_some_and(|seen| seen != sign) {
                return None;
            }
            seen = Some(sign);
        }
    }
    seen
}

/// The point at a fraction of the way through an interval, unbounded ones squeezed.
pub(crate) fn inside(interval: &Interval, fraction: f64) -> f64 {
    let logit = (fraction / (1.0 - fraction)).ln();
    let (lo, hi) = (interval.lo.to_f64(), interval.hi.to_f64());
    match (interval.lo.is_finite(), interval.hi.is_finite()) {
        (true, true) => lo + (hi - lo) * fraction,
        (true, false) => lo + logit.exp(),
        (false, true) => hi - (-logit).exp(),
        (false, false) => 2.0 * logit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::expr::Var;
    use crate::formula::interval::Bound;
    use crate::formula::number::Rational;

    fn number(x: f64) -> Ex {
        Ex::num(Rational::from_f64(x).unwrap())
    }

    #[test]
    fn two_symbols_meet_in_all_pairs_of_values() {
        let region = Region {
            coords: vec![Interval::UNIT],
            params: vec![Interval::UNIT; 2],
        };
        let values = [0.03, 0.25, 0.5, 0.75, 0.97];
        let all = [Var::Coord(0), Var::Param(0), Var::Param(1)];
        for (v, w) in [(0, 1), (0, 2), (1, 2)] {
            for (x, y) in values.iter().flat_map(|x| values.map(|y| (*x, y))) {
                let away = |v: Var, x: f64| Ex::var(v).sub(&number(x)).powi(2);
                let beside = away(all[v], x).add(&away(all[w], y)).sub(&number(1e-3));
                assert_eq!(sampled_sign(&beside, &region), None, "{x} {y}");
            }
        }
    }

    #[test]
    fn what_rounding_may_be_has_no_sign() {
        let region = Region {
            coords: vec![Interval::UNIT],
            params: Vec::new(),
        };
        let sign = |x: f64| sampled_sign(&Ex::var(Var::Coord(0)).mul(&number(x)), &region);
        assert_eq!([1.0, 1e-10].map(sign), [Some(Strict::Positive); 2]);
        assert_eq!([-1.0, -1e-10].map(sign), [Some(Strict::Negative); 2]);
        assert_eq!([1e-12, -1e-12].map(sign), [None; 2]);
        let point = Region {
            coords: vec![Interval::point(Bound::int(3))],
            params: Vec::new(),
        };
        let less = Ex::var(Var::Coord(0)).sub(&number(3.5));
        assert_eq!(sampled_sign(&less, &point), Some(Strict::Negative));
    }

    #[test]
    fn points_rise_through_an_interval() {
        for (lo, hi) in [
            (Bound::NegInf, Bound::PosInf),
            (Bound::int(-3), Bound::PosInf),
            (Bound::NegInf, Bound::int(5)),
            (Bound::int(2), Bound::int(3)),
        ] {
            let interval = Interval::open(lo, hi);
            let shares = [0.001, 0.1, 0.4, 0.5, 0.7, 0.99];
            let points = shares.map(|share| inside(&interval, share));
            assert!(points.iter().all(|x| interval.contains(*x)), "{points:?}");
            assert!(points.is_sorted_by(|a, b| a < b), "{points:?}");
        }
        assert_eq!(inside(&Interval::REAL, 0.5), 0.0);
        assert_eq!(inside(&Interval::POSITIVE, 0.5), 1.0);
        assert_eq!(inside(&Interval::UNIT, 0.25), 0.25);
    }
}
