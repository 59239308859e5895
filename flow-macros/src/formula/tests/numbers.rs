//! Ends and intervals, against points: an interval has every value that it is to have, and no end that it has not.

use crate::formula::expr::{Ex, Var};
use crate::formula::interval::{Bound, Interval, Round};
use crate::formula::number::Rational;
use crate::formula::range::{self, Region};
use std::cmp::Ordering;

fn ratio(n: i128, d: i128) -> Rational {
    Rational::new(n, d).unwrap()
}

/// All intervals with some ends, open and closed, and points.
fn intervals() -> Vec<Interval> {
    let ends = [
        Bound::NegInf,
        Bound::int(-2),
        Bound::ZERO,
        Bound::ONE,
        Bound::PosInf,
    ];
    let mut all: Vec<Interval> = ends[1..4].iter().map(|end| Interval::point(*end)).collect();
    for (i, lo) in ends.iter().enumerate() {
        for hi in &ends[i + 1..] {
            for (lo_open, hi_open) in [(true, true), (true, false), (false, true), (false, false)] {
                if (lo_open || lo.is_finite()) && (hi_open || hi.is_finite()) {
                    all.push(Interval {
                        lo: *lo,
                        hi: *hi,
                        lo_open,
                        hi_open,
                    });
                }
            }
        }
    }
    all
}

/// Numbers in an interval: plain ones, those next to its ends, and large ones.
fn members(of: &Interval) -> Vec<Rational> {
    let near = [-2, 0, 1].map(|end| [ratio(1000 * end - 1, 1000), ratio(1000 * end + 1, 1000)]);
    let plain = [-1000, -3, -2, -1, 0, 1, 3, 1000].map(Rational::int);
    let halves = [ratio(-1, 2), ratio(1, 2)];
    let all = plain
        .into_iter()
        .chain(near.into_iter().flatten())
        .chain(halves);
    all.filter(|r| of.contains_bound(Bound::rational(*r)))
        .collect()
}

/// Whether an interval is what these values, of members next to its ends among them, say that it is.
fn fits(found: &Interval, values: &[Rational]) -> bool {
    let all = values.iter().map(|v| Bound::rational(*v));
    let largest = all.clone().reduce(Bound::max).unwrap();
    let least = all.clone().reduce(Bound::min).unwrap();
    let reaches = |end: Bound, open: bool, extreme: Bound| {
        if !end.is_finite() {
            return open && extreme.to_f64().abs() > 400.0;
        }
        let gap = (end.to_f64() - extreme.to_f64()).abs();
        gap < 0.02 * (1.0 + end.to_f64().abs()) && (gap == 0.0) != open
    };
    all.clone().all(|v| found.contains_bound(v))
        && reaches(found.lo, found.lo_open, least)
        && reaches(found.hi, found.hi_open, largest)
}

#[test]
fn sums_products_and_hulls_are_those_of_their_members() {
    let all = intervals();
    for a in &all {
        let ours = members(a);
        for b in &all {
            let theirs = members(b);
            let pairs = || {
                ours.iter()
                    .flat_map(|x| theirs.iter().map(move |y| (*x, *y)))
            };
            let sums: Vec<_> = pairs().filter_map(|(x, y)| x.add(y)).collect();
            let products: Vec<_> = pairs().filter_map(|(x, y)| x.mul(y)).collect();
            let both: Vec<_> = ours.iter().chain(&theirs).copied().collect();
            assert!(fits(&a.add(b), &sums), "{a} + {b} = {}", a.add(b));
            assert!(fits(&a.mul(b), &products), "{a}·{b} = {}", a.mul(b));
            assert!(fits(&a.hull(b), &both), "{a} and {b} in {}", a.hull(b));
            let inside = ours.iter().all(|x| b.contains_bound(Bound::rational(*x)));
            assert_eq!(a.is_inside(b), inside, "{a} in {b}");
        }
    }
}

#[test]
fn signs_scales_and_reciprocals_are_those_of_their_members() {
    for a in intervals() {
        let ours = members(&a);
        let all = |says: fn(Rational) -> bool| ours.iter().all(|x| says(*x));
        assert_eq!(a.is_positive(), all(Rational::is_positive), "{a}");
        assert_eq!(a.is_negative(), all(Rational::is_negative), "{a}");
        assert_eq!(a.is_nonnegative(), all(|x| !x.is_negative()), "{a}");
        assert_eq!(a.is_nonpositive(), all(|x| !x.is_positive()), "{a}");
        assert_eq!(a.is_zero(), all(Rational::is_zero), "{a}");
        assert_eq!(a.is_point(), ours.len() == 1, "{a}");
        assert!(a.contains(a.sample()), "{a}");
        for by in [Rational::int(-2), Rational::ONE, Rational::HALF] {
            let scaled: Vec<_> = ours.iter().filter_map(|x| x.mul(by)).collect();
            assert!(fits(&a.scale(by), &scaled), "{by}·{a} = {}", a.scale(by));
        }
        assert_eq!(a.scale(Rational::ZERO), Interval::point(Bound::ZERO));
        let crosses = !(a.is_nonnegative() || a.is_nonpositive()) || a.is_zero();
        let reciprocals: Vec<_> = ours.iter().filter_map(|x| x.recip()).collect();
        match a.recip() {
            Some(found) => assert!(fits(&found, &reciprocals), "1/{a} = {found}"),
            None => assert!(crosses, "{a}"),
        }
    }
}

#[test]
fn halves_share_an_end_and_cover_the_whole() {
    let narrow = Interval::open(Bound::int(1), Bound::int(1000));
    let below = Interval::open(Bound::int(-1000), Bound::int(-1));
    let pi = Interval::open(Bound::ZERO, Bound::pi(1, 1));
    for a in intervals().into_iter().chain([narrow, below, pi]) {
        let Some((left, right)) = a.split() else {
            assert!(a.is_point(), "{a}");
            continue;
        };
        assert_eq!((left.lo, left.lo_open), (a.lo, a.lo_open), "{a}");
        assert_eq!((right.hi, right.hi_open), (a.hi, a.hi_open), "{a}");
        assert!(
            left.hi == right.lo && !left.hi_open && !right.lo_open,
            "{a}"
        );
        let cut = left.hi;
        assert!(
            a.contains_bound(cut) && cut != a.lo && cut != a.hi,
            "{a} at {cut}"
        );
    }
    let cut = |a: &Interval| a.split().unwrap().0.hi.to_f64();
    // By the factor between the ends, where that is large.
    assert_eq!(cut(&narrow), 32.0);
    // And by a simple number.
    assert_eq!(cut(&pi), 1.625);
    assert_eq!(cut(&below), -cut(&narrow));
    let of = |lo, hi| cut(&Interval::open(Bound::int(lo), Bound::int(hi)));
    for (lo, hi, middle) in [(1, 3, 2.0), (4, 10, 7.0), (1, 16, 8.5), (2, 30, 16.0)] {
        assert_eq!(
            (of(lo, hi), of(-hi, -lo)),
            (middle, -middle),
            "{lo} to {hi}"
        );
    }
    for (lo, hi) in [(1, 17), (2, 34), (3, 49)] {
        let middle = f64::sqrt((lo * hi) as f64);
        assert!((of(lo, hi) - middle).abs() < 0.6, "{lo} to {hi}");
        assert_eq!(of(-hi, -lo), -of(lo, hi), "{lo} to {hi}");
    }
    assert_eq!(cut(&Interval::UNIT), 0.5);
    assert_eq!(cut(&Interval::REAL), 0.0);
    assert_eq!(cut(&Interval::POSITIVE), 1.0);
    assert_eq!(cut(&Interval::open(Bound::int(-3), Bound::PosInf)), 0.0);
    assert_eq!(cut(&Interval::open(Bound::int(3), Bound::PosInf)), 9.0);
    assert_eq!(cut(&Interval::open(Bound::NegInf, Bound::int(-3))), -9.0);
}

#[test]
fn powers_are_those_of_their_members() {
    let z = Var::Coord(0);
    let whole = [-3, -2, -1, 2, 3, 4];
    for a in intervals() {
        let ours = members(&a);
        let region = Region {
            coords: vec![a],
            params: vec![],
        };
        let on = |e: Rational| range::eval(&Ex::var(z).pow(&Ex::num(e)), &region);
        for n in whole {
            let crosses = !(a.is_positive() || a.is_negative());
            if n < 0 && crosses {
                continue;
            }
            let powers: Vec<_> = ours.iter().filter_map(|x| x.powi(n)).collect();
            let found = on(Rational::new(n, 1).unwrap());
            let inside = powers
                .iter()
                .all(|v| found.contains_bound(Bound::rational(*v)));
            assert!(inside, "{a}^{n} in {found}");
            if !(a.lo == Bound::int(-2) && n < 0) {
                assert!(fits(&found, &powers) || n.abs() > 2, "{a}^{n} = {found}");
            }
        }
        for (n, d) in [(1, 2), (3, 2), (-1, 2), (1, 3)] {
            if !a.is_nonnegative() || (n < 0 && !a.is_positive()) {
                continue;
            }
            let found = on(ratio(n, d));
            for x in &ours {
                let value = x.to_f64().powf(ratio(n, d).to_f64());
                let slack = 1e-12 * (1.0 + value);
                assert!(
                    found.lo.to_f64() <= value + slack && found.hi.to_f64() >= value - slack,
                    "{x}^({n}/{d}) = {value} in {found}"
                );
            }
            let end = |end: Bound| end.to_f64().powf(ratio(n, d).to_f64());
            let (lo, hi) = if n > 0 { (a.lo, a.hi) } else { (a.hi, a.lo) };
            for (end, want) in [(found.lo, end(lo)), (found.hi, end(hi))] {
                let found = end.to_f64();
                assert!(
                    found == want || (found - want).abs() < 1e-12 * want,
                    "{a}^({n}/{d})"
                );
            }
        }
    }
}

/// Ends of all kinds, from low to high, with π between two of them that no double tells from it.
fn ends() -> Vec<Bound> {
    let decimal = |text: &str| Bound::rational(Rational::parse(text).unwrap());
    let mixed = |p: i128, q: i128| Bound::Exact(ratio(p, 1), ratio(q, 1));
    vec![
        Bound::NegInf,
        Bound::Float(-1e300),
        Bound::int(-4),
        mixed(0, -1),
        mixed(3, -1),
        Bound::Float(-0.1),
        Bound::Float(-5e-324),
        Bound::ZERO,
        Bound::Float(5e-324),
        mixed(-3, 1),
        Bound::rational(ratio(1, 3)),
        Bound::ONE,
        Bound::pi(1, 2),
        decimal("3.141592653589793238462643383"),
        Bound::pi(1, 1),
        decimal("3.141592653589793238462643384"),
        Bound::rational(ratio(22, 7)),
        mixed(1, 1),
        Bound::Float(1e300),
        Bound::PosInf,
    ]
}

#[test]
fn ends_are_in_order() {
    let all = ends();
    for (i, a) in all.iter().enumerate() {
        for (j, b) in all.iter().enumerate() {
            assert_eq!(a.compare(*b), i.cmp(&j), "{a} {b}");
            let (less, more) = if i < j { (a, b) } else { (b, a) };
            assert_eq!((a.min(*b), a.max(*b)), (*less, *more), "{a} {b}");
        }
        let sign = a.compare(Bound::ZERO) as i32;
        assert_eq!(a.signum(), sign, "{a}");
        assert_eq!(a.neg().signum(), -sign, "{a}");
        assert_eq!(a.is_zero(), sign == 0, "{a}");
        let (lo, hi) = a.enclose();
        assert!(lo <= a.to_f64() && a.to_f64() <= hi, "{a}");
        assert!(hi - lo <= 1e-13 * a.to_f64().abs() + 1e-300 || !a.is_finite() || hi - lo < 2e-14);
    }
}

#[test]
fn ends_are_rounded_outward() {
    for a in ends() {
        for b in ends() {
            let opposite = a.neg() == b && !a.is_finite();
            let (x, y) = (a.to_f64(), b.to_f64());
            let (sums, products) = (
                [Round::Down, Round::Up].map(|round| a.add(b, round)),
                [Round::Down, Round::Up].map(|round| a.mul(b, round)),
            );
            for (value, [down, up]) in [(x + y, sums), (x * y, products)] {
                if opposite || value.is_nan() {
                    continue;
                }
                assert_ne!(down.compare(up), Ordering::Greater, "{a} {b}");
                let close = |end: Bound| {
                    let end = end.to_f64();
                    end == value
                        || (end - value).abs()
                            <= 1e-13 * (x.abs() + y.abs()).max(value.abs()).max(1e-300)
                };
                assert!(
                    down.to_f64() <= value && value <= up.to_f64() || close(down),
                    "{a} {b}"
                );
                let overflows = value.is_infinite() && a.is_finite() && b.is_finite();
                assert!(
                    overflows || (close(down) && close(up)),
                    "{a} {b}: {down} {up}"
                );
                // What is not exact is rounded away from the result.
                if let (Bound::Float(lo), Bound::Float(hi)) = (down, up) {
                    assert!(lo < hi || (lo == hi && lo == value), "{a} {b}");
                }
            }
        }
        if !a.is_zero() {
            let [down, up] = [Round::Down, Round::Up].map(|round| a.recip(round));
            assert_ne!(down.compare(up), Ordering::Greater, "1/{a}");
            let value = 1.0 / a.to_f64();
            let close = |end: Bound| {
                value.is_infinite() || (end.to_f64() - value).abs() <= 1e-13 * value.abs()
            };
            assert!(close(down) && close(up), "1/{a}");
        }
    }
}

#[test]
fn floats_are_moved_to_their_neighbours() {
    assert_eq!(Round::Down.float(1.0), Bound::Float(1f64.next_down()));
    assert_eq!(Round::Up.float(1.0), Bound::Float(1f64.next_up()));
    assert_eq!(Round::Down.float(f64::NAN), Bound::NegInf);
    assert_eq!(Round::Up.float(f64::NAN), Bound::PosInf);
    assert_eq!(Round::Down.float(f64::MIN), Bound::NegInf);
    assert_eq!(Round::Up.float(f64::MAX), Bound::PosInf);
    assert_eq!(Round::Down.float(f64::NEG_INFINITY), Bound::NegInf);
    assert_eq!(Round::Up.float(f64::INFINITY), Bound::PosInf);
    // Of what is beyond all floats, the largest is a bound from below.
    assert_eq!(Round::Down.float(f64::INFINITY), Bound::Float(f64::MAX));
    assert_eq!(Round::Up.float(f64::NEG_INFINITY), Bound::Float(f64::MIN));
}

#[test]
fn the_lower_of_two_ends_is_above_neither() {
    // π and the floats on either side of it: of one of them and π, nothing says which is lower.
    let near = [std::f64::consts::PI, std::f64::consts::PI.next_up()].map(Bound::Float);
    let all: Vec<Bound> = ends().into_iter().chain(near).collect();
    for a in &all {
        for b in &all {
            let (low, high) = (a.min(*b), a.max(*b));
            let ((least, _), (_, most)) = (low.enclose(), high.enclose());
            for end in [a, b] {
                let (lo, hi) = end.enclose();
                let among = [a, b].contains(&&low);
                let below = if among {
                    low.compare(*end) != Ordering::Greater
                } else {
                    least <= lo
                };
                assert!(below, "{low} of {a} and {b}");
                let among = [a, b].contains(&&high);
                let above = if among {
                    high.compare(*end) != Ordering::Less
                } else {
                    most >= hi
                };
                assert!(above, "{high} of {a} and {b}");
            }
            if a.compare(*b) == Ordering::Equal && a != b {
                assert!(!matches!(low, Bound::Exact(..)), "{low} of {a} and {b}");
                assert_eq!(low, b.min(*a));
                assert_eq!(high, b.max(*a));
            }
        }
    }
}

#[test]
fn intervals_of_any_size_are_cut_inside() {
    for (lo, hi) in [
        (1.0, 1e10),
        (1e-9, 1e9),
        (1e-300, 1e300),
        (0.0, 1e-300),
        (1e15, 1e15 + 2.0),
        (1.0, 1.0 + 1e-9),
        (-1.0, 1e12),
        (3.0, 1e5),
        (0.001, 1e6),
    ] {
        let whole = Interval::open(Bound::Float(lo), Bound::Float(hi));
        for whole in [whole, whole.neg()] {
            let (left, _) = whole.split().unwrap_or_else(|| panic!("{whole}"));
            let cut = left.hi.to_f64();
            assert!(whole.contains(cut), "{whole} at {cut}");
            let (lo, hi) = (whole.lo.to_f64().abs(), whole.hi.to_f64().abs());
            let (less, more) = (lo.min(hi), lo.max(hi));
            if less > 0.0 && whole.contains(cut) && !whole.contains(0.0) && more > 100.0 * less {
                // About the same factor from both ends.
                let root = (less * more).sqrt();
                assert!((0.3..3.0).contains(&(cut.abs() / root)), "{whole} at {cut}");
            }
        }
    }
}
