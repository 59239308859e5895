//! Maps whose inverse is known.

use super::*;
use crate::kernels::{Kernel, dispatch};
use std::f64::consts::FRAC_PI_2;

/// f and its slope, as a function of z.
type Map = fn(f64) -> (f64, f64);

/// A map with its domain, its image, and its inverse in closed form.
struct Case {
    name: &'static str,
    ends: [[f64; 2]; 2],
    map: Map,
    inverse: fn(f64) -> f64,
    xs: &'static [f64],
}

struct Run<'a, const L: usize>(&'a Case, [f64; L]);

impl<const L: usize> Kernel<f64> for Run<'_, L> {
    type Output = [f64; L];

    #[inline(always)]
    fn run<M: Math<f64>>(self, m: M) -> [f64; L] {
        let Self(case, x) = self;
        let ends = case.ends.map(|[lower, upper]| Interval { lower, upper });
        let increasing = (case.map)(0.5).1 > 0.0;
        let mut search = Search::new(m, ends, increasing, &x);
        while let Some(z) = search.points() {
            for l in 0..L {
                let (value, slope) = (case.map)(z[l]);
                search.tell(l, value, slope);
            }
        }
        search.found()
    }
}

const LINE: [f64; 2] = [f64::NEG_INFINITY, f64::INFINITY];
const POSITIVE: [f64; 2] = [0.0, f64::INFINITY];

const CASES: [Case; 7] = [
    Case {
        name: "sinh",
        ends: [LINE, LINE],
        map: |z| (z.sinh(), z.cosh()),
        inverse: f64::asinh,
        xs: &[-1e100, -3.0, -1e-30, 0.0, 1e-9, 0.1, 7.0, 1e300],
    },
    Case {
        name: "exp, given its image",
        ends: [LINE, POSITIVE],
        map: |z| (z.exp(), z.exp()),
        inverse: f64::ln,
        xs: &[1e-200, 1e-3, 0.9, 1.0, 2.0, 1e17, 1e200, 5.0],
    },
    Case {
        name: "exp, not given it",
        ends: [LINE, LINE],
        map: |z| (z.exp(), z.exp()),
        inverse: f64::ln,
        xs: &[1e-200, 1e-3, 0.9, 1.0, 2.0, 1e17, 1e200, 5.0],
    },
    Case {
        name: "tan",
        ends: [[-FRAC_PI_2, FRAC_PI_2], LINE],
        map: |z| (z.tan(), 1.0 + z.tan().powi(2)),
        inverse: f64::atan,
        xs: &[-1e9, -1.0, -1e-3, 0.0, 1e-3, 0.5, 40.0, 1e9],
    },
    Case {
        name: "1/z",
        ends: [POSITIVE, POSITIVE],
        map: |z| (1.0 / z, -1.0 / (z * z)),
        inverse: |x| 1.0 / x,
        xs: &[1e-60, 1e-6, 0.1, 1.0, 1.5, 3e3, 1e12, 1e60],
    },
    Case {
        name: "sigmoid",
        ends: [LINE, [0.0, 1.0]],
        map: |z| {
            let p = 1.0 / (1.0 + (-z).exp());
            (p, p / (1.0 + z.exp()))
        },
        inverse: |p| (p / (1.0 - p)).ln(),
        xs: &[1e-100, 1e-8, 0.1, 0.5, 0.7, 0.9, 0.99, 0.999],
    },
    Case {
        name: "−√(1 − z) below 1",
        ends: [[f64::NEG_INFINITY, 1.0], [f64::NEG_INFINITY, 0.0]],
        map: |z| (-(1.0 - z).sqrt(), 0.5 / (1.0 - z).sqrt()),
        inverse: |x| 1.0 - x * x,
        xs: &[-1e40, -1e6, -3.0, -1.0, -0.5, -0.1, -1e-3, -1e-4],
    },
];

fn strip(case: &Case) -> [f64; 8] {
    std::array::from_fn(|l| case.xs[l])
}

#[test]
fn what_is_found_is_the_inverse() {
    for case in &CASES {
        let found = dispatch(Run(case, strip(case)));
        for (z, &x) in found.into_iter().zip(case.xs) {
            let exact = (case.inverse)(x);
            // A digit of x, as it shows in z, one of z, and one of where its domain begins.
            let by_x = x / (case.map)(exact).1;
            let [start, _] = case.ends[0].map(|end| if end.is_finite() { end } else { 0.0 });
            let digit = f64::EPSILON * (exact.abs() + by_x.abs() + start.abs());
            assert!(
                (z - exact).abs() <= 4.0 * digit,
                "{} at {x}: {z} is not {exact}",
                case.name
            );
        }
    }
}

#[test]
fn neighbours_do_not_matter() {
    for case in &CASES {
        let together = dispatch(Run(case, strip(case)));
        for (z, &x) in together.into_iter().zip(case.xs) {
            assert_eq!(dispatch(Run(case, [x])), [z], "{} at {x}", case.name);
        }
    }
}

#[test]
fn what_is_not_finite_is_not_a_number() {
    for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(dispatch(Run(&CASES[0], [x]))[0].is_nan());
    }
}
