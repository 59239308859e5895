//! What to write instead: ranges, on the coordinate or on a parameter, with which the proof goes through.

use super::ast::Names;
use super::decide::prove_briefly;
use super::expr::{Ex, Var};
use super::interval::{Bound, Interval};
use super::map::Map;
use super::number::Rational;
use super::range::Region;
use super::simplify::simplify_on;
use super::witness::snap;

/// How a range is written.
fn written(name: &str, interval: &Interval) -> Option<String> {
    let text = |b: Bound| -> Option<String> {
        match b {
            Bound::Exact(p, q) if q.is_zero() => Some(p.to_string().replace('−', "-")),
            Bound::Exact(p, q) if p.is_zero() => {
                let sign = if q.is_negative() { "-" } else { "" };
                let times = if q.numerator().abs() == 1 {
                    String::new()
                } else {
                    format!("{} * ", q.numerator().abs())
                };
                let over = if q.denominator() == 1 {
                    String::new()
                } else {
                    format!(" / {}", q.denominator())
                };
                Some(format!("{sign}{times}PI{over}"))
            }
            _ => None,
        }
    };
    match (interval.lo, interval.hi) {
        (Bound::NegInf, Bound::PosInf) => None,
        (lo, Bound::PosInf) => Some(format!("{name} > {}", text(lo)?)),
        (Bound::NegInf, hi) => Some(format!("{name} < {}", text(hi)?)),
        (lo, hi) => Some(format!("{name} in ({}, {})", text(lo)?, text(hi)?)),
    }
}

fn plain_ranges() -> Vec<Interval> {
    let int = Bound::int;
    vec![
        Interval::POSITIVE,
        Interval::UNIT,
        Interval::open(int(-1), int(1)),
        Interval::open(int(1), Bound::PosInf),
        Interval::open(Bound::NegInf, Bound::ZERO),
        Interval::open(int(-1), Bound::PosInf),
        Interval::open(Bound::ZERO, Bound::pi(1, 1)),
        Interval::open(Bound::pi(-1, 2), Bound::pi(1, 2)),
    ]
}

/// Where the double of something is between 0 and 1.
fn halves() -> [Interval; 2] {
    let half = Bound::rational(Rational::HALF);
    [
        Interval::open(Bound::ZERO, half),
        Interval::open(half.neg(), half),
    ]
}

fn narrower(candidate: &Interval, than: &Interval) -> bool {
    candidate.is_inside(than) && !than.is_inside(candidate)
}

/// For formulas of this size, counted as trees, ranges are not tried: each takes a proof.
const LARGEST: u32 = 400;

fn proves(f: &Ex, var: Var, region: &Region, names: &Names) -> bool {
    if f.size() >= LARGEST {
        return false;
    }
    let f = simplify_on(f, region);
    let map = Map::new(&f, var, region);
    prove_briefly(&map, names).is_ok_and(|proof| map.image(proof.direction.is_positive()).is_some())
}

/// A range of another symbol, which keeps the whole domain of the coordinate.
pub(crate) fn of_parameters(f: &Ex, var: Var, region: &Region, names: &Names) -> Option<String> {
    let params = region.vars().filter(|v| matches!(v, Var::Param(_)));
    let coords = region
        .vars()
        .filter(|v| matches!(v, Var::Coord(_)) && *v != var);
    let mut others = params.chain(coords).filter(|v| f.has(*v));
    others.find_map(|other| {
        let own = region.get(other);
        let range = plain_ranges()
            .into_iter()
            .filter(|r| narrower(r, &own))
            .find(|r| proves(f, var, &region.with(other, *r), names))?;
        Some(format!("write `{}`", written(&names.of(other), &range)?))
    })
}

/// Lines such as ``restrict it: `z > 0` ``, each of them proved.
pub(crate) fn lines(
    f: &Ex,
    var: Var,
    region: &Region,
    names: &Names,
    turns: &[f64],
) -> Vec<String> {
    let proves = |region: &Region| proves(f, var, region, names);
    let mut lines: Vec<String> = of_parameters(f, var, region, names).into_iter().collect();
    let own = region.get(var);
    // A turning point that is not a simple number is rounded into the piece, from either side.
    let rounded = |x: f64, up: bool| {
        let thousandths = if up {
            (x * 1000.0).ceil()
        } else {
            (x * 1000.0).floor()
        };
        Rational::new(thousandths as i128, 1000).map(Bound::rational)
    };
    let mut cuts: Vec<(Bound, Bound)> = Vec::new();
    for &turn in turns.iter().filter(|t| t.abs() < 1e6) {
        let both = match snap(turn) {
            Some(simple) => Some((simple, simple)),
            None => rounded(turn, false).zip(rounded(turn, true)),
        };
        cuts.extend(both.filter(|(a, b)| own.contains_bound(*a) && own.contains_bound(*b)));
    }
    cuts.sort_by(|a, b| a.0.to_f64().total_cmp(&b.0.to_f64()));
    cuts.dedup();
    let mut ends = vec![(own.lo, own.lo)];
    ends.extend(cuts);
    ends.push((own.hi, own.hi));
    let mut pieces: Vec<Interval> = ends
        .windows(2)
        .map(|w| Interval::open(w[0].1, w[1].0))
        .collect();
    // The piece to the right of zero first.
    pieces.sort_by(|a, b| {
        let key = |i: &Interval| {
            let at = i.sample();
            if at >= 0.0 { at } else { 0.5 - 1.5 * at }
        };
        key(a).total_cmp(&key(b))
    });
    if pieces.len() < 2 {
        pieces = plain_ranges()
            .into_iter()
            .filter(|r| narrower(r, &own))
            .collect();
    }
    let good: Vec<String> = pieces
        .iter()
        .take(6)
        // Between turning points that are nearer than they are rounded, nothing is left.
        .filter(|p| p.lo.compare(p.hi).is_lt())
        .filter(|p| narrower(p, &own) && proves(&region.with(var, **p)))
        .filter_map(|p| written(&names.of(var), p))
        .take(2)
        .collect();
    if !good.is_empty() {
        let ranges: Vec<String> = good.iter().map(|g| format!("`{g}`")).collect();
        lines.push(format!(
            "it would be one-to-one on {}",
            ranges.join(" and on ")
        ));
    }
    lines
}

/// Ranges on which every operation is given what it is defined for: with a proof that the map is one-to-one, or at least
/// that.
pub(crate) fn defined(
    names: &Names,
    region: &Region,
    defines: &dyn Fn(&Region) -> bool,
    proves: &dyn Fn(&Region) -> bool,
) -> Vec<String> {
    let params = region.vars().filter(|v| matches!(v, Var::Param(_)));
    let coords = region.vars().filter(|v| matches!(v, Var::Coord(_)));
    let candidates: Vec<(Var, Interval)> = params
        .chain(coords)
        .flat_map(|var| {
            let ranges = plain_ranges().into_iter().chain(halves());
            ranges.map(move |range| (var, range))
        })
        .filter(|(var, range)| narrower(range, &region.get(*var)))
        .filter(|(var, range)| defines(&region.with(*var, *range)))
        .take(4)
        .collect();
    let line = |(var, range): &(Var, Interval), what: &str| {
        let text = written(&names.of(*var), range)?;
        Some(match var {
            Var::Param(_) => format!("write `{text}`"),
            _ => format!("it would be {what} on `{text}`"),
        })
    };
    let proved = candidates
        .iter()
        .find(|(var, range)| proves(&region.with(*var, *range)))
        .and_then(|found| line(found, "one-to-one"));
    let lines = proved.or_else(|| candidates.first().and_then(|found| line(found, "defined")));
    lines.into_iter().collect()
}
