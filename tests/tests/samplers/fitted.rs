//! Tempered samples, a flow that is fitted to them, and its importance weights: the flow is then a cheap sampler of the target,
//! and the weights say how good it is.

use flow_runtime::inference::Importance;
use flow_runtime::inference::samplers::Tempering;
use flow_runtime::inference::targets::{Gaussian, GaussianMixture40, ManyWell};
use flow_runtime::prelude::*;
use tests::rng;

flow! {
    struct Wells<f64, 6> = NSF(32, 32, bins = 12, bound = 4) >> Reverse >> NSF(32, 32, bins = 12, bound = 4);
    struct Forty<f64, 2> = Mixture(40) >> 2 * (NSF(32, 32, bins = 16) >> Reverse) >> Standardize;
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
    let drawn = Importance::draw(&flow, &ManyWell, 20_000, &mut rng());
    let (log_evidence, error) = drawn.log_evidence();
    let off = (log_evidence - ManyWell::<6>::log_evidence()).abs();
    assert!(off < 0.05 && off < 5.0 * error, "{log_evidence} ± {error}");
    assert!(
        drawn.ess() > 10_000.0,
        "effective sample size {}",
        drawn.ess()
    );
    assert!(drawn.pareto_k() < 0.7, "{}", drawn.pareto_k());
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
