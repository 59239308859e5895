//! Vector-Jacobian products of both directions, for every flow of the tables: by the samples, the contexts and the parameters,
//! with a cotangent for each sample and each log-determinant.

#![allow(missing_docs, reason = "tests")]

mod differences;
mod precision;
mod scores;
mod threads;
mod weights;

use flow_runtime::prelude::*;
use tests::{Property, check_double, check_single, points, rng};

/// How many samples.
const N: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Direction {
    Forward,
    Inverse,
}

const BOTH: [Direction; 2] = [Direction::Forward, Direction::Inverse];

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

/// Where each direction starts: points of the base, and what the flow makes of them.
fn starts<T: Real, F: Flow<D, C, Scalar = T>, const D: usize, const C: usize>(
    flow: &F,
    direction: Direction,
    contexts: &[SVector<T, C>],
) -> Vec<SVector<T, D>> {
    let zs = points(contexts.len(), 1.0);
    match direction {
        Direction::Forward => zs,
        Direction::Inverse => {
            let pairs = zs.iter().zip(contexts);
            pairs
                .map(|(z, context)| flow.given(context).forward(z))
                .collect()
        }
    }
}

/// What comes back to samples, contexts and parameters.
fn pull<T: Real, F: Flow<D, C, Scalar = T>, const D: usize, const C: usize>(
    flow: &F,
    direction: Direction,
    (samples, contexts): (&[SVector<T, D>], &[SVector<T, C>]),
    (dsamples, dlog_dets): (&[SVector<T, D>], &[T]),
) -> [Vec<T>; 3] {
    let mut grad = rubbish(flow);
    let (dsamples, dcontexts) = match direction {
        Direction::Forward => {
            flow.forward_vjp_batch_given(samples, contexts, dsamples, dlog_dets, &mut grad)
        }
        Direction::Inverse => {
            flow.inverse_vjp_batch_given(samples, contexts, dsamples, dlog_dets, &mut grad)
        }
    };
    [numbers(&dsamples), numbers(&dcontexts), grad]
}

/// The same of cotangents that are all different.
fn pulled<T: Real, F: Flow<D, C, Scalar = T>, const D: usize, const C: usize>(
    flow: &F,
    direction: Direction,
    samples: &[SVector<T, D>],
    contexts: &[SVector<T, C>],
) -> [Vec<T>; 3] {
    let n = samples.len();
    pull(
        flow,
        direction,
        (samples, contexts),
        (&rows(n), &cotangents(n)),
    )
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

#[test]
fn no_samples_pull_nothing_back() {
    let flow = tests::single::Moons::new(&mut rng());
    for direction in [Direction::Forward, Direction::Inverse] {
        let [dsamples, grad] = pulled_alone(&flow, direction, &[]);
        assert!(dsamples.is_empty() && grad.iter().all(|g| *g == 0.0));
    }
}
