//! What a bound loses of the truth, layer by layer: the figures of the documentation.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::inference::targets::{self, DoubleWell};
use flow_runtime::{StochasticFlow, prelude::*};
use std::f64::consts::{LN_2, TAU};
use tests::rng;

flow! {
    /// Affine couplings of a number and of noise beside it.
    struct Beside<f64, 1> = 4 * (RealNVP(16) >> Reverse) >> Standardize >> Augment(1, 16);
    #[allow(deprecated, reason = "it is all that affine maps can do with one number")]
    struct Affinely<f64, 1> = MAF(16);
}

/// Affine layers with steps of a Markov chain between them, at temperatures from the base to the target.
macro_rules! wells {
    ($($name:ident $layer:ident ($($setting:tt)*);)*) => {
        $(flow! {
            struct $name<f64, 2> =
                4 * (RealNVP(16) >> Reverse) >> $layer(targets::DoubleWell, $($setting)*, at = 0.25)
                >> 4 * (RealNVP(16) >> Reverse) >> $layer(targets::DoubleWell, $($setting)*, at = 0.5)
                >> 4 * (RealNVP(16) >> Reverse) >> $layer(targets::DoubleWell, $($setting)*, at = 0.75)
                >> 4 * (RealNVP(16) >> Reverse) >> $layer(targets::DoubleWell, $($setting)*, at = 1);
        })*
    };
}

wells! {
    Walk Metropolis(steps = 10, scale = 0.3);
    Drift Langevin(steps = 10, scale = 0.01);
    Orbit Hmc(steps = 5, scale = 0.1);
}

/// The mean of ln p − bound over samples of p, and its standard error.
fn lost<const D: usize>(
    flow: &impl LowerBound<f64, D>,
    xs: &[SVector<f64, D>],
    log_probs: &[f64],
    draws: usize,
) -> [f64; 2] {
    let bounds = flow.log_prob_bound_batch(xs, draws, &mut rng());
    let lost: Vec<f64> = log_probs.iter().zip(bounds).map(|(p, b)| p - b).collect();
    let n = lost.len() as f64;
    let mean = lost.iter().sum::<f64>() / n;
    let variance = lost.iter().map(|l| (l - mean).powi(2)).sum::<f64>() / n;
    [mean, (variance / n).sqrt()]
}

/// Equal parts of two normal distributions, four scales from their middle each.
fn parts(n: usize) -> (Vec<SVector<f64, 1>>, Vec<f64>) {
    let mut rng = rng();
    let mut xs = || {
        let side = if rng.random_bool(0.5) { 2.0 } else { -2.0 };
        let normal: f64 = rng.sample(rand_distr::StandardNormal);
        SVector::from([side + 0.5 * normal])
    };
    let xs: Vec<SVector<f64, 1>> = (0..n).map(|_| xs()).collect();
    let part = |z: f64| (-0.5 * z * z).exp() / (0.5 * TAU.sqrt());
    let log_prob =
        |x: &SVector<f64, 1>| (0.5 * (part((x[0] - 2.0) / 0.5) + part((x[0] + 2.0) / 0.5))).ln();
    let log_probs = xs.iter().map(log_prob).collect();
    (xs, log_probs)
}

/// Noise beside a number lets affine couplings pull apart what they cannot alone.
#[test]
fn augment_loses_less_than_it_gains() {
    let (xs, log_probs) = parts(6000);
    let (train, test) = xs.split_at(4000);
    let trainer = Trainer::new(Adam::new(5e-3)).epochs(40).batch_size(100);
    let trainer = trainer.schedule(Schedule::cosine());
    let mut flow = Beside::new(&mut rng());
    trainer.fit(&mut flow, train).unwrap();
    let [one, many] = [1, 100].map(|draws| lost(&flow, test, &log_probs[4000..], draws));
    let mut alone = Affinely::new(&mut rng());
    trainer.fit(&mut alone, train).unwrap();
    let exact = alone.log_prob_batch(test);
    let alone = (log_probs[4000..].iter().sum::<f64>() - exact.iter().sum::<f64>()) / 2000.0;
    println!("Augment: lost with one draw {one:.3?}, with 100 {many:.3?}; without it {alone:.3}");
    assert!(
        many[0] < one[0] && many[0] > -3.0 * many[1],
        "{one:?} {many:?}"
    );
    assert!(one[0] < 0.15 && alone > LN_2 / 2.0, "{one:?} {alone}");
}

/// Against the target, then of fair samples of it.
fn walks(
    name: &str,
    mut flow: impl StochasticFlow<2> + Trainable<2, 0, Scalar = f64> + LowerBound<f64, 2>,
) {
    let trainer = Trainer::new(Adam::new(5e-3)).steps(1500).batch_size(200);
    trainer.fit_paths(&mut flow).unwrap();
    let drawn = flow.draw(100_000, &mut rng());
    let xs = drawn.resample(5000);
    let log_prob = |x| {
        let log_density: f64 = DoubleWell.log_density(x);
        log_density - DoubleWell::log_evidence()
    };
    let log_probs: Vec<f64> = xs.iter().map(log_prob).collect();
    let [one, many] = [1, 100].map(|draws| lost(&flow, &xs, &log_probs, draws));
    println!("{name}: lost with one draw {one:.4?}, with 100 {many:.4?}");
    assert!(
        many[0] < one[0] && many[0] > -3.0 * many[1] - 0.01,
        "{one:?} {many:?}"
    );
}

#[test]
#[ignore = "trains three flows against a target; `cargo test --release -p tests --test lost -- --ignored --nocapture`"]
fn markov_chains_lose_little() {
    walks("Metropolis", Walk::new(&mut rng()));
    walks("Langevin", Drift::new(&mut rng()));
    walks("Hmc", Orbit::new(&mut rng()));
}
