//! Two points with one image, or a point where the derivative vanishes: found in floats, verified by intervals.

mod pair;
mod points;
mod settings;
mod vanish;

use super::eval;
use super::expr::{Ex, Var};
use super::interval::{Bound, Interval};
use super::prove::inside;
use super::range::{self, Region};
use super::sign::Strict;
use points::{middle, simple_points};
pub(crate) use points::{print, snap};
use settings::{Setting, settings};
use std::collections::HashMap;
use vanish::between;

/// What shows that a map is no bijection, with the values of all other symbols: verified by intervals.
#[derive(Clone, Debug)]
pub(crate) struct Counterexample {
    pub(crate) others: Setting,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// Two points and their common image.
    Pair { points: [Bound; 2], image: String },
    /// The derivative is zero here.
    Vanishes { at: Bound, exact: bool },
    /// The derivative is zero everywhere.
    Flat,
}

/// Searches for a counterexample to: `f` is one-to-one in `var`, with a derivative that is nowhere zero.
pub(crate) fn search(f: &Ex, slope: &Ex, var: Var, region: &Region) -> Option<Counterexample> {
    let used: Vec<Var> = region.vars().filter(|v| f.has(*v)).collect();
    let settings = settings(var, &used, region);
    let bind = |others: &Setting| {
        others.iter().fold(region.clone(), |region, (v, b)| {
            region.with(*v, Interval::point(*b))
        })
    };
    let found = |others: &Setting, kind: Kind| Counterexample {
        others: others.clone(),
        kind,
    };
    let pair = |others: &Setting| {
        let region = bind(others);
        let kind = Search::new(f, slope, var, &region).pair()?;
        Some(found(others, kind))
    };
    let zero = |others: &Setting| {
        let region = bind(others);
        let kind = Search::new(f, slope, var, &region).vanishing()?;
        Some(found(others, kind))
    };
    // Neither: but the map may rise at one setting and fall at another.
    let direction = |others: &Setting| {
        let region = bind(others);
        let search = Search::new(f, slope, var, &region);
        let values = search.enclose(slope, search.middle()?);
        Strict::of(&values)
    };
    let over = || {
        let directions: Vec<Option<Strict>> = settings.iter().map(direction).collect();
        let at = |sign: Strict| Some(&settings[directions.iter().position(|d| *d == Some(sign))?]);
        Some(between(
            slope,
            var,
            region,
            at(Strict::Positive)?,
            at(Strict::Negative)?,
        ))
    };
    let pair = settings.iter().find_map(pair);
    pair.or_else(|| settings.iter().find_map(zero))
        .or_else(over)
}

struct Search<'a> {
    f: &'a Ex,
    slope: &'a Ex,
    var: Var,
    interval: Interval,
    /// All symbols but one are points.
    region: &'a Region,
    at: HashMap<Var, f64>,
}

impl<'a> Search<'a> {
    fn new(f: &'a Ex, slope: &'a Ex, var: Var, region: &'a Region) -> Self {
        let at = region.vars().map(|v| (v, region.get(v).sample())).collect();
        Self {
            f,
            slope,
            var,
            interval: region.get(var),
            region,
            at,
        }
    }

    fn middle(&self) -> Option<Bound> {
        middle(&self.interval)
    }

    fn number(&self, ex: &Ex, x: f64) -> f64 {
        eval::eval(ex, &|v| {
            if v == self.var {
                x
            } else {
                self.at.get(&v).copied().unwrap_or(f64::NAN)
            }
        })
    }

    fn enclose(&self, ex: &Ex, x: Bound) -> Interval {
        range::eval(ex, &self.region.with(self.var, Interval::point(x)))
    }

    /// Points in order, simple ones among them.
    fn grid(&self) -> Vec<f64> {
        let mut grid: Vec<f64> = simple_points(&self.interval)
            .iter()
            .map(|b| b.to_f64())
            .collect();
        grid.extend((1..80).map(|i| inside(&self.interval, f64::from(i) / 80.0)));
        // And geometrically closer to ends that are finite, where a map may turn that turns nowhere else.
        let (lo, hi) = (self.interval.lo.to_f64(), self.interval.hi.to_f64());
        let width = if lo.is_finite() && hi.is_finite() {
            hi - lo
        } else {
            1.0
        };
        for step in 2..=24 {
            let distance = width * 10f64.powf(-0.5 * f64::from(step));
            grid.extend([lo + distance, hi - distance]);
        }
        grid.retain(|x| self.interval.contains(*x));
        grid.sort_by(f64::total_cmp);
        grid.dedup();
        grid
    }
}
