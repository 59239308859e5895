//! Threads are not seen in the bits, nor is the batch in what comes back to a sample.

use crate::{BOTH, N, cotangents, pull, pulled, pulled_alone, rows, starts};
use flow_runtime::prelude::*;
use tests::conditional::{ConditionalProperty, check_conditional_double, check_conditional_single};
use tests::{Property, check_double, check_single, points};

/// More samples than one block has.
const MANY: usize = 500;

/// Panics if what comes back is not the same, to the bit, on one thread, two and three.
fn compare<T: Real>(name: &str, back: impl Fn() -> Vec<Vec<T>> + Send + Sync) {
    let run = |threads: usize| -> Vec<u64> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let back = pool.expect("a pool").install(&back);
        let numbers = back.into_iter().flatten();
        numbers.map(|number| number.to_f64().to_bits()).collect()
    };
    let one = run(1);
    assert!(one == run(2), "{name}: two threads");
    assert!(one == run(3), "{name}: three threads");
}

struct ThreadsDoNotMatter;

impl<T: Real> Property<T> for ThreadsDoNotMatter {
    fn check<const D: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, 0, Scalar = T> + Bijector<T, D> + Density<T, D> + Clone,
    {
        for direction in BOTH {
            let samples = starts(&flow, direction, &[SVector::from([]); MANY]);
            compare(name, || pulled_alone(&flow, direction, &samples).to_vec());
        }
    }
}

impl<T: Real> ConditionalProperty<T> for ThreadsDoNotMatter {
    fn check<const D: usize, const C: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, C, Scalar = T> + Clone,
    {
        let contexts = points(MANY, 0.7);
        for direction in BOTH {
            let samples = starts(&flow, direction, &contexts);
            compare(name, || {
                pulled(&flow, direction, &samples, &contexts).to_vec()
            });
        }
    }
}

#[test]
fn threads_do_not_matter() {
    check_double(&ThreadsDoNotMatter);
    check_single(&ThreadsDoNotMatter);
}

#[test]
fn threads_do_not_matter_to_contexts() {
    check_conditional_double(&ThreadsDoNotMatter);
    check_conditional_single(&ThreadsDoNotMatter);
}

/// A batch of one sample has what the sample has among others, and parameters have the sum of all.
struct OneByOne;

impl ConditionalProperty<f64> for OneByOne {
    fn check<const D: usize, const C: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, C, Scalar = f64> + Clone,
    {
        let contexts = points(N, 0.7);
        let (out, log_dets) = (rows(N), cotangents(N));
        for direction in BOTH {
            let samples = starts(&flow, direction, &contexts);
            let together = pulled(&flow, direction, &samples, &contexts);
            let mut apart = [vec![], vec![], vec![0.0; flow.params().len()]];
            for i in 0..N {
                let one = i..=i;
                let from = (&samples[one.clone()], &contexts[one.clone()]);
                let [dsample, dcontext, grad] =
                    pull(&flow, direction, from, (&out[one.clone()], &log_dets[one]));
                apart[0].extend(dsample);
                apart[1].extend(dcontext);
                for (sum, g) in apart[2].iter_mut().zip(grad) {
                    *sum += g;
                }
            }
            for (a, b) in together.iter().flatten().zip(apart.iter().flatten()) {
                assert!(
                    (a - b).abs() < 1e-9 * (1.0 + b.abs()),
                    "{name}, {direction:?}: {a} and {b}"
                );
            }
        }
    }
}

#[test]
fn samples_one_by_one_are_a_batch() {
    check_conditional_double(&OneByOne);
}
