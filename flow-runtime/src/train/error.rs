//! Why a training run was refused or stopped.

use crate::said::said;
use std::error::Error;
use std::path::PathBuf;

/// What went wrong in training. Rows and columns are counted from 0, as vectors are, and messages say so; epochs, batches and steps from 1.
/// Of a table that was read from a file, row 0 is the first that was kept: a header, empty lines and rows that were
/// dropped are none.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum FitError {
    /// There are no samples.
    Empty,
    /// A number of the data is infinite or NaN.
    NonFiniteData {
        /// The sample, from 0.
        row: usize,
        /// The dimension, from 0.
        column: usize,
        /// Its name, if the flow declares one.
        name: Option<&'static str>,
        /// The number.
        value: f64,
    },
    /// A number of a context is infinite or NaN.
    NonFiniteContext {
        /// The sample, from 0.
        row: usize,
        /// The context dimension, from 0.
        column: usize,
        /// Its name, if the flow declares one.
        name: Option<&'static str>,
        /// The number.
        value: f64,
    },
    /// A number of the data lies where the flow has no density.
    OutsideSupport {
        /// The sample, from 0.
        row: usize,
        /// The dimension, from 0.
        column: usize,
        /// Its name, if the flow declares one.
        name: Option<&'static str>,
        /// The number.
        value: f64,
        /// Lower end of the flow's support in this dimension.
        lower: f64,
        /// Upper end of the flow's support in this dimension.
        upper: f64,
        /// The element that gives no such number; none if it is the base that has none.
        element: Option<&'static str>,
    },
    /// A sample has no density whatever is learned, though each of its numbers lies in the support: shares whose sum is above 1,
    /// numbers that do not increase, or numbers that leave the scalar's range on the way.
    NoSuchSample {
        /// The sample, from 0.
        row: usize,
        /// The dimension, from 0, at which it was noticed, if it was one.
        column: Option<usize>,
        /// Its name, if the flow declares one.
        name: Option<&'static str>,
        /// The number there.
        value: Option<f64>,
        /// The element that gives no such sample.
        element: &'static str,
        /// The flow's scalar, `f32` or `f64`.
        scalar: &'static str,
        /// Whether other data would have given it a density: those at hand, or earlier ones, have set parameters that training does not
        /// move.
        set_by_data: bool,
        /// The `Standardize` that has scaled what this element then does not give, if there is one: with `Ordered >> Standardize`, which
        /// should be `Standardize >> Ordered`, numbers that do not increase in units of their deviations.
        scaled_by: Option<&'static str>,
    },
    /// A number of the data is none of the whole numbers that the flow is for, or so large that its scalar has no other
    /// between it and the next.
    NotWhole {
        /// The sample, from 0.
        row: usize,
        /// The dimension, from 0.
        column: usize,
        /// Its name, if the flow declares one.
        name: Option<&'static str>,
        /// The number.
        value: f64,
        /// The flow's scalar, `f32` or `f64`.
        scalar: &'static str,
    },
    /// A number of the data is none of the codes 0, 1, … of a category.
    NotACode {
        /// The sample, from 0.
        row: usize,
        /// The dimension, from 0.
        column: usize,
        /// Its name, if the flow declares one.
        name: Option<&'static str>,
        /// The number.
        value: f64,
        /// How many codes there are.
        codes: usize,
    },
    /// There are not as many contexts as samples.
    ContextCount {
        /// How many samples there are.
        samples: usize,
        /// How many contexts there are.
        contexts: usize,
    },
    /// There are not as many weights as samples.
    WeightCount {
        /// How many samples there are.
        samples: usize,
        /// How many weights there are.
        weights: usize,
    },
    /// A weight is negative, infinite or NaN.
    Weight {
        /// The sample, from 0.
        row: usize,
        /// Its weight.
        value: f64,
    },
    /// All weights are 0.
    NoWeight,
    /// One of the above is wrong with the samples that validate.
    Validation(Box<FitError>),
    /// A batch could not be read, or not be trained on. The flow holds the best parameters that the run has met.
    Batch {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch, from 1.
        batch: usize,
        /// Why.
        reason: String,
    },
    /// The trainer shall resume, but has no checkpoint.
    NothingToResume,
    /// The file of a run cannot be written, read or gone on from. If it cannot be written, the flow holds the best parameters
    /// that the run has met.
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The file of a run is of another one.
    OtherRun {
        /// The file.
        path: PathBuf,
        /// What is not the same: a setting, the flow, or the samples.
        what: String,
        /// What it is in the file.
        found: String,
        /// What it is now.
        expected: String,
    },
    /// One of the processes that train together met an error, which ends all of them.
    Rank {
        /// Which one: the first, if there are several.
        rank: usize,
        /// What it met.
        reason: String,
    },
    /// A setting makes no sense.
    Setting {
        /// Which one.
        name: &'static str,
        /// Its value.
        value: f64,
        /// What it must be.
        expected: &'static str,
    },
    /// Samples of the flow's base, a `Mixture`, jump from one Gaussian to another where its parameters move, and the gradient of
    /// a divergence from a target needs them to be smooth.
    Jumps,
    /// The loss is no longer finite. The flow holds the best parameters that the run has met, or those from before it.
    Diverged {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch of the epoch, from 1.
        batch: usize,
        /// The step of the run, from 1.
        step: u64,
        /// The element whose result was the first not to be finite; none if only their sum, the gradient or a parameter
        /// overflowed.
        element: Option<&'static str>,
        /// The samples of the batch whose density is 0 or infinite, from 0; none if only the gradient or a parameter overflowed.
        rows: Vec<usize>,
    },
    /// The square of a gradient is infinite, so that Adam would stand still. The flow holds the best parameters that the run
    /// has met, or those from before it.
    GradientOverflow {
        /// The epoch, from 1.
        epoch: usize,
        /// The flow's scalar, `f32` or `f64`.
        scalar: &'static str,
    },
}

said!(FitError);

impl Error for FitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Validation(error) => Some(error.as_ref()),
            _ => None,
        }
    }
}
