//! Base densities that learn, alone and given a context: what they are trained to, against what is known.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use rand::RngExt;
use tests::{perturbed, points, rng};

flow! {
    struct Learned<f64, 2> = Normal(learned);
    struct Eight<f64, 2> = Mixture(8);
    struct Given<f64, 2 | 3> = Normal(5, activation = tanh);
    struct Noise<f64, 1 | 1> = Normal(16, activation = tanh);
    struct Chained<2> = Mixture(4) >> 2 * (MAF(8) >> Reverse);
}

const _: () = assert!(Eight::PARAMS == 8 + 2 * 16 && Learned::PARAMS == 4);

#[test]
fn a_learned_normal_has_the_moments_of_the_data() {
    let data: Vec<SVector<f64, 2>> = points(2000, 1.0);
    let place = |z: SVector<f64, 2>| SVector::from([3.0 + 0.5 * z[0], -1.0 + 2.0 * z[1]]);
    let data: Vec<_> = data.into_iter().map(place).collect();
    let mut flow = Learned::new(&mut rng());
    assert_eq!(flow.params(), [0.0; 4], "the standard normal at first");
    let trainer = Trainer::new(Adam::new(5e-3)).epochs(80).batch_size(100);
    trainer.fit(&mut flow, &data).expect("training");
    let n = data.len() as f64;
    for d in 0..2 {
        let mean = data.iter().map(|x| x[d]).sum::<f64>() / n;
        let deviation = (data.iter().map(|x| (x[d] - mean).powi(2)).sum::<f64>() / n).sqrt();
        assert!(
            (flow.params()[d] - mean).abs() < 0.03,
            "{:?}",
            flow.params()
        );
        assert!((flow.params()[2 + d] - deviation.ln()).abs() < 0.02);
    }
}

/// ln p(x | c) against the formula, and the standard normal distribution at first.
#[test]
fn a_normal_given_a_context_is_its_formula() {
    let standard = |z: f64| -0.5 * z * z - 0.5 * (2.0 * std::f64::consts::PI).ln();
    let new = Given::new(&mut rng());
    let given = perturbed(new.clone());
    let (hidden, output) = given.params().split_at(5 * (1 + 3));
    let contexts = points::<f64, 3>(50, 1.0);
    for (x, c) in points::<f64, 2>(50, 1.0).iter().zip(&contexts) {
        let expected: f64 = x.iter().map(|&x| standard(x)).sum();
        assert!((new.given(c).log_prob(x) - expected).abs() < 1e-14);

        let units: [f64; 5] = std::array::from_fn(|unit| {
            let weighted = (0..3).map(|j| c[j] * hidden[5 * (1 + j) + unit]);
            (hidden[unit] + weighted.sum::<f64>()).tanh()
        });
        let said = |k: usize| {
            let weighted = (0..5).map(|unit| units[unit] * output[4 * (1 + unit) + k]);
            output[k] + weighted.sum::<f64>()
        };
        let mut expected = 0.0;
        for i in 0..2 {
            let (loc, raw) = (said(2 * i), said(2 * i + 1));
            let log_scale = raw / (1.0 + raw.abs() / 1000_f64.ln());
            expected += standard((x[i] - loc) * (-log_scale).exp()) - log_scale;
        }
        assert!((given.given(c).log_prob(x) - expected).abs() < 1e-12);
    }
}

/// x = sin 2c + exp(c/2 − 1) ε: the mean of the entropy over c is ½ ln 2πe − 1 where that of c is 0.
#[test]
fn a_normal_given_a_context_learns_location_and_scale() {
    let draw = |n: usize, seed: u64| -> (Vec<SVector<f64, 1>>, Vec<SVector<f64, 1>>) {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        (0..n)
            .map(|_| {
                let c: f64 = rng.random_range(-1.5..1.5);
                let noise: f64 = rng.sample(rand_distr::StandardNormal);
                let x = (2.0 * c).sin() + (0.5 * c - 1.0).exp() * noise;
                (SVector::from([x]), SVector::from([c]))
            })
            .unzip()
    };
    let (xs, contexts) = draw(4000, 1);
    let mut flow = Noise::new(&mut rng());
    for (rate, epochs) in [(1e-2, 30), (1e-3, 10)] {
        let trainer = Trainer::new(Adam::new(rate)).epochs(epochs).batch_size(50);
        trainer
            .fit_given(&mut flow, &xs, &contexts)
            .expect("training");
    }
    let (xs, contexts) = draw(40_000, 2);
    let entropy = 0.5 * (2.0 * std::f64::consts::PI * std::f64::consts::E).ln() - 1.0;
    let nll = flow.nll_given(&xs, &contexts);
    assert!((nll - entropy).abs() < 0.02, "{nll} against {entropy}");
}

/// The data is such a mixture, so it can be learned to its entropy, 2.833 nats.
#[test]
fn a_mixture_learns_the_eight_gaussians() {
    let data: Vec<SVector<f64, 2>> = datasets::eight_gaussians(4000, &mut rng());
    let held_out: Vec<SVector<f64, 2>> =
        datasets::eight_gaussians(4000, &mut Xoshiro256PlusPlus::seed_from_u64(1));
    let mut flow = Eight::new(&mut rng());
    // One location in the direction of each; the rest is to be learned.
    for j in 0..8 {
        let angle = f64::from(j) * std::f64::consts::FRAC_PI_4;
        let at = 8 + 2 * j as usize;
        flow.params_mut()[at..at + 2].copy_from_slice(&[angle.cos(), angle.sin()]);
    }
    let trainer = Trainer::new(Adam::new(2e-2)).epochs(30).batch_size(100);
    trainer.fit(&mut flow, &data).expect("training");
    let nll = flow.nll(&held_out);
    assert!(nll < 2.87, "{nll}");
}

#[test]
fn its_parameters_are_part_of_the_checkpoint_and_of_the_summary() {
    let flow = Chained::new(&mut rng());
    let path = std::env::temp_dir().join(format!("mixture-{}.safetensors", std::process::id()));
    flow.save(&path).expect("saving");
    let again = Chained::load(&path).expect("loading");
    std::fs::remove_file(&path).expect("removing");
    assert_eq!(flow.params(), again.params());
    assert_eq!(flow.sample(&mut rng()), again.sample(&mut rng()));
    let row = |line: &str| line.starts_with("Mixture(4)") && line.contains(" 20 ");
    assert!(
        Chained::summary().lines().any(row),
        "{}",
        Chained::summary()
    );
}
