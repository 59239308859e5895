//! Every function encloses: its interval at a point holds the value in twice the precision, next to roots, poles and ends.

#[path = "../../../../flow-runtime/src/kernels/math/reference.rs"]
mod reference;

use crate::formula::functions::Func;
use crate::formula::interval::{Bound, Interval};
use crate::formula::range;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use reference::Twice;

const LN_2: Twice = Twice {
    head: std::f64::consts::LN_2,
    tail: 2.319_046_813_846_299_6e-17,
};

/// In twice the precision; of the inverses that have no reference the root of a function that has one.
fn exactly(func: Func, x: f64) -> Twice {
    let t = Twice::from(x);
    let one = Twice::from(1.0);
    match func {
        Func::Exp => t.exp(),
        Func::Ln => t.ln(),
        Func::Sqrt => t.sqrt(),
        Func::Cbrt => t.cbrt(),
        Func::Sin => t.sin_cos().0,
        Func::Cos => t.sin_cos().1,
        Func::Tan => {
            let (s, c) = t.sin_cos();
            s / c
        }
        Func::Asin => reference::asin(t),
        Func::Acos => reference::acos(t),
        Func::Atan => t.atan(),
        Func::Sinh => reference::sinh(t),
        Func::Cosh => {
            let e = t.abs().exp();
            (e + one / e) * 0.5
        }
        Func::Tanh => reference::odd(t, |t| {
            let e = (t * -2.0).exp_m1();
            -e / (e + 2.0)
        }),
        Func::Asinh => reference::odd(t, reference::asinh),
        Func::Acosh => reference::acosh(t),
        Func::Atanh => reference::odd(t, |t| (t * 2.0 / (Twice::from(1.0) - t)).ln_1p() * 0.5),
        Func::Sigmoid => reference::sigmoid(t),
        Func::Logit if x > 0.25 => {
            let d = t * 2.0 - 1.0;
            (d * 2.0 / (one - d)).ln_1p()
        }
        Func::Logit => t.ln() - (-t).ln_1p(),
        Func::Softplus => reference::softplus(t),
        Func::Erf => reference::odd(t, reference::erf),
        Func::Phi => reference::normal_cdf(t),
        Func::Abs => t.abs(),
        Func::Sign => Twice::from(x.signum()),
        Func::SoftplusInverse if x < 0.5 => t.exp_m1().ln(),
        Func::SoftplusInverse if x < 1.5 => ((t - LN_2).exp_m1() * 2.0).ln_1p(),
        Func::SoftplusInverse => t + (-(-t).exp()).ln_1p(),
        Func::Probit => quantile(x),
        Func::LnCosh => {
            let half = reference::sinh(t.abs() * 0.5);
            let rest = (t.abs() * -2.0).exp().ln_1p();
            if x.abs() < 1.0 {
                (half * half * 2.0).ln_1p()
            } else {
                t.abs() + rest - LN_2
            }
        }
    }
}

/// By Newton on the distribution function of the half below 1/2.
fn quantile(p: f64) -> Twice {
    if p > 0.5 {
        return -quantile(1.0 - p);
    }
    let mut y = Twice::from(-Func::Probit.evaluate(p));
    for _ in 0..3 {
        let gap = if y.head < 1.0 {
            Twice::from(0.5) - p - y.normal_center()
        } else {
            y.normal_tail() - p
        };
        y = y + gap / y.bell();
    }
    -y
}

/// Where the function is zero or infinite, ends, or is written in another way.
fn places(func: Func) -> Vec<f64> {
    use std::f64::consts::{FRAC_PI_2, PI};
    match func {
        Func::Ln | Func::Sqrt => vec![0.0, 1.0, 1e300],
        Func::Cbrt | Func::Abs | Func::Sign => vec![0.0, 1.0, -1.0],
        Func::Sin | Func::Cos | Func::Tan => vec![
            0.0,
            FRAC_PI_2,
            -FRAC_PI_2,
            PI,
            -PI,
            1.5 * PI,
            2.0 * PI,
            100.0 * PI,
            31_415.926_535_897_93,
        ],
        Func::Asin | Func::Acos | Func::Atanh => vec![-1.0, -0.5, 0.0, 0.5, 1.0],
        Func::Atan => vec![0.0, 1.0, -1.0, 1e16],
        Func::Sinh | Func::Cosh => vec![0.0, 1.0, -1.0, 710.0, -710.0],
        Func::Tanh => vec![0.0, 1.0, 19.0, -19.0],
        Func::Asinh => vec![0.0, 1.0, -1.0, 1e8, -1e8],
        Func::Acosh => vec![1.0, 2.0, 1e8],
        Func::Exp | Func::Sigmoid => vec![0.0, 1.0, -37.0, 37.0, -700.0, 700.0],
        Func::Logit => vec![0.0, 0.3, 0.5, 0.65, 1.0],
        Func::Softplus => vec![0.0, -37.0, 37.0, -700.0],
        Func::Erf => vec![0.0, 2.0, -2.0, 5.5, -6.0],
        Func::Phi => vec![0.0, -0.7, 0.7, -2.83, 2.83, -8.0, -37.0],
        Func::SoftplusInverse => vec![0.0, 0.4, LN_2.head, 1.1, 37.0],
        Func::Probit => vec![0.0, 0.3, 0.5, 0.7, 1.0, 1e-200],
        Func::LnCosh => vec![0.0, 1.0, -1.0, 19.0, -300.0],
    }
}

/// Points at geometrically smaller distances of each place, and some far from all of them.
fn points(func: Func) -> Vec<f64> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    let mut points = Vec::new();
    for place in places(func) {
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
        let points = points(func);
        assert!(points.len() > 500, "{func:?}: {}", points.len());
        for x in points {
            let found = range::apply(func, &Interval::point(Bound::Float(x)));
            let value = exactly(func, x);
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
            let most = if func == Func::Probit && x < 1e-290 {
                0.1
            } else {
                1e-11
            };
            let angle = matches!(func, Func::Sin | Func::Cos | Func::Tan);
            let absolute = if angle {
                1e-14 * (1.0 + x.abs())
            } else {
                1e-300
            };
            let tight = most * value.head.abs() + absolute * (1.0 + value.head.powi(2));
            if !(width <= tight) && func != Func::Sign {
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
