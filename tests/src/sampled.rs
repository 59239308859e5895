//! What is checked of flows whose data are not all real numbers: the properties of the table, at samples of their own.

use crate::rng;
use flow_runtime::prelude::*;
use flow_runtime::testing;

/// Checks both directions, densities, gradients, scores and threads of a flow with parameters that are all different from 0.
///
/// # Panics
///
/// If something does not hold.
pub fn at_samples<const D: usize, F>(mut flow: F)
where
    F: Flow<D, 0, Scalar = f64> + Bijector<f64, D> + Density<f64, D> + Clone,
{
    for (i, p) in flow.params_mut().iter_mut().enumerate() {
        *p += 0.2 * (i as f64).sin();
    }
    let close = |a: f64, b: f64| (a - b).abs() < 1e-9 * (1.0 + b.abs());
    let (xs, log_probs) = flow.sample_and_log_prob_batch(300, &mut rng());
    for (x, &log_prob) in xs.iter().zip(&log_probs) {
        assert!(flow.contains(x), "{x}");
        assert!(close(flow.log_prob(x), log_prob), "{x}");
        // A point that becomes the sample, and back again.
        let (z, inverse) = flow.inverse_and_log_det(x);
        let (again, forward) = flow.forward_and_log_det(&z);
        assert!(
            (again - x).norm() < 1e-9 * (1.0 + x.norm()),
            "{x} and {again}"
        );
        assert!(close(-inverse, forward), "{inverse} and {forward}");
    }
    let error = testing::gradient_error(&mut flow, &xs[..60]);
    assert!(error < 1e-6, "{error:e} in a parameter");
    for x in &xs[..10] {
        let error = testing::score_error(&flow, x);
        assert!(error < 1e-6, "{error:e} in the score at {x}");
    }
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.expect("a pool").install(|| {
            let mut trained = flow.clone();
            let trainer = Trainer::new(Adam::new(1e-3)).epochs(2).batch_size(150);
            trainer.fit(&mut trained, &xs).expect("training");
            let mut grad = vec![0.0; flow.params().len()];
            let nll = flow.nll_and_grad(&xs, &mut grad);
            let samples = flow.sample_batch(500, &mut rng());
            (nll, grad, trained.params().to_vec(), samples)
        })
    };
    let one = run(1);
    assert!(one == run(2), "two threads");
    assert!(one == run(3), "three threads");
}
