//! Parallel tempering on targets whose evidence and modes are known.

use flow_runtime::inference::Target;
use flow_runtime::inference::samplers::{SampleError, TemperedChains, Tempering};
use flow_runtime::inference::targets::{Funnel, Gaussian, GaussianMixture40, ManyWell};
use flow_runtime::prelude::*;

#[track_caller]
fn check_evidence<const D: usize>(tempered: &TemperedChains<f64, D>, expected: f64, within: f64) {
    let (value, error) = tempered.log_evidence();
    let off = (value - expected).abs();
    assert!(off < within, "{value} ± {error}, not {expected}");
    assert!(off < 5.0 * error, "{value} ± {error}, not {expected}");
    let rates = tempered.swap_rates();
    assert!(rates.iter().all(|rate| *rate > 0.2), "{rates:?}");
}

fn share(n: usize, holds: impl Iterator<Item = bool>) -> f64 {
    holds.filter(|holds| *holds).count() as f64 / n as f64
}

#[test]
fn many_well_in_six_dimensions() {
    let tempered = Tempering::new()
        .seed(1)
        .sample::<f64, 6>(&Gaussian::round(2.0), &ManyWell, 10, 4000)
        .unwrap();
    check_evidence(&tempered, ManyWell::<6>::log_evidence(), 0.05);
    let xs = tempered.chains().samples();
    for pair in 0..3 {
        let left = share(xs.len(), xs.iter().map(|x| x[2 * pair] < 0.0));
        assert!(
            (left - ManyWell::<6>::LEFT).abs() < 0.01,
            "pair {pair}: {left}"
        );
    }
    assert!(tempered.arrivals() > 1000, "{}", tempered.arrivals());
    assert!(tempered.chains().r_hat().iter().all(|r| *r < 1.01));
}

#[test]
fn many_well_in_thirty_two_dimensions() {
    let tempered = Tempering::new()
        .temperatures(24)
        .seed(1)
        .warm_up(300)
        .sample::<f64, 32>(&Gaussian::round(2.0), &ManyWell, 6, 300)
        .unwrap();
    check_evidence(&tempered, ManyWell::<32>::log_evidence(), 0.3);
}

/// No mode is missed, and none is met much more often than another.
#[test]
fn forty_gaussians() {
    let target = GaussianMixture40::new();
    let tempered = Tempering::new()
        .seed(1)
        .thin(5)
        .sample::<f64, 2>(&Gaussian::round(30.0), &target, 10, 200)
        .unwrap();
    check_evidence(&tempered, 0.0, 0.1);
    let xs = tempered.chains().samples();
    assert_eq!(xs.len(), 2000);
    let mut met = [0; 40];
    for x in &xs {
        met[target.nearest(x)] += 1;
    }
    assert!(met.iter().all(|n| (15..150).contains(n)), "{met:?}");
}

/// The neck is found, and so is the mouth: x₀ is within 4 standard errors of N(0, 3²), by the effective sample size.
#[test]
fn funnel() {
    let deviations = std::array::from_fn(|i| if i == 0 { 3.5 } else { 10.0 });
    let tempered = Tempering::new()
        .seed(1)
        .sample::<f64, 10>(&Gaussian::new([0.0; 10], deviations), &Funnel, 10, 4000)
        .unwrap();
    check_evidence(&tempered, 0.0, 0.1);
    let xs = tempered.chains().samples();
    let ess = tempered.chains().ess_bulk()[0].min(tempered.chains().ess_tail()[0]);
    assert!(ess > 400.0, "effective sample size {ess}");
    for (x, expected) in [(-3.0, 0.1587), (0.0, 0.5), (3.0, 0.8413)] {
        let below = share(xs.len(), xs.iter().map(|at| at[0] < x));
        let error = f64::sqrt(expected * (1.0 - expected) / ess);
        assert!(
            (below - expected).abs() < 4.0 * error,
            "P(x₀ < {x}) = {below} ± {error}"
        );
    }
}

fn small<T: Real>(tempering: Tempering) -> TemperedChains<T, 2> {
    let tempering = tempering.temperatures(4).warm_up(20).thin(2);
    tempering
        .sample(&Gaussian::round(3.0), &ManyWell, 3, 10)
        .unwrap()
}

/// Neither the number of threads nor that of ladders is seen in a chain.
fn is_reproducible<T: Real>() {
    let tempered = small::<T>(Tempering::new().seed(2));
    assert_eq!(tempered.chains().draws().len(), 3);
    assert_eq!(tempered.chains().draws()[2].len(), 10);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(3)
        .build()
        .unwrap();
    assert_eq!(
        pool.install(|| small::<T>(Tempering::new().seed(2))),
        tempered
    );
    assert_ne!(small::<T>(Tempering::new().seed(3)), tempered);
    for (x, log_density) in tempered
        .chains()
        .samples()
        .iter()
        .zip(tempered.chains().log_densities())
    {
        assert_eq!(ManyWell.log_density(x), log_density);
    }
}

#[test]
fn threads_are_not_seen() {
    is_reproducible::<f32>();
    is_reproducible::<f64>();
}

/// A target that is nowhere finite, and settings without a meaning.
#[test]
fn refuses_what_it_cannot_begin_with() {
    struct Nowhere;
    impl Target<f64, 1> for Nowhere {
        fn log_density(&self, _: &SVector<f64, 1>) -> f64 {
            f64::NEG_INFINITY
        }

        fn log_density_and_grad(&self, _: &SVector<f64, 1>) -> (f64, SVector<f64, 1>) {
            unreachable!("tempering has no use for gradients")
        }
    }
    let reference = Gaussian::<1>::round(1.0);
    let error = Tempering::new()
        .sample(&reference, &Nowhere, 1, 1)
        .unwrap_err();
    assert!(matches!(error, SampleError::Start { .. }), "{error}");
    for (tempering, ladders) in [
        (Tempering::new(), 0),
        (Tempering::new().temperatures(1), 1),
        (Tempering::new().thin(0), 1),
    ] {
        let error = tempering
            .sample::<f64, 1>(&reference, &reference, ladders, 1)
            .unwrap_err();
        assert!(matches!(error, SampleError::Setting { .. }), "{error}");
    }
}
