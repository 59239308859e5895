//! The gradient of a sum over samples by the parameters.

use super::cut::{Cut, MOST_GROUPS};
use super::evaluate::defined_log_prob;
use super::gather::Round;
use super::memory::{Memory, Purpose, Starts};
use super::objective::{NegLogLikelihood, Objective};
use crate::kernels::buffer::with_scratch;
use crate::model::{Context, Model};
use crate::parts::{self, Part};
use crate::real::Real;
use crate::threads::{Disjoint, Phase, on_pool};
use std::ops::Range;

/// At most so many gradients are gathered at once.
pub(crate) const MOST_PIECES: usize = 16;

/// The gradient of a batch.
pub(crate) struct Gradient<'a, T: Real> {
    model: &'a Model<T>,
    cut: Cut,
    /// The gradients of groups, or of lanes, if there are elements that add up their own.
    grads: &'a mut [T],
    /// The objective's sum so far, of each group.
    sums: [f64; MOST_GROUPS],
    memory: &'a mut [T],
}

impl<'a, T: Real> Gradient<'a, T> {
    /// Scalars that a batch of this size needs on so many threads: for gradients, and to work in.
    pub(crate) fn room(model: &Model<T>, samples: usize, threads: usize) -> (usize, usize) {
        let cut = Cut::new(model, samples, threads);
        (
            cut.gradients(model) * model.size.params,
            cut.lanes * cut.room(model),
        )
    }

    /// How many gradients of batches of this size, or less, can be gathered at once: a power of two.
    pub(crate) fn at_once(model: &Model<T>, samples: usize, threads: usize) -> usize {
        let cut = Cut::new(model, samples, threads);
        if cut.is_one_round() {
            1 << cut.fitting(model).clamp(1, MOST_PIECES).ilog2()
        } else {
            1
        }
    }

    /// Works in memory with at least that much [room](Self::room).
    pub(crate) fn new(
        model: &'a Model<T>,
        samples: usize,
        threads: usize,
        grads: &'a mut [T],
        memory: &'a mut [T],
    ) -> Self {
        Self {
            model,
            cut: Cut::new(model, samples, threads),
            grads,
            sums: [0.0; MOST_GROUPS],
            memory,
        }
    }

    /// Returns the objective's sum over its samples, and leaves the gradient to be [gathered](Self::gather).
    pub(crate) fn sweep(
        &mut self,
        phase: &Phase<'_>,
        params: &[T],
        objective: &dyn Objective<T>,
    ) -> f64 {
        let last = self.cut.rounds() - 1;
        for round in 0..=last {
            self.sweep_round(phase, round, params, objective);
            if round < last {
                self.gather_round(phase, round, &|_, _| ());
            }
        }
        self.sums.iter().sum::<f64>()
    }

    /// Calls `each` with the gradient of every part of the parameters.
    pub(crate) fn gather(&mut self, phase: &Phase<'_>, each: &(dyn Fn(Range<usize>, &[T]) + Sync)) {
        self.gather_round(phase, self.cut.rounds() - 1, each);
    }

    /// Fills in a part of the gradient, which all has been swept in one round.
    pub(super) fn part(&self, part: &Part, sum: &mut [T]) {
        let round = Round {
            model: self.model,
            cut: self.cut,
            index: 0,
            memory: self.memory,
        };
        round.part(part, self.grads, sum);
    }

    fn gather_round(
        &mut self,
        phase: &Phase<'_>,
        round: usize,
        each: &(dyn Fn(Range<usize>, &[T]) + Sync),
    ) {
        let round = Round {
            model: self.model,
            cut: self.cut,
            index: round,
            memory: self.memory,
        };
        round.gather(phase, self.grads, each);
    }

    fn sweep_round(
        &mut self,
        phase: &Phase<'_>,
        round: usize,
        params: &[T],
        objective: &dyn Objective<T>,
    ) {
        let (model, cut) = (self.model, self.cut);
        let room = cut.room(model);
        let summed = model.parts().summed > 0;
        let grads = Disjoint::new(self.grads);
        let memory = Disjoint::new(self.memory);
        phase(cut.lanes, &|lane| {
            let params_of = if summed {
                lane * model.size.params..(lane + 1) * model.size.params
            } else {
                0..0
            };
            #[expect(unsafe_code, reason = "lanes run at the same time")]
            // SAFETY: every lane takes parts of its own.
            let (grad, memory) = unsafe {
                (
                    grads.part(params_of),
                    memory.part(lane * room..(lane + 1) * room),
                )
            };
            if round == 0 {
                for range in parts::summed(&model.parts().pieces) {
                    grad[range].fill(T::ZERO);
                }
            }
            let block = cut.lane(round, lane);
            if block.is_empty() {
                return;
            }
            with_scratch(model.size.scratch * block.len(), |scratch| {
                let rows = block.len();
                let mut memory = Memory::new(model, Purpose::Gradient, rows, memory, scratch);
                let grad = summed.then_some(grad);
                objective.block(model, params, block, &mut memory, grad);
            });
        });
        let log_det = Starts::of(model).log_det;
        for lane in 0..cut.lanes {
            let block = cut.lane(round, lane);
            let log_dets = &self.memory[lane * room..][log_det * block.len()..][..block.len()];
            let sum = &mut self.sums[lane / cut.lanes_of_group];
            *sum = objective.add(*sum, block, log_dets);
        }
    }
}

/// The mean of −ln p over samples, with weights if there are some; fills `grad` with its gradient.
pub(crate) fn nll_and_grad<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    weights: Option<&[T]>,
    grad: &mut [T],
) -> f64 {
    let width = model.entering();
    let samples = x.len() / width;
    let objective = NegLogLikelihood {
        x,
        context,
        weights,
        batch: None,
        samples,
    };
    let nll = sum_and_grad(model, params, &objective, grad) / samples as f64;
    // 0, unless a sample lies where the chain is not asked.
    let weight = |i: usize| weights.map_or(T::ONE, |weights| weights[i]);
    let outside: T = (0..samples)
        .filter(|&i| weight(i) != T::ZERO)
        .map(|i| defined_log_prob(model, &x[i * width..][..width], T::ZERO))
        .sum();
    if outside != T::ZERO {
        -outside.to_f64()
    } else if nll.is_nan() && samples > 0 {
        f64::INFINITY
    } else {
        nll
    }
}

/// An objective's sum; fills `grad` with its gradient.
pub(super) fn sum_and_grad<T: Real>(
    model: &Model<T>,
    params: &[T],
    objective: &dyn Objective<T>,
    grad: &mut [T],
) -> f64 {
    let samples = objective.samples();
    let threads = rayon::current_num_threads();
    let (grads, memory) = Gradient::room(model, samples, threads);
    with_scratch(grads + memory, |scratch| {
        let (grads, memory) = scratch.split_at_mut(grads);
        let mut gradient = Gradient::new(model, samples, threads, grads, memory);
        let sum = gradient.sweep(&on_pool, params, objective);
        let grad = Disjoint::new(grad);
        gradient.gather(&on_pool, &|range, part| {
            #[expect(unsafe_code, reason = "parts are gathered at the same time")]
            // SAFETY: every part is a range of its own.
            unsafe { grad.part(range) }.copy_from_slice(part);
        });
        sum
    })
}
