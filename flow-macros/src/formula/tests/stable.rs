//! Stable rewrites: in single precision, over |z| up to 80, against double precision.

use super::derived::{checksum, compare};
use super::on;
use super::run::run;
use super::shapes::delicate;
use crate::formula::code::{Code, Graph};
use crate::formula::constrain::constrained;
use crate::formula::eval;
use crate::formula::expr::{Ex, Var};
use crate::formula::functions::Func;
use crate::formula::interval::{Bound, Interval};
use crate::formula::number::Rational;
use crate::formula::prove::inside;
use crate::formula::range::{self, Region};
use crate::formula::simplify::simplify_on;
use crate::formula::stable::{Lowering, Setting, WithImage};
use std::fmt::Write;

fn graph(ex: &Ex, domain: Interval) -> (Graph, usize) {
    let symbol = |lowering: &mut Lowering<'_>, _: Var| lowering.graph.push(Code::Name(0));
    let region = Region {
        coords: vec![domain],
        params: Vec::new(),
    };
    let region = WithImage::new(&region, &[]);
    let mut lowering = Lowering::new(Setting::new(&region, &[]), &symbol);
    let id = lowering.lower(ex);
    (lowering.graph, id)
}

fn single(ex: &Ex, domain: Interval, z: f64) -> f64 {
    let (graph, id) = graph(ex, domain);
    run(&graph, &[z], &|x| f64::from(x as f32))[id]
}

fn body(text: &str) -> Ex {
    super::read(text).unwrap().body[0].lower()
}

/// Written form, where it is tried, and the same computed with care in double precision.
type Reference = fn(f64) -> f64;
const TABLE: &[(&str, (f64, f64), Reference)] = &[
    ("|z| ln(1 + exp(z))", (-80.0, 80.0), |z| {
        z.max(0.0) + (-z.abs()).exp().ln_1p()
    }),
    ("|z| ln(2 + 3*exp(z))", (-80.0, 80.0), |z| {
        z.max(0.0) + (2.0 * (-z.max(0.0)).exp() + 3.0 * (z.min(0.0)).exp()).ln()
    }),
    ("|z| ln(exp(z) + exp(-z))", (-80.0, 80.0), |z| {
        z.abs() + (-2.0 * z.abs()).exp().ln_1p()
    }),
    ("|z| ln(sigmoid(z))", (-80.0, 80.0), |z| {
        -((-z).max(0.0) + (-z.abs()).exp().ln_1p())
    }),
    ("|z| ln(1 - sigmoid(z))", (-80.0, 80.0), |z| {
        -(z.max(0.0) + (-z.abs()).exp().ln_1p())
    }),
    ("|z| 1 - tanh(z)^2", (-40.0, 40.0), |z| z.cosh().powi(-2)),
    ("|z| ln(1 - tanh(z)^2)", (-80.0, 80.0), |z| {
        -2.0 * (z.abs() + (-2.0 * z.abs()).exp().ln_1p() - std::f64::consts::LN_2)
    }),
    ("|z| exp(z) - 1", (-80.0, 80.0), f64::exp_m1),
    ("|z| 1 - exp(-z)", (-80.0, 80.0), |z| -(-z).exp_m1()),
    ("|z| ln(1 + z)", (-0.99, 80.0), f64::ln_1p),
    (
        "|z| logit(0.25*sigmoid(z) + 0.75*sigmoid(z + 2))",
        (1.0, 80.0),
        |z| {
            let tail = |z: f64| (-z).exp() / (1.0 + (-z).exp());
            let (below, above) = (
                0.25 * tail(-z) + 0.75 * tail(-z - 2.0),
                0.25 * tail(z) + 0.75 * tail(z + 2.0),
            );
            (below / above).ln()
        },
    ),
    (
        "|z| logit(0.25*sigmoid(z) + 0.75*sigmoid(z + 2))",
        (-80.0, -4.0),
        |z| {
            let below = |z: f64| z.exp() / (1.0 + z.exp());
            let p = 0.25 * below(z) + 0.75 * below(z + 2.0);
            (p / (1.0 - p)).ln()
        },
    ),
    (
        "|z| 1 - 0.25*sigmoid(z) - 0.75*sigmoid(z + 2)",
        (-80.0, 80.0),
        |z| {
            let tail = |z: f64| (-z).exp() / (1.0 + (-z).exp());
            0.25 * tail(z) + 0.75 * tail(z + 2.0)
        },
    ),
    ("|z| ln(1 + z^2)", (-80.0, 80.0), |z| (z * z).ln_1p()),
    ("|z| ln(exp(z) - 1)", (1e-6, 80.0), |z| {
        z + (-(-z).exp_m1()).ln()
    }),
    ("|z| ln(1 - exp(-z))", (1e-6, 80.0), |z| {
        if z < 0.7 {
            (-(-z).exp_m1()).ln()
        } else {
            (-(-z).exp()).ln_1p()
        }
    }),
    ("|z| ln(sinh(z))", (1e-3, 200.0), |z| {
        z + (-(-2.0 * z).exp_m1()).ln() - std::f64::consts::LN_2
    }),
    ("|z| ln(2*exp(2*z) - 2*exp(z))", (1e-3, 80.0), |z| {
        2.0 * z + (-2.0 * (-z).exp_m1()).ln()
    }),
    ("|z| ln(exp(-z) - exp(-3*z))", (1e-3, 80.0), |z| {
        -z + (-(-2.0 * z).exp_m1()).ln()
    }),
    ("|z| ln(tanh(z))", (1e-3, 40.0), |z| {
        (-(-2.0 * z).exp_m1()).ln() - (-2.0 * z).exp().ln_1p()
    }),
    ("|z| exp(z)*(exp(z) - 1)", (-80.0, -1e-3), |z| {
        z.exp() * z.exp_m1()
    }),
    (
        "|z| 10 + z - z^2/2 - ln(Phi(z)) - ln(Phi(-z))",
        (-8.0, 8.0),
        |z| {
            let phi = crate::formula::functions::normal_cdf;
            10.0 + z - z * z / 2.0 - phi(z).ln() - phi(-z).ln()
        },
    ),
    ("|z| -z^2/2 - ln(Phi(z))", (-37.0, 5.0), |z| {
        // Mills' ratio far below, where both terms are large.
        let ratio = (1..80).rev().fold(-z, |tail, k| -z + f64::from(k) / tail);
        if z < -3.0 {
            ratio.ln() + 0.5 * (2.0 * std::f64::consts::PI).ln()
        } else {
            -z * z / 2.0 - crate::formula::functions::normal_cdf(z).ln()
        }
    }),
    ("|z| acosh(exp(z))", (1e-3, 200.0), |z| {
        z + (-(-2.0 * z).exp_m1()).sqrt().ln_1p()
    }),
    ("|z| asinh(exp(z))", (-80.0, 200.0), |z| {
        if z < 0.0 {
            z.exp().asinh()
        } else {
            z + (1.0 + (-2.0 * z).exp()).sqrt().ln_1p()
        }
    }),
    ("|z| ln(cosh(z))", (-80.0, 80.0), |z| {
        if z.abs() < 0.3 {
            (2.0 * (z / 2.0).sinh().powi(2)).ln_1p()
        } else {
            z.abs() + (-2.0 * z.abs()).exp().ln_1p() - std::f64::consts::LN_2
        }
    }),
    ("|z| sigmoid(z)*(1 - sigmoid(z))", (-80.0, 80.0), |z| {
        (-z.abs()).exp() / (1.0 + (-z.abs()).exp()).powi(2)
    }),
    ("|z| exp(z)/(1 + exp(z))", (-80.0, 80.0), |z| {
        if z > 0.0 {
            1.0 / (1.0 + (-z).exp())
        } else {
            z.exp() / (1.0 + z.exp())
        }
    }),
    ("|z| 1/(1 + exp(-z))", (-80.0, 80.0), |z| {
        if z > 0.0 {
            1.0 / (1.0 + (-z).exp())
        } else {
            z.exp() / (1.0 + z.exp())
        }
    }),
    ("|z| 1 - tanh(z)", (-40.0, 40.0), |z| {
        2.0 * (-2.0 * z).exp() / (1.0 + (-2.0 * z).exp())
    }),
    ("|z| sinh(z)/cosh(z)", (-80.0, 80.0), f64::tanh),
    ("|z| z^1.5 - 1", (0.9, 1.1), |z| (1.5 * z.ln()).exp_m1()),
    ("|z| (1 + z)^0.1 - 1", (-0.5, 80.0), |z| {
        (0.1 * z.ln_1p()).exp_m1()
    }),
    ("|z| ln(exp(z)*z)", (1e-3, 80.0), |z| z + z.ln()),
    ("|z| exp(ln(z))", (1e-6, 80.0), |z| z),
    ("|z| exp(z)*exp(-z)*z", (-80.0, 80.0), |z| z),
    ("|z| softplus(z) - z", (-80.0, 80.0), |z| {
        (-z).max(0.0) + (-z.abs()).exp().ln_1p()
    }),
    ("|z| 1 - Phi(z)", (-10.0, 10.0), |z| {
        crate::formula::functions::normal_cdf(-z)
    }),
    (
        "|z| 1 - erf(z)",
        (-5.0, 5.0),
        crate::formula::functions::erfc,
    ),
    ("|z| sqrt(z^2 + 9) - 3", (1e-6, 80.0), |z| {
        z * z / ((z * z + 9.0).sqrt() + 3.0)
    }),
    ("|z| sqrt(z^2 + 9) - 3 + z", (1e-6, 80.0), |z| {
        z * z / ((z * z + 9.0).sqrt() + 3.0) + z
    }),
    ("|z| sqrt(z^2 + 2*z) - z", (1e-3, 1e9), |z| {
        2.0 * z / ((z * z + 2.0 * z).sqrt() + z)
    }),
    ("|z| sqrt(z + 1) - sqrt(z)", (1e-3, 1e9), |z| {
        1.0 / ((z + 1.0).sqrt() + z.sqrt())
    }),
    ("|z| 1/sqrt(z) - 1/sqrt(z + 1)", (1e-3, 1e9), |z| {
        1.0 / ((z + 1.0).sqrt() + z.sqrt()) / (z * (z + 1.0)).sqrt()
    }),
    ("|z| ln((z + 3)/(z + 2))", (1e-3, 1e8), |z| {
        (1.0 / (z + 2.0)).ln_1p()
    }),
    ("|z| (3 + z)^2 - 9", (1e-6, 80.0), |z| z * (6.0 + z)),
    ("|z| ln(3 + z^2)", (-1e30, 1e30), |z| (3.0 + z * z).ln()),
    ("|z| softplus(z) - softplus(z - 1)", (-80.0, 1e4), |z| {
        (1f64.exp_m1() / (1.0 + (1.0 - z).exp())).ln_1p()
    }),
    // Of a power that overflows.
    ("|z| ln((1 + z)^(100*PI) - 1)", (1e-3, 1e3), |z| {
        let x = 100.0 * std::f64::consts::PI * z.ln_1p();
        x + (-(-x).exp()).ln_1p()
    }),
    // Where sigmoid(z − 30) is no number any more, the difference is one.
    ("|z| softplus(z) - softplus(z - 30)", (-80.0, 1e4), |z| {
        (30f64.exp_m1() / (1.0 + (30.0 - z).exp())).ln_1p()
    }),
    ("|z| softplus(z) - softplus(z - 60)", (-80.0, 1e4), |z| {
        let softplus = |z: f64| z.max(0.0) + (-z.abs()).exp().ln_1p();
        if z > 60.0 {
            60.0 - softplus(60.0 - z)
        } else {
            softplus(z) - softplus(z - 60.0)
        }
    }),
    (
        "|z| 0.5 + 0.75*tanh(z) - 0.25*tanh(z)^3",
        (-40.0, 40.0),
        |z| {
            let s = 1.0 / (1.0 + (-2.0 * z).exp());
            s * s * (3.0 - 2.0 * s)
        },
    ),
    (
        "|z| ln(0.5 + 0.75*tanh(z) - 0.25*tanh(z)^3)",
        (-40.0, 0.0),
        |z| {
            let s = 1.0 / (1.0 + (-2.0 * z).exp());
            (s * s * (3.0 - 2.0 * s)).ln()
        },
    ),
    (
        "|z| 0.5 + z*(6 + z^2)/(2*(4 + z^2)^1.5)",
        (-1e4, 1e4),
        |z| student(z, 4.0, |w| (2.0 - w) / 4.0, 2),
    ),
    (
        "|z| 0.5 + 15/16*z/sqrt(6 + z^2) - 5/8*(z/sqrt(6 + z^2))^3 + 3/16*(z/sqrt(6 + z^2))^5",
        (-1e4, 1e4),
        |z| student(z, 6.0, |w| (8.0 - 9.0 * w + 3.0 * w * w) / 16.0, 3),
    ),
    // What vanishes at the other end.
    (
        "|z| 0.5 - 15/16*z/sqrt(6 + z^2) + 5/8*(z/sqrt(6 + z^2))^3 - 3/16*(z/sqrt(6 + z^2))^5",
        (-1e4, 1e4),
        |z| student(-z, 6.0, |w| (8.0 - 9.0 * w + 3.0 * w * w) / 16.0, 3),
    ),
    ("|z| 1 - exp(-z)*(1 + z)", (1e-6, 80.0), |z| erlang(z, 2)),
    ("|z| 1 - exp(-z)*(1 + z + z^2/2)", (1e-6, 80.0), |z| {
        erlang(z, 3)
    }),
    ("|z| z - ln(1 + z + z^2/2)", (1e-6, 80.0), |z| {
        if z < 2.0 {
            -(-erlang(z, 3)).ln_1p()
        } else {
            z - (1.0 + z + 0.5 * z * z).ln()
        }
    }),
];

/// (1 + w)ⁿ·q(w), w = z/√(ν + z²)
fn student(z: f64, nu: f64, q: fn(f64) -> f64, n: i32) -> f64 {
    let root = (nu + z * z).sqrt();
    let below = if z < 0.0 {
        nu / (root * (root - z))
    } else {
        1.0 + z / root
    };
    below.powi(n) * q(z / root)
}

/// The distribution function of the sum of k exponential variates.
fn erlang(x: f64, k: i32) -> f64 {
    let mut term = (1..=k).fold((-x).exp(), |term, j| term * x / f64::from(j));
    let mut sum = 0.0;
    for j in 1..400 {
        sum += term;
        term *= x / f64::from(k + j);
    }
    sum
}

#[test]
fn rewrites_hold_in_single_precision() {
    let mut bad = Vec::new();
    for (text, (lo, hi), reference) in TABLE {
        // Where a sign is known, what it allows is done first.
        let domain = if *lo >= 0.0 {
            Interval::POSITIVE
        } else if *hi <= 0.0 {
            Interval::POSITIVE.neg()
        } else {
            Interval::REAL
        };
        let region = Region {
            coords: vec![domain],
            params: vec![],
        };
        let ex = simplify_on(&body(text), &region);
        let mut worst = (0.0, 0.0, 0.0, 0.0);
        for i in 0..=4000 {
            let z = f64::from((lo + (hi - lo) * f64::from(i) / 4000.0) as f32);
            let (got, want) = (single(&ex, domain, z), reference(z));
            // Below the smallest normal number absolute precision is what there is.
            let error = (got - want).abs() / (want.abs() + 1e-37);
            // Arguments near zeros of the function carry their own rounding.
            let slack = if want.abs() < 1e-2 * z.abs() && text.contains("ln") {
                error * want.abs() / (1e-2 * z.abs()).max(want.abs())
            } else {
                error
            };
            if !(slack <= worst.0) {
                worst = (slack, z, got, want);
            }
        }
        if !(worst.0 < 4e-6) {
            bad.push(format!(
                "{text}: {:e} at {} ({} for {})",
                worst.0, worst.1, worst.2, worst.3
            ));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn log_dets_of_the_library_stay_finite() {
    for (text, domain) in [
        ("|z| tanh(z)", "R"),
        ("|z| sigmoid(z)", "R"),
        ("|z| softplus(z)", "R"),
        ("|z| sinh(z)", "R"),
        ("|z; a, b > 0| sinh(b*asinh(z) + a)", "R"),
        ("|z| Phi(z)", "R"),
        ("|z| z/sqrt(1 + z^2)", "R"),
        ("|z| ln(1 + exp(z))", "R"),
        ("|z| z + tanh(z)", "R"),
    ] {
        let analysis = on(text, domain).unwrap();
        let at = |v: Var| {
            if v == Var::Param(1) {
                Ex::one()
            } else {
                Ex::zero()
            }
        };
        let log_det = analysis
            .log_det
            .substitute(&|v| matches!(v, Var::Param(_)).then(|| at(v)));
        for i in -80..=80 {
            let z = f64::from(i);
            let got = single(&log_det, Interval::REAL, z);
            let want = eval::at_point(&log_det, &[z], &[]);
            assert!(
                (got - want).abs() <= 1e-4 * (1.0 + want.abs()),
                "{text} at {z}: {got} for {want}"
            );
        }
    }
    assert_eq!(
        Rational::ONE.to_f64(),
        eval::at_point(&Ex::call(Func::Exp, &Ex::zero()), &[], &[])
    );
}

/// In double precision, and as it is stored: with parameters of which nothing but their range is known, and with what they are of
/// their unconstrained values.
#[test]
fn code_has_the_values_of_what_was_written() {
    let (mut bad, mut stored) = (Vec::new(), String::new());
    let symbol = |lowering: &mut Lowering<'_>, var: Var| {
        let name = match var {
            Var::Coord(i) => i,
            Var::Param(i) => 1 + i,
            Var::Raw(i) => 3 + i,
            other => unreachable!("{other:?}"),
        };
        lowering.graph.push(Code::Name(name))
    };
    for shape in delicate(61, 2500) {
        let ex = simplify_on(&shape.ex, &shape.region);
        let region = WithImage::new(&shape.region, &[]);
        let ranges = shape.region.params.iter().enumerate();
        let known: Vec<Ex> = ranges.map(|(i, range)| constrained(i, range)).collect();
        for params in [&[][..], &known] {
            let mut lowering = Lowering::new(Setting::new(&region, params), &symbol);
            let id = lowering.lower(&ex);
            let code = checksum(&format!("{:?} {id}", lowering.graph.codes));
            write!(stored, "{code:08x} ").unwrap();
            for (i, share) in [0.02, 0.11, 0.37, 0.52, 0.78, 0.93].into_iter().enumerate() {
                let raw = [-1.5, 0.3, 1.2, 0.0, -0.4, 2.0][i];
                let raws = [raw, 0.7 - raw];
                let of = |ex: &Ex| {
                    eval::eval(ex, &|v| match v {
                        Var::Raw(i) => raws[i],
                        other => unreachable!("{other:?}"),
                    })
                };
                let mut values = vec![inside(&shape.region.coords[0], share)];
                values.extend(known.iter().map(of));
                values.extend(raws);
                let got = run(&lowering.graph, &values, &|x| x)[id];
                let at = |value: &f64| Interval::point(Bound::Float(*value).exact());
                let point = Region {
                    coords: vec![at(&values[0])],
                    params: values[1..3].iter().map(at).collect(),
                };
                let want = range::eval(&ex, &point);
                let room = 1e-9 * (1e-3 + got.abs());
                let is_number = want.lo.is_finite() && want.hi.is_finite();
                if (got.is_finite() || is_number)
                    && !(want.lo.to_f64() - room <= got && got <= want.hi.to_f64() + room)
                {
                    bad.push(format!("{} at {values:?}: {got} in {want}", shape.text));
                }
            }
        }
        writeln!(stored, "{}", shape.text).unwrap();
    }
    assert!(
        bad.is_empty(),
        "{} of them\n{}",
        bad.len(),
        bad[..bad.len().min(30)].join("\n")
    );
    compare("code.txt", &stored);
}
