//! A flow on three scales against one that has all its layers on all dimensions, on pictures of digits.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use flow_runtime::signal::Images;
use std::time::Instant;
use tests::rng;

flow! {
    /// Half of the pixels leave behind three layers, and half of the others behind three more.
    struct Scales<64> = 3 * (NSF(48, 48, split = alternate) >> Reverse) >> Split >> 3 * (NSF(48, 48, split = alternate) >> Reverse)
        >> Split >> 3 * (NSF(48, 48, split = alternate) >> Reverse) >> Standardize >> Dequantize;
    struct Flat<64> = 9 * (NSF(48, 48, split = alternate) >> Reverse) >> Standardize >> Dequantize;
}

const DRAWS: usize = 20;

/// Trains a flow; its bound of ln P of a picture of the test on average, in nats, and the seconds of a step.
fn trained<F>(mut flow: F, [train, valid, test]: [&[SVector<f32, 64>]; 3]) -> (f64, f64)
where
    F: LowerBound<f32, 64> + Trainable<64, 0, Scalar = f32>,
{
    let start = Instant::now();
    let history = Trainer::new(Adam::new(1e-3).weight_decay(1e-2))
        .batch_size(50)
        .average(0.995)
        .patience(40)
        .epochs(300)
        .fit(&mut flow, Samples::of(train).validation(valid))
        .unwrap();
    let steps = history.train_nll().len() * train.len().div_ceil(50);
    let seconds = start.elapsed().as_secs_f64() / steps as f64;
    let bounds = flow.log_prob_bound_batch(test, DRAWS, &mut rng());
    let mean = bounds.iter().map(|&b| f64::from(b)).sum::<f64>() / test.len() as f64;
    (mean, seconds)
}

/// Where half of the pixels stay behind, steps are faster by more than what is lost.
#[test]
#[ignore = "trains for a minute; `cargo test --release -p tests --test multi_scale -- --ignored --nocapture`"]
fn scales_cost_no_quality_and_save_time() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../examples/data/digits.idx3-ubyte.gz"
    );
    let all: Vec<SVector<f32, 64>> = Images::read(path).unwrap().samples().unwrap();
    let parts = [&all[..1_100], &all[1_100..1_297], &all[1_297..]];
    let (flat, slow) = trained(Flat::new(&mut rng()), parts);
    let (scales, fast) = trained(Scales::new(&mut rng()), parts);
    println!(
        "flat {flat:.2} nats, {slow:.2e} s a step; three scales {scales:.2} nats, {fast:.2e} s"
    );
    assert!(
        scales > flat - 0.01 * flat.abs(),
        "{scales} and {flat} nats"
    );
    assert!(slow > 1.4 * fast, "{slow} and {fast} s a step");
}
