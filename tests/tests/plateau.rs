//! The warning about flows that take the dimensions in one order is right: on data that needs the other order they all
//! stop at the same loss, whatever their number, and one permutation lets them pass it.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;

flow! {
    #[allow(deprecated, reason = "what the compiler warns about is what is shown")]
    struct SameOrder<2> = MAF(32, 32) >> MAF(32, 32);
    struct Permuted<2> = MAF(32, 32) >> Permute[1, 0] >> MAF(32, 32);
}

/// The best that a chain of affine autoregressive maps in the order (x₁, x₂) can do on the banana, in nats.
///
/// Together they are one affine map, so x₁ is taken for a Gaussian, and x₂ given x₁ for one of mean E[x₂ | x₁] = 0 and
/// variance v(x₁) = E[x₂² | x₁]. With x₁ = c + n, c of the χ² distribution with one degree of freedom and n standard
/// normal, Var x₁ = 3 and v(x₁) = 4·E[c | x₁], so the loss is ½ ln(2πe·3) + ½ ln 2πe + ½ E ln v(x₁).
const PLATEAU: f64 = 3.8665;
/// The entropy of the banana, ln 4πe.
const ENTROPY: f64 = 3.5310;

/// The loss on points that were not trained on, after training with a falling rate.
///
/// `ENTROPY` plus the mean of ln p(x) − ln q(x): the true ln p takes most of the noise of the points out of the estimate.
fn held_out(flow: &mut (impl Flow<2, 0, Scalar = f32> + Density<f32, 2>)) -> f64 {
    let data: Vec<SVector<f32, 2>> =
        datasets::banana(50_000, &mut Xoshiro256PlusPlus::seed_from_u64(1));
    for rate in [3e-3, 1e-3, 3e-4, 1e-4] {
        let trainer = Trainer::new(Adam::new(rate)).epochs(8).batch_size(100);
        trainer.fit(flow, &data).expect("training");
    }
    let points: Vec<SVector<f32, 2>> =
        datasets::banana(200_000, &mut Xoshiro256PlusPlus::seed_from_u64(2));
    let log_q = flow.log_prob_batch(&points);
    let excess = points.iter().zip(log_q).map(|(x, log_q)| {
        let [x1, x2] = [f64::from(x[0]), f64::from(x[1])];
        let log_p =
            -0.5 * (x1 - x2 * x2 / 4.0).powi(2) - x2 * x2 / 8.0 - (4.0 * std::f64::consts::PI).ln();
        log_p - f64::from(log_q)
    });
    ENTROPY + excess.sum::<f64>() / 200_000.0
}

#[test]
fn one_order_stops_at_the_plateau_and_a_permutation_passes_it() {
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(0);
    let same = held_out(&mut SameOrder::new(rng));
    assert!((same - PLATEAU).abs() <= 0.01, "{same} against {PLATEAU}");
    let permuted = held_out(&mut Permuted::new(rng));
    assert!(permuted <= 3.56, "{permuted}");
    assert!(
        permuted >= ENTROPY - 0.005,
        "{permuted} is below the entropy"
    );
}
