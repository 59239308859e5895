//! Two points with one image: on either side of a turn, the image of one is looked for beyond it.

use super::points::{digits, nice, print_image, simple_points, snap};
use super::{Kind, Search};
use crate::formula::eval;
use crate::formula::interval::{Bound, Interval};
use std::cmp::Ordering;

/// Images that differ by less, relatively, are one as far as they are printed; that one is reached twice is proved anyway.
const SAME_IMAGE: f64 = 1e-10;
/// What rounding leaves of an image that is 0, in units of how far the turn is from it.
const ROUNDING: f64 = 1e-13;
/// Points that are nearer, relatively, are printed alike.
const SAME_POINT: f64 = 1e-9;
/// Points of a pair are further apart than this, relatively, so that a reader can tell them apart.
const DISTINCT: f64 = 1e-7;
/// Halvings of an interval until its ends are neighbouring floats, from any distance.
const HALVINGS: u32 = 120;

impl Search<'_> {
    pub(super) fn pair(&self) -> Option<Kind> {
        let grid = self.grid();
        let turns = self.turns(&grid);
        // Near zero first: that is where people look.
        let mut order: Vec<usize> = (0..turns.len()).collect();
        order.sort_by(|a, b| turns[*a].abs().total_cmp(&turns[*b].abs()));
        order.into_iter().take(4).find_map(|i| {
            let before = i.checked_sub(1).map(|i| &turns[i]);
            let left = before.or(grid.first())?;
            let right = turns.get(i + 1).or(grid.last())?;
            self.around(turns[i], *left, *right)
        })
    }

    /// Where the slope changes its sign.
    fn turns(&self, grid: &[f64]) -> Vec<f64> {
        let slope = |x: f64| self.number(self.slope, x);
        let signs: Vec<(f64, f64)> = grid
            .iter()
            .map(|x| (*x, slope(*x)))
            .filter(|(_, s)| s.is_finite() && *s != 0.0)
            .map(|(x, s)| (x, s.signum()))
            .collect();
        signs
            .windows(2)
            .filter(|w| w[0].1 != w[1].1)
            .map(|w| eval::crossing(&slope, w[0].0, w[1].0))
            .collect()
    }

    /// Of the pairs around a turn the one that is shortest to write.
    fn around(&self, turn: f64, left: f64, right: f64) -> Option<Kind> {
        let mut best: Option<(u32, Kind)> = None;
        for start in self.starts(turn, left, right) {
            let x = start.to_f64();
            let far = if x < turn { right } else { left };
            if (x - turn).abs() < SAME_POINT * (1.0 + turn.abs())
                || !self.interval.contains_bound(start)
            {
                continue;
            }
            let Some((other, cost)) = self.partner(start, turn, far) else {
                continue;
            };
            let (image, simple) = print_image(self.number(self.f, x), &self.enclose(self.f, start));
            let length = if simple {
                u32::try_from(image.chars().count()).unwrap_or(9)
            } else {
                9
            };
            let cost = cost + digits(start) + length;
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                let mut points = [start, other];
                if points[0].to_f64() > points[1].to_f64() {
                    points.swap(0, 1);
                }
                best = Some((cost, Kind::Pair { points, image }));
            }
        }
        best.map(|(_, found)| found)
    }

    fn starts(&self, turn: f64, left: f64, right: f64) -> Vec<Bound> {
        let mut starts: Vec<Bound> = simple_points(&self.interval)
            .into_iter()
            .filter(|b| b.to_f64() > left && b.to_f64() < right)
            .collect();
        starts.truncate(40);
        for share in [0.5, 0.1, 0.01] {
            let ends = [left, right].into_iter();
            starts.extend(ends.filter_map(|end| nice(turn + (end - turn) * share, 3)));
        }
        starts
    }

    /// The point beyond the turn with the image of `start`; and how long it is to write.
    fn partner(&self, start: Bound, turn: f64, far: f64) -> Option<(Bound, u32)> {
        let image = self.number(self.f, start.to_f64());
        let peak = self.number(self.f, turn) - image;
        if !image.is_finite() || !peak.is_finite() || peak == 0.0 {
            return None;
        }
        let side = |x: f64| (self.number(self.f, x) - image) * peak.signum();
        if side(far) > 0.0 || !side(far).is_finite() {
            return None;
        }
        let (mut near, mut beyond) = (turn, far);
        for _ in 0..HALVINGS {
            let middle = 0.5 * (near + beyond);
            if side(middle) > 0.0 {
                near = middle;
            } else {
                beyond = middle;
            }
        }
        let exact = [near, beyond]
            .into_iter()
            .min_by(|a, b| side(*a).abs().total_cmp(&side(*b).abs()))?;
        let tolerance = SAME_IMAGE * image.abs() + ROUNDING * peak.abs().min(1.0);
        let close =
            |b: &Bound| self.interval.contains_bound(*b) && side(b.to_f64()).abs() <= tolerance;
        let snapped = snap(exact)
            .filter(close)
            .filter(|b| (b.to_f64() - exact).abs() < SAME_POINT * (1.0 + exact.abs()));
        let other = snapped.unwrap_or(Bound::Float(exact));
        // Verified: the turn lies certainly beyond the images of both, so some level between is reached twice.
        if !close(&other) || !self.separated(start, other, turn, peak) {
            return None;
        }
        Some((other, digits(other)))
    }

    fn separated(&self, a: Bound, b: Bound, turn: f64, peak: f64) -> bool {
        let (at_a, at_b) = (self.enclose(self.f, a), self.enclose(self.f, b));
        let top = self.enclose(self.f, Bound::Float(turn));
        let distinct =
            (a.to_f64() - b.to_f64()).abs() > DISTINCT * (a.to_f64().abs() + b.to_f64().abs());
        let above = |low: &Interval, high: &Interval| low.hi.compare(high.lo) == Ordering::Less;
        distinct
            && [at_a, at_b].iter().all(|side| {
                if peak > 0.0 {
                    above(side, &top)
                } else {
                    above(&top, side)
                }
            })
    }
}
