//! What is said of a training run that was refused or stopped.

use super::FitError;
use std::fmt;

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
    let shown = shown.join(", ");
    match rows.len() {
        0 => return Ok(()),
        1 => write!(f, ", at row {shown}")?,
        2..=SHOWN => write!(f, ", at rows {shown}")?,
        all => write!(f, ", at rows {shown} and {} more", all - SHOWN)?,
    }
    write!(f, " {FROM_0}")
}

/// Lines of tables are counted from 1, so what is counted otherwise says so.
pub(super) const FROM_0: &str = "(counted from 0)";

/// A column by its name, or else by its number.
pub(super) fn called(column: usize, name: Option<&str>) -> String {
    name.map_or_else(|| column.to_string(), |name| format!("`{name}`"))
}

/// What has this number, and where.
fn has(
    f: &mut fmt::Formatter<'_>,
    what: &str,
    value: f64,
    row: usize,
    (column, name): (usize, Option<&str>),
) -> fmt::Result {
    let value = number(value);
    write!(f, "the {what} has {value} in row {row}")?;
    let column = called(column, name);
    match name {
        Some(_) => write!(f, " {FROM_0}, column {column}"),
        None => write!(f, ", column {column} (both counted from 0)"),
    }
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
            } => has(f, "data", *value, *row, (*column, *name)),
            Self::NonFiniteContext {
                row,
                column,
                name,
                value,
            } => has(f, "context", *value, *row, (*column, *name)),
            Self::OutsideSupport {
                row,
                column,
                name,
                value,
                lower,
                upper,
                element,
            } => {
                has(f, "data", *value, *row, (*column, *name))?;
                write!(f, ", outside the flow's support ({lower}, {upper})")?;
                element.map_or(Ok(()), |element| {
                    write!(f, ": `{element}` gives no such number")
                })
            }
            Self::NoSuchSample {
                row,
                column,
                name,
                value,
                element,
                scalar,
                set_by_data,
                scaled_by,
            } => {
                match (column, value) {
                    (Some(column), Some(value)) => {
                        has(f, "data", *value, *row, (*column, *name))?;
                    }
                    _ => write!(
                        f,
                        "the data has a sample without a density, row {row} {FROM_0}"
                    )?,
                }
                write!(f, ": `{element}` gives no such numbers in {scalar}")?;
                match scaled_by {
                    Some(scaled_by) => write!(
                        f,
                        " once `{scaled_by}` has scaled them\nhelp: write `{scaled_by}` in front of `{element}`"
                    ),
                    None if *set_by_data => {
                        f.write_str(" with what data have set\nhelp: train a new flow")
                    }
                    None => Ok(()),
                }
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
                has(f, "data", *value, *row, (*column, *name))?;
                write!(f, ", {why}")
            }
            Self::NotACode {
                row,
                column,
                name,
                value,
                codes,
            } => {
                has(f, "data", *value, *row, (*column, *name))?;
                let last = codes - 1;
                write!(
                    f,
                    ", where the flow has the codes 0 to {last} of a category"
                )
            }
            Self::ContextCount { samples, contexts } => {
                write!(f, "there are {samples} samples but {contexts} contexts")
            }
            Self::WeightCount { samples, weights } => {
                write!(f, "there are {samples} samples but {weights} weights")
            }
            Self::Weight { row, value } => write!(
                f,
                "the weight of row {row} {FROM_0} is {}, but must be finite and at least 0",
                number(*value)
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
