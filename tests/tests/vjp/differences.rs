//! What comes back, against finite differences.

use crate::{BOTH, Direction, N, cotangents, pulled, starts};
use flow_runtime::prelude::*;
use tests::conditional::{ConditionalProperty, check_conditional_double};
use tests::{Property, check_double, perturbed, points, rng};

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
        let samples = starts(&flow, self.0, &nothing);
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

impl ConditionalProperty<f64> for Differences {
    fn check<const D: usize, const C: usize, F>(&self, name: &str, flow: F)
    where
        F: Flow<D, C, Scalar = f64> + Clone,
    {
        // Two, since each parameter of each flow is moved: one sample's cotangents must not reach the other.
        let contexts = points(2, 0.7);
        let samples = starts(&flow, self.0, &contexts);
        compare(name, flow, self.0, samples, contexts);
    }
}

#[test]
fn contexts_get_what_comes_back_too() {
    for direction in BOTH {
        check_conditional_double(&Differences(direction));
    }
}

flow! {
    struct Angles<f64, 2> = Circle >> MAF(6, activation = tanh, univariate = circular(bins = 4));
    struct Shares<f64, 2> = MAF(6, activation = tanh) >> Simplex;
    struct Rising<f64, 3> = MAF(6, activation = tanh) >> Ordered;
    struct Beyond<f64, 1> = |z; a, m, s > 0| a + exp(m + s * z);
    struct Boxed<f64, 2> = Uniform >> Logit >> MAF(6, activation = tanh) >> Reverse;
    struct Peaked<f64, 2> = Laplace >> MAF(6, activation = tanh) >> Reverse;
    struct Bent<f64, 2> = Logistic >> MAF(6, activation = tanh) >> Sigmoid;
    struct Heavy<f64, 2> = StudentT(dof = 5) >> MAF(6, activation = tanh) >> Reverse;
}

/// From samples of the flow's own, back and forth: not all of these are where normal points are.
fn own<F, const D: usize>(name: &str, flow: F)
where
    F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D> + Clone,
{
    let nothing = vec![SVector::from([]); N];
    let flow = perturbed(flow);
    let xs = flow.sample_batch(N, &mut rng());
    let zs = xs.iter().map(|x| flow.inverse(x)).collect();
    compare(name, flow.clone(), Direction::Forward, zs, nothing.clone());
    compare(name, flow, Direction::Inverse, xs, nothing);
}

#[test]
fn other_supports_and_bases_are_pulled_back() {
    own("Angles", Angles::new(&mut rng()));
    own("Shares", Shares::new(&mut rng()));
    own("Rising", Rising::new(&mut rng()));
    own("Beyond", Beyond::new(&mut rng()));
    own("Boxed", Boxed::new(&mut rng()));
    own("Peaked", Peaked::new(&mut rng()));
    own("Bent", Bent::new(&mut rng()));
    own("Heavy", Heavy::new(&mut rng()));
}
