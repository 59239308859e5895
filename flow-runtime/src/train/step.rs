//! A step: the gradient of a batch, and what the optimiser makes of it.

use super::average::{follow, weight};
use super::between::{Between, sum_of_squares};
use super::optimizer::Optimizer;
use super::state::State;
use crate::engine::{Gradient, Objective};
use crate::kernels::buffer::Buffer;
use crate::model::Model;
use crate::real::Real;
use crate::threads::{Disjoint, Job, Team};
use std::ops::Range;

/// Memory for the gradients of batches, and what a step needs to know of a run.
pub(super) struct Stepper<'a, T: Real> {
    model: &'a Model<T>,
    /// Without it, a part of the parameters is stepped as soon as its gradient is gathered, and finds that in the cache.
    between: Option<Between>,
    /// The decay of the average.
    average: Option<f64>,
    /// The sizes of batches that there is room for, the last first, and how much that is.
    sizes: [usize; 2],
    room: (usize, usize),
    grads: Buffer,
    memory: Buffer,
    whole: Buffer,
    /// The sum of squares of every part of a gradient.
    squares: Vec<f64>,
}

/// What a step was like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Done {
    /// The mean loss over the batch, before the step.
    Moved(f64),
    /// The loss is not finite, or the gradient is not; nothing has changed.
    Lost,
    /// The square of the gradient is not finite; nothing has changed.
    Overflowed,
}

impl<'a, T: Real> Stepper<'a, T> {
    pub(super) fn new(model: &'a Model<T>, between: Option<Between>, average: Option<f64>) -> Self {
        Self {
            model,
            between,
            average,
            sizes: [0; 2],
            room: (0, 0),
            grads: Buffer::default(),
            memory: Buffer::default(),
            whole: Buffer::default(),
            squares: vec![0.0; model.parts().list.len()],
        }
    }

    /// Makes room for batches of this size.
    fn make_room(&mut self, samples: usize) {
        if self.sizes.contains(&samples) {
            return;
        }
        self.sizes = [samples, self.sizes[0]];
        let (grads, memory) = Gradient::room(self.model, samples);
        self.room = (self.room.0.max(grads), self.room.1.max(memory));
    }

    /// The mean of an objective over its samples.
    pub(super) fn mean(
        &mut self,
        team: &Team<'_>,
        params: &[T],
        objective: &impl Objective<T>,
    ) -> f64 {
        let samples = objective.samples();
        self.make_room(samples);
        let phase = |tasks: usize, job: &Job<'_>| team.run(tasks, job);
        let (grads, memory) = (
            self.grads.scalars(self.room.0),
            self.memory.scalars(self.room.1),
        );
        let mut gradient = Gradient::new(self.model, samples, grads, memory);
        gradient.sweep(&phase, params, objective) / samples as f64
    }

    /// One step with this part of the learning rate.
    pub(super) fn step<O: Optimizer<T, N>, const N: usize>(
        &mut self,
        team: &Team<'_>,
        optimizer: &O,
        state: &mut State<T, N>,
        objective: &impl Objective<T>,
        part: f64,
    ) -> Done {
        let samples = objective.samples();
        self.make_room(samples);
        let phase = |tasks: usize, job: &Job<'_>| team.run(tasks, job);
        let (grads, memory) = (
            self.grads.scalars(self.room.0),
            self.memory.scalars(self.room.1),
        );
        let mut gradient = Gradient::new(self.model, samples, grads, memory);
        let sum = gradient.sweep(&phase, &state.params, objective);
        let nll = sum / samples as f64;
        if !nll.is_finite() {
            return Done::Lost;
        }
        let t = state.moved() + 1;
        let step = optimizer.step(t, part);
        let follows = self.average.map(|decay| T::from_f64(weight(decay, t)));
        let measures = state.epoch_samples == 0;
        let params = Disjoint::new(&mut state.params);
        let average = Disjoint::new(&mut state.average);
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
            if let Some(weight) = follows {
                #[expect(unsafe_code, reason = "parts are updated at the same time")]
                // SAFETY: every part is a range of its own.
                follow(unsafe { average.part(range) }, params, weight);
            }
        };
        let parts = &self.model.parts().list;
        let squares = Disjoint::new(&mut self.squares);
        let square = |range: &Range<usize>, grad: &[T]| {
            let part = parts.partition_point(|part| part.params.start < range.start);
            #[expect(unsafe_code, reason = "parts are measured at the same time")]
            // SAFETY: every part has a number of its own.
            let square = unsafe { squares.part(part..part + 1) };
            square[0] = sum_of_squares(grad);
        };
        let Some(between) = self.between else {
            if measures {
                gradient.gather(&phase, &|range, grad| {
                    square(&range, grad);
                    apply(range, grad);
                });
                state.grad_norm = self.squares.iter().sum::<f64>().sqrt();
            } else {
                gradient.gather(&phase, &apply);
            }
            return Done::Moved(nll);
        };
        let whole = self.whole.scalars(self.model.size.params);
        let gathered = Disjoint::new(whole);
        gradient.gather(&phase, &|range, grad| {
            square(&range, grad);
            #[expect(unsafe_code, reason = "parts are gathered at the same time")]
            // SAFETY: every part is a range of its own.
            unsafe { gathered.part(range) }.copy_from_slice(grad);
        });
        let norm = self.squares.iter().sum::<f64>().sqrt();
        if measures {
            state.grad_norm = norm;
        }
        let Some(factor) = between.factor::<T>(norm) else {
            return if norm.is_nan() {
                Done::Lost
            } else {
                Done::Overflowed
            };
        };
        let scale = T::from_f64(factor);
        phase(parts.len(), &|i| {
            let range = parts[i].params.clone();
            #[expect(unsafe_code, reason = "parts are scaled at the same time")]
            // SAFETY: every part is a range of its own.
            let grad = unsafe { gathered.part(range.clone()) };
            if factor < 1.0 {
                for g in grad.iter_mut() {
                    *g *= scale;
                }
            }
            apply(range, grad);
        });
        Done::Moved(nll)
    }
}
