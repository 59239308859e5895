//! A point where the derivative is zero, or an interval of parameters in which it must be.

use super::points::{middle, simple_points, snap};
use super::settings::Setting;
use super::{Found, Refutation, Search};
use crate::formula::eval;
use crate::formula::expr::{Ex, Var};
use crate::formula::interval::Bound;
use crate::formula::range::Region;

/// Increasing at one setting of the parameters, decreasing at another: somewhere between them the derivative is zero.
pub(super) fn between(
    slope: &Ex,
    var: Var,
    region: &Region,
    rising: &Setting,
    falling: &Setting,
) -> Found {
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
    for _ in 0..80 {
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
    for (_, b) in &mut others {
        if let Bound::Float(x) = *b {
            *b = snap(x).unwrap_or(*b);
        }
    }
    Found {
        others,
        kind: Refutation::Vanishes { at, exact: true },
    }
}

impl Search<'_> {
    pub(super) fn vanishing(&self) -> Option<Refutation> {
        let grid = self.grid();
        let simple = simple_points(&self.interval);
        let zeros: Vec<Bound> = simple
            .iter()
            .copied()
            .filter(|b| self.enclose(self.slope, *b).is_zero())
            .collect();
        if !zeros.is_empty() && zeros.len() == simple.len() {
            return Some(Refutation::Flat);
        }
        if let Some(at) = zeros.first() {
            return Some(Refutation::Vanishes {
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
        for _ in 0..200 {
            let (a, b) = (lo + 0.382 * (hi - lo), lo + 0.618 * (hi - lo));
            if size(a) < size(b) { hi = b } else { lo = a }
        }
        let at = 0.5 * (lo + hi);
        let least = size(at);
        if !(least < 1e-10 * size(left).min(size(right)) && size(left).min(size(right)) > 1e-100) {
            return None;
        }
        if let Some(snapped) = snap(at)
            && self.enclose(self.slope, snapped).is_zero()
        {
            return Some(Refutation::Vanishes {
                at: snapped,
                exact: true,
            });
        }
        Some(Refutation::Vanishes {
            at: Bound::Float(at),
            exact: false,
        })
    }
}
