//! Every property of a bijector and a density, on every flow of the table, in both precisions.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::prelude::*;
use flow_runtime::testing;
use tests::{Property, check_double, check_single, points};

/// `inverse(forward(z)) = z`, both log-determinants add to zero, in the tails too; batches say what single calls say.
struct RoundTrip {
    tolerance: f64,
}

impl<T: Real> Property<T> for RoundTrip {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = T> + Bijector<T, D> + Density<T, D> + Clone,
    {
        // Unbounded scales overflow in the tails, which is why they are not the default.
        let tails = if ["Exponential", "Bent"].contains(&name) {
            1.0
        } else {
            3.0
        };
        for spread in [1.0, tails] {
            let zs: Vec<SVector<T, D>> = points(100, spread);
            let (xs, forward) = flow.forward_batch(&zs);
            let (again, inverse) = flow.inverse_batch(&xs);
            for i in 0..zs.len() {
                let error = testing::round_trip(&flow, &zs[i]);
                assert!(error < self.tolerance, "{name}: {error:e} at {}", zs[i]);
                let close = |a: T, b: T| {
                    (a - b).to_f64().abs() <= self.tolerance * (1.0 + b.to_f64().abs())
                };
                let (x, log_det) = flow.forward_and_log_det(&zs[i]);
                assert!(close(forward[i], log_det), "{name}: log-det of a batch");
                assert!(close(inverse[i], -log_det), "{name}: log-det of a batch");
                for d in 0..D {
                    assert!(close(xs[i][d], x[d]), "{name}: x of a batch");
                    assert!(close(again[i][d], zs[i][d]), "{name}: z of a batch");
                }
            }
        }
    }
}

#[test]
fn round_trip() {
    check_double(&RoundTrip { tolerance: 1e-9 });
    check_single(&RoundTrip { tolerance: 2e-4 });
}

/// ln|det| against the determinant of a numerical Jacobian.
struct LogDet;

impl Property<f64> for LogDet {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D> + Clone,
    {
        for z in points(20, 1.0) {
            let error = testing::log_det_error(&flow, &z);
            assert!(error < 1e-6, "{name}: {error:e} at {z}");
        }
    }
}

#[test]
fn log_det() {
    check_double(&LogDet);
}

/// ∂ NLL / ∂ parameters, all of them, and ∇ₓ ln p, against central differences.
struct Gradients;

impl Property<f64> for Gradients {
    fn check<const D: usize, F>(&self, name: &str, mut flow: F)
    where
        F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D> + Clone,
    {
        // Samples of the flow, so that nothing is so improbable that differences drown in rounding.
        let xs = flow.sample_batch(45, &mut tests::rng());
        let error = testing::gradient_error(&mut flow, &xs);
        assert!(error < 1e-6, "{name}: {error:e} in a parameter");
        for x in &xs[..10] {
            let error = testing::score_error(&flow, x);
            assert!(error < 1e-6, "{name}: {error:e} in the score at {x}");
        }
    }
}

#[test]
fn gradients() {
    check_double(&Gradients);
}

/// Single precision computes what double precision computes.
struct MatchesDouble<'a>(&'a std::cell::RefCell<Vec<Vec<f64>>>);

impl<T: Real> Property<T> for MatchesDouble<'_> {
    fn check<const D: usize, F>(&self, name: &str, mut flow: F)
    where
        F: Flow<D, 0, Scalar = T> + Bijector<T, D> + Density<T, D> + Clone,
    {
        for (i, p) in flow.params_mut().iter_mut().enumerate() {
            *p = T::from_f64(((i * 7919) % 1009) as f64 / 1009.0 - 0.5);
        }
        let xs: Vec<SVector<T, D>> = points(50, 0.8);
        let mut results = vec![T::ZERO; flow.params().len()];
        let nll = flow.nll_and_grad(&xs, &mut results);
        assert!(
            (nll - flow.nll(&xs)).to_f64().abs() < 1e-4,
            "{name}: two ways to the NLL"
        );
        results.push(nll);
        results.extend(flow.score(&xs[0]).iter());
        let results: Vec<f64> = results.into_iter().map(Real::to_f64).collect();
        if T::NAME == "f64" {
            self.0.borrow_mut().push(results);
            return;
        }
        let double = self.0.borrow_mut().remove(0);
        assert_eq!(double.len(), results.len(), "{name}");
        let largest = double.iter().fold(1.0_f64, |a, b| a.max(b.abs()));
        for (i, (a, b)) in results.iter().zip(&double).enumerate() {
            assert!((a - b).abs() < 1e-4 * largest, "{name}: {a} and {b} at {i}");
        }
    }
}

#[test]
fn single_precision_matches_double() {
    let results = std::cell::RefCell::default();
    check_double(&MatchesDouble(&results));
    check_single(&MatchesDouble(&results));
}

/// ∫ p = 1 over the plane, for a flow with random parameters.
struct Normalized;

impl<T: Real> Property<T> for Normalized {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = T> + Bijector<T, D> + Density<T, D> + Clone,
    {
        if D > 2 {
            return;
        }
        let samples = flow.sample_batch(2000, &mut tests::rng());
        let corner = |sign: f64| {
            std::array::from_fn(|d| {
                let column = samples.iter().map(|x| x[d].to_f64());
                let mean = column.clone().sum::<f64>() / samples.len() as f64;
                let far = column.map(|x| (x - mean).abs()).fold(0.0, f64::max);
                mean + sign * 1.8 * far
            })
        };
        let integral = testing::integral(&flow, corner(-1.0), corner(1.0), 500);
        assert!((integral - 1.0).abs() < 1e-3, "{name}: ∫p = {integral}");
    }
}

#[test]
fn densities_integrate_to_one() {
    check_double(&Normalized);
    check_single(&Normalized);
}

/// Samples and their ln p, in one sweep: the samples that are drawn without, and their `log_prob`, for any number of threads.
struct SamplesWithDensities;

impl<T: Real> Property<T> for SamplesWithDensities {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = T> + Bijector<T, D> + Density<T, D> + Clone,
    {
        let most = if T::NAME == "f32" { 2e-3 } else { 1e-9 };
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("a pool")
                .install(|| flow.sample_and_log_prob_batch(500, &mut tests::rng()))
        };
        let (xs, log_probs) = run(1);
        assert!(xs == flow.sample_batch(500, &mut tests::rng()), "{name}");
        for (a, b) in log_probs.iter().zip(flow.log_prob_batch(&xs)) {
            let error = (a.to_f64() - b.to_f64()).abs() / (1.0 + b.to_f64().abs());
            assert!(error < most, "{name}: {a} and {b}");
        }
        for threads in [2, 3] {
            assert!(run(threads) == (xs.clone(), log_probs.clone()), "{name}");
        }
        assert!(
            flow.sample_and_log_prob_batch(0, &mut tests::rng())
                .1
                .is_empty(),
            "{name}"
        );
    }
}

#[test]
fn samples_come_with_their_densities() {
    check_double(&SamplesWithDensities);
    check_single(&SamplesWithDensities);
}

/// Samples, their ln p and the base agree: `sample_and_log_prob` is `log_prob` of what `sample` draws, and the samples
/// sent back to the base have mean 0 and variance 1.
struct Samples;

impl Property<f64> for Samples {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D> + Clone,
    {
        let (x, log_prob) = flow.sample_and_log_prob(&mut tests::rng());
        assert_eq!(x, flow.sample(&mut tests::rng()), "{name}");
        assert!((log_prob - flow.log_prob(&x)).abs() < 1e-9, "{name}");
        let batch = flow.sample_batch(3, &mut tests::rng());
        assert!(
            (batch[0] - x).norm() < 1e-12,
            "{name}: the same generator, the same sample"
        );
        // What starts with another base than the standard normal is listed here.
        if ["Located", "Clusters", "Cluster", "LearnedStart"].contains(&name) {
            return;
        }
        let n = 20_000;
        let zs = flow
            .inverse_batch(&flow.sample_batch(n, &mut tests::rng()))
            .0;
        for d in 0..D {
            let mean = zs.iter().map(|z| z[d]).sum::<f64>() / n as f64;
            let variance = zs.iter().map(|z| z[d] * z[d]).sum::<f64>() / n as f64;
            // Five standard errors: 1/√n of the mean, √(2/n) of the variance.
            let other = "if its base is no standard normal, it belongs to the list above";
            assert!(
                mean.abs() < 0.036,
                "{name}: mean {mean} of z[{d}], not 0; {other}"
            );
            assert!(
                (variance - 1.0).abs() < 0.05,
                "{name}: variance {variance} of z[{d}], not 1; {other}"
            );
        }
    }
}

#[test]
fn samples() {
    check_double(&Samples);
}

/// A NaN in gives a NaN out; infinity has density 0; nothing panics.
struct Extremes;

impl<T: Real> Property<T> for Extremes {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = T> + Bijector<T, D> + Density<T, D> + Clone,
    {
        for d in 0..D {
            let at = |value: f64| {
                let mut x = SVector::from([T::ZERO; D]);
                x[d] = T::from_f64(value);
                flow.log_prob(&x).to_f64()
            };
            assert!(
                at(f64::NAN).is_nan(),
                "{name}: ln p(NaN) = {}",
                at(f64::NAN)
            );
            assert_eq!(at(f64::INFINITY), f64::NEG_INFINITY, "{name}");
            assert_eq!(at(f64::NEG_INFINITY), f64::NEG_INFINITY, "{name}");
            let unbounded = ["Exponential", "Sigmoid", "Bent", "Detour"].contains(&name);
            let far = at(1e6);
            assert!(far < 0.0 || unbounded, "{name}: ln p(1e6) = {far}");
        }
        assert!(flow.log_prob_batch(&[]).is_empty(), "{name}");
        assert!(flow.sample_batch(0, &mut tests::rng()).is_empty(), "{name}");
        assert!(flow.nll(&[]).is_nan(), "{name}");
        let mut grad = vec![T::ONE; flow.params().len()];
        assert!(flow.nll_and_grad(&[], &mut grad).is_nan(), "{name}");
        assert!(grad.iter().all(|g| *g == T::ZERO), "{name}");
    }
}

#[test]
fn extremes() {
    check_double(&Extremes);
    check_single(&Extremes);
}

/// The same bits with one thread and with two.
struct ThreadsDoNotMatter;

impl<T: Real> Property<T> for ThreadsDoNotMatter {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = T> + Bijector<T, D> + Density<T, D> + Clone,
    {
        let xs: Vec<SVector<T, D>> = points(700, 1.0);
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("a pool").install(|| {
                let mut trained = flow.clone();
                let trainer = Trainer::new(Adam::new(1e-3)).epochs(2).batch_size(300);
                let history = trainer.fit(&mut trained, &xs).expect("training");
                let mut grad = vec![T::ZERO; flow.params().len()];
                let nll = flow.nll_and_grad(&xs, &mut grad);
                let trained = trained.params().to_vec();
                let samples = flow.sample_batch(500, &mut tests::rng());
                let losses = history.train_nll().to_vec();
                (
                    nll,
                    grad,
                    trained,
                    losses,
                    flow.log_prob_batch(&xs),
                    samples,
                )
            })
        };
        let one = run(1);
        assert!(one == run(2), "{name}: two threads");
        assert!(one == run(3), "{name}: three threads");
    }
}

#[test]
fn threads_do_not_matter() {
    check_double(&ThreadsDoNotMatter);
    check_single(&ThreadsDoNotMatter);
}
