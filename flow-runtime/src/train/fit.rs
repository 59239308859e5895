//! From settings and samples to a trained flow.

use super::between::Between;
use super::check::check;
use super::rows::Data;
use super::run::Run;
use super::source::{InMemory, Source};
use super::validation::Validation;
use super::{FitError, History, Trainer};
use crate::model::Model;
use crate::real::Real;
use crate::threads::with_team;
use std::time::Instant;

/// More threads than this do not help a step.
const MOST_THREADS: usize = 16;

/// Trains on samples in memory.
pub(crate) fn fit<T: Real>(
    trainer: &Trainer<'_>,
    model: &Model<T>,
    params: &mut [T],
    data: &Data<'_, T>,
) -> Result<History, FitError> {
    check::<T>(trainer)?;
    let rows = &data.rows;
    let mut present = rows.check(model)?;
    let validation = Validation::hold(trainer, model, rows, &data.held, &mut present)?;
    let source = InMemory::new(model, rows, present, trainer.batch_size, trainer.seed);
    train(trainer, model, params, source, validation)
}

/// Trains on whatever a source gives.
pub(super) fn train<T: Real>(
    trainer: &Trainer<'_>,
    model: &Model<T>,
    params: &mut [T],
    mut source: impl Source<T>,
    validation: Option<Validation<'_, T>>,
) -> Result<History, FitError> {
    let mut run = Run {
        trainer,
        optimizer: &trainer.adam,
        model,
        between: Between::of(trainer),
        validation,
        start: Instant::now(),
    };
    let mut state = run.begin(params, &mut source)?;
    let trained = with_team(MOST_THREADS, |team| {
        run.go_on(&mut state, &mut source, team)
    });
    match trained {
        Ok(stopped) => {
            params.copy_from_slice(run.result(&state));
            let mut history = state.history;
            history.seconds = run.start.elapsed().as_secs_f64();
            history.stopped = stopped;
            Ok(history)
        }
        Err(error) => {
            let least = state.kept.least(|candidates| source.losses(candidates));
            params.copy_from_slice(least);
            Err(error)
        }
    }
}
