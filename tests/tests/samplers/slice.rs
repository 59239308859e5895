//! The slice sampler on densities whose moments are known.

use flow_runtime::inference::Target;
use flow_runtime::inference::samplers::{SampleError, Slice};
use flow_runtime::prelude::*;

/// A target by its log-density; slice sampling asks for no gradient.
struct Known<F>(F);

impl<T: Real, const D: usize, F: Fn(&SVector<T, D>) -> T + Sync> Target<T, D> for Known<F> {
    fn log_density(&self, x: &SVector<T, D>) -> T {
        (self.0)(x)
    }

    fn log_density_and_grad(&self, _: &SVector<T, D>) -> (T, SVector<T, D>) {
        unreachable!("slice sampling has no use for gradients")
    }
}

/// Moments of a function of the draws, and whether they are within 4 standard errors, by the effective sample size, of what
/// they must be.
#[track_caller]
fn check_mean(values: &[f64], ess: f64, expected: f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    let error = (variance / ess).sqrt();
    assert!(ess > 1000.0, "effective sample size {ess}");
    assert!(
        (mean - expected).abs() < 4.0 * error,
        "{mean} ± {error}, not {expected}"
    );
}

fn sample<const D: usize>(
    log_density: impl Fn(&SVector<f64, D>) -> f64 + Sync,
    start: [f64; D],
    draws: usize,
) -> (Vec<SVector<f64, D>>, f64) {
    let starts = [SVector::from(start); 20];
    let sampler = Slice::new().seed(3).width(0.01);
    let chains = sampler.sample(&Known(log_density), &starts, draws).unwrap();
    assert!(
        chains.r_hat().iter().all(|r| *r < 1.02),
        "{:?}",
        chains.r_hat()
    );
    let ess = chains.ess_bulk().into_iter().chain(chains.ess_tail());
    (chains.samples(), ess.fold(f64::INFINITY, f64::min))
}

fn by<const D: usize>(xs: &[SVector<f64, D>], f: impl Fn(&SVector<f64, D>) -> f64) -> Vec<f64> {
    xs.iter().map(f).collect()
}

/// Scales that differ by 10⁶, and a correlation of 0.7.
#[test]
fn correlated_gaussian() {
    let scale = 1e6;
    let log_density = |x: &SVector<f64, 2>| {
        let (a, b) = (x[0], x[1] / scale);
        -0.5 * (a * a - 1.4 * a * b + b * b) / (1.0 - 0.49)
    };
    let (xs, ess) = sample(log_density, [3.0, -3.0], 1000);
    check_mean(&by(&xs, |x| x[0]), ess, 0.0);
    check_mean(&by(&xs, |x| x[0] * x[0]), ess, 1.0);
    check_mean(&by(&xs, |x| (x[1] / scale).powi(2)), ess, 1.0);
    check_mean(&by(&xs, |x| x[0] * x[1] / scale), ess, 0.7);
}

/// A gamma density of shape 3 and rate 2, which ends at 0: mean 3/2, variance 3/4, and E[1/x] = 1.
#[test]
fn skewed_with_an_end() {
    let log_density = |x: &SVector<f64, 1>| 2.0 * x[0].ln() - 2.0 * x[0];
    let (xs, ess) = sample(log_density, [5.0], 500);
    assert!(xs.iter().all(|x| x[0] > 0.0));
    check_mean(&by(&xs, |x| x[0]), ess, 1.5);
    check_mean(&by(&xs, |x| (x[0] - 1.5).powi(2)), ess, 0.75);
    check_mean(&by(&xs, |x| 1.0 / x[0]), ess, 1.0);
}

/// Student's t with 2 degrees of freedom has no variance; P(|x| < 1) = 1/√3 and P(|x| > 10) = 1 − √(100/102).
#[test]
fn heavy_tails() {
    let log_density = |x: &SVector<f64, 1>| -1.5 * (0.5 * x[0] * x[0]).ln_1p();
    let (xs, ess) = sample(log_density, [0.0], 3000);
    let within = |r: f64| by(&xs, |x| f64::from(x[0].abs() < r));
    check_mean(&within(1.0), ess, 1.0 / 3.0_f64.sqrt());
    check_mean(&within(10.0), ess, (100.0_f64 / 102.0).sqrt());
}

/// 90 % around −1.5 and 10 % around 1.5, with hardly anything between them; all chains start in the larger mode.
#[test]
fn minor_mode() {
    let mode = |x: f64, at: f64| (-0.5 * ((x - at) / 0.5).powi(2)).exp();
    let log_density = |x: &SVector<f64, 1>| (0.9 * mode(x[0], -1.5) + 0.1 * mode(x[0], 1.5)).ln();
    let (xs, ess) = sample(log_density, [-1.5], 5000);
    check_mean(&by(&xs, |x| f64::from(x[0] > 0.0)), ess, 0.1);
    check_mean(&by(&xs, |x| x[0]), ess, -1.2);
    // Each mode has variance ¼; their means ±1.5 have 0.9 · 0.1 · 3².
    check_mean(&by(&xs, |x| (x[0] + 1.2).powi(2)), ess, 0.25 + 0.81);
}

fn normal<T: Real>(x: &SVector<T, 3>) -> T {
    let sum: f64 = x.iter().map(|x| x.to_f64().powi(2)).sum();
    T::from_f64(-0.5 * sum)
}

/// Neither batches nor threads nor the other chains can be seen in a chain.
fn is_reproducible<T: Real>() {
    let starts = [SVector::from([T::ZERO; 3]); 7];
    let slice = Slice::new().warm_up(20).thin(2).seed(5);
    let one_by_one = slice.sample(&Known(normal::<T>), &starts, 30).unwrap();
    let batch = |xs: &[SVector<T, 3>]| xs.iter().map(normal).collect();
    let batches = slice.sample_batches(batch, &starts, 30).unwrap();
    assert_eq!(one_by_one, batches);
    let fewer = slice.sample_batches(batch, &starts[..2], 30).unwrap();
    assert_eq!(fewer.draws(), &batches.draws()[..2]);
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(3)
        .build()
        .unwrap();
    let threads = pool.install(|| slice.sample(&Known(normal::<T>), &starts, 30));
    assert_eq!(threads.unwrap(), batches);
    assert_ne!(
        slice.seed(6).sample_batches(batch, &starts, 30).unwrap(),
        batches
    );

    for (x, log_density) in batches.samples().iter().zip(batches.log_densities()) {
        assert_eq!(log_density, normal(x));
    }
    let every = slice.thin(1).sample_batches(batch, &starts, 60).unwrap();
    assert_eq!(
        every.draws()[4]
            .iter()
            .skip(1)
            .step_by(2)
            .copied()
            .collect::<Vec<_>>(),
        batches.draws()[4]
    );
}

#[test]
fn chains_do_not_see_each_other() {
    is_reproducible::<f32>();
    is_reproducible::<f64>();
}

/// A density that is flat, or 0 but at one point, or defined nowhere else, leaves a chain somewhere, and in finite time.
#[test]
fn ends_on_degenerate_densities() {
    let starts = [SVector::from([0.5]); 2];
    let run = |f: fn(f64) -> f64| {
        let log_density = |xs: &[SVector<f64, 1>]| xs.iter().map(|x| f(x[0])).collect();
        Slice::new()
            .warm_up(100)
            .sample_batches(log_density, &starts, 50)
            .unwrap()
            .samples()
    };
    assert_eq!(run(|_| 0.0).len(), 100);
    assert!(
        run(|x| if x == 0.5 { 0.0 } else { f64::NEG_INFINITY })
            .iter()
            .all(|x| x[0] == 0.5)
    );
    assert!(
        run(|x| if x == 0.5 { 0.0 } else { f64::NAN })
            .iter()
            .all(|x| x[0] == 0.5)
    );
}

#[test]
fn refuses_what_it_cannot_begin_with() {
    let target = Known(|x: &SVector<f64, 1>| x[0].ln());
    let starts = [SVector::from([1.0]), SVector::from([-1.0])];
    let refused = |slice: Slice, starts| slice.sample(&target, starts, 1).unwrap_err();
    assert_eq!(refused(Slice::new(), &starts[..0]), SampleError::NoStart);
    let error = refused(Slice::new(), &starts);
    assert!(
        matches!(error, SampleError::Start { chain: 1, .. }),
        "{error}"
    );
    for slice in [
        Slice::new().width(0.0),
        Slice::new().width(f64::NAN),
        Slice::new().thin(0),
    ] {
        let error = refused(slice, &starts[..1]);
        assert!(matches!(error, SampleError::Setting { .. }), "{error}");
    }
}
