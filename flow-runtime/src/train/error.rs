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
    /// The loss is no longer finite. The flow holds the best parameters that the run has met, or those from before it.
    Diverged {
        /// The epoch, from 1.
        epoch: usize,
        /// The batch, from 1.
        batch: usize,
        /// The element whose result was the first not to be finite; none if only their sum, the gradient or a parameter
        /// overflowed.
        element: Option<&'static str>,
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

/// As people write it: without dozens of zeros.
fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() || (1e-5..1e16).contains(&value.abs()) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
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
            } => write!(
                f,
                "the {name} is {}, but must be {expected}",
                number(*value)
            ),
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
                write!(f, "; the flow holds the best parameters so far")
            }
            Self::GradientOverflow { epoch, scalar } => write!(
                f,
                "a gradient in epoch {epoch} is so large that its square, which Adam needs, is infinite in {scalar}; \
                 a chain that ends with `Standardize` would bring the data to a size near 1"
            ),
        }
    }
}

impl Error for FitError {}
