//! A point where the derivative is zero, or an interval of parameters in which it must be.

use super::points::{middle, simple_points, snap};
use super::settings::Setting;
use super::{Counterexample, Kind, Search};
use crate::formula::eval;
use crate::formula::expr::{Ex, Var};
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::Rational;
use crate::formula::range::{self, Region};

/// Halvings until two floats of moderate size meet.
const HALVINGS: u32 = 80;
/// Steps of a golden section until it has come down to neighbouring floats: each leaves 0.618 of the interval.
const SECTIONS: u32 = 200;
const GOLDEN: f64 = 0.382;
/// A minimum that is this much smaller than what lies beside it is taken for a zero, and looked at.
const ZERO: f64 = 1e-10;
/// Slopes that are smaller than this have underflowed rather than vanished.
const UNDERFLOW: f64 = 1e-100;

/// Increasing at one setting of the parameters, decreasing at another: somewhere between them the derivative is zero.
pub(super) fn between(
    slope: &Ex,
    var: Var,
    region: &Region,
    rising: &Setting,
    falling: &Setting,
) -> Counterexample {
    let at = middle(&region.get(var)).unwrap_or(Bound::ZERO);
    let mix = |share: f64| -> Setting {
        let both = rising.iter().zip(falling);
        both.map(|((v, a), (_, b))| {
            (
                *v,
                if a == b {
                    *a
                } else {
                    Bound::Float(a.to_f64() + (b.to_f64() - a.to_f64()) * share)
                },
            )
        })
        .collect()
    };
    let (mut lo, mut hi) = (0.0, 1.0);
    for _ in 0..HALVINGS {
        let share = 0.5 * (lo + hi);
        let others = mix(share);
        let value = eval::eval(slope, &|v| {
            if v == var {
                at.to_f64()
            } else {
                others
                    .iter()
                    .find(|(w, _)| *w == v)
                    .map_or(f64::NAN, |(_, b)| b.to_f64())
            }
        });
        if value > 0.0 { lo = share } else { hi = share }
    }
    let mut others = mix(0.5 * (lo + hi));
    for (v, b) in &mut others {
        if let Bound::Float(x) = *b {
            let snapped = snap(x).filter(|b| region.get(*v).contains_bound(*b));
            *b = snapped.unwrap_or(*b);
        }
    }
    // As it is printed, if it is zero there; in any case somewhere near by.
    let there = others.iter().fold(region.clone(), |there, (v, b)| {
        there.with(*v, Interval::point(*b))
    });
    let exact = range::eval(slope, &there.with(var, Interval::point(at))).is_zero();
    if !exact {
        others = mix(0.5 * (lo + hi));
    }
    Counterexample {
        others,
        kind: Kind::Vanishes { at, exact: true },
    }
}

impl Search<'_> {
    pub(super) fn vanishing(&self) -> Option<Kind> {
        let grid = self.grid();
        let simple = simple_points(&self.interval);
        let zeros: Vec<Bound> = simple
            .iter()
            .copied()
            .filter(|b| self.enclose(self.slope, *b).is_zero())
            .collect();
        let everywhere = || range::eval(self.slope, self.region).is_zero();
        if !zeros.is_empty() && zeros.len() == simple.len() && everywhere() {
            return Some(Kind::Flat);
        }
        if let Some(at) = zeros.first() {
            return Some(Kind::Vanishes {
                at: *at,
                exact: true,
            });
        }
        // A minimum of |f′| between grid points that is many orders below its neighbours.
        let size = |x: f64| self.number(self.slope, x).abs();
        let (left, _, right) = grid
            .windows(3)
            .map(|w| (w[0], w[1], w[2]))
            .filter(|(a, b, c)| size(*b) < size(*a) && size(*b) < size(*c))
            .min_by(|x, y| size(x.1).total_cmp(&size(y.1)))?;
        let (mut lo, mut hi) = (left, right);
        for _ in 0..SECTIONS {
            let (a, b) = (lo + GOLDEN * (hi - lo), hi - GOLDEN * (hi - lo));
            if size(a) < size(b) { hi = b } else { lo = a }
        }
        let at = 0.5 * (lo + hi);
        let least = size(at);
        let beside = size(left).min(size(right));
        if !(least < ZERO * beside && beside > UNDERFLOW) {
            return None;
        }
        // Next to an open end, that may be the end itself.
        if let Some(snapped) = snap(at).filter(|b| self.interval.contains_bound(*b))
            && self.enclose(self.slope, snapped).is_zero()
        {
            return Some(Kind::Vanishes {
                at: snapped,
                exact: true,
            });
        }
        self.crosses(left, right).then_some(Kind::Vanishes {
            at: Bound::Float(at),
            exact: false,
        })
    }

    /// Whether a factor of the derivative has two signs at two points, and is zero between them.
    fn crosses(&self, left: f64, right: f64) -> bool {
        let [low, high] = [left, right].map(|x| Bound::Float(x).exact());
        let between = Interval {
            lo: low,
            hi: high,
            lo_open: false,
            hi_open: false,
        };
        let between = self.region.with(self.var, between);
        let (_, product) = self.slope.split_coefficient();
        product.factors().iter().any(|(base, exponent)| {
            let ends = [low, high].map(|end| self.enclose(base, end));
            let two = [(0, 1), (1, 0)]
                .iter()
                .any(|&(i, j)| ends[i].is_negative() && ends[j].is_positive());
            two && exponent.as_num().is_some_and(Rational::is_positive)
                && range::is_defined(base, &between)
        })
    }
}
