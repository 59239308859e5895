//! The targets are what they are said to be.

use flow_runtime::inference::Target;
use flow_runtime::inference::targets::{Funnel, Gaussian, GaussianMixture40, ManyWell};
use flow_runtime::prelude::*;
use flow_runtime::testing;
use tests::rng;

/// Near the origin and far from it.
fn check_gradient<const D: usize>(target: &impl Target<f64, D>) {
    let mut rng = rng();
    let mut at = |scale: f64| Gaussian::round(scale).sample(&mut rng);
    let points: [SVector<f64, D>; 3] = [at(0.5), at(2.0), at(6.0)];
    let checked = testing::target(target, &points);
    assert!(
        checked.gradient_error < 1e-6 && checked.value_error == 0.0,
        "{checked}"
    );
    assert!(
        checked.not_finite.is_empty() && checked.zero == 0,
        "{checked}"
    );
}

#[test]
fn gradients_are_those_of_the_values() {
    check_gradient(&ManyWell::<4>);
    check_gradient(&Funnel::<5>);
    check_gradient(&GaussianMixture40::new());
    check_gradient(&Gaussian::new([1.0, -2.0], [0.5, 3.0]));
}

/// A density in f32 is the one in f64, rounded.
#[test]
fn both_scalars_have_one_density() {
    let x = SVector::from([0.5_f32, -1.25]);
    let wide = SVector::from([0.5_f64, -1.25]);
    let (value, grad) = GaussianMixture40::new().log_density_and_grad(&x);
    let (expected, slope) = GaussianMixture40::new().log_density_and_grad(&wide);
    assert_eq!((value, grad), (expected as f32, slope.map(|g| g as f32)));
}

/// Evidence and mass of the left well by the trapezoidal rule, which is exact for what vanishes at both ends.
#[test]
fn many_well_has_its_evidence_and_its_left_well() {
    let step = 1e-3;
    let density = |i: i32| {
        let x = SVector::from([f64::from(i) * step, 0.0]);
        ManyWell::<2>.log_density(&x).exp()
    };
    let left: f64 = (-5000..0).map(density).sum::<f64>() * step + 0.5 * density(0) * step;
    let right: f64 = (1..5000).map(density).sum::<f64>() * step + 0.5 * density(0) * step;
    let normal = std::f64::consts::TAU.sqrt();
    let log_evidence = ((left + right) * normal).ln();
    assert!(
        (log_evidence - ManyWell::<2>::log_evidence()).abs() < 1e-8,
        "{log_evidence}"
    );
    assert!((left / (left + right) - ManyWell::<2>::LEFT).abs() < 1e-6);
    assert!((ManyWell::<6>::log_evidence() - 30.880_439).abs() < 1e-6);
    assert!((ManyWell::<32>::log_evidence() - 164.695_675).abs() < 1e-5);
}

/// As PyTorch places them, and what it says of the origin.
#[test]
fn mixture_has_the_means_of_its_paper() {
    let mixture = GaussianMixture40::new();
    let first = [
        [-0.2995, 21.4577],
        [-32.9218, -29.4376],
        [-15.4062, 10.7263],
    ];
    for (mean, expected) in mixture.means().iter().zip(first) {
        for (mean, expected) in mean.iter().zip(expected) {
            assert!((mean - expected).abs() < 5.1e-5, "{mean}, not {expected}");
        }
    }
    let at_origin: f64 = mixture.log_density(&SVector::from([0.0, 0.0]));
    assert!((at_origin + 23.316_348).abs() < 1e-6, "{at_origin}");
    for (k, mean) in mixture.means().iter().enumerate() {
        assert_eq!(mixture.nearest(&SVector::from(*mean)), k);
    }
}

/// The mean of −ln p over samples is the entropy.
fn entropy<const D: usize, G>(target: &G) -> f64
where
    G: Target<f64, D> + Distribution<SVector<f64, D>>,
{
    let xs: Vec<_> = target.sample_iter(rng()).take(100_000).collect();
    -xs.iter().map(|x| target.log_density(x)).sum::<f64>() / xs.len() as f64
}

/// Where samples and density belong together. Standard errors are those of 100,000 samples.
#[test]
fn samples_have_the_entropy_of_the_density() {
    let mixture = entropy(&GaussianMixture40::new());
    assert!(
        (mixture - 6.8565).abs() < 4.0 * (0.0040 + 0.0032),
        "{mixture}"
    );
    // The entropy of x₀, and that of the others, whose ln σ is 0 on average.
    let funnel = entropy(&Funnel::<10>);
    let expected = 10.0 * (0.5 * (1.0 + std::f64::consts::TAU.ln())) + 3.0_f64.ln();
    assert!((expected - 15.288).abs() < 1e-3);
    assert!(
        (funnel - expected).abs() < 4.0 * 0.044,
        "{funnel}, not {expected}"
    );
}
