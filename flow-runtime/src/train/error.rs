//! Why a training run was refused or stopped.

use crate::said::said;
use std::error::Error;
use std::fmt;
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
    /// A sample has no density whatever the parameters, though each of its numbers lies in the support: shares whose sum is above 1,
    /// numbers that do not increase, or numbers that leave the scalar's range on the way.
    NoSuchSample {
        /// The sample, from 0.
        row: usize,
        /// The element that gives no such sample.
        element: &'static str,
        /// The flow's scalar, `f32` or `f64`.
        scalar: &'static str,
    },
    /// A sample has no density since the data have set parameters, those of a `Standardize`, and training does not move these: with
    /// `Ordered >> Standardize`, which should be `Standardize >> Ordered`, numbers that do not increase in units of their deviations.
    OutsideSetSupport {
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

/// As people write it: without dozens of zeros.
pub(super) fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() || (1e-5..1e16).contains(&value.abs()) {
        value.to_string()
    } else {
        format!("{value:e}")
    }
}

/// The first few of the rows, and how many more there are.
fn list_rows(f: &mut fmt::Formatter<'_>, rows: &[usize]) -> fmt::Result {
    const SHOWN: usize = 5;
    let shown: Vec<String> = rows.iter().take(SHOWN).map(usize::to_string).collect();
    match rows.len() {
        0 => Ok(()),
        1 => write!(f, ", at row {} {FROM_0}", shown[0]),
        2..=SHOWN => write!(f, ", at rows {} {FROM_0}", shown.join(", ")),
        all => write!(
            f,
            ", at rows {} and {} more {FROM_0}",
            shown.join(", "),
            all - SHOWN
        ),
    }
}

/// Lines of tables are counted from 1, so what is counted otherwise says so.
const FROM_0: &str = "(counted from 0)";

/// A column by its name, or else by its number.
pub(super) fn called(column: usize, name: Option<&str>) -> String {
    name.map_or_else(|| column.to_string(), |name| format!("`{name}`"))
}

/// What is said of [`FitError::Jumps`].
const JUMPS: &str = "samples of the base `Mixture` are no smooth function of its parameters, so it cannot be fitted to a target; \
                     `Normal(learned)` can";

impl fmt::Display for FitError {
    #[expect(clippy::too_many_lines, reason = "a message for every error")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "there is no data to train on"),
            Self::NonFiniteData {
                row,
                column,
                name,
                value,
            } => {
                let column = called(*column, *name);
                write!(
                    f,
                    "the data has {value} in row {row}, column {column} {FROM_0}"
                )
            }
            Self::NonFiniteContext {
                row,
                column,
                name,
                value,
            } => {
                let column = called(*column, *name);
                write!(
                    f,
                    "the context has {value} in row {row}, column {column} {FROM_0}"
                )
            }
            Self::OutsideSupport {
                row,
                column,
                name,
                value,
                lower,
                upper,
                element,
            } => {
                let (column, value) = (called(*column, *name), number(*value));
                write!(
                    f,
                    "the data has {value} in row {row}, column {column} {FROM_0}, outside the flow's support ({lower}, {upper})"
                )?;
                element.map_or(Ok(()), |element| {
                    write!(f, ": `{element}` gives no such number")
                })
            }
            Self::NoSuchSample {
                row,
                element,
                scalar,
            } => write!(
                f,
                "the data has a sample without a density, row {row} {FROM_0}: `{element}` gives no such numbers in {scalar}"
            ),
            Self::OutsideSetSupport {
                row,
                column,
                name,
                value,
                element,
                scalar,
            } => {
                match (column, value) {
                    (Some(column), Some(value)) => {
                        let (column, value) = (called(*column, *name), number(*value));
                        write!(
                            f,
                            "the data has {value} in row {row}, column {column} {FROM_0}"
                        )?;
                    }
                    _ => write!(
                        f,
                        "the data has a sample without a density, row {row} {FROM_0}"
                    )?,
                }
                write!(
                    f,
                    ": `{element}` gives no such numbers in {scalar}, as the data have set what stands behind it\n\
                     help: write `Standardize` in front of `{element}`, not behind it; if earlier data have set it, train a new flow"
                )
            }
            Self::Jumps => f.write_str(JUMPS),
            Self::NotWhole {
                row,
                column,
                name,
                value,
                scalar,
            } => {
                let why = if value.fract() == 0.0 {
                    format!("which is too large for a whole number in {scalar}")
                } else {
                    "where the flow has whole numbers".to_owned()
                };
                let (column, value) = (called(*column, *name), number(*value));
                write!(
                    f,
                    "the data has {value} in row {row}, column {column} {FROM_0}, {why}"
                )
            }
            Self::NotACode {
                row,
                column,
                name,
                value,
                codes,
            } => write!(
                f,
                "the data has {} in row {row}, column {} {FROM_0}, where the flow has the codes 0 to {} of a category",
                number(*value),
                called(*column, *name),
                codes - 1
            ),
            Self::ContextCount { samples, contexts } => {
                write!(f, "there are {samples} samples but {contexts} contexts")
            }
            Self::WeightCount { samples, weights } => {
                write!(f, "there are {samples} samples but {weights} weights")
            }
            Self::Weight { row, value } => write!(
                f,
                "the weight of row {row} is {value}, but must be finite and at least 0 (rows are counted from 0)"
            ),
            Self::NoWeight => write!(f, "all weights are 0, so there is no data to train on"),
            Self::Validation(error) => write!(f, "of the samples that validate: {error}"),
            Self::Batch {
                epoch,
                batch,
                reason,
            } => write!(f, "batch {batch} of epoch {epoch}: {reason}"),
            Self::NothingToResume => write!(
                f,
                "there is nothing to resume: `checkpoint` says which file a run is kept in"
            ),
            Self::Checkpoint { path, reason } => {
                write!(f, "the run in `{}` {reason}", path.display())
            }
            Self::OtherRun {
                path,
                what,
                found,
                expected,
            } => write!(
                f,
                "the run in `{}` is another one: {what}\n  in the file: {found}\n  expected:    {expected}",
                path.display()
            ),
            Self::Rank { rank, reason } => write!(f, "on rank {rank}: {reason}"),
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
                step,
                element,
                rows,
            } => {
                write!(
                    f,
                    "the loss stopped being finite in epoch {epoch}, batch {batch} (step {step})"
                )?;
                if let Some(element) = element {
                    write!(f, ", where `{element}` gave a number that is not finite")?;
                }
                list_rows(f, rows)?;
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

said!(FitError);

impl Error for FitError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Validation(error) => Some(error.as_ref()),
            _ => None,
        }
    }
}
