//! Posteriors with two modes and sharp ends, against what can be computed.

use flow_runtime::inference::simulation::{Prior, Simulations, Snl, Tsnpe};
use flow_runtime::prelude::*;
use tests::rng;

type One = SVector<f64, 1>;

flow! {
    struct Likelihood<f64, 1 | 1> = MAF(24, 24, activation = tanh) >> Standardize;
    struct Posterior<f64, 1 | 1> = MAF(32, 32, activation = tanh, univariate = spline(bins = 16)) >> Standardize;
}

/// x = θ² + N(0, 0.1²), and θ is uniform on (−1, 1): both signs are as likely.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "simulators are given references"
)]
fn simulator(theta: &One, rng: &mut Xoshiro256PlusPlus) -> One {
    let noise: One = Prior::normal([0.0], [0.1]).sample(rng);
    SVector::from([theta[0] * theta[0] + noise[0]])
}

fn prior() -> Prior<1> {
    Prior::uniform([-1.0], [1.0])
}

/// Mean and deviation of |θ| under the exact posterior of x = 0.5, and the share of either sign: ½.
#[track_caller]
fn check(thetas: &[One]) {
    let (mut total, mut mean, mut square) = (0.0, 0.0, 0.0);
    for i in 0..10_000 {
        let theta = (f64::from(i) + 0.5) / 10_000.0;
        let p = (-0.5 * ((0.5 - theta * theta) / 0.1).powi(2)).exp();
        total += p;
        mean += p * theta;
        square += p * theta * theta;
    }
    let (mean, square) = (mean / total, square / total);
    let deviation = (square - mean * mean).sqrt();

    let n = thetas.len() as f64;
    let average = thetas.iter().map(|theta| theta[0].abs()).sum::<f64>() / n;
    let variance = thetas
        .iter()
        .map(|theta| (theta[0].abs() - average).powi(2))
        .sum::<f64>()
        / n;
    assert!(thetas.iter().all(|theta| theta[0].abs() <= 1.0));
    assert!(
        (average - mean).abs() < 0.02,
        "mean of |θ| {average}, not {mean}"
    );
    let ratio = variance.sqrt() / deviation;
    assert!(
        (0.85..1.15).contains(&ratio),
        "deviation of |θ| {ratio} of {deviation}"
    );
    let positive = thetas.iter().filter(|theta| theta[0] > 0.0).count() as f64 / n;
    assert!((0.4..0.6).contains(&positive), "{positive} are positive");
}

fn trainer() -> Trainer<'static> {
    Trainer::new(Adam::new(5e-3))
        .batch_size(100)
        .schedule(Schedule::Cosine)
}

#[test]
fn snl_finds_both_signs() {
    let mut flow = Likelihood::new(&mut rng());
    let snl = Snl::new(trainer().epochs(30))
        .rounds(3)
        .per_round(500)
        .seed(1);
    let observed = SVector::from([0.5]);
    let posterior = snl
        .infer(&mut flow, &prior(), simulator, &[observed])
        .unwrap();
    let thetas = posterior.sample(4000).unwrap();
    check(&thetas);

    // What the posterior predicts is what was observed, within its noise: both that of the simulator and that of θ.
    let mut predicted = Simulations::new();
    predicted.run(&thetas, simulator, 9);
    let mean = predicted.xs().iter().map(|x| x[0]).sum::<f64>() / predicted.len() as f64;
    assert!((mean - 0.5).abs() < 0.03, "{mean}");
}

/// The unconstrained coordinates of a box have no end, and the truncated prior is a piece of it that is in two pieces.
#[test]
fn truncated_proposals_find_both_signs() {
    let mut flow = Posterior::new(&mut rng());
    let tsnpe = Tsnpe::new(trainer().epochs(60))
        .rounds(3)
        .per_round(2000)
        .seed(1);
    let posterior = tsnpe
        .infer(&mut flow, &prior(), simulator, &SVector::from([0.5]))
        .unwrap();
    check(&posterior.sample_batch(10_000, &mut rng()));
    // The density integrates to 1 over the prior's range, and is 0 beyond it.
    let cells = 2000;
    let grid: Vec<One> = (0..cells)
        .map(|i| SVector::from([-1.0 + 2.0 * (f64::from(i) + 0.5) / f64::from(cells)]))
        .collect();
    let sum: f64 = posterior
        .log_prob_batch(&grid)
        .iter()
        .map(|log_prob| log_prob.exp())
        .sum();
    let integral = sum * 2.0 / f64::from(cells);
    assert!((integral - 1.0).abs() < 1e-2, "{integral}");
    assert_eq!(posterior.log_prob(&SVector::from([1.5])), f64::NEG_INFINITY);
}
