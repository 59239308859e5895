//! The training loop.

use super::agree::{agree, broadcast, follow, same};
use super::between::Between;
use super::checkpoint::Checkpoint;
use super::history::{History, Stopped};
use super::optimizer::Optimizer;
use super::schedule::At;
use super::source::Source;
use super::state::State;
use super::step::{Done, Stepper};
use super::validation::Validation;
use super::{Epoch, FitError, Trainer};
use crate::engine::Objective;
use crate::model::Model;
use crate::real::{Real, are_finite};
use crate::threads::{Job, Team};
use std::time::Instant;

/// What a training run works with; what it carries from step to step is its [`State`], and what it learns from a [`Source`].
pub(super) struct Run<'a, 't, T: Real, O> {
    pub(super) trainer: &'a Trainer<'t>,
    pub(super) optimizer: &'a O,
    pub(super) model: &'a Model<T>,
    pub(super) between: Option<Between>,
    pub(super) validation: Option<Validation<'a, T>>,
    pub(super) checkpoint: Option<Checkpoint<'a>>,
    /// When this part of the run began, and the seconds of those before it.
    pub(super) start: Instant,
    pub(super) before: f64,
    /// How many notes there are on the data.
    pub(super) notes: usize,
}

impl<T: Real, O> Run<'_, '_, T, O> {
    /// The state before the first step, and the source at its first batch. Lets data set the parameters that they set.
    pub(super) fn begin<const N: usize>(
        &self,
        params: &[T],
        source: &mut impl Source<T>,
    ) -> Result<State<T, N>, FitError> {
        let given = params.to_vec();
        let mut set = given.clone();
        source.seek(0, 0)?;
        source.prepare(&mut set)?;
        let epochs = self.trainer.most_epochs();
        let history = History::with_room(epochs, self.validation.is_some());
        Ok(State::new(
            given,
            set,
            self.trainer.average.is_some(),
            history,
        ))
    }

    /// Goes on from the file, if there is one.
    pub(super) fn resume<const N: usize>(
        &mut self,
        state: &mut State<T, N>,
        source: &mut impl Source<T>,
    ) -> Result<(), FitError> {
        let ranks = self.trainer.ranks;
        let Some(checkpoint) = &mut self.checkpoint else {
            return Ok(());
        };
        let leads = self.trainer.leads();
        let loaded = agree(ranks, if leads { checkpoint.load() } else { Ok(None) })?;
        let bytes = match ranks {
            Some(ranks) => broadcast(ranks, 0, loaded),
            None => loaded,
        };
        let Some(bytes) = bytes else {
            return Ok(());
        };
        let read = checkpoint.read(&bytes, state).and_then(|()| {
            if state.steps > 0 {
                source.seek(state.epoch, state.batch)?;
            }
            Ok(())
        });
        self.before = state.history.seconds;
        agree(ranks, read)
    }

    /// Writes the state to the file, if there is one and it is due.
    fn keep<const N: usize>(
        &mut self,
        state: &mut State<T, N>,
        ends: bool,
    ) -> Result<(), FitError> {
        let (start, before) = (self.start, self.before);
        let seconds = || before + start.elapsed().as_secs_f64();
        let Some(checkpoint) = &mut self.checkpoint else {
            return Ok(());
        };
        let due = self.trainer.leads() && (ends || checkpoint.is_due(state, seconds));
        let written = if due {
            checkpoint.write(state, seconds())
        } else {
            Ok(())
        };
        follow(self.trainer.ranks, written)
    }

    /// The parameters that a run ends with: those of the best epoch if epochs are judged, else the last.
    pub(super) fn result<'s, const N: usize>(&self, state: &'s State<T, N>) -> &'s [T] {
        let judges = self.validation.is_some() || self.trainer.patience.is_some();
        if judges && state.candidates.epoch > 0 {
            state.candidates.best()
        } else {
            state.judged()
        }
    }

    /// Why a state is the end of a run, if it is.
    fn end<const N: usize>(&self, state: &State<T, N>) -> Option<Stopped> {
        let trainer = self.trainer;
        let without = state.epoch - state.candidates.epoch;
        if state.epoch >= trainer.most_epochs() {
            Some(Stopped::Epochs)
        } else if trainer.steps.is_some_and(|steps| state.steps >= steps) {
            Some(Stopped::Steps)
        } else if trainer.patience.is_some_and(|most| without >= most) && state.batch == 0 {
            Some(Stopped::Patience)
        } else if trainer.seconds.is_some_and(|most| self.seconds() >= most) {
            Some(Stopped::Seconds)
        } else {
            None
        }
    }

    /// Seconds that the run has taken, by the clock of this process.
    pub(super) fn elapsed(&self) -> f64 {
        self.before + self.start.elapsed().as_secs_f64()
    }

    /// The same, by that of rank 0: all ranks ask at the same time.
    pub(super) fn seconds(&self) -> f64 {
        let mut seconds = self.elapsed();
        if let Some(ranks) = self.trainer.ranks {
            ranks.broadcast(bytemuck::bytes_of_mut(&mut seconds), 0);
        }
        seconds
    }

    /// Goes on to the next batch. What is read can fail at one rank, or be another one there.
    fn advance(&self, source: &mut impl Source<T>) -> Result<bool, FitError> {
        let more = source.advance();
        let (Some(ranks), None) = (self.trainer.ranks, source.batches()) else {
            return more;
        };
        let more = agree(Some(ranks), more)?;
        let batch = source.describe_batch().unwrap_or_default();
        same(ranks, &format!("another batch: {more}\n{batch}"))?;
        Ok(more)
    }
}

/// What went wrong with these parameters at the present batch.
fn diverged<T: Real, const N: usize>(
    state: &State<T, N>,
    params: &[T],
    source: &impl Source<T>,
) -> FitError {
    let broken = source.broken(params);
    let (epoch, batch) = match state.batch {
        0 => (state.epoch, state.batches),
        batch => (state.epoch + 1, batch),
    };
    FitError::Diverged {
        epoch,
        batch,
        step: state.steps,
        element: broken.element,
        rows: broken.samples,
    }
}

fn overflow<T: Real>(epoch: usize) -> FitError {
    FitError::GradientOverflow {
        epoch,
        scalar: T::NAME,
    }
}

impl<T: Real, O> Run<'_, '_, T, O> {
    /// Goes on from a state, where the source is too, to the end of the run.
    pub(super) fn go_on<const N: usize>(
        &mut self,
        state: &mut State<T, N>,
        source: &mut impl Source<T>,
        team: &Team<'_>,
    ) -> Result<Stopped, FitError>
    where
        O: Optimizer<T, N>,
    {
        let trainer = self.trainer;
        let (average, ranks) = (trainer.average, trainer.ranks);
        let mut stepper = Stepper::new(self.model, self.between, average, ranks, team);
        // Whether the present batch may tell how good the last step was: not if its step had to be left out.
        let mut tells = self.trainer.skip_bad_steps == 0;
        let stopped = loop {
            let end = self.end(state);
            if let Some(stopped) = end
                && state.batch == 0
            {
                // A run that had ended, or whose time is up between two epochs: its last step shall be seen by a loss too.
                self.keep(state, true)?;
                self.advance(source)?;
                break stopped;
            }
            let more = self.advance(source)?;
            if more && end.is_none() {
                tells = self.step(state, source, team, &mut stepper)?;
                self.keep(state, false)?;
                continue;
            }
            if more {
                // As it is before the samples so far make an epoch: with a later end, it goes on from here.
                self.keep(state, true)?;
                if let (0, Some(stopped)) = (state.epoch_samples, end) {
                    // All of them were left out.
                    break stopped;
                }
            }
            let answer = self.end_epoch(state, source, team)?;
            let end = end.or(self.end(state)).or(answer);
            if !more {
                self.keep(state, end.is_some())?;
            }
            if let Some(stopped) = end {
                break stopped;
            }
            source.begin_epoch()?;
        };
        if tells {
            self.check_result(state, source, team, &mut stepper)?;
        }
        Ok(stopped)
    }

    /// A step on the present batch; false if it was left out.
    fn step<const N: usize>(
        &self,
        state: &mut State<T, N>,
        source: &impl Source<T>,
        team: &Team<'_>,
        stepper: &mut Stepper<'_, T>,
    ) -> Result<bool, FitError>
    where
        O: Optimizer<T, N>,
    {
        let batches = source.batches().or(match state.batches {
            0 => None,
            batches => Some(batches),
        });
        let part = self.trainer.schedule.factor(At {
            step: state.steps,
            steps: self.trainer.most_steps(batches),
            epoch: state.epoch,
            plateaus: state.plateaus,
        });
        let batch = source.batch();
        let samples = batch.samples();
        let done = stepper.step(team, self.optimizer, state, &batch, part);
        state.learning_rate = part * self.optimizer.learning_rate();
        state.steps += 1;
        state.batch += 1;
        match done {
            Done::Moved(nll) => {
                state.epoch_nll += nll * samples as f64;
                state.epoch_samples += samples as u64;
                Ok(true)
            }
            _ if state.history.skipped_steps < self.trainer.skip_bad_steps => {
                state.history.skipped_steps += 1;
                Ok(false)
            }
            Done::Overflowed => Err(overflow::<T>(state.epoch + 1)),
            Done::Lost => Err(diverged(state, &state.params, source)),
        }
    }

    /// Notes the end of an epoch, and refuses to go on, or to end, with numbers that are not finite. Returns what the observer
    /// makes of it.
    fn end_epoch<const N: usize>(
        &mut self,
        state: &mut State<T, N>,
        source: &impl Source<T>,
        team: &Team<'_>,
    ) -> Result<Option<Stopped>, FitError>
    where
        O: Optimizer<T, N>,
    {
        match (state.batch, state.epoch) {
            // There are some: one has been read since this process began.
            (0, epoch) if epoch > 0 && source.batch().samples() > 0 => {
                return Err(FitError::Batch {
                    epoch: epoch + 1,
                    batch: 1,
                    reason:
                        "there is none\nhelp: the closure must open the batches anew in every epoch"
                            .to_owned(),
                });
            }
            (0, _) => return Err(FitError::Empty),
            _ => {}
        }
        if !are_finite(&state.params) || state.epoch_samples == 0 {
            return Err(diverged(state, &state.params, source));
        }
        if O::is_lost(state.optimizer.each_ref().map(Vec::as_slice)) {
            return Err(overflow::<T>(state.epoch + 1));
        }
        let phase = |tasks: usize, job: &Job<'_>| team.run(tasks, job);
        // Samples that have nothing to tell each other: whatever is best for steps, these want all threads.
        if self.validation.is_some() {
            team.call(team.size());
        }
        let validation = self.validation.as_mut();
        let valid =
            validation.map(|validation| validation.nll(&phase, state.judged(), self.trainer.ranks));
        let train_nll = state.train_nll();
        state.end_epoch(valid, self.trainer.schedule.patience());
        let Some(observer) = &self.trainer.observer else {
            return Ok(None);
        };
        let batches = source.batches().unwrap_or(state.batches) as u64;
        let epochs = self
            .trainer
            .most_steps(Some(batches as usize))
            .div_ceil(batches) as usize;
        let without = state.epoch - state.candidates.epoch;
        let tell = || {
            let seconds = self.elapsed();
            let left = |limit: f64| (limit - seconds).max(0.0);
            observer.tell(&Epoch {
                epoch: state.epoch,
                epochs: epochs.max(state.epoch),
                steps: state.steps,
                train_nll,
                valid_nll: valid,
                best_nll: state.candidates.least,
                best_epoch: state.candidates.epoch,
                patience_left: self.trainer.patience.map(|most| most - without.min(most)),
                learning_rate: state.learning_rate,
                grad_norm: state.grad_norm,
                skipped_steps: state.history.skipped_steps,
                notes: self.notes,
                seconds,
                seconds_left: self.trainer.seconds.map(left),
            })
        };
        let mut ends = [u8::from(self.trainer.leads() && tell().is_break())];
        if let Some(ranks) = self.trainer.ranks {
            ranks.broadcast(&mut ends, 0);
        }
        Ok((ends == [1]).then_some(Stopped::Observer))
    }

    /// What the last step has done, no loss has seen yet.
    fn check_result<const N: usize>(
        &self,
        state: &State<T, N>,
        source: &impl Source<T>,
        team: &Team<'_>,
        stepper: &mut Stepper<'_, T>,
    ) -> Result<(), FitError> {
        let batch = source.batch();
        if state.epoch == 0 || batch.samples() == 0 {
            return Ok(());
        }
        let params = self.result(state);
        if stepper.mean(team, params, &batch).is_finite() {
            Ok(())
        } else {
            Err(diverged(state, params, source))
        }
    }
}

#[cfg(test)]
mod tests;
