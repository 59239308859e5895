//! A batch whose tapes do not fit into one round has the gradient of its pieces.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use tests::{perturbed, points, rng};

flow! {
    /// Products only, with far panels and stairs.
    struct Networks<f64, 8> = 2 * (MAF(100, 100) >> Reverse);
    /// Products that are summed over places too.
    struct Shared<f64, 8> = 2 * (MAF(attention(24, layers = 2, heads = 3), patch = 2) >> Reverse);
    /// Elements and a base that add up their own gradient beside them.
    struct Summed<f64, 8> = Normal(learned) >> 2 * (MAF(100, 100) >> Linear) >> Affine;
}

const SAMPLES: usize = 12_000;

/// The gradient of the whole batch, after that of a batch in one round has been in the same memory.
fn gradient<F: Flow<8, 0, Scalar = f64> + Density<f64, 8>>(
    flow: &F,
    xs: &[SVector<f64, 8>],
    threads: usize,
) -> Vec<f64> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.expect("a pool").install(|| {
        let mut grad = vec![0.0; flow.params().len()];
        flow.nll_and_grad(&xs[..100], &mut grad);
        flow.nll_and_grad(xs, &mut grad);
        grad
    })
}

fn pieces_add_up<F: Flow<8, 0, Scalar = f64> + Density<f64, 8>>(flow: &F) {
    let xs: Vec<SVector<f64, 8>> = points(SAMPLES, 1.0);
    let whole = gradient(flow, &xs, 1);
    for threads in [2, 3] {
        assert!(whole == gradient(flow, &xs, threads), "{threads} threads");
    }
    let mut sum = vec![0.0; whole.len()];
    let mut piece = sum.clone();
    for xs in xs.chunks(200) {
        flow.nll_and_grad(xs, &mut piece);
        for (sum, g) in sum.iter_mut().zip(&piece) {
            *sum += g * xs.len() as f64 / SAMPLES as f64;
        }
    }
    for (i, (whole, sum)) in whole.iter().zip(&sum).enumerate() {
        assert!(
            (whole - sum).abs() < 1e-12 * (1.0 + sum.abs()),
            "parameter {i}: {whole} against {sum}"
        );
    }
}

#[test]
fn networks() {
    pieces_add_up(&perturbed(Networks::new(&mut rng())));
}

#[test]
fn weights_that_tokens_share() {
    pieces_add_up(&perturbed(Shared::new(&mut rng())));
}

#[test]
fn elements_that_add_up_their_own() {
    pieces_add_up(&perturbed(Summed::new(&mut rng())));
}
