//! Posteriors that are right on average over the prior.

use flow_runtime::inference::simulation::{Marginal, Npe, Prior, Ranks};
use flow_runtime::prelude::*;
use tests::rng;

flow! {
    struct Posterior<f64, 2 | 3> = 3 * (MAF(32, 32, activation = tanh) >> Reverse) >> Standardize;
}

/// A share, which is uniform, and a scale, which is log-normal.
fn prior() -> Prior<2> {
    Prior::new([Marginal::uniform(0.0, 1.0), Marginal::log_normal(0.0, 0.5)])
}

/// Three noisy numbers: the share twice, and the logarithm of the scale.
fn simulator(theta: &SVector<f64, 2>, rng: &mut Xoshiro256PlusPlus) -> SVector<f64, 3> {
    let noise: SVector<f64, 3> = Prior::normal([0.0; 3], [1.0; 3]).sample(rng);
    SVector::from([
        theta[0] + 0.3 * theta[1] * noise[0],
        theta[0] + 0.2 * noise[1],
        theta[1].ln() + 0.4 * noise[2],
    ])
}

/// One round, one training, 200 observations: ranks are uniform in either parameter.
#[test]
fn one_round_of_npe_is_calibrated() {
    let mut flow = Posterior::new(&mut rng());
    let trainer = Trainer::new(Adam::new(3e-3))
        .epochs(25)
        .batch_size(200)
        .schedule(Schedule::Cosine);
    let npe = Npe::new(trainer).simulations(20_000).seed(1);
    let amortised = npe.fit(&mut flow, &prior(), simulator).unwrap();
    let ranks = Ranks::of(&prior(), simulator, 200, 99, 5, |x, n, rng| {
        amortised.given(x).sample_batch(n, rng)
    });
    assert_eq!(ranks.ranks().len(), 200);
    let p_values = ranks.p_values(10);
    assert!(
        p_values.iter().all(|p| *p > 0.01),
        "{p_values:?} {:?}",
        ranks.histogram(10)
    );

    // A posterior that ignores what is observed passes this test too; one that is too narrow does not.
    let narrow = Ranks::of(&prior(), simulator, 200, 99, 5, |x, n, rng| {
        let thetas = amortised.given(x).sample_batch(n, rng);
        let mean = thetas.iter().sum::<SVector<f64, 2>>() / n as f64;
        thetas
            .iter()
            .map(|theta| mean + 0.6 * (theta - mean))
            .collect()
    });
    assert!(
        narrow.p_values(10).iter().all(|p| *p < 1e-3),
        "{:?}",
        narrow.histogram(10)
    );
}
