//! The training loop.

use super::check::check;
use super::optimizer::Optimizer;
use super::state::State;
use super::{Epoch, FitError, History, Trainer};
use crate::density::mean_nll;
use crate::engine::{Gradient, NegLogLikelihood, broken_element, log_prob, prepare};
use crate::kernels::buffer::Buffer;
use crate::model::{Context, Model};
use crate::real::Real;
use crate::threads::{Disjoint, Job, Team, with_team};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;
use std::ops::Range;
use std::time::Instant;

/// More threads than this do not help a step.
const MOST_THREADS: usize = 16;

/// Keeps the shuffling apart from whatever the caller drew from a generator of the same seed, data and initial
/// parameters as a rule: 2⁶⁴ over the golden ratio.
const SHUFFLE: u64 = 0x9e37_79b9_7f4a_7c15;

pub(crate) fn fit<T: Real>(
    trainer: &Trainer<'_>,
    model: &Model<T>,
    params: &mut [T],
    context: Context<'_, T>,
    x: &[T],
) -> Result<History, FitError> {
    check(trainer, model, context, x)?;
    let samples = x.len() / model.dim;
    let run = Run {
        trainer,
        optimizer: &trainer.adam,
        model,
        context,
        x,
        batch_size: trainer.batch_size.min(samples),
        between: None,
    };
    let mut state = run.begin(params);
    let start = Instant::now();
    let trained = with_team(MOST_THREADS, |team| run.go_on(&mut state, team, u64::MAX));
    if let Err(error) = trained {
        params.copy_from_slice(run.best(&state));
        return Err(error);
    }
    params.copy_from_slice(&state.params);
    Ok(History {
        train_nll: state.train_nll,
        seconds: start.elapsed().as_secs_f64(),
    })
}

/// The generator that brings the samples of every epoch into their order.
fn shuffling(trainer: &Trainer<'_>) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(trainer.seed ^ SHUFFLE)
}

/// What happens to a whole gradient between the last of its samples and the step: one place, in a fixed order.
type Between<'a, T> = &'a (dyn Fn(&mut [T]) + Sync);

/// What a training run works on and with; what it carries from step to step is its [`State`].
struct Run<'a, 't, T: Real, O> {
    trainer: &'a Trainer<'t>,
    optimizer: &'a O,
    model: &'a Model<T>,
    context: Context<'a, T>,
    x: &'a [T],
    batch_size: usize,
    /// Without it, a part of the parameters is stepped as soon as its gradient is gathered, and finds that in the cache.
    between: Option<Between<'a, T>>,
}

/// Memory for the gradients of a run.
struct Lent<'m, T> {
    grads: &'m mut [T],
    memory: &'m mut [T],
    /// A whole gradient, where something happens to it.
    whole: &'m mut [T],
}

impl<T: Real, O> Run<'_, '_, T, O> {
    /// The state before the first step. Lets data set the parameters that they set.
    fn begin<const N: usize>(&self, params: &mut [T]) -> State<T, N> {
        let samples = self.x.len() / self.model.dim;
        let mut first_epoch: Vec<usize> = (0..samples).collect();
        first_epoch.shuffle(&mut shuffling(self.trainer));
        let given = params.to_vec();
        let mut set = given.clone();
        let (model, context, x) = (self.model, self.context, self.x);
        prepare(model, &mut set, context, x, &first_epoch, self.batch_size);
        let epochs = self.trainer.epochs;
        State::new(given, set, samples, epochs, shuffling(self.trainer))
    }

    /// The best of the earlier parameters.
    fn best<'s, const N: usize>(&self, state: &'s State<T, N>) -> &'s [T] {
        let mut log_probs = vec![T::ZERO; self.x.len() / self.model.dim];
        state.kept.least(|params| {
            let (context, out) = (self.context, &mut log_probs[..]);
            log_prob(self.model, params, context, self.x, out);
            mean_nll(out).to_f64()
        })
    }

    /// What went wrong with these parameters at some of the samples; epoch and batch count from 1.
    fn diverged(&self, params: &[T], epoch: usize, batch: usize, samples: &[usize]) -> FitError {
        FitError::Diverged {
            epoch,
            batch,
            element: broken_element(self.model, params, self.context, self.x, samples),
        }
    }

    /// Memory for the gradients of both sizes of batches.
    fn lend<'m>(&self, buffers: &'m mut [Buffer; 3], samples: usize) -> Lent<'m, T> {
        let rooms = [self.batch_size, samples % self.batch_size];
        let rooms = rooms.map(|samples| Gradient::room(self.model, samples));
        let whole = self.between.map_or(0, |_| self.model.size.params);
        let [grads, memory, of_whole] = buffers;
        Lent {
            grads: grads.scalars(rooms[0].0.max(rooms[1].0)),
            memory: memory.scalars(rooms[0].1.max(rooms[1].1)),
            whole: of_whole.scalars(whole),
        }
    }

    fn objective<'b>(&'b self, batch: &'b [usize]) -> NegLogLikelihood<'b, T> {
        NegLogLikelihood {
            x: self.x,
            context: self.context,
            weights: None,
            batch: Some(batch),
            samples: batch.len(),
        }
    }
}

impl<T: Real, O> Run<'_, '_, T, O> {
    /// Goes on from a state until the last epoch is through, or so many steps are.
    fn go_on<const N: usize>(
        &self,
        state: &mut State<T, N>,
        team: &Team<'_>,
        most_steps: u64,
    ) -> Result<(), FitError>
    where
        O: Optimizer<T, N>,
    {
        let mut buffers: [Buffer; 3] = Default::default();
        let mut lent = self.lend(&mut buffers, state.order.len());
        let batches = state.order.len().div_ceil(self.batch_size);
        while state.epoch < self.trainer.epochs && state.steps < most_steps {
            state.begin_epoch();
            let start = state.batch * self.batch_size;
            let len = self.batch_size.min(state.order.len() - start);
            let nll = self.step(state, team, &mut lent, start..start + len);
            if !nll.is_finite() {
                let (epoch, batch) = (state.epoch + 1, state.batch + 1);
                let samples = &state.order[start..start + len];
                return Err(self.diverged(&state.params, epoch, batch, samples));
            }
            state.epoch_nll += nll * len as f64;
            state.batch += 1;
            if state.batch == batches {
                self.end_epoch(state, team, &mut lent, start..start + len)?;
            }
        }
        Ok(())
    }

    /// Notes the end of an epoch, and refuses to go on, or to end, with numbers that are not finite.
    fn end_epoch<const N: usize>(
        &self,
        state: &mut State<T, N>,
        team: &Team<'_>,
        lent: &mut Lent<'_, T>,
        last: Range<usize>,
    ) -> Result<(), FitError>
    where
        O: Optimizer<T, N>,
    {
        let batches = state.batch;
        let train_nll = state.end_epoch();
        if state.params.iter().any(|p| !p.is_finite()) {
            return Err(self.diverged(&state.params, state.epoch, batches, &state.order));
        }
        if O::is_lost(state.optimizer.each_ref().map(Vec::as_slice)) {
            return Err(FitError::GradientOverflow {
                epoch: state.epoch,
                scalar: T::NAME,
            });
        }
        // What the last step has done, no loss has seen yet.
        if state.epoch == self.trainer.epochs {
            let samples = &state.order[last];
            let phase = |tasks: usize, job: &Job<'_>| team.run(tasks, job);
            let mut gradient = Gradient::new(self.model, samples.len(), lent.grads, lent.memory);
            let nll = gradient.sweep(&phase, &state.params, &self.objective(samples));
            if !nll.is_finite() {
                return Err(self.diverged(&state.params, state.epoch, batches, samples));
            }
        }
        state.train_nll.push(train_nll);
        self.trainer.report(&Epoch {
            epoch: state.epoch,
            epochs: self.trainer.epochs,
            train_nll,
        });
        Ok(())
    }

    /// The mean of −ln p over a batch; and, if that is finite, one step.
    fn step<const N: usize>(
        &self,
        state: &mut State<T, N>,
        team: &Team<'_>,
        lent: &mut Lent<'_, T>,
        batch: Range<usize>,
    ) -> f64
    where
        O: Optimizer<T, N>,
    {
        let phase = |tasks: usize, job: &Job<'_>| team.run(tasks, job);
        let samples = &state.order[batch];
        let mut gradient = Gradient::new(self.model, samples.len(), lent.grads, lent.memory);
        let sum = gradient.sweep(&phase, &state.params, &self.objective(samples));
        let nll = sum / samples.len() as f64;
        if !nll.is_finite() {
            return nll;
        }
        let batches = state.order.len().div_ceil(self.batch_size);
        let steps = (self.trainer.epochs as u64).saturating_mul(batches as u64);
        let part = self.trainer.schedule.factor(state.steps, steps);
        state.steps += 1;
        let step = self.optimizer.step(state.steps, part);
        let params = Disjoint::new(&mut state.params);
        let kept = state.optimizer.each_mut().map(|kept| Disjoint::new(kept));
        let apply = |range: Range<usize>, grad: &[T]| {
            #[expect(unsafe_code, reason = "parts are updated at the same time")]
            // SAFETY: every part is a range of its own.
            let (params, kept) = unsafe {
                (
                    params.part(range.clone()),
                    kept.each_ref().map(|kept| kept.part(range.clone())),
                )
            };
            O::apply(step, params, kept, grad);
        };
        let Some(between) = self.between else {
            gradient.gather(&phase, &apply);
            return nll;
        };
        let whole = Disjoint::new(lent.whole);
        gradient.gather(&phase, &|range, part| {
            #[expect(unsafe_code, reason = "parts are gathered at the same time")]
            // SAFETY: every part is a range of its own.
            unsafe { whole.part(range) }.copy_from_slice(part);
        });
        between(lent.whole);
        let parts = &self.model.parts().list;
        phase(parts.len(), &|i| {
            let range = parts[i].params.clone();
            apply(range.clone(), &lent.whole[range]);
        });
        nll
    }
}

#[cfg(test)]
mod tests;
