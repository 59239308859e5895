//! What is done with the rows of a table: it is learned by a flow or by Gaussians, and rows that nothing has seen are scored.

use crate::gaussians::{Gaussians, columns};
use crate::recipe::Recipe;
use flow_runtime::Named;
use flow_runtime::prelude::*;
use flow_runtime::table::{self, Table};
use std::error::Error;
use std::time::Instant;

/// In the order of the results.
pub(crate) const METHODS: [&str; 7] = [
    "gaussian",
    "gaussians",
    "maf",
    "nsf",
    "nsf-ar",
    "mixture",
    "attention",
];

/// Parts of the rows to train on, to validate and to test.
const SHARES: [f64; 3] = [0.8, 0.1, 0.1];

/// Seed of the split: all trainings see the same rows.
const SPLIT: u64 = 2024;

/// What is learned, and how.
pub(crate) struct Task<'a> {
    pub(crate) table: &'a Table<f32>,
    /// How many of its rows are trained on at most.
    pub(crate) rows: Option<usize>,
    pub(crate) recipe: Recipe,
    pub(crate) seed: u64,
}

/// What came of it: the means of ln p, in nats, and how long it took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    pub(crate) valid: f64,
    pub(crate) test: f64,
    pub(crate) best_epoch: usize,
    pub(crate) epochs: usize,
    pub(crate) seconds: f64,
}

impl Outcome {
    /// Of a training that failed.
    pub(crate) const NONE: Self = Self {
        valid: f64::NEG_INFINITY,
        test: f64::NEG_INFINITY,
        best_epoch: 0,
        epochs: 0,
        seconds: 0.0,
    };
}

impl Task<'_> {
    /// Trains a flow on the columns that have the names of its dimensions.
    pub(crate) fn train<F, const D: usize>(
        &self,
        new: impl Fn(&mut Xoshiro256PlusPlus) -> F,
    ) -> Result<Outcome, Box<dyn Error>>
    where
        F: Flow<D, 0, Scalar = f32> + Density<f32, D> + Named<D>,
    {
        let [train, valid, test] = self.split(&self.table.of::<F, D>()?);
        let mut flow = new(&mut Xoshiro256PlusPlus::seed_from_u64(self.seed));
        let samples = if self.recipe.validates {
            Samples::of(&train).validation(&valid)
        } else {
            Samples::of(&train)
        };
        let trainer = self.recipe.trainer().seed(self.seed);
        let history = trainer.fit(&mut flow, samples)?;
        Ok(Outcome {
            valid: -f64::from(flow.nll(&valid)),
            test: -f64::from(flow.nll(&test)),
            best_epoch: history.best_epoch(),
            epochs: history.train_nll().len(),
            seconds: history.seconds(),
        })
    }

    fn split<X: Clone>(&self, rows: &[X]) -> [Vec<X>; 3] {
        let [mut train, valid, test] = table::split(rows, SHARES, SPLIT);
        train.truncate(self.rows.unwrap_or(usize::MAX));
        [train, valid, test]
    }

    /// Fits one Gaussian, or as many as are of use, to the same rows.
    pub(crate) fn fit_gaussians(&self, method: &str) -> Result<Outcome, Box<dyn Error>> {
        let start = Instant::now();
        let rows: Vec<&[f32]> = self
            .table
            .values()
            .chunks(self.table.columns().len())
            .collect();
        let [train, valid, test] = self.split(&rows).map(|rows| columns(&rows));
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(self.seed);
        let fitted = match method {
            "gaussian" => Gaussians::one(&train),
            _ => Gaussians::some(&train, &valid, &mut rng),
        };
        let fitted = fitted.ok_or("a covariance of the table is singular")?;
        Ok(Outcome {
            valid: fitted.mean_log_prob(&valid),
            test: fitted.mean_log_prob(&test),
            best_epoch: 0,
            epochs: 0,
            seconds: start.elapsed().as_secs_f64(),
        })
    }
}
