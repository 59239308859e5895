//! Every function encloses: its interval at a point holds the value in twice the precision, next to roots, poles and ends.

use super::reference::Twice;
use super::{Break, Course, Func};
use crate::formula::interval::{Bound, Interval};
use crate::formula::range;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

pub(super) const LN_2: Twice = Twice {
    head: std::f64::consts::LN_2,
    tail: 2.319_046_813_846_299_6e-17,
};

/// What a row says of its function in twice the precision.
#[derive(Debug)]
pub(super) struct Exactly {
    /// The value; of inverses that have no reference the root of a function that has one.
    pub(super) value: fn(Twice) -> Twice,
    /// Where the function is zero or infinite, ends, or is written in another way.
    pub(super) near: &'static [f64],
}

/// Points at geometrically smaller distances of each place, and some far from all of them.
fn points(func: Func) -> Vec<f64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let mut points = Vec::new();
    for &place in func.row().exactly.near {
        for step in 0..320 {
            let share: f64 = rng.random_range(0.1..1.0);
            let distance = 2f64.powi(-step) * share * place.abs().max(1.0);
            points.extend([place + distance, place - distance]);
        }
        points.extend([place, place.next_up(), place.next_down()]);
    }
    points.extend((0..400).map(|_| rng.random_range(-1.0..1.0)));
    points.extend((0..400).map(|_| rng.random_range(-40.0..40.0)));
    let domain = func.natural_domain();
    points.retain(|x| Interval::point(Bound::Float(*x)).is_inside(&domain));
    points
}

/// A number against the end of an interval: positive where it lies beyond it.
fn above(value: Twice, end: Bound) -> f64 {
    match end {
        Bound::NegInf => f64::INFINITY,
        Bound::PosInf => f64::NEG_INFINITY,
        Bound::Float(x) => (value - x).head,
        Bound::Exact(p, q) => {
            let [p, q] = [p, q].map(|r| {
                let part = |n: i128| {
                    let head = n as f64;
                    Twice::from(head) + Twice::from((n - head as i128) as f64)
                };
                part(r.numerator()) / part(r.denominator())
            });
            let pi = Twice::from(1.0).atan() * 4.0;
            (value - (p + q * pi)).head
        }
    }
}

#[test]
fn every_function_encloses_its_values() {
    let mut bad = Vec::new();
    for &func in Func::ALL {
        let row = func.row();
        let points = points(func);
        assert!(points.len() > 500, "{func:?}: {}", points.len());
        for x in points {
            let found = range::apply(func, &Interval::point(Bound::Float(x)));
            let value = (row.exactly.value)(Twice::from(x));
            // The reference itself is wrong in its last digits, and below the normal numbers.
            let room = 1e-26 * value.head.abs() + 1e-300;
            if !value.head.is_finite() || value.head.abs() > 1e300 {
                continue;
            }
            if !(above(value, found.lo) >= -room && above(value, found.hi) <= room) {
                bad.push(format!(
                    "{func:?}({x:e}) = {:e} is not in {found}, {:e} and {:e}",
                    value.head,
                    above(value, found.lo),
                    above(value, found.hi)
                ));
            }
            // And no more than it has to.
            let width = found.hi.to_f64() - found.lo.to_f64();
            let most = (4.0 * (row.error)(x)).max(1e-11);
            let angle = matches!(row.course, Course::Sine | Course::Cosine | Course::Tangent);
            let absolute = if angle {
                1e-14 * (1.0 + x.abs())
            } else {
                1e-300
            };
            let tight = most * value.head.abs() + absolute * (1.0 + value.head.powi(2));
            if !(width <= tight) && row.breaks != Break::Jump {
                bad.push(format!(
                    "{func:?}({x:e}) = {:e}: {found} is too wide",
                    value.head
                ));
            }
        }
    }
    assert!(
        bad.is_empty(),
        "{} failures\n{}",
        bad.len(),
        bad[..bad.len().min(60)].join("\n")
    );
}
