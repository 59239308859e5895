//! The rows of the table against each other: what one column says, the others must not contradict.

use super::normal::{erf, erfc, normal_cdf, normal_quantile};
use super::{Break, Course, Func, Inverse, Parity, Tail};
use crate::formula::eval::at_point;
use crate::formula::expr::{Ex, Var};
use crate::formula::interval::{Bound, Interval};
use crate::formula::prove::inside;

/// Points of the domain, and as many of the part of it on which the function is not periodic.
fn points(f: Func) -> Vec<f64> {
    let domain = match f.row().course {
        Course::Tangent => Interval::open(Bound::pi(-1, 2), Bound::pi(1, 2)),
        _ => f.natural_domain(),
    };
    let shares = (1..60).map(|i| f64::from(i) / 60.0);
    shares.map(|share| inside(&domain, share)).collect()
}

#[test]
fn names_are_not_shared() {
    for &f in Func::ALL {
        let row = f.row();
        for &g in Func::ALL {
            let same = g.name() == f.name() || g.row().runtime == row.runtime;
            assert_eq!(same, f == g, "{f:?} {g:?}");
        }
        if let Some(written) = row.written {
            assert_eq!(Func::named(written), Some(f));
        }
    }
    assert_eq!(Func::named("sign"), None);
}

#[test]
fn the_language_lists_what_can_be_written() {
    let language = include_str!("../../../LANGUAGE.md");
    let (_, list) = language.split_once("There are `+ - * / ^`, `").unwrap();
    let (list, _) = list.split_once('`').unwrap();
    let mut listed: Vec<_> = list.split_whitespace().collect();
    let mut written: Vec<_> = Func::names().collect();
    listed.sort_unstable();
    written.sort_unstable();
    assert_eq!(listed, written);
}

#[test]
fn courses_are_as_values_say() {
    for &f in Func::ALL {
        let points = points(f);
        for pair in points.windows(2) {
            let (x, y) = (f.evaluate(pair[0]), f.evaluate(pair[1]));
            let rises = y >= x;
            let falls = y <= x;
            let right = match f.row().course {
                Course::Increasing | Course::Tangent | Course::Sign => rises,
                Course::Decreasing => falls,
                Course::Valley if pair[0] >= 0.0 => rises,
                Course::Valley if pair[1] <= 0.0 => falls,
                Course::Valley => true,
                Course::Sine => x == pair[0].sin(),
                Course::Cosine => x == pair[0].cos(),
            };
            assert!(right, "{f:?} at {pair:?}: {x} {y}");
        }
    }
}

#[test]
fn values_lie_in_the_range() {
    for &f in Func::ALL {
        let range = f.range();
        for x in points(f) {
            let y = f.evaluate(x);
            let slack = 1e-12 * (1.0 + y.abs());
            assert!(
                y >= range.lo.to_f64() - slack && y <= range.hi.to_f64() + slack,
                "{f:?}({x}) = {y}"
            );
        }
    }
}

#[test]
fn closed_ends_of_ranges_are_attained() {
    for &f in Func::ALL {
        let (range, domain) = (f.range(), f.natural_domain());
        // Extremes are at 0, at a multiple of π/2, or at an end of the domain.
        let places = [-2.0, -1.0, 0.0, 1.0, 2.0].map(|k| k * std::f64::consts::FRAC_PI_2);
        let ends = [domain.lo.to_f64(), domain.hi.to_f64()];
        let values = places.into_iter().chain(ends).map(|x| f.evaluate(x));
        let attains = |end: Bound| values.clone().any(|y| (y - end.to_f64()).abs() < 1e-12);
        assert!(
            range.lo_open || attains(range.lo),
            "{f:?} from {}",
            range.lo
        );
        assert!(range.hi_open || attains(range.hi), "{f:?} to {}", range.hi);
    }
}

#[test]
fn parity_is_that_of_the_values() {
    for &f in Func::ALL {
        let all = points(f);
        let holds = |sign: f64| {
            let close = |x: f64| {
                let (left, right) = (f.evaluate(-x), sign * f.evaluate(x));
                left == right || (left - right).abs() < 1e-12 * right.abs()
            };
            all.iter().filter(|x| **x != 0.0).all(|x| close(*x))
        };
        let found = match (holds(-1.0), holds(1.0)) {
            (true, false) => Parity::Odd,
            (false, true) => Parity::Even,
            _ => Parity::Neither,
        };
        assert_eq!(found, f.row().parity, "{f:?}");
    }
}

#[test]
fn exact_values_are_those_of_floats() {
    for &f in Func::ALL {
        for &(at, value) in f.row().exact {
            // The jump has no value of its own.
            if f.row().breaks == Break::Jump && at.is_zero() {
                continue;
            }
            let found = f.evaluate(at.to_f64());
            let value = value.to_f64();
            assert!(
                found == value || (found - value).abs() < 1e-15 * (1.0 + value.abs()),
                "{f:?} at {at:?}: {found}"
            );
        }
    }
    assert_eq!(Func::Exp.exact(Bound::Float(-0.0)), Some(Bound::ONE));
    assert_eq!(Func::Exp.exact(Bound::ONE), None);
}

#[test]
fn roots_are_where_the_sign_changes() {
    let roots = |at: Bound| -> Vec<Func> {
        let all = Func::ALL.iter().copied();
        all.filter(|f| f.root() == Some(at)).collect()
    };
    assert_eq!(
        roots(Bound::ZERO),
        [
            Func::Cbrt,
            Func::Asin,
            Func::Atan,
            Func::Sinh,
            Func::Tanh,
            Func::Asinh,
            Func::Atanh,
            Func::Erf,
            Func::Sign
        ]
    );
    assert_eq!(roots(Bound::ONE), [Func::Ln]);
    assert_eq!(roots(super::HALF), [Func::Logit, Func::Probit]);
}

#[test]
fn inverses_undo() {
    let x = Ex::var(Var::Coord(0));
    for &f in Func::ALL {
        let undone = match f.row().inverse {
            Inverse::Function(inverse) => {
                assert_eq!(inverse.inverse(), Some(f));
                Ex::call_raw(inverse, x.clone())
            }
            Inverse::Formula(inverse) => inverse(&x),
            Inverse::Missing => continue,
        };
        for at in points(f) {
            // Where it has not lost its argument.
            let y = f.evaluate(at);
            let slope = (f.evaluate(at + 1e-6) - y) / 1e-6;
            let principal = match f.row().course {
                Course::Valley => at >= 0.0,
                Course::Sine => at.abs() < 1.57,
                Course::Cosine => (0.0..3.1).contains(&at),
                _ => true,
            };
            if principal && slope.abs() > 1e-3 && y.abs() < 1e6 {
                let back = at_point(&undone, &[y], &[]);
                assert!(
                    (back - at).abs() < 1e-9 * (1.0 + at.abs()),
                    "{f:?}: {at} {back}"
                );
            }
        }
    }
}

#[test]
fn tails_are_those_of_the_values() {
    for &f in Func::ALL {
        for (tail, side) in f.row().tails.into_iter().zip([-1.0, 1.0]) {
            let ratio = |x: f64| {
                let y = f.evaluate(side * x);
                match tail {
                    Tail::Limit => {
                        let end = if side > 0.0 {
                            Bound::PosInf
                        } else {
                            Bound::NegInf
                        };
                        y / f.exact(end).unwrap().to_f64()
                    }
                    Tail::Linear => y / (side * x),
                    Tail::Power(n, d) => y / x.powf(n as f64 / d as f64),
                    Tail::Logarithm => y / x.ln(),
                    Tail::Exponential(n, d) => y / (n as f64 / d as f64 * (side * x).exp()),
                    Tail::Gaussian => {
                        let bell = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
                        y * x / bell
                    }
                    Tail::Oscillates | Tail::Mirrored | Tail::Undefined => 1.0,
                }
            };
            let far = match tail {
                Tail::Exponential(..) => 600.0,
                Tail::Gaussian => 35.0,
                _ => 1e300,
            };
            assert!(
                (ratio(far) - 1.0).abs() < 2e-3,
                "{f:?} {tail:?}: {}",
                ratio(far)
            );
            let ends = f.natural_domain();
            let end = if side > 0.0 { ends.hi } else { ends.lo };
            let poles = f.row().breaks == Break::Poles;
            assert_eq!(tail == Tail::Undefined, end.is_finite() || poles, "{f:?}");
            assert!(tail != Tail::Mirrored || f.row().parity != Parity::Neither);
        }
    }
}

#[test]
fn logarithmic_ends_are_logarithms_of_the_distance() {
    for &f in Func::ALL {
        let domain = f.natural_domain();
        for (end, side) in [(domain.lo, 1.0), (domain.hi, -1.0)] {
            if !end.is_finite() || f.exact(end).is_none_or(Bound::is_finite) {
                continue;
            }
            let distance = 1e-12_f64;
            let ratio = f.evaluate(end.to_f64() + side * distance) / (side * distance.ln());
            let close = (ratio - 1.0).abs() < 1e-3;
            assert_eq!(close, f.row().has_logarithmic_ends, "{f:?}: {ratio}");
        }
    }
}

#[test]
fn error_function_has_known_values() {
    // Abramowitz and Stegun, table 7.1, and erfc(5).
    for (x, want) in [
        (0.5, 0.520_499_877_813_046_5),
        (1.0, 0.842_700_792_949_714_9),
        (2.5, 0.999_593_047_982_555),
    ] {
        assert!((erf(x) - want).abs() < 1e-15, "{x}");
        assert!((erf(-x) + want).abs() < 1e-15, "{x}");
    }
    assert!((erfc(5.0) / 1.537_459_794_428_035e-12 - 1.0).abs() < 1e-13);
    assert!((erfc(1.9999) / erfc(2.0001) - 1.0).abs() < 1e-2);
    for p in [1e-12, 0.025, 0.3, 0.5, 0.9] {
        assert!(
            (normal_cdf(normal_quantile(p)) / p - 1.0).abs() < 1e-12,
            "{p}"
        );
    }
}
