//! Vector-Jacobian products of both directions, for every flow of the table, against finite differences: by the samples, the
//! contexts and the parameters, with a cotangent for each sample and each log-determinant.

#![allow(missing_docs, reason = "tests")]

use flow_runtime::__private::{Context, Cotangents, Pulled};
use flow_runtime::prelude::*;
use tests::{Property, check_double, check_single, perturbed, points, rng};

/// How many samples.
const N: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Direction {
    Forward,
    Inverse,
}

/// Cotangents that are all different.
fn cotangents<T: Real>(len: usize) -> Vec<T> {
    (0..len)
        .map(|i| T::from_f64(((i * 37 + 11) % 19) as f64 / 19.0 - 0.4))
        .collect()
}

/// What comes back to samples, contexts and parameters.
fn pulled<T: Real, F: Flow<D, C, Scalar = T>, const D: usize, const C: usize>(
    flow: &F,
    direction: Direction,
    samples: &[SVector<T, D>],
    contexts: &[SVector<T, C>],
) -> [Vec<T>; 3] {
    let n = samples.len();
    let (model, params) = (F::model(), flow.params());
    let (samples, contexts) = (&numbers(samples)[..], &numbers(contexts)[..]);
    let context = Context::Each(contexts);
    let (dsamples, dlog_dets) = (cotangents(n * D), cotangents(n));
    let out = Cotangents {
        samples: &dsamples,
        log_dets: &dlog_dets,
    };
    // What was there must not matter.
    let rubbish = T::from_f64(7.0);
    let mut back = [n * D, n * C, params.len()].map(|len| vec![rubbish; len]);
    let [samples_back, contexts_back, params_back] = &mut back;
    let pulled = Pulled {
        samples: samples_back,
        contexts: contexts_back,
        params: params_back,
    };
    match direction {
        Direction::Forward => {
            F::engine().pull_forward(model, params, context, samples, out, pulled);
        }
        Direction::Inverse => {
            F::engine().pull_inverse(model, params, context, samples, out, pulled);
        }
    }
    back
}

/// Vectors as their numbers, one after the other.
fn numbers<T: Real, const D: usize>(vectors: &[SVector<T, D>]) -> Vec<T> {
    vectors.iter().flat_map(|v| v.iter().copied()).collect()
}

/// The sum over samples whose derivatives these are: cotangents times results.
fn product<F: Flow<D, C, Scalar = f64>, const D: usize, const C: usize>(
    flow: &F,
    direction: Direction,
    samples: &[SVector<f64, D>],
    contexts: &[SVector<f64, C>],
) -> f64 {
    let (dsamples, dlog_dets) = (
        cotangents::<f64>(samples.len() * D),
        cotangents::<f64>(samples.len()),
    );
    let terms = samples.iter().zip(contexts).enumerate();
    terms
        .map(|(i, (sample, context))| {
            let given = flow.given(context);
            let (result, log_det) = match direction {
                Direction::Forward => given.forward_and_log_det(sample),
                Direction::Inverse => given.inverse_and_log_det(sample),
            };
            let numbers = result.iter().zip(&dsamples[i * D..]);
            numbers.map(|(x, dx)| x * dx).sum::<f64>() + log_det * dlog_dets[i]
        })
        .sum()
}

/// How far a derivative is from the better of two differences: a kink within the longer step says nothing.
fn error(x: f64, derivative: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let step = 6e-6 * x.abs().max(1.0);
    let mut error = |h: f64| (derivative - (f(h) - f(-h)) / (2.0 * h)).abs();
    error(step).min(error(step / 100.0))
}

/// Compares all that comes back with differences; `name` is for the message.
fn compare<F, const D: usize, const C: usize>(
    name: &str,
    mut flow: F,
    direction: Direction,
    mut samples: Vec<SVector<f64, D>>,
    mut contexts: Vec<SVector<f64, C>>,
) where
    F: Flow<D, C, Scalar = f64>,
{
    let back = pulled(&flow, direction, &samples, &contexts);
    let [dsamples, dcontexts, dparams] = &back;
    let scale = |d: &[f64]| 1.0 + d.iter().fold(0.0, |most: f64, d| most.max(d.abs()));
    let holds = |of: &str, i: usize, error: f64, scale: f64| {
        assert!(
            error < 1e-6 * scale,
            "{name}, {direction:?}: {error:e} in {of} {i}"
        );
    };
    for (i, &d) in dsamples.iter().enumerate() {
        let (row, column) = (i / D, i % D);
        let value = samples[row][column];
        let error = error(value, d, |by| {
            samples[row][column] = value + by;
            product(&flow, direction, &samples, &contexts)
        });
        samples[row][column] = value;
        holds("sample", i, error, scale(dsamples));
    }
    for (i, &d) in dcontexts.iter().enumerate() {
        let (row, column) = (i / C, i % C);
        let value = contexts[row][column];
        let error = error(value, d, |by| {
            contexts[row][column] = value + by;
            product(&flow, direction, &samples, &contexts)
        });
        contexts[row][column] = value;
        holds("context", i, error, scale(dcontexts));
    }
    let trained = F::trained_params();
    for (i, &d) in dparams.iter().enumerate().filter(|(i, _)| trained[*i]) {
        let value = flow.params()[i];
        let error = error(value, d, |by| {
            flow.params_mut()[i] = value + by;
            product(&flow, direction, &samples, &contexts)
        });
        flow.params_mut()[i] = value;
        holds("parameter", i, error, scale(dparams));
    }
}

struct Differences;

impl Property<f64> for Differences {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D> + Clone,
    {
        let nothing = vec![SVector::from([]); N];
        let zs = points(N, 1.0);
        let xs = flow.forward_batch(&zs).0;
        compare(name, flow.clone(), Direction::Forward, zs, nothing.clone());
        compare(name, flow, Direction::Inverse, xs, nothing);
    }
}

#[test]
fn both_directions_of_every_flow_are_pulled_back() {
    check_double(&Differences);
}

flow! {
    struct Masked<f64, 3 | 2> = MAF(8, activation = tanh) >> Reverse >> IAF(7, activation = silu);
    struct Coupled<f64, 3 | 2> = RealNVP(8, activation = tanh) >> Permute[1, 2, 0] >> NSF(6, bins = 3, activation = tanh);
}

#[test]
fn contexts_get_what_comes_back_too() {
    let contexts: Vec<SVector<f64, 2>> = points(N, 0.7);
    for direction in [Direction::Forward, Direction::Inverse] {
        let masked = perturbed(Masked::new(&mut rng()));
        compare(
            "Masked",
            masked,
            direction,
            points(N, 1.0),
            contexts.clone(),
        );
        let coupled = perturbed(Coupled::new(&mut rng()));
        compare(
            "Coupled",
            coupled,
            direction,
            points(N, 1.0),
            contexts.clone(),
        );
    }
}

/// The same bits with one thread, two and three.
struct ThreadsDoNotMatter;

impl<T: Real> Property<T> for ThreadsDoNotMatter {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = T> + Bijector<T, D> + Density<T, D> + Clone,
    {
        let zs: Vec<SVector<T, D>> = points(500, 1.0);
        let nothing = vec![SVector::from([]); zs.len()];
        let xs = flow.forward_batch(&zs).0;
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("a pool").install(|| {
                [
                    pulled(&flow, Direction::Forward, &zs, &nothing),
                    pulled(&flow, Direction::Inverse, &xs, &nothing),
                ]
            })
        };
        let bits = |back: [[Vec<T>; 3]; 2]| -> Vec<u64> {
            let numbers = back.into_iter().flatten().flatten();
            numbers.map(|number| number.to_f64().to_bits()).collect()
        };
        let one = bits(run(1));
        assert!(one == bits(run(2)), "{name}: two threads");
        assert!(one == bits(run(3)), "{name}: three threads");
    }
}

#[test]
fn threads_do_not_matter() {
    check_double(&ThreadsDoNotMatter);
    check_single(&ThreadsDoNotMatter);
}

/// Weights of samples: as if each were there so many times, and its gradient that of the weighted mean.
struct Weighted;

impl Property<f64> for Weighted {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D> + Clone,
    {
        let xs = flow.sample_batch(4, &mut rng());
        let weights = [2.0, 0.0, 1.0, 1.0];
        let repeated = [xs[0], xs[0], xs[2], xs[3]];
        let [mut weighted, mut expected] = [(); 2].map(|()| vec![0.0; flow.params().len()]);
        let nll = flow.nll_and_grad_in(Context::NONE, &xs, Some(&weights), &mut weighted);
        let expected_nll = flow.nll_and_grad_in(Context::NONE, &repeated, None, &mut expected);
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + b.abs());
        assert!(close(nll, expected_nll), "{name}: {nll} and {expected_nll}");
        for (i, (&a, &b)) in weighted.iter().zip(&expected).enumerate() {
            assert!(close(a, b), "{name}: {a} and {b} in parameter {i}");
        }
    }
}

#[test]
fn a_sample_of_weight_two_is_there_twice() {
    check_double(&Weighted);
}
