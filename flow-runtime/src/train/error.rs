//! Why a training run was refused or stopped.

use std::error::Error;
use std::fmt;

/// What went wrong in training.
#[derive(Clone, Debug, PartialEq)]
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
        /// The number.
        value: f64,
    },
    /// A number of a context is infinite or NaN.
    NonFiniteContext {
        /// The sample, from 0.
        row: usize,
        /// The context dimension, from 0.
        column: usize,
        /// The number.
        value: f64,
    },
    /// A number of the data lies where the flow has no density.
    OutsideSupport {
        /// The sample, from 0.
        row: usize,
        /// The dimension, from 0.
        column: usize,
        /// The number.
        value: f64,
        /// Lower end of the flow's support in this dimension.
        lower: f64,
        /// Upper end of the flow's support in this dimension.
        upper: f64,
    },
    /// There are not as many contexts as samples.
    ContextCount {
        /// How many samples there are.
        samples: usize,
        /// How many contexts there are.
        contexts: usize,
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
    /// The loss is no longer finite. The flow holds the parameters of the best epoch so far.
    Diverged {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch, from 1.
        batch: usize,
        /// The element whose result was the first not to be finite; none if only their sum, the gradient or a parameter
        /// overflowed.
        element: Option<&'static str>,
    },
}

impl fmt::Display for FitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "there is no data to train on"),
            Self::NonFiniteData { row, column, value } => {
                write!(f, "the data has {value} in row {row}, column {column}")
            }
            Self::NonFiniteContext { row, column, value } => {
                write!(f, "the context has {value} in row {row}, column {column}")
            }
            Self::OutsideSupport {
                row,
                column,
                value,
                lower,
                upper,
            } => write!(
                f,
                "the data has {value} in row {row}, column {column}, outside the flow's support ({lower}, {upper})"
            ),
            Self::ContextCount { samples, contexts } => {
                write!(f, "there are {samples} samples but {contexts} contexts")
            }
            Self::Setting {
                name,
                value,
                expected,
            } => write!(f, "the {name} is {value}, but must be {expected}"),
            Self::Diverged {
                epoch,
                batch,
                element,
            } => {
                write!(
                    f,
                    "the loss stopped being finite in epoch {epoch}, batch {batch}"
                )?;
                if let Some(element) = element {
                    write!(f, ", where `{element}` gave a number that is not finite")?;
                }
                write!(
                    f,
                    "; the flow holds the parameters of the best epoch so far"
                )
            }
        }
    }
}

impl Error for FitError {}
