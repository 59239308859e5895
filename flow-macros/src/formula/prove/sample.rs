//! Points of a region, and the signs there: nothing is proved by them, but much is seen to be in vain.

use crate::formula::eval;
use crate::formula::expr::Ex;
use crate::formula::interval::Interval;
use crate::formula::range::Region;

/// One sign at all points of a coarse grid, or `None` where two were met: then nothing is to be proved.
pub(super) fn sampled_sign(ex: &Ex, region: &Region) -> Option<i32> {
    let grid = |interval: &Interval| -> Vec<f64> {
        if interval.is_point() {
            return vec![interval.lo.to_f64()];
        }
        [0.03, 0.25, 0.5, 0.75, 0.97]
            .iter()
            .map(|&s| inside(interval, s))
            .collect()
    };
    let mut seen = 0;
    let coords: Vec<Vec<f64>> = region.coords.iter().map(grid).collect();
    let params: Vec<Vec<f64>> = region.params.iter().map(grid).collect();
    for i in 0..25 {
        // A Latin design: each symbol runs through its own values at its own pace.
        let pick = |lists: &[Vec<f64>], salt: usize| -> Vec<f64> {
            lists
                .iter()
                .enumerate()
                .map(|(j, l)| l[(i * (1 + j + salt) + i / 5 * (j + 2)) % l.len()])
                .collect()
        };
        let value = eval::at_point(ex, &pick(&coords, 0), &pick(&params, coords.len()));
        let sign = i32::from(value > 1e-12) - i32::from(value < -1e-12);
        if sign != 0 {
            if seen != 0 && seen != sign {
                return None;
            }
            seen = sign;
        }
    }
    (seen != 0).then_some(seen)
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
    use crate::formula::interval::Bound;

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
