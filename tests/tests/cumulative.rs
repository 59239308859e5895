//! Distribution functions and quantiles in one dimension: closed forms, integrals, and what holds of all of them.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use flow_runtime::testing::integral;
use tests::{perturbed, rng};

flow! {
    struct LogNormal<f64, 1> = Exp;
    struct Waiting<f64, 1> = Uniform >> |u; k > 0, s > 0| s * (-ln(u))^(1/k);
    struct Mirrored<f64, 1> = Laplace >> Scale[-2] >> Shift[1];
    struct Interval<f64, 1> = Logistic >> Sigmoid >> Scale[3];
    struct Cauchy<f64, 1> = StudentT(dof = 1);
    struct Tails<f64, 1> = StudentT(dof = 3.5) >> |z; a > 0| a * z;
    struct Learned<f64, 1> = Normal(learned) >> Scale[-1];
    struct Mixed<f64, 1> = Mixture(3);
    struct Bent<f64, 1> = Spline(4) >> Scale[1.5] >> Spline(5);
    struct Searched<f64, 1> = |z; c in (0, 1)| z + c * sin(z) >> Scale[-0.5];
    struct Single<f32, 1> = Exp;
    struct Regression<f64, 1 | 1> = Normal(8, activation = tanh) >> |z; a, b > 0| sinh(b * z + a);
}

#[test]
fn closed_forms() {
    let normal = LogNormal::new(&mut rng());
    // Φ(1) and Φ(−10), and the numbers that they belong to.
    let e = std::f64::consts::E;
    assert!((normal.cdf(e) - 0.841_344_746_068_542_9).abs() < 1e-15);
    let far = 7.619_853_024_160_527e-24;
    assert!((normal.survival((10.0_f64).exp()) / far - 1.0).abs() < 1e-12);
    assert!((normal.cdf((-10.0_f64).exp()) / far - 1.0).abs() < 1e-12);
    assert!((normal.quantile(far) / (-10.0_f64).exp() - 1.0).abs() < 1e-12);
    assert_eq!(
        [normal.cdf(0.0), normal.cdf(-1.0), normal.survival(-1.0)],
        [0.0, 0.0, 1.0]
    );

    let mut waiting = Waiting::new(&mut rng());
    let (k, s) = (1.7_f64, 4.0_f64);
    // A positive parameter is softplus(r + ln(e − 1)).
    let raw = |value: f64| value.exp_m1().ln() - 1_f64.exp_m1().ln();
    waiting.params_mut().copy_from_slice(&[raw(k), raw(s)]);
    for t in [1e-3, 0.5, 4.0, 30.0_f64] {
        let survival = (-(t / s).powf(k)).exp();
        assert!((waiting.survival(t) - survival).abs() < 1e-13, "{t}");
        assert!((waiting.cdf(t) - (1.0 - survival)).abs() < 1e-13, "{t}");
    }
    assert!((waiting.quantile(0.9) - s * 10_f64.ln().powf(1.0 / k)).abs() < 1e-12);

    let cauchy = Cauchy::new(&mut rng());
    for x in [-1e200, -1e3, -1.0, -1e-9, 0.0, 0.4, 7.0_f64] {
        let below = 0.5 + x.atan() / std::f64::consts::PI;
        assert!((cauchy.cdf(x) - below).abs() < 1e-14, "{x}");
    }
    let far = 1e-200 / std::f64::consts::PI;
    assert!((cauchy.cdf(-1e200) / far - 1.0).abs() < 1e-12);
    assert!((cauchy.quantile(far) / -1e200 - 1.0).abs() < 1e-12);
}

/// What holds of all: the distribution function is the integral of the density, both sides add up to 1, and the quantile takes it back.
fn check(density: &(impl Cumulative<f64> + Density<f64, 1>), places: [f64; 4]) {
    let mut before: Option<(f64, f64)> = None;
    for x in places {
        let below = density.cdf(x);
        assert!((below + density.survival(x) - 1.0).abs() < 1e-12, "{x}");
        if let Some((start, less)) = before {
            let found: f64 = integral(density, [start], [x], 20_000);
            assert!(
                (found - (below - less)).abs() < 1e-5,
                "{start} to {x}: {found}, {}",
                below - less
            );
        }
        let again = density.quantile(below);
        assert!(
            (again - x).abs() < 1e-9 * (1.0 + x.abs()),
            "{x}: {below}, {again}"
        );
        before = Some((x, below));
    }
    let mut sorted: Vec<f64> = density
        .sample_batch(20_000, &mut rng())
        .iter()
        .map(|x| x[0])
        .collect();
    sorted.sort_by(f64::total_cmp);
    for share in [0.1, 0.5, 0.9] {
        let found = density.cdf(sorted[(share * 20_000.0) as usize]);
        assert!((found - share).abs() < 0.015, "{share}: {found}");
    }
    assert!(density.cdf(f64::NAN).is_nan() && density.survival(f64::NAN).is_nan());
    for no_probability in [-0.1, 1.1, f64::NAN] {
        assert!(density.quantile(no_probability).is_nan());
    }
}

#[test]
fn they_are_integrals_of_the_density() {
    let around = [-1.3, 0.1, 0.6, 2.4];
    check(&LogNormal::new(&mut rng()), [0.1, 0.7, 1.5, 4.0]);
    check(&perturbed(Waiting::new(&mut rng())), [0.1, 0.7, 1.5, 4.0]);
    check(&Mirrored::new(&mut rng()), around);
    check(&Interval::new(&mut rng()), [0.2, 1.0, 1.7, 2.8]);
    check(&perturbed(Tails::new(&mut rng())), around);
    check(&perturbed(Learned::new(&mut rng())), around);
    check(&perturbed(Mixed::new(&mut rng())), around);
    check(&perturbed(Bent::new(&mut rng())), around);
    check(&perturbed(Searched::new(&mut rng())), around);
}

#[test]
fn and_given_a_context() {
    let flow = perturbed(Regression::new(&mut rng()));
    let [low, high] = [-0.5, 1.0].map(|c| SVector::from([c]));
    check(&flow.given(&low), [-1.0, 0.0, 0.3, 1.2]);
    check(&flow.given(&high), [-1.0, 0.0, 0.3, 1.2]);
    assert_ne!(
        flow.given(&low).quantile(0.9),
        flow.given(&high).quantile(0.9)
    );
}

#[test]
fn the_ends_of_the_support_have_all_or_nothing() {
    let interval = Interval::new(&mut rng());
    assert_eq!([interval.quantile(0.0), interval.quantile(1.0)], [0.0, 3.0]);
    assert_eq!(
        [-1.0, 0.0, 3.0, 4.0].map(|x| interval.cdf(x)),
        [0.0, 0.0, 1.0, 1.0]
    );
    assert_eq!(
        [-1.0, 0.0, 3.0, 4.0].map(|x| interval.survival(x)),
        [1.0, 1.0, 0.0, 0.0]
    );
    let single = Single::new(&mut rng());
    assert_eq!(
        [single.quantile(0.0), single.quantile(1.0)],
        [0.0, f32::INFINITY]
    );
    // A quantile is a point of the support.
    for p in [f32::MIN_POSITIVE, 1.0 - f32::EPSILON / 2.0] {
        let x = single.quantile(p);
        assert!(x > 0.0 && x.is_finite() && single.log_prob(&SVector::from([x])).is_finite());
    }
}
