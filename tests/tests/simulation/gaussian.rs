//! A Gaussian with a Gaussian mean: its posterior is known. Prior N(0, 0.1), noise N(0, 0.1), both variances, so that the
//! posterior of n observations with mean x̄ is N(n x̄/(n + 1), 0.1/(n + 1)).

use flow_runtime::inference::simulation::{LikelihoodPosterior, Npe, Prior, Snl, Tsnpe};
use flow_runtime::prelude::*;
use tests::rng;

flow! {
    struct Likelihood<f64, 3 | 3> = 2 * (MAF(20, 20, activation = tanh) >> Reverse) >> Standardize;
    struct Posterior<f64, 3 | 3> = 2 * (MAF(20, 20, activation = tanh) >> Reverse) >> Standardize;
    struct WideLikelihood<f64, 10 | 10> = MAF(32, 32) >> Standardize;
    struct WidePosterior<f64, 10 | 10> = MAF(32, 32) >> Standardize;
}

fn deviation() -> f64 {
    0.1_f64.sqrt()
}

fn prior<const D: usize>() -> Prior<D> {
    Prior::normal([0.0; D], [deviation(); D])
}

fn simulator<const D: usize>(
    theta: &SVector<f64, D>,
    rng: &mut Xoshiro256PlusPlus,
) -> SVector<f64, D> {
    theta + prior().sample(rng)
}

fn observed<const D: usize>() -> SVector<f64, D> {
    SVector::from_fn(|i, _| [0.5, -0.2, 0.0][i % 3])
}

#[track_caller]
fn check<const D: usize>(thetas: &[SVector<f64, D>], observations: f64) {
    let n = thetas.len() as f64;
    for i in 0..D {
        let mean = thetas.iter().map(|theta| theta[i]).sum::<f64>() / n;
        let variance = thetas
            .iter()
            .map(|theta| (theta[i] - mean).powi(2))
            .sum::<f64>()
            / n;
        let expected = observations / (observations + 1.0) * observed::<D>()[i];
        assert!(
            (mean - expected).abs() < 0.02,
            "mean {mean}, not {expected}"
        );
        let ratio = variance * (observations + 1.0) / 0.1;
        assert!(
            (0.9..1.1).contains(&ratio),
            "variance {variance}, {ratio} of what it should be"
        );
    }
}

fn trainer() -> Trainer<'static> {
    Trainer::new(Adam::new(5e-3))
        .batch_size(100)
        .schedule(Schedule::Cosine)
}

#[test]
fn snl() {
    let mut flow = Likelihood::new(&mut rng());
    let snl = Snl::new(trainer().epochs(40))
        .rounds(4)
        .per_round(2000)
        .seed(1);
    let posterior = snl
        .infer(&mut flow, &prior(), simulator, &[observed()])
        .unwrap();
    let chains = posterior.chains(250).unwrap();
    assert!(
        chains.r_hat().iter().all(|r| *r < 1.02),
        "{:?}",
        chains.r_hat()
    );
    check(&chains.samples(), 1.0);
    assert_eq!(posterior.sample(33).unwrap().len(), 33);

    // Every draw comes with its log-density.
    let log_probs = posterior.log_prob_batch(&chains.samples());
    for (ours, chain) in log_probs.iter().zip(chains.log_densities()) {
        assert!((ours - chain).abs() < 1e-9, "{ours}, {chain}");
    }

    // A likelihood serves any number of observations: here four that are the same.
    let one = posterior.log_prob(&observed());
    let several = LikelihoodPosterior::new(&flow, &prior(), &[observed(); 4]).unwrap();
    let log_prior = prior::<3>().log_prob(&observed());
    let four = log_prior + 4.0 * (one - log_prior);
    assert!((several.log_prob(&observed()) - four).abs() < 1e-9);
    check(&several.sample(5000).unwrap(), 4.0);
}

#[test]
fn npe() {
    let mut flow = Posterior::new(&mut rng());
    let npe = Npe::new(trainer().epochs(30)).simulations(20_000).seed(1);
    let amortised = npe.fit(&mut flow, &prior(), simulator).unwrap();
    let posterior = amortised.given(&observed());
    let thetas = posterior.sample_batch(10_000, &mut rng());
    check(&thetas, 1.0);

    // Its density is that of the closed form, on average over its samples.
    let exact = Prior::normal([0.25, -0.1, 0.0], [0.05_f64.sqrt(); 3]);
    let log_probs = posterior.log_prob_batch(&thetas);
    let kl = thetas
        .iter()
        .zip(log_probs)
        .map(|(theta, ours)| ours - exact.log_prob(theta));
    let kl = kl.sum::<f64>() / thetas.len() as f64;
    assert!((-0.005..0.03).contains(&kl), "KL {kl}");
}

#[test]
fn truncated() {
    let mut flow = Posterior::new(&mut rng());
    let tsnpe = Tsnpe::new(trainer().epochs(20))
        .rounds(4)
        .per_round(1500)
        .seed(1);
    let posterior = tsnpe
        .infer(&mut flow, &prior(), simulator, &observed())
        .unwrap();
    check(&posterior.sample_batch(10_000, &mut rng()), 1.0);
}

/// As in the benchmark of simulation-based inference: ten dimensions, 10,000 simulations.
#[test]
fn ten_dimensions() {
    let trainer = || {
        Trainer::new(Adam::new(2e-3))
            .batch_size(100)
            .epochs(60)
            .schedule(Schedule::Cosine)
            .average(0.99)
    };
    let mut flow = WideLikelihood::new(&mut rng());
    let snl = Snl::new(trainer()).rounds(2).per_round(5000).seed(1);
    let posterior = snl
        .infer(&mut flow, &prior(), simulator, &[observed()])
        .unwrap();
    check(&posterior.sample(8000).unwrap(), 1.0);

    let mut flow = WidePosterior::new(&mut rng());
    let npe = Npe::new(trainer()).simulations(10_000).seed(1);
    let amortised = npe.fit(&mut flow, &prior(), simulator).unwrap();
    let posterior = amortised.given(&observed());
    check(&posterior.sample_batch(10_000, &mut rng()), 1.0);
}
