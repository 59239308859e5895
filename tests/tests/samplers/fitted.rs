//! Tempered samples, a flow that is fitted to them, and its importance weights: the flow is then a cheap sampler of the target,
//! and the weights say how good it is.

use flow_runtime::inference::Target;
use flow_runtime::inference::samplers::Tempering;
use flow_runtime::inference::targets::{Gaussian, GaussianMixture40, ManyWell};
use flow_runtime::prelude::*;
use tests::rng;

flow! {
    struct Wells<f64, 6> = NSF(32, 32, bins = 12, bound = 4) >> Reverse >> NSF(32, 32, bins = 12, bound = 4);
    struct Forty<f64, 2> = Mixture(40) >> 2 * (NSF(32, 32, bins = 16) >> Reverse) >> Standardize;
}

/// ln of the mean weight, and the effective sample size as a share.
fn weights<const D: usize>(
    flow: &impl Density<f64, D>,
    target: &impl Target<f64, D>,
    n: usize,
) -> (f64, f64) {
    let mut rng = rng();
    let xs = flow.sample_batch(n, &mut rng);
    let log_weights: Vec<f64> = flow
        .log_prob_batch(&xs)
        .iter()
        .zip(&xs)
        .map(|(log_prob, x)| target.log_density(x) - log_prob)
        .collect();
    let largest = log_weights
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = log_weights.iter().map(|w| (w - largest).exp()).collect();
    let sum: f64 = weights.iter().sum();
    let squares: f64 = weights.iter().map(|w| w * w).sum();
    (
        largest + (sum / n as f64).ln(),
        sum * sum / squares / n as f64,
    )
}

#[test]
fn a_flow_takes_over_from_tempering_on_many_well() {
    let tempered = Tempering::new()
        .seed(1)
        .sample::<f64, 6>(&Gaussian::round(2.0), &ManyWell, 10, 1000)
        .unwrap();
    let mut flow = Wells::new(&mut rng());
    Trainer::new(Adam::new(2e-3))
        .epochs(10)
        .batch_size(100)
        .schedule(Schedule::Cosine)
        .fit(&mut flow, &tempered.chains().samples())
        .unwrap();
    let (log_evidence, ess) = weights(&flow, &ManyWell, 20_000);
    let off = (log_evidence - ManyWell::<6>::log_evidence()).abs();
    assert!(off < 0.05, "{log_evidence}, effective sample size {ess}");
    assert!(ess > 0.5, "effective sample size {ess}");
}

/// Forward KL is −6.8565 less the mean of ln q over samples of the target.
#[test]
fn a_flow_takes_over_from_tempering_on_forty_gaussians() {
    let target = GaussianMixture40::new();
    let tempered = Tempering::new()
        .seed(1)
        .sample::<f64, 2>(&Gaussian::round(30.0), &target, 10, 1000)
        .unwrap();
    let mut flow = Forty::new(&mut rng());
    Trainer::new(Adam::new(5e-3))
        .epochs(20)
        .batch_size(100)
        .schedule(Schedule::Cosine)
        .fit(&mut flow, &tempered.chains().samples())
        .unwrap();
    let xs: Vec<SVector<f64, 2>> = (&target).sample_iter(rng()).take(20_000).collect();
    let kl = flow.nll(&xs) - 6.8565;
    assert!(kl < 0.3, "forward KL {kl}");
    let mut met = [false; 40];
    for x in flow.sample_batch(2000, &mut rng()) {
        met[target.nearest(&x)] = true;
    }
    assert!(met.iter().all(|met| *met), "{met:?}");
}
