//! The training loop.

use super::kept::Kept;
use super::{Epoch, FitError, History, Trainer};
use crate::density::mean_nll;
use crate::engine::{Gradient, broken_element, log_prob, prepare};
use crate::kernels::buffer::Buffer;
use crate::model::{Context, Model};
use crate::real::Real;
use crate::threads::{Disjoint, Job, Team, with_team};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;
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
    let batch_size = trainer.batch_size.min(samples);
    let rooms = [batch_size, samples % batch_size].map(|n| Gradient::room(model, n));
    let (grads, memory) = (rooms[0].0.max(rooms[1].0), rooms[0].1.max(rooms[1].1));
    let mut buffers: [Buffer; 2] = Default::default();
    let [grad_buffer, memory_buffer] = &mut buffers;
    let grads: &mut [T] = grad_buffer.scalars(grads);
    let memory: &mut [T] = memory_buffer.scalars(memory);
    let mut samples: Vec<usize> = (0..samples).collect();
    let mut first_epoch = samples.clone();
    first_epoch.shuffle(&mut shuffling(trainer));
    let given = params.to_vec();
    prepare(model, params, context, x, &first_epoch, batch_size);
    let mut run = Run {
        trainer,
        model,
        context,
        x,
        m: vec![T::ZERO; params.len()],
        v: vec![T::ZERO; params.len()],
        kept: Kept::new(given, params),
        params,
        grads,
        memory,
        steps: 0,
        all_steps: trainer.epochs as u64 * samples.len().div_ceil(batch_size) as u64,
        history: History {
            train_nll: Vec::with_capacity(trainer.epochs),
            seconds: 0.0,
        },
    };
    let start = Instant::now();
    let trained = with_team(MOST_THREADS, |team| {
        run.epochs(team, &mut samples, batch_size)
    });
    if let Err(error) = trained {
        run.fall_back();
        return Err(error);
    }
    run.history.seconds = start.elapsed().as_secs_f64();
    Ok(run.history)
}

/// The generator that brings the samples of every epoch into their order.
fn shuffling(trainer: &Trainer<'_>) -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::seed_from_u64(trainer.seed ^ SHUFFLE)
}

/// Refuses what cannot be trained on.
fn check<T: Real>(
    trainer: &Trainer<'_>,
    model: &Model<T>,
    context: Context<'_, T>,
    x: &[T],
) -> Result<(), FitError> {
    trainer.adam.check::<T>()?;
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

/// A training run under way.
struct Run<'a, 't, T: Real> {
    trainer: &'a Trainer<'t>,
    model: &'a Model<T>,
    context: Context<'a, T>,
    x: &'a [T],
    params: &'a mut [T],
    /// Adam's moments.
    m: Vec<T>,
    v: Vec<T>,
    kept: Kept<T>,
    grads: &'a mut [T],
    memory: &'a mut [T],
    steps: u64,
    all_steps: u64,
    history: History,
}

impl<T: Real> Run<'_, '_, T> {
    fn epochs(
        &mut self,
        team: &Team<'_>,
        samples: &mut [usize],
        batch_size: usize,
    ) -> Result<(), FitError> {
        let mut rng = shuffling(self.trainer);
        for epoch in 1..=self.trainer.epochs {
            samples.shuffle(&mut rng);
            let mut total = 0.0;
            for (i, batch) in samples.chunks(batch_size).enumerate() {
                let nll = self.step(team, batch);
                if !nll.is_finite() {
                    return Err(self.diverged(epoch, i + 1, batch));
                }
                total += nll * batch.len() as f64;
            }
            let train_nll = total / samples.len() as f64;
            self.kept.epoch(train_nll, self.params);
            self.check_epoch(team, epoch, samples, batch_size)?;
            self.history.train_nll.push(train_nll);
            self.trainer.report(&Epoch {
                epoch,
                epochs: self.trainer.epochs,
                train_nll,
            });
        }
        Ok(())
    }

    /// Refuses to go on, or to end, with numbers that are not finite.
    fn check_epoch(
        &mut self,
        team: &Team<'_>,
        epoch: usize,
        samples: &[usize],
        batch_size: usize,
    ) -> Result<(), FitError> {
        let batches = samples.chunks(batch_size);
        if self.params.iter().any(|p| !p.is_finite()) {
            return Err(self.diverged(epoch, batches.len(), samples));
        }
        if self.v.iter().any(|v| !v.is_finite()) {
            return Err(FitError::GradientOverflow {
                epoch,
                scalar: T::NAME,
            });
        }
        // What the last step has done, no loss has seen yet.
        if epoch == self.trainer.epochs
            && let Some(batch) = batches.clone().next_back()
        {
            let phase = |tasks: usize, job: &Job<'_>| team.run(tasks, job);
            let mut gradient = Gradient::new(self.model, batch.len(), self.grads, self.memory);
            let nll = gradient.sweep(&phase, self.params, self.context, self.x, &|i| batch[i]);
            if !nll.is_finite() {
                return Err(self.diverged(epoch, batches.len(), batch));
            }
        }
        Ok(())
    }

    /// The batch's mean of −ln p; and, if that is finite, one step of Adam, part by part.
    fn step(&mut self, team: &Team<'_>, batch: &[usize]) -> f64 {
        let phase = |tasks: usize, job: &Job<'_>| team.run(tasks, job);
        let mut gradient = Gradient::new(self.model, batch.len(), self.grads, self.memory);
        let nll = gradient.sweep(&phase, self.params, self.context, self.x, &|i| batch[i]);
        if !nll.is_finite() {
            return nll;
        }
        let part = self.trainer.schedule.factor(self.steps, self.all_steps);
        self.steps += 1;
        let step = self.trainer.adam.step::<T>(self.steps, part);
        let params = Disjoint::new(self.params);
        let (m, v) = (Disjoint::new(&mut self.m), Disjoint::new(&mut self.v));
        gradient.gather(&phase, &|range, grad| {
            #[expect(unsafe_code, reason = "parts are updated at the same time")]
            // SAFETY: every part is a range of its own.
            let (params, m, v) = unsafe {
                (
                    params.part(range.clone()),
                    m.part(range.clone()),
                    v.part(range),
                )
            };
            step.apply(params, m, v, grad);
        });
        nll
    }

    /// What went wrong with the present parameters.
    fn diverged(&self, epoch: usize, batch: usize, samples: &[usize]) -> FitError {
        let element = broken_element(self.model, self.params, self.context, self.x, samples);
        FitError::Diverged {
            epoch,
            batch,
            element,
        }
    }

    /// Puts the best of the earlier parameters back.
    fn fall_back(&mut self) {
        let mut log_probs = vec![T::ZERO; self.x.len() / self.model.dim];
        let best = self.kept.least(|params| {
            let (context, out) = (self.context, &mut log_probs[..]);
            log_prob(self.model, params, context, self.x, out);
            mean_nll(out).to_f64()
        });
        self.params.copy_from_slice(best);
    }
}
