//! Slopes of ln p of a batch.

use flow_runtime::prelude::*;
use tests::{Property, check_double, rng};

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
