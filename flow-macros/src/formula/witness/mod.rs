//! Two points with one image, or a point where the derivative vanishes: found in floats, verified by intervals.

mod points;

use super::eval;
use super::expr::{Ex, Var};
use super::interval::{Bound, Interval};
use super::prove::inside;
use super::range::{self, Region};
use points::{digits, middle, nice, print_image, simple_points};
pub(crate) use points::{print, snap};

/// A refutation, with the values of all other symbols.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) others: Vec<(Var, Bound)>,
    pub(crate) kind: Refutation,
}

#[derive(Clone, Debug)]
pub(crate) enum Refutation {
    /// Two points and their common image.
    Pair { points: [Bound; 2], image: String },
    /// The derivative is zero here.
    Vanishes { at: Bound, exact: bool },
    /// The derivative is zero everywhere.
    Flat,
}

/// Values for the other symbols, plain ones first.
fn settings(var: Var, used: &[Var], region: &Region) -> Vec<Vec<(Var, Bound)>> {
    let others: Vec<Var> = used.iter().copied().filter(|v| *v != var).collect();
    let lists: Vec<(Var, Vec<Bound>)> = others
        .iter()
        .map(|v| {
            let interval = region.get(*v);
            let mut list = simple_points(&interval);
            // One before zero: most parameters are scales.
            list.sort_by_key(|b| match b.to_f64() {
                1.0 => 0,
                0.5 => 1,
                0.0 => 2,
                _ => 3,
            });
            list.extend(
                [0.001, 0.999]
                    .iter()
                    .filter_map(|f| nice(inside(&interval, *f), 6))
                    .filter(|b| interval.contains_bound(*b)),
            );
            (*v, list)
        })
        .collect();
    if lists.iter().any(|(_, l)| l.is_empty()) {
        return Vec::new();
    }
    let longest = lists.iter().map(|(_, l)| l.len()).max().unwrap_or(1);
    let count = if lists.is_empty() {
        1
    } else {
        (longest * lists.len()).min(60)
    };
    (0..count)
        .map(|i| {
            lists
                .iter()
                .enumerate()
                .map(|(j, (v, l))| {
                    // First all equal steps, then at different paces.
                    let pace = if i < longest {
                        i
                    } else {
                        i * (2 * j + 1) + i / l.len() * (j + 1)
                    };
                    (*v, l[pace % l.len()])
                })
                .collect()
        })
        .collect()
}

/// Searches for a refutation of: `f` is one-to-one in `var`, with a derivative that is nowhere zero.
pub(crate) fn search(f: &Ex, slope: &Ex, var: Var, region: &Region) -> Option<Found> {
    let used: Vec<Var> = region.vars().filter(|v| f.has(*v)).collect();
    let settings = settings(var, &used, region);
    let bind = |others: &[(Var, Bound)]| {
        others.iter().fold(region.clone(), |region, (v, b)| {
            region.with(*v, Interval::point(*b))
        })
    };
    for others in &settings {
        if let Some(kind) = Search::new(f, slope, var, &bind(others)).pair() {
            return Some(Found {
                others: others.clone(),
                kind,
            });
        }
    }
    for others in &settings {
        if let Some(kind) = Search::new(f, slope, var, &bind(others)).vanishing() {
            return Some(Found {
                others: others.clone(),
                kind,
            });
        }
    }
    let signs: Vec<(usize, i32)> = settings
        .iter()
        .enumerate()
        .filter_map(|(i, others)| {
            let region = bind(others);
            let search = Search::new(f, slope, var, &region);
            let at = search.middle()?;
            let values = search.enclose(slope, at);
            let sign = i32::from(values.is_positive()) - i32::from(values.is_negative());
            (sign != 0).then_some((i, sign))
        })
        .collect();
    let (rising, falling) = (
        signs.iter().find(|s| s.1 > 0)?,
        signs.iter().find(|s| s.1 < 0)?,
    );
    Some(between(
        slope,
        var,
        region,
        &settings[rising.0],
        &settings[falling.0],
    ))
}

/// Increasing at one setting of the parameters, decreasing at another: somewhere between them the derivative is zero.
fn between(
    slope: &Ex,
    var: Var,
    region: &Region,
    rising: &[(Var, Bound)],
    falling: &[(Var, Bound)],
) -> Found {
    let at = middle(&region.get(var)).unwrap_or(Bound::ZERO);
    let mix = |share: f64| -> Vec<(Var, Bound)> {
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

struct Search<'a> {
    f: &'a Ex,
    slope: &'a Ex,
    var: Var,
    interval: Interval,
    /// All symbols but one are points.
    region: &'a Region,
    at: std::collections::HashMap<Var, f64>,
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
        grid.retain(|x| self.interval.contains(*x));
        grid.sort_by(f64::total_cmp);
        grid.dedup();
        grid
    }

    fn pair(&self) -> Option<Refutation> {
        let grid = self.grid();
        let slopes: Vec<f64> = grid.iter().map(|x| self.number(self.slope, *x)).collect();
        let signs: Vec<(f64, f64)> = grid
            .iter()
            .zip(&slopes)
            .filter(|(_, s)| s.is_finite() && **s != 0.0)
            .map(|(x, s)| (*x, *s))
            .collect();
        let turns: Vec<f64> = signs
            .windows(2)
            .filter(|w| w[0].1.signum() != w[1].1.signum())
            .map(|w| self.turn(w[0].0, w[1].0, w[0].1))
            .collect();
        let mut best: Option<(u32, Refutation)> = None;
        // Near zero first: that is where people look.
        let mut order: Vec<usize> = (0..turns.len()).collect();
        order.sort_by(|a, b| turns[*a].abs().total_cmp(&turns[*b].abs()));
        for &i in order.iter().take(4) {
            let turn = turns[i];
            let left = if i == 0 {
                grid.first().copied()?
            } else {
                turns[i - 1]
            };
            let right = turns.get(i + 1).copied().or(grid.last().copied())?;
            let mut starts: Vec<Bound> = simple_points(&self.interval)
                .into_iter()
                .filter(|b| b.to_f64() > left && b.to_f64() < right)
                .collect();
            starts.truncate(40);
            for share in [0.5, 0.1, 0.01] {
                starts.extend(
                    [left, right]
                        .iter()
                        .filter_map(|end| nice(turn + (end - turn) * share, 3)),
                );
            }
            for start in starts {
                let x = start.to_f64();
                let far = if x < turn { right } else { left };
                if (x - turn).abs() < 1e-9 * (1.0 + turn.abs())
                    || !self.interval.contains_bound(start)
                {
                    continue;
                }
                let Some((other, cost)) = self.partner(start, turn, far) else {
                    continue;
                };
                let (image, simple) =
                    print_image(self.number(self.f, x), &self.enclose(self.f, start));
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
                    best = Some((cost, Refutation::Pair { points, image }));
                }
            }
            if best.is_some() {
                break;
            }
        }
        best.map(|(_, found)| found)
    }

    /// Where the slope changes its sign.
    fn turn(&self, mut lo: f64, mut hi: f64, sign: f64) -> f64 {
        for _ in 0..90 {
            let middle = 0.5 * (lo + hi);
            if self.number(self.slope, middle).signum() == sign.signum() {
                lo = middle;
            } else {
                hi = middle;
            }
        }
        0.5 * (lo + hi)
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
        for _ in 0..120 {
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
        let tolerance = 1e-10 * image.abs() + 1e-13 * peak.abs().min(1.0);
        let close =
            |b: &Bound| self.interval.contains_bound(*b) && side(b.to_f64()).abs() <= tolerance;
        let snapped = snap(exact)
            .filter(close)
            .filter(|b| (b.to_f64() - exact).abs() < 1e-9 * (1.0 + exact.abs()));
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
            (a.to_f64() - b.to_f64()).abs() > 1e-7 * (a.to_f64().abs() + b.to_f64().abs());
        let above =
            |low: &Interval, high: &Interval| low.hi.compare(high.lo) == std::cmp::Ordering::Less;
        distinct
            && [at_a, at_b].iter().all(|side| {
                if peak > 0.0 {
                    above(side, &top)
                } else {
                    above(&top, side)
                }
            })
    }

    fn vanishing(&self) -> Option<Refutation> {
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
