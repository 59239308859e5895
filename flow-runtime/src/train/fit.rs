//! From settings and samples to a trained flow.

use super::agree::{agree, same};
use super::between::Between;
use super::check::check;
use super::checkpoint::{Checkpoint, identity};
use super::note::notes;
use super::rows::{Data, Rows};
use super::run::Run;
use super::source::{FromTarget, InMemory, Read, Reader, Source};
use super::validation::Validation;
use super::{FitError, History, Trainer};
use crate::engine::LogDensityAndGrad;
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
    let held = || {
        check::<T>(trainer)?;
        let mut present = data.rows.check(model)?;
        let validation = Validation::hold(trainer, model, &data.rows, &data.held, &mut present)?;
        Ok((present, validation))
    };
    let (present, validation) = agree(trainer.ranks, held())?;
    let source = InMemory::new(model, &data.rows, present, trainer.batch_size, trainer.seed);
    train(trainer, model, params, source, validation)
}

/// Trains on batches that are read.
pub(crate) fn fit_batches<T: Real>(
    trainer: &Trainer<'_>,
    model: &Model<T>,
    params: &mut [T],
    reader: &mut dyn Reader<T>,
    held: Option<&Rows<'_, T>>,
) -> Result<History, FitError> {
    let validation = || {
        check::<T>(trainer)?;
        held.map(|held| Validation::of(model, held)).transpose()
    };
    let validation = agree(trainer.ranks, validation())?;
    let source = Read::new(model, reader, trainer.seed);
    train(trainer, model, params, source, validation)
}

/// Trains on a density that can only be evaluated.
pub(crate) fn fit_target<T: Real>(
    trainer: &Trainer<'_>,
    model: &Model<T>,
    params: &mut [T],
    target: &LogDensityAndGrad<'_, T>,
) -> Result<History, FitError> {
    let smooth = || {
        check::<T>(trainer)?;
        if model.base.is_smooth() {
            Ok(())
        } else {
            Err(FitError::Jumps)
        }
    };
    agree(trainer.ranks, smooth())?;
    let source = FromTarget::new(model, target, trainer.batch_size, trainer.seed);
    train(trainer, model, params, source, None)
}

/// Trains on whatever a source gives.
pub(super) fn train<T: Real>(
    trainer: &Trainer<'_>,
    model: &Model<T>,
    params: &mut [T],
    mut source: impl Source<T>,
    validation: Option<Validation<'_, T>>,
) -> Result<History, FitError> {
    let validates = validation.as_ref().map(|held| held.description.as_str());
    let data = source.describe() + validates.unwrap_or_default();
    let identity = identity(trainer, model, source.batches(), &data);
    if let Some(ranks) = trainer.ranks {
        same(ranks, &(trainer.asks() + &identity))?;
        ranks.broadcast(bytemuck::cast_slice_mut(params), 0);
    }
    let checkpoint = Checkpoint::of(trainer, identity);
    let mut run = Run {
        trainer,
        optimizer: &trainer.adam,
        model,
        between: Between::of(trainer),
        validation,
        checkpoint,
        start: Instant::now(),
        before: 0.0,
        notes: 0,
    };
    let mut state = agree(trainer.ranks, run.begin(params, &mut source))?;
    let seen = source.arrival(&state.params);
    let constant = source.constant();
    let notes = seen.map(|seen| notes(&seen, &constant, model.dims, model.contexts));
    let notes = notes.unwrap_or_default();
    run.notes = notes.len();
    if trainer.resume {
        run.resume(&mut state, &mut source)?;
    }
    // With what the run goes on with: that of its file, if there is one.
    let set = &state.params;
    let fits = || {
        if trainer.skip_bad_steps == 0 {
            source.check_set(set)?;
        }
        let mut held = run.validation.iter();
        held.try_for_each(|held| held.check_set(set))
    };
    agree(trainer.ranks, fits())?;
    let trained = with_team(MOST_THREADS, |team| {
        run.go_on(&mut state, &mut source, team)
    });
    match trained {
        Ok(stopped) => {
            params.copy_from_slice(run.result(&state));
            let mut history = state.history;
            history.seconds = run.seconds();
            history.stopped = stopped;
            history.notes = notes;
            Ok(history)
        }
        Err(error) => {
            let candidates = &state.candidates;
            let numbers_failed = matches!(
                error,
                FitError::Diverged { .. } | FitError::GradientOverflow { .. }
            );
            params.copy_from_slice(if numbers_failed {
                candidates.least(|params| source.losses(params))
            } else {
                candidates.best()
            });
            Err(error)
        }
    }
}
