//! The No-U-Turn sampler, with and without a flow.

use flow_runtime::inference::PulledBack;
use flow_runtime::inference::samplers::{Nuts, NutsChains, SampleError};
use flow_runtime::inference::targets::{Funnel, Gaussian};
use flow_runtime::prelude::*;
use flow_runtime::testing;
use tests::rng;

flow! {
    /// Far from linear: with a log-determinant of the wrong sign, what is sampled has another variance.
    struct Bent<f64, 2> = |z| sinh(z);
    struct Neck<f64, 100> = RealNVP(16, split = [0]) >> Affine;
    struct Small<f64, 5> = MAF(16) >> Affine;
    struct Rough<f64, 2> = Mixture(2) >> MAF(8);
}

/// The first number is normal, and the others have its exponential as their variance: the funnel of nutpie's documentation.
struct Hundred;

impl Target<f64, 100> for Hundred {
    fn log_density(&self, x: &SVector<f64, 100>) -> f64 {
        self.log_density_and_grad(x).0
    }

    fn log_density_and_grad(&self, x: &SVector<f64, 100>) -> (f64, SVector<f64, 100>) {
        let precision = (-x[0]).exp();
        let squares = x.norm_squared() - x[0] * x[0];
        let mut grad = -precision * x;
        grad[0] = -x[0] - 49.5 + 0.5 * squares * precision;
        let value = -0.5 * (x[0] * x[0] + 99.0 * x[0] + squares * precision);
        (value, grad)
    }
}

fn starts<const D: usize>(chains: usize) -> Vec<SVector<f64, D>> {
    Gaussian::round(1.0)
        .sample_iter(rng())
        .take(chains)
        .collect()
}

fn least(numbers: &[f64]) -> f64 {
    numbers.iter().copied().fold(f64::INFINITY, f64::min)
}

/// Mean and variance of a dimension are those expected, within 4 standard errors of as many normal numbers as the draws are worth.
fn check_moments<const D: usize>(drawn: &NutsChains<f64, D>, i: usize, deviation: f64) {
    let xs = drawn.chains().samples();
    let mean = xs.iter().map(|x| x[i]).sum::<f64>() / xs.len() as f64;
    let variance = xs.iter().map(|x| (x[i] - mean).powi(2)).sum::<f64>() / xs.len() as f64;
    let ess = drawn.chains().ess_bulk()[i].min(drawn.chains().ess_tail()[i]);
    assert!(mean.abs() < 4.0 * deviation / ess.sqrt(), "mean {mean}");
    let relative = variance / deviation.powi(2) - 1.0;
    assert!(
        relative.abs() < 4.0 * (2.0 / ess).sqrt(),
        "variance {variance}"
    );
}

#[test]
fn a_gaussian_of_unequal_scales_is_sampled() {
    let target = Gaussian::new([0.0; 3], [0.01, 1.0, 100.0]);
    let drawn = Nuts::new()
        .sample(&target, &[SVector::zeros(); 4], 1000)
        .unwrap();
    assert_eq!(drawn.divergences(), 0);
    assert!(drawn.chains().r_hat().iter().all(|r_hat| *r_hat < 1.01));
    for (i, deviation) in [0.01, 1.0, 100.0].into_iter().enumerate() {
        check_moments(&drawn, i, deviation);
    }
    let log_densities = drawn.chains().log_densities();
    let again = drawn.chains().samples();
    assert!(
        again
            .iter()
            .zip(log_densities)
            .all(|(x, log)| target.log_density(x) == log)
    );
}

/// The map spreads the tails, and its log-determinant, ln cosh z, makes up for that only with the right sign.
#[test]
fn a_fixed_flow_leaves_the_target_as_it_is() {
    let (flow, target) = (Bent::new(&mut rng()), Gaussian::round(1.0));
    let drawn = Nuts::new()
        .sample_through(&flow, &target, &starts::<2>(4), 4000)
        .unwrap();
    check_moments(&drawn, 0, 1.0);
    check_moments(&drawn, 1, 1.0);
    assert!(drawn.chains().r_hat()[0] < 1.01);
}

#[test]
fn a_target_seen_through_a_flow_has_its_gradient() {
    let flow = Small::new(&mut rng());
    let seen = PulledBack::new(&flow, &Funnel);
    let checked = testing::target(&seen, &starts::<5>(5));
    assert!(checked.gradient_error < 1e-6, "{checked}");
    let z = starts::<5>(1)[0];
    let (x, log_det) = flow.forward_and_log_det(&z);
    assert_eq!(
        seen.log_density(&z),
        Target::<f64, 5>::log_density(&Funnel, &x) + log_det
    );
}

/// What is short in a funnel: without a flow hardly any draw is worth anything, with one nearly all are.
#[test]
fn a_funnel_of_a_hundred_dimensions_is_sampled_through_a_flow() {
    let starts = starts::<100>(4);
    let plain = Nuts::new().sample(&Hundred, &starts, 1000).unwrap();
    let ess = plain.chains().ess_bulk();
    assert!(least(&ess) < 100.0, "without a flow: {}", least(&ess));

    let xs = plain.chains().samples();
    let scores: Vec<_> = xs
        .iter()
        .map(|x| Hundred.log_density_and_grad(x).1)
        .collect();
    let mut flow = Neck::new(&mut rng());
    let trainer = Trainer::new(Adam::new(1e-2))
        .epochs(20)
        .batch_size(100)
        .clip_norm(100.0)
        .schedule(Schedule::cosine());
    let history = trainer.fit_scores(&mut flow, &xs, &scores).unwrap();
    let losses = history.train_nll();
    assert!(losses[19] < 0.02 * losses[0], "{losses:?}");
    let drawn = Nuts::new()
        .acceptance(0.95)
        .sample_through(&flow, &Hundred, &starts, 1000)
        .unwrap();
    let (bulk, tail) = (drawn.chains().ess_bulk(), drawn.chains().ess_tail());
    assert_eq!(drawn.divergences(), 0);
    assert!(
        least(&bulk) > 1000.0 && least(&tail) > 1000.0,
        "{} and {}",
        least(&bulk),
        least(&tail)
    );
    check_moments(&drawn, 0, 1.0);
}

#[test]
fn a_flow_adapts_during_the_warm_up() {
    let trainer = Trainer::new(Adam::new(5e-3))
        .epochs(10)
        .batch_size(50)
        .clip_norm(100.0);
    let flow = Small::new(&mut rng());
    let (drawn, flows) = Nuts::new()
        .sample_adapting(&flow, &trainer, &Funnel, &starts::<5>(4), 1000)
        .unwrap();
    let ess = drawn.chains().ess_bulk();
    assert!(least(&ess) > 1000.0, "{ess:?}");
    assert!(drawn.chains().r_hat().iter().all(|r_hat| *r_hat < 1.01));
    assert_eq!(flows.len(), 4);
    check_moments(&drawn, 0, 3.0);
}

#[test]
fn what_it_cannot_begin_with_is_said() {
    let target = Gaussian::round(1.0);
    let (nuts, start) = (Nuts::new(), SVector::from([0.0, 0.0]));
    let none = nuts.sample::<f64, 2>(&target, &[], 10);
    assert_eq!(none, Err(SampleError::NoStart));
    let far = SVector::from([f64::INFINITY, 0.0]);
    let outside = nuts.sample(&target, &[start, far], 10).unwrap_err();
    assert_eq!(
        outside.to_string(),
        "chain 1 would start where the log-density is -inf, but must start where it is finite"
    );
    let never = nuts
        .acceptance(1.0)
        .sample(&target, &[start], 10)
        .unwrap_err();
    assert_eq!(never.to_string(), "the acceptance must be between 0 and 1");
    let flow = Rough::new(&mut rng());
    let trainer = Trainer::new(Adam::new(1e-3));
    let jumps = nuts.sample_adapting(&flow, &trainer, &target, &[start], 10);
    assert_eq!(jumps.unwrap_err(), SampleError::Training(FitError::Jumps));
}
