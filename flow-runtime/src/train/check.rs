//! What a training run refuses before it begins.

use super::optimizer::Optimizer;
use super::{FitError, Trainer};
use crate::model::{Context, Model};
use crate::real::Real;

/// Refuses what cannot be trained on.
pub(super) fn check<T: Real>(
    trainer: &Trainer<'_>,
    model: &Model<T>,
    context: Context<'_, T>,
    x: &[T],
) -> Result<(), FitError> {
    Optimizer::<T, _>::check(&trainer.adam)?;
    if trainer.batch_size == 0 {
        return Err(FitError::Setting {
            name: "batch size",
            value: 0.0,
            expected: "at least 1",
        });
    }
    if x.is_empty() {
        return Err(FitError::Empty);
    }
    for (i, value) in x.iter().map(|x| x.to_f64()).enumerate() {
        let (row, column) = (i / model.dim, i % model.dim);
        if !value.is_finite() {
            return Err(FitError::NonFiniteData { row, column, value });
        }
        let support = model.support[column];
        if !support.contains(value) {
            return Err(FitError::OutsideSupport {
                row,
                column,
                value,
                lower: support.lower,
                upper: support.upper,
            });
        }
    }
    let (Context::Shared(numbers) | Context::Each(numbers)) = context;
    match numbers.iter().position(|c| !c.is_finite()) {
        Some(i) => Err(FitError::NonFiniteContext {
            row: i / model.context,
            column: i % model.context,
            value: numbers[i].to_f64(),
        }),
        None => Ok(()),
    }
}
