//! Flows and densities that can only be evaluated: weights, evidence, temperature.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::inference::{self, Held, Tempered};
use flow_runtime::prelude::*;
use flow_runtime::testing;
use std::f64::consts::PI;
use tests::{perturbed, points, rng};

flow! {
    struct Wide<f64, 2> = Normal[loc = [0.5, -0.5], scale = [2, 1.5]];
    struct Narrow<f64, 2> = Normal[loc = [0, 0], scale = [0.5, 0.5]];
    struct Single<2> = MAF(8) >> Reverse >> MAF(8);
}

/// exp(−½|x|²): its integral is 2π.
fn round() -> impl Target<f64, 2> {
    inference::from_fns(
        |x: &SVector<f64, 2>| -0.5 * x.norm_squared(),
        |x| (-0.5 * x.norm_squared(), -x),
    )
}

#[test]
fn weights_give_integrals_and_means() {
    let drawn = Importance::draw(&Wide::new(&mut rng()), &round(), 20_000, &mut rng());
    let (value, error) = drawn.log_evidence();
    assert!(
        (value - (2.0 * PI).ln()).abs() < 4.0 * error,
        "{value} ± {error}"
    );
    assert!((0.003..0.008).contains(&error), "{error}");
    let (mean, error) = drawn.mean(|x| x[0] * x[0]);
    assert!(
        (mean - 1.0).abs() < 4.0 * error && error < 0.02,
        "{mean} ± {error}"
    );
    // With a = s²/(2s² − 1), E w² / (E w)² = Π s a^½ exp(μ² a / s²).
    let factor = |s: f64, loc: f64| {
        let a = s * s / (2.0 * s * s - 1.0);
        s * a.sqrt() * (loc * loc * a / (s * s)).exp()
    };
    let expected = 20_000.0 / (factor(2.0, 0.5) * factor(1.5, -0.5));
    let ess = drawn.ess();
    assert!((ess / expected - 1.0).abs() < 0.02, "{ess}, not {expected}");
    assert!(drawn.pareto_k() < 0.3, "{}", drawn.pareto_k());
}

#[test]
fn weights_without_a_variance_are_told() {
    let drawn = Importance::draw(&Narrow::new(&mut rng()), &round(), 100_000, &mut rng());
    // The weight of a point at distance r is ∝ exp(3r²/2), and r² = ½ E with an exponential E: P(w > t) = t^(−4/3). The fit has a
    // tail of 949 samples, and so a standard error of (1 + k) / √949.
    let k = drawn.pareto_k();
    assert!((k - 0.75).abs() < 3.0 * 1.75 / 949.0_f64.sqrt(), "{k}");
}

#[test]
fn a_sample_is_resampled_as_often_as_its_weight_says() {
    let drawn = Importance::draw(&Wide::new(&mut rng()), &round(), 500, &mut rng());
    let resampled = drawn.resample(2000);
    assert!(resampled.len() == 2000 && resampled == drawn.resample(2000));
    let sum: f64 = drawn.log_weights().iter().map(|lw| lw.exp()).sum();
    for (x, lw) in drawn.samples().iter().zip(drawn.log_weights()) {
        let times = resampled.iter().filter(|y| *y == x).count() as f64;
        let expected = 2000.0 * lw.exp() / sum;
        assert!(
            (times - expected).abs() <= 1.0,
            "{times} times, not {expected}"
        );
    }
    assert!(drawn.resample(0).is_empty() && drawn.resample(1).len() == 1);
}

#[test]
fn threads_do_not_matter() {
    let flow = perturbed(Single::new(&mut rng()));
    let target = inference::from_fns(
        |x: &SVector<f32, 2>| -(x[0].abs() + x[1] * x[1]),
        |x| {
            (
                -(x[0].abs() + x[1] * x[1]),
                SVector::from([-x[0].signum(), -2.0 * x[1]]),
            )
        },
    );
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let draw = || Importance::draw(&flow, &target, 1000, &mut rng());
        let drawn = pool.expect("a pool").install(draw);
        (
            drawn.resample(100),
            drawn.log_weights().to_vec(),
            drawn.log_evidence(),
            drawn.ess(),
        )
    };
    let one = run(1);
    assert!(one == run(2) && one == run(3));
}

/// A target without a density on two sides, said in two ways, and with none at all.
#[test]
fn weights_of_nothing() {
    let quarter = |x: &SVector<f64, 2>| match (x[0] < 0.0, x[1] < 0.0) {
        (true, _) => f64::NEG_INFINITY,
        (_, true) => f64::NAN,
        _ => -0.5 * x.norm_squared(),
    };
    let target = inference::from_fns(quarter, |x| (quarter(x), -x));
    let wide = Wide::new(&mut rng());
    let drawn = Importance::draw(&wide, &target, 20_000, &mut rng());
    let (value, error) = drawn.log_evidence();
    assert!(
        (value - (0.5 * PI).ln()).abs() < 4.0 * error,
        "{value} ± {error}"
    );
    assert!(drawn.resample(100).iter().all(|x| x.min() >= 0.0));

    let nothing = inference::from_fns(|_: &SVector<f64, 2>| f64::NEG_INFINITY, |x| (0.0, *x));
    let drawn = Importance::draw(&wide, &nothing, 100, &mut rng());
    assert_eq!(
        (drawn.log_evidence().0, drawn.ess()),
        (f64::NEG_INFINITY, 0.0)
    );
    assert!(std::panic::catch_unwind(|| drawn.resample(1)).is_err());
    let drawn = Importance::draw(&wide, &nothing, 0, &mut rng());
    assert!(drawn.samples().is_empty() && drawn.pareto_k().is_nan());
}

#[test]
fn targets_are_held_against_differences() {
    let xs: Vec<SVector<f64, 2>> = points(20, 1.0);
    let checked = testing::target(&round(), &xs);
    assert!(
        checked.gradient_error < 1e-8 && checked.value_error == 0.0,
        "{checked}"
    );
    assert!(checked.not_finite.is_empty() && checked.zero == 0 && checked.points == 20);

    // A wrong sign in one dimension, another value, a hole, and a NaN.
    let value = |x: &SVector<f64, 2>| match x[0] {
        5.0 => f64::NEG_INFINITY,
        6.0 => f64::NAN,
        _ => -0.5 * x.norm_squared(),
    };
    let wrong = inference::from_fns(value, |x: &SVector<f64, 2>| {
        (value(x) + 0.5, SVector::from([-x[0], x[1]]))
    });
    let xs = [[1.0, 0.0], [0.0, 2.0], [5.0, 0.0], [6.0, 0.0]].map(SVector::from);
    let checked = testing::target(&wrong, &xs);
    let (point, dimension, derivative, difference) = checked.worst.expect("an error");
    assert_eq!((point, dimension, derivative), (1, 1, 2.0));
    assert!((difference + 2.0).abs() < 1e-6 && (checked.gradient_error - 4.0 / 3.0).abs() < 1e-6);
    assert!((checked.value_error - 0.5 / 1.5).abs() < 1e-12);
    assert_eq!((checked.zero, &checked.not_finite[..]), (1, &[3][..]));
    // What could not be looked at has no error, and not none.
    let checked = testing::target(&wrong, &xs[2..]);
    assert!(checked.gradient_error.is_nan() && checked.worst.is_none());
}

flow! {
    struct Cold<f64, 2> = MAF(8, activation = tanh) >> Reverse >> Scale[2, 0.5];
    struct ColdLocated<f64, 2> = Normal[loc = [2, -1], scale = [0.5, 2]] >> MAF(8, activation = tanh);
    struct ColdLearned<f64, 2> = Normal(learned) >> MAF(8, activation = tanh);
    struct ColdClusters<f64, 2> = Mixture(3) >> MAF(8, activation = tanh);
    struct ColdFlat<f64, 2> = Uniform >> NormalQuantile >> MAF(8, activation = tanh);
    struct ColdLogistic<f64, 2> = Logistic >> MAF(8, activation = tanh);
    struct ColdLaplace<f64, 2> = Laplace >> MAF(8, activation = tanh);
    struct ColdHeavy<f64, 2> = StudentT(dof = 5) >> MAF(8, activation = tanh);
}

/// A tempered flow is a density: it integrates to 1, its score is its slope, its samples follow it, and they are as much
/// narrower at the base as they should be.
fn is_tempered<F>(name: &str, flow: F, most: f64)
where
    F: Flow<2, 0, Scalar = f64> + Bijector<f64, 2> + Density<f64, 2>,
{
    let flow = perturbed(flow);
    let (cold, same) = (Tempered::new(&flow, 0.5), Tempered::new(&flow, 1.0));
    let integral = testing::integral(&cold, [-14.0; 2], [14.0; 2], 1000);
    assert!((integral - 1.0).abs() < most, "{name}: integral {integral}");
    let xs = cold.sample_batch(20_000, &mut rng());
    for x in &xs[..20] {
        let error = testing::score_error(&cold, x);
        assert!(error < 1e-5, "{name}: {error:e}");
        assert!(
            (same.log_prob(x) - flow.log_prob(x)).abs() < 1e-12,
            "{name}"
        );
    }
    // The entropy of samples is that of the flow's, less ½ ln 2 in each dimension, but for the chain's log-determinant.
    let (zs, _) = flow.inverse_batch(&xs);
    let (warm, _) = flow.inverse_batch(&flow.sample_batch(20_000, &mut rng()));
    let spread = |zs: &[SVector<f64, 2>], d: usize| {
        let mut z: Vec<f64> = zs.iter().map(|z| z[d]).collect();
        z.sort_by(f64::total_cmp);
        z[15_000] - z[5000]
    };
    if name != "Mixture" {
        for d in 0..2 {
            let ratio = spread(&zs, d) / spread(&warm, d);
            assert!(
                (ratio / 0.5_f64.sqrt() - 1.0).abs() < 0.04,
                "{name}: {ratio}"
            );
        }
    }
    // E 1/p over the samples that lie in a box is its area.
    let inside = |x: &&SVector<f64, 2>| cold.log_prob(x) > -6.0;
    let inverse: f64 = xs
        .iter()
        .filter(inside)
        .map(|x| (-cold.log_prob(x)).exp())
        .sum();
    let area = {
        let n = 1000;
        let cell = 28.0 / n as f64;
        let at = |i: usize| -14.0 + (i as f64 + 0.5) * cell;
        let grid: Vec<_> = (0..n * n)
            .map(|i| SVector::from([at(i / n), at(i % n)]))
            .collect();
        let inside = cold
            .log_prob_batch(&grid)
            .into_iter()
            .filter(|lp| *lp > -6.0);
        inside.count() as f64 * cell * cell
    };
    let ratio = inverse / 20_000.0 / area;
    assert!((ratio - 1.0).abs() < 0.05, "{name}: {ratio}");
}

#[test]
fn every_base_can_be_tempered() {
    is_tempered("Normal", Cold::new(&mut rng()), 1e-6);
    is_tempered("Normal[loc, scale]", ColdLocated::new(&mut rng()), 1e-6);
    is_tempered("Normal(learned)", ColdLearned::new(&mut rng()), 1e-6);
    is_tempered("Mixture", ColdClusters::new(&mut rng()), 1e-6);
    is_tempered("Uniform", ColdFlat::new(&mut rng()), 1e-2);
    is_tempered("Logistic", ColdLogistic::new(&mut rng()), 1e-3);
    is_tempered("Laplace", ColdLaplace::new(&mut rng()), 1e-3);
    is_tempered("StudentT", ColdHeavy::new(&mut rng()), 1e-2);
}

flow! { struct Posterior<f64, 10> = 2 * (MAF(32, activation = tanh) >> Reverse) >> Standardize; }

/// A Gaussian in ten dimensions with correlations, known up to its constant: −½ (x − μ)ᵀ (L Lᵀ)⁻¹ (x − μ), x = μ + L ε, with L of
/// unit lower triangle times scales. ln Z = 5 ln 2π + Σ ln scale.
#[test]
fn the_learned_harmonic_mean_is_the_evidence() {
    let scale = |i: usize| 0.3 * 1.4_f64.powf(i as f64);
    let samples: Vec<(SVector<f64, 10>, f64)> = points::<f64, 10>(5000, 1.0)
        .into_iter()
        .map(|e| {
            let mut x = e;
            for i in (0..10).rev() {
                let before = if i > 0 { 0.8 * e[i - 1] } else { 0.0 };
                x[i] = 1.0 + scale(i) * (e[i] + before);
            }
            (x, -0.5 * e.norm_squared())
        })
        .collect();
    let (xs, log_posteriors): (Vec<_>, Vec<f64>) = samples.into_iter().unzip();
    let exact = 5.0 * (2.0 * PI).ln() + (0..10).map(|i| scale(i).ln()).sum::<f64>();
    // Each half gives the flow for the other.
    let halves = [0..2500, 2500..5000];
    let evidences = [0, 1].map(|half| {
        let (train, test) = (halves[half].clone(), halves[1 - half].clone());
        let mut flow = Posterior::new(&mut Xoshiro256PlusPlus::seed_from_u64(1));
        Trainer::new(Adam::new(2e-3))
            .epochs(40)
            .batch_size(100)
            .schedule(Schedule::Cosine)
            .fit(&mut flow, &xs[train])
            .expect("training");
        let evidence = Evidence::harmonic(&flow, &xs[test.clone()], &log_posteriors[test]);
        assert!(evidence.pareto_k() < 0.5, "{}", evidence.pareto_k());
        evidence.log_evidence()
    });
    let [(a, error), (b, other)] = evidences;
    let (value, error) = (0.5 * (a + b), 0.5 * error.hypot(other));
    assert!(
        (value - exact).abs() < 0.02,
        "{value} ± {error}, not {exact}: {evidences:?}"
    );
    assert!(error < 0.01, "{error}");
}

flow! { struct Joint<f64, 4> = 2 * (MAF(9, activation = tanh) >> Reverse); }

/// What is left of a flow is a target whose gradient is its slope, whichever of its numbers are held.
#[test]
fn numbers_of_a_flow_can_be_held() {
    let joint = perturbed(Joint::new(&mut rng()));
    let rest: Held<'_, _, f64, 4, 2> = Held::new(&joint, &[(3, -0.4), (1, 0.7)]);
    let points = [[0.3, -1.2], [1.0, 0.1]].map(SVector::from);
    for x in points {
        let whole = SVector::from([x[0], 0.7, x[1], -0.4]);
        assert_eq!(rest.whole(&x), whole);
        assert_eq!(rest.log_density(&x), joint.log_prob(&whole));
    }
    let checked = testing::target(&rest, &points);
    assert!(checked.gradient_error < 1e-6, "{checked:?}");
}

#[test]
#[should_panic(expected = "3 of 4 dimensions are left, not 2, with 2 values held")]
fn a_number_cannot_be_held_twice() {
    let joint = Joint::new(&mut rng());
    let _: Held<'_, _, f64, 4, 2> = Held::new(&joint, &[(1, 0.0), (1, 1.0)]);
}
