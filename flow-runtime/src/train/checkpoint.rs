//! When the state of a run goes to its file.

use super::check::{AT_LEAST_0, AT_LEAST_1, require};
use super::rows::Rows;
use super::saved;
use super::state::State;
use super::{FitError, Trainer};
use crate::io::{crc32, replace};
use crate::model::Model;
use crate::real::Real;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// How often the state of a run is written; see [`Trainer::checkpoint`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Every {
    /// After so many epochs, at least 1.
    Epochs(usize),
    /// After so many steps, at least 1.
    Steps(u64),
    /// At the end of the step after so many seconds.
    Seconds(f64),
}

impl Every {
    pub(super) fn check(self) -> Result<(), FitError> {
        let (makes_sense, name, value, expected) = match self {
            Self::Epochs(n) => (
                n >= 1,
                "number of epochs between checkpoints",
                n as f64,
                AT_LEAST_1,
            ),
            Self::Steps(n) => (
                n >= 1,
                "number of steps between checkpoints",
                n as f64,
                AT_LEAST_1,
            ),
            Self::Seconds(n) => (
                n >= 0.0,
                "number of seconds between checkpoints",
                n,
                AT_LEAST_0,
            ),
        };
        require(makes_sense, name, value, expected)
    }
}

/// Writes the states of a run to its file.
#[derive(Debug)]
pub(super) struct Checkpoint<'a> {
    path: &'a Path,
    every: Every,
    /// What a run must be the same in to go on from them.
    identity: String,
    /// When one was written last, in seconds of the run.
    written: f64,
}

impl<'a> Checkpoint<'a> {
    /// That of a run with this [`identity`].
    pub(super) fn of(trainer: &'a Trainer<'_>, identity: String) -> Option<Self> {
        let (path, every) = trainer.checkpoint.as_ref()?;
        Some(Self {
            path,
            every: *every,
            identity,
            written: 0.0,
        })
    }

    /// Whether the state after a step, or at the end of an epoch, is to be written.
    pub(super) fn is_due<T: Real, const N: usize>(
        &self,
        state: &State<T, N>,
        seconds: impl FnOnce() -> f64,
    ) -> bool {
        match self.every {
            Every::Epochs(n) => state.batch == 0 && state.epoch.is_multiple_of(n),
            Every::Steps(n) => state.batch > 0 && state.steps.is_multiple_of(n),
            Every::Seconds(n) => seconds() - self.written >= n,
        }
    }

    pub(super) fn write<T: Real, const N: usize>(
        &mut self,
        state: &mut State<T, N>,
        seconds: f64,
    ) -> Result<(), FitError> {
        state.history.seconds = seconds;
        self.written = seconds;
        let bytes = saved::to_bytes(&self.identity, state);
        replace(self.path, &bytes)
            .map_err(|error| self.failed(format!("cannot be written: {error}")))
    }

    /// What the file has, if there is one.
    pub(super) fn load(&self) -> Result<Option<Vec<u8>>, FitError> {
        match std::fs::read(self.path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed(format!("cannot be read: {error}"))),
        }
    }

    /// Makes the state that the file has the present one.
    pub(super) fn read<T: Real, const N: usize>(
        &mut self,
        bytes: &[u8],
        state: &mut State<T, N>,
    ) -> Result<(), FitError> {
        saved::from_bytes(bytes, &self.identity, state).map_err(|problem| match problem {
            saved::Problem::Damaged(reason) => self.failed(reason.to_owned()),
            saved::Problem::Other {
                what,
                found,
                expected,
            } => FitError::OtherRun {
                path: self.path.into(),
                what,
                found,
                expected,
            },
        })?;
        self.written = state.history.seconds;
        Ok(())
    }

    fn failed(&self, reason: String) -> FitError {
        FitError::Checkpoint {
            path: PathBuf::from(self.path),
            reason,
        }
    }
}

/// What steps depend on, a line each: `name: value`, with samples that are described as `data`. The limits of a run may change
/// from one part of it to the next, unless the schedule is made for them.
pub(super) fn identity<T: Real>(
    trainer: &Trainer<'_>,
    model: &Model<T>,
    batches: Option<usize>,
    data: &str,
) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &dyn std::fmt::Debug| {
        writeln!(text, "{name}: {value:?}").expect("a string");
    };
    line("flow", &model.spec);
    line("optimiser", &trainer.adam);
    line("batch size", &trainer.batch_size);
    line("seed", &trainer.seed);
    line("schedule", &trainer.schedule);
    if trainer.schedule.is_of_length() {
        if batches.is_some() {
            line("number of steps", &trainer.most_steps(batches));
        } else {
            // How many an epoch has is known once one is through.
            line("number of epochs", &trainer.most_epochs());
            line("limit on steps", &trainer.steps);
        }
    }
    line("norm to clip to", &trainer.clip_norm);
    line("decay of the average", &trainer.average);
    if trainer.ranks.is_some() {
        line("gradients", &"summed over ranks");
    }
    text + data
}

/// Describes samples by their numbers.
pub(super) fn describe<T: Real>(name: &str, rows: &Rows<'_, T>) -> String {
    let sum = |numbers: &[T]| crc32(&[bytemuck::cast_slice(numbers)]);
    let of = |name: &str, what: &str, count: usize, numbers: &[T]| {
        format!(
            "{name}{what}: {count}, with checksum {:08x}\n",
            sum(numbers)
        )
    };
    let mut text = of(name, "", rows.samples, rows.x);
    if let Some((contexts, count)) = rows.contexts {
        text += &of(name, "' contexts", count, contexts);
    }
    if let Some(weights) = rows.weights {
        text += &of(name, "' weights", weights.len(), weights);
    }
    text
}
