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
    let settings = [
        at_least(1.0, "batch size", Some(trainer.batch_size as f64)),
        at_least(1.0, "patience", trainer.patience.map(|n| n as f64)),
        at_least(0.0, "number of seconds", trainer.seconds),
        Setting {
            name: "norm to clip to",
            value: trainer.clip_norm,
            makes_sense: trainer.clip_norm.is_none_or(|x| x.is_finite() && x > 0.0),
            expected: "a positive, finite number",
        },
        Setting {
            name: "decay of the average",
            value: trainer.average,
            makes_sense: trainer.average.is_none_or(|x| (0.0..1.0).contains(&x)),
            expected: "at least 0 and below 1",
        },
    ];
    for setting in settings {
        if let (false, Some(value)) = (setting.makes_sense, setting.value) {
            return Err(FitError::Setting {
                name: setting.name,
                value,
                expected: setting.expected,
            });
        }
    }
    Ok(())
}

/// A setting, if it is said, and whether it makes sense.
struct Setting {
    name: &'static str,
    value: Option<f64>,
    makes_sense: bool,
    expected: &'static str,
}

fn at_least(least: f64, name: &'static str, value: Option<f64>) -> Setting {
    Setting {
        name,
        value,
        makes_sense: value.is_none_or(|x| x >= least),
        expected: if least == 0.0 {
            "at least 0"
        } else {
            "at least 1"
        },
    }
}
