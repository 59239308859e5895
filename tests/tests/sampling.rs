//! Samples of every base follow its density: the test of Kolmogorov and Smirnov, against the density's integral.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::{perturbed, rng};

flow! {
    struct Standard<f64, 1> = Normal;
    struct Located<f64, 1> = Normal[loc = [-1.5], scale = [0.25]];
    struct Learned<f64, 1> = Normal(learned);
    struct Clusters<f64, 1> = Mixture(3);
    struct Flat<f64, 1> = Uniform;
    struct Logit<f64, 1> = Logistic;
    struct Double<f64, 1> = Laplace;
    struct Heavy<f64, 1> = StudentT(dof = 3);
    struct Heaviest<f64, 1> = StudentT(dof = 1);
    struct Given<f64, 1 | 2> = Normal(5, activation = tanh);
    struct Single<1> = Mixture(3);
    struct Pair<f64, 2> = StudentT(dof = 4);
}

const SAMPLES: usize = 100_000;

/// How probable a distance at least as large would be, √n·D being `distance`, were the distributions equal.
fn probability(distance: f64) -> f64 {
    let terms = (1..=100).map(|k| {
        let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
        sign * (-2.0 * (f64::from(k) * distance).powi(2)).exp()
    });
    if distance < 0.2 { 1.0 } else { terms.sum() }
}

/// √n times the largest distance between the distribution function of the samples and the integral of the density.
///
/// The integral is that of Simpson's rule in t, x = sinh t, between two samples at a time.
fn distance(samples: &mut [f64], density: impl Fn(f64) -> f64) -> f64 {
    samples.sort_by(f64::total_cmp);
    let n = samples.len() as f64;
    let slope = |t: f64| density(t.sinh()) * t.cosh();
    let piece = |from: f64, to: f64| {
        (to - from) / 6.0 * (slope(from) + 4.0 * slope(0.5 * (from + to)) + slope(to))
    };
    let (mut at, mut below, mut most) = (-40.0, 0.0, 0.0_f64);
    for (i, x) in samples.iter().map(|x| x.asinh()).enumerate() {
        let pieces = ((x - at) / 1e-3).ceil().max(1.0);
        let width = (x - at) / pieces;
        for k in 0..pieces as usize {
            below += piece(at + k as f64 * width, at + (k + 1) as f64 * width);
        }
        at = x;
        most = most
            .max((below - i as f64 / n).abs())
            .max((below - (i + 1) as f64 / n).abs());
    }
    most * n.sqrt()
}

/// Holds samples against their density, and that samples a twentieth wider would not pass.
fn check<T: Real>(name: &str, flow: &(impl Density<T, 1> + Sync)) {
    let samples = flow.sample_batch(SAMPLES, &mut rng());
    let mut samples: Vec<f64> = samples.iter().map(|x| x[0].to_f64()).collect();
    let density = |x: f64| {
        flow.log_prob(&SVector::from([T::from_f64(x)]))
            .to_f64()
            .exp()
    };
    let p = probability(distance(&mut samples, density));
    assert!(p > 1e-4, "{name}: such samples have a probability of {p:e}");
    let middle = samples[SAMPLES / 2];
    let mut wider: Vec<f64> = samples
        .iter()
        .map(|x| middle + 1.05 * (x - middle))
        .collect();
    let p = probability(distance(&mut wider, density));
    assert!(p < 1e-4, "{name}: a wrong scale is not seen, {p:e}");
}

/// Percentage points of the distribution of Kolmogorov, from tables.
#[test]
fn the_probability_is_that_of_the_tables() {
    for (distance, p) in [
        (1.2238, 0.1),
        (1.3581, 0.05),
        (1.6276, 0.01),
        (1.9495, 0.001),
    ] {
        assert!((probability(distance) / p - 1.0).abs() < 1e-3, "{distance}");
    }
}

#[test]
fn samples_follow_the_density() {
    check("Normal", &Standard::new(&mut rng()));
    check("Normal[loc, scale]", &Located::new(&mut rng()));
    check("Normal(learned)", &perturbed(Learned::new(&mut rng())));
    check("Mixture", &perturbed(Clusters::new(&mut rng())));
    check(
        "Mixture in single precision",
        &perturbed(Single::new(&mut rng())),
    );
    check("Uniform", &Flat::new(&mut rng()));
    check("Logistic", &Logit::new(&mut rng()));
    check("Laplace", &Double::new(&mut rng()));
    check("StudentT(dof = 3)", &Heavy::new(&mut rng()));
    check("StudentT(dof = 1)", &Heaviest::new(&mut rng()));
    let given = perturbed(Given::new(&mut rng()));
    check("Normal(5)", &given.given(&SVector::from([0.5, -1.0])));
}

/// The dimensions of a sample are drawn one by one: signs, and places beyond the quartiles, are those of a fourfold table.
#[test]
fn dimensions_are_independent() {
    let samples = Pair::new(&mut rng()).sample_batch(SAMPLES, &mut rng());
    let beyond = |limit: f64| {
        let both = |x: &&SVector<f64, 2>| x.iter().all(|x| x.abs() > limit);
        let one = |x: &&SVector<f64, 2>| x[0].abs() > limit;
        let other = |x: &&SVector<f64, 2>| x[1].abs() > limit;
        let part = |count: usize| count as f64 / SAMPLES as f64;
        let all = part(samples.iter().filter(both).count());
        let (a, b) = (
            part(samples.iter().filter(one).count()),
            part(samples.iter().filter(other).count()),
        );
        (all - a * b) / (a * (1.0 - a) * b * (1.0 - b)).sqrt()
    };
    let same = samples.iter().filter(|x| x[0] * x[1] > 0.0).count() as f64;
    let n = SAMPLES as f64;
    assert!(
        (same - 0.5 * n).abs() < 2.0 * n.sqrt(),
        "{same} of equal sign"
    );
    for limit in [0.5, 0.740_697, 2.0] {
        let correlation = beyond(limit);
        assert!(
            correlation.abs() < 4.0 / n.sqrt(),
            "{correlation} beyond {limit}"
        );
    }
}
