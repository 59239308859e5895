//! Vector-Jacobian products of both directions, for every flow of the table, against finite differences: by the samples, the
//! contexts and the parameters, with a cotangent for each sample and each log-determinant.

#![allow(missing_docs, reason = "tests")]

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

/// Cotangents of vectors, all different.
fn rows<T: Real, const D: usize>(len: usize) -> Vec<SVector<T, D>> {
    let numbers = cotangents(len * D);
    (0..len)
        .map(|i| SVector::from_column_slice(&numbers[i * D..(i + 1) * D]))
        .collect()
}

/// Vectors as their numbers, one after the other.
fn numbers<T: Real, const D: usize>(vectors: &[SVector<T, D>]) -> Vec<T> {
    vectors.iter().flat_map(|v| v.iter().copied()).collect()
}

/// A gradient of rubbish: what was there must not matter.
fn rubbish<T: Real, const D: usize, const C: usize>(flow: &impl Flow<D, C, Scalar = T>) -> Vec<T> {
    vec![T::from_f64(7.0); flow.params().len()]
}

/// What comes back to samples, contexts and parameters.
fn pulled<T: Real, F: Flow<D, C, Scalar = T>, const D: usize, const C: usize>(
    flow: &F,
    direction: Direction,
    samples: &[SVector<T, D>],
    contexts: &[SVector<T, C>],
) -> [Vec<T>; 3] {
    let n = samples.len();
    let (dsamples, dlog_dets) = (rows(n), cotangents(n));
    let mut grad = rubbish(flow);
    let (dsamples, dcontexts) = match direction {
        Direction::Forward => {
            flow.forward_vjp_batch_given(samples, contexts, &dsamples, &dlog_dets, &mut grad)
        }
        Direction::Inverse => {
            flow.inverse_vjp_batch_given(samples, contexts, &dsamples, &dlog_dets, &mut grad)
        }
    };
    [numbers(&dsamples), numbers(&dcontexts), grad]
}

/// What comes back to samples and parameters of a flow without a context.
fn pulled_alone<T: Real, F: Flow<D, 0, Scalar = T>, const D: usize>(
    flow: &F,
    direction: Direction,
    samples: &[SVector<T, D>],
) -> [Vec<T>; 2] {
    let n = samples.len();
    let (dsamples, dlog_dets) = (rows(n), cotangents(n));
    let mut grad = rubbish(flow);
    let dsamples = match direction {
        Direction::Forward => flow.forward_vjp_batch(samples, &dsamples, &dlog_dets, &mut grad),
        Direction::Inverse => flow.inverse_vjp_batch(samples, &dsamples, &dlog_dets, &mut grad),
    };
    [numbers(&dsamples), grad]
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

/// How far a derivative is from a difference, or, if that is more than is allowed, from the better of two: a kink within the
/// longer step says nothing.
fn error(x: f64, derivative: f64, allowed: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let step = 6e-6 * x.abs().max(1.0);
    let mut error = |h: f64| (derivative - (f(h) - f(-h)) / (2.0 * h)).abs();
    match error(step) {
        longer if longer < allowed => longer,
        longer => longer.min(error(step / 100.0)),
    }
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
    let allowed = |d: &[f64]| 1e-6 * (1.0 + d.iter().fold(0.0, |most: f64, d| most.max(d.abs())));
    let holds = |of: &str, i: usize, error: f64, allowed: f64| {
        assert!(
            error < allowed,
            "{name}, {direction:?}: {error:e} in {of} {i}"
        );
    };
    let most = allowed(dsamples);
    for (i, &d) in dsamples.iter().enumerate() {
        let (row, column) = (i / D, i % D);
        let value = samples[row][column];
        let error = error(value, d, most, |by| {
            samples[row][column] = value + by;
            product(&flow, direction, &samples, &contexts)
        });
        samples[row][column] = value;
        holds("sample", i, error, most);
    }
    let most = allowed(dcontexts);
    for (i, &d) in dcontexts.iter().enumerate() {
        let (row, column) = (i / C, i % C);
        let value = contexts[row][column];
        let error = error(value, d, most, |by| {
            contexts[row][column] = value + by;
            product(&flow, direction, &samples, &contexts)
        });
        contexts[row][column] = value;
        holds("context", i, error, most);
    }
    let trained = F::trained_params();
    let most = allowed(dparams);
    for (i, &d) in dparams.iter().enumerate().filter(|(i, _)| trained[*i]) {
        let value = flow.params()[i];
        let error = error(value, d, most, |by| {
            flow.params_mut()[i] = value + by;
            product(&flow, direction, &samples, &contexts)
        });
        flow.params_mut()[i] = value;
        holds("parameter", i, error, most);
    }
    for (i, &d) in dparams.iter().enumerate().filter(|(i, _)| !trained[*i]) {
        assert_eq!(d, 0.0, "{name}, {direction:?}: parameter {i}, set by data");
    }
}

struct Differences(Direction);

impl Property<f64> for Differences {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D> + Clone,
    {
        let nothing = vec![SVector::from([]); N];
        let zs = points(N, 1.0);
        let samples = match self.0 {
            Direction::Forward => zs,
            Direction::Inverse => flow.forward_batch(&zs).0,
        };
        compare(name, flow, self.0, samples, nothing);
    }
}

#[test]
fn every_flow_is_pulled_back_forwards() {
    check_double(&Differences(Direction::Forward));
}

#[test]
fn every_flow_is_pulled_back_backwards() {
    check_double(&Differences(Direction::Inverse));
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
        let xs = flow.forward_batch(&zs).0;
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("a pool").install(|| {
                [
                    pulled_alone(&flow, Direction::Forward, &zs),
                    pulled_alone(&flow, Direction::Inverse, &xs),
                ]
            })
        };
        let bits = |back: [[Vec<T>; 2]; 2]| -> Vec<u64> {
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

/// Without a context and given an empty one: the same bits.
struct NoContextIsNone;

impl<T: Real> Property<T> for NoContextIsNone {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = T> + Bijector<T, D> + Density<T, D> + Clone,
    {
        let zs: Vec<SVector<T, D>> = points(N, 1.0);
        let xs = flow.forward_batch(&zs).0;
        for (direction, samples) in [(Direction::Forward, zs), (Direction::Inverse, xs)] {
            let nothing = vec![SVector::from([]); N];
            let [dsamples, none, dparams] = pulled(&flow, direction, &samples, &nothing);
            let alone = pulled_alone(&flow, direction, &samples);
            assert!(none.is_empty() && alone == [dsamples, dparams], "{name}");
            assert!(alone[0].iter().any(|d| *d != T::ZERO), "{name}");
        }
    }
}

#[test]
fn a_flow_without_a_context_has_methods_of_its_own() {
    check_double(&NoContextIsNone);
    check_single(&NoContextIsNone);
}

/// The scores of a batch are those of its samples, for any number of threads.
struct ScoresOfBatches;

impl Property<f64> for ScoresOfBatches {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D> + Clone,
    {
        let xs = flow.sample_batch(400, &mut rng());
        let run = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("a pool").install(|| flow.score_batch(&xs))
        };
        let scores = run(1);
        assert!(scores == run(2) && scores == run(3), "{name}");
        for (x, score) in xs.iter().zip(&scores) {
            let alone = flow.score(x);
            let most = 1e-9 * (1.0 + alone.norm());
            assert!((alone - score).norm() < most, "{name}: {score} and {alone}");
        }
    }
}

#[test]
fn scores_of_batches() {
    check_double(&ScoresOfBatches);
}

#[test]
fn no_samples_pull_nothing_back() {
    let flow = tests::single::Moons::new(&mut rng());
    for direction in [Direction::Forward, Direction::Inverse] {
        let [dsamples, grad] = pulled_alone(&flow, direction, &[]);
        assert!(dsamples.is_empty() && grad.iter().all(|g| *g == 0.0));
    }
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
        let nll = flow.weighted_nll_and_grad(&xs, &weights, &mut weighted);
        let expected_nll = flow.nll_and_grad(&repeated, &mut expected);
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

flow! { struct Bounded<f64, 2> = MAF(8) >> Reverse >> MAF(8) >> Sigmoid; }

/// Samples outside the support, or no numbers at all, whose weight is 0: as if they were not in the sum, though in the number.
#[test]
fn what_has_no_weight_is_not_there() {
    let flow = perturbed(Bounded::new(&mut rng()));
    let inside = flow.sample_batch(40, &mut rng());
    let nowhere = [
        SVector::from([2.0, 0.5]),
        SVector::from([0.0, 1.0]),
        SVector::from([f64::NAN, 0.5]),
        SVector::from([f64::INFINITY, f64::NEG_INFINITY]),
    ];
    let xs: Vec<_> = nowhere.into_iter().chain(inside.iter().copied()).collect();
    let weight = |i: usize| if i < 4 { 0.0 } else { 0.5 + i as f64 / 40.0 };
    let weights: Vec<f64> = (0..44).map(weight).collect();
    let [mut grad, mut expected, mut nothing] = [(); 3].map(|()| rubbish(&flow));
    let nll = flow.weighted_nll_and_grad(&xs, &weights, &mut grad);
    let expected_nll = flow.weighted_nll_and_grad(&inside, &weights[4..], &mut expected);
    let share = 40.0 / 44.0;
    assert!((nll - share * expected_nll).abs() < 1e-12, "{nll}");
    for (g, e) in grad.iter().zip(&expected) {
        assert!(
            (g - share * e).abs() < 1e-12 * (1.0 + e.abs()),
            "{g} and {e}"
        );
    }
    assert_eq!(
        flow.weighted_nll_and_grad(&xs, &[0.0; 44], &mut nothing),
        0.0
    );
    assert!(nothing.iter().all(|g| *g == 0.0));
    let outside = flow.weighted_nll_and_grad(&xs[..2], &[1.0; 2], &mut nothing);
    assert_eq!(outside, f64::INFINITY);
}

#[test]
fn weights_and_contexts_go_together() {
    let flow = perturbed(Masked::new(&mut rng()));
    let (xs, contexts) = (points::<f64, 3>(4, 1.0), points::<f64, 2>(4, 0.7));
    let weights = [2.0, 0.0, 1.0, 1.0];
    let (mut weighted, mut expected) = (rubbish(&flow), rubbish(&flow));
    let nll = flow.weighted_nll_and_grad_given(&xs, &contexts, &weights, &mut weighted);
    let repeat = |i: usize| if i == 1 { 0 } else { i };
    let (xs, contexts): (Vec<_>, Vec<_>) =
        (0..4).map(|i| (xs[repeat(i)], contexts[repeat(i)])).unzip();
    let expected_nll = flow.nll_and_grad_given(&xs, &contexts, &mut expected);
    assert!((nll - expected_nll).abs() < 1e-12);
    for (a, b) in weighted.iter().zip(&expected) {
        assert!((a - b).abs() < 1e-12 * (1.0 + b.abs()), "{a} and {b}");
    }
}
