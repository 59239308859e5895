//! Settings that a training run refuses before it begins.

use super::optimizer::Optimizer;
use super::{FitError, Trainer};
use crate::real::Real;

/// Refuses settings that make no sense.
pub(super) fn check<T: Real>(trainer: &Trainer<'_>) -> Result<(), FitError> {
    Optimizer::<T, _>::check(&trainer.adam)?;
    trainer.schedule.check()?;
    match &trainer.checkpoint {
        Some((_, every)) => every.check()?,
        None if trainer.resume => return Err(FitError::NothingToResume),
        None => {}
    }
    require(
        trainer.batch_size >= 1,
        "batch size",
        trainer.batch_size as f64,
        AT_LEAST_1,
    )?;
    if let Some(epochs) = trainer.patience {
        require(epochs >= 1, "patience", epochs as f64, AT_LEAST_1)?;
    }
    if let Some(seconds) = trainer.seconds {
        require(seconds >= 0.0, "number of seconds", seconds, AT_LEAST_0)?;
    }
    if let Some(norm) = trainer.clip_norm {
        require(is_positive(norm), "norm to clip to", norm, POSITIVE)?;
    }
    if let Some(decay) = trainer.average {
        require(is_decay(decay), "decay of the average", decay, DECAY)?;
    }
    Ok(())
}

pub(super) const AT_LEAST_0: &str = "at least 0";
pub(super) const AT_LEAST_1: &str = "at least 1";
pub(super) const POSITIVE: &str = "a positive, finite number";
pub(super) const DECAY: &str = "at least 0 and below 1";

pub(super) fn is_positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

pub(super) fn is_decay(value: f64) -> bool {
    (0.0..1.0).contains(&value)
}

/// Refuses a setting unless it makes sense.
pub(super) fn require(
    makes_sense: bool,
    name: &'static str,
    value: f64,
    expected: &'static str,
) -> Result<(), FitError> {
    if makes_sense {
        return Ok(());
    }
    Err(FitError::Setting {
        name,
        value,
        expected,
    })
}
