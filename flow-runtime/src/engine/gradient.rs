//! The negative log-likelihood and its gradient by the parameters.

use super::evaluate::defined_log_prob;
use super::gather::Round;
use super::plan::{MOST_GROUPS, Plan};
use super::work::Work;
use crate::kernels::buffer::with_scratch;
use crate::model::{Context, Model};
use crate::parts;
use crate::real::Real;
use crate::threads::{Disjoint, Phase, on_pool};
use std::ops::Range;

/// The gradient of a batch.
pub(crate) struct Gradient<'a, T: Real> {
    model: &'a Model<T>,
    plan: Plan,
    /// The gradients of groups, or of lanes, if there are elements that add up their own.
    grads: &'a mut [T],
    /// The sum of −ln p so far, of each group.
    nll: [f64; MOST_GROUPS],
    memory: &'a mut [T],
}

impl<'a, T: Real> Gradient<'a, T> {
    /// Scalars that a batch of this size needs: for gradients, and to work in.
    pub(crate) fn room(model: &Model<T>, samples: usize) -> (usize, usize) {
        let plan = Plan::new(model, samples);
        (
            plan.gradients(model) * model.size.params,
            plan.lanes * plan.room(model),
        )
    }

    /// Works in memory with at least that much [room](Self::room).
    pub(crate) fn new(
        model: &'a Model<T>,
        samples: usize,
        grads: &'a mut [T],
        memory: &'a mut [T],
    ) -> Self {
        Self {
            model,
            plan: Plan::new(model, samples),
            grads,
            nll: [0.0; MOST_GROUPS],
            memory,
        }
    }

    /// Returns the mean of −ln p, and leaves its gradient to be [gathered](Self::gather). The batch is made of the samples
    /// `index(0) … index(n − 1)` of `x`.
    pub(crate) fn sweep(
        &mut self,
        phase: &Phase<'_>,
        params: &[T],
        context: Context<'_, T>,
        x: &[T],
        index: &(dyn Fn(usize) -> usize + Sync),
    ) -> f64 {
        let last = self.plan.rounds() - 1;
        for round in 0..=last {
            self.sweep_round(phase, round, params, context, x, index);
            if round < last {
                self.gather_round(phase, round, &|_, _| ());
            }
        }
        self.nll.iter().sum::<f64>() / self.plan.samples as f64
    }

    /// Calls `each` with the gradient of every part of the parameters.
    pub(crate) fn gather(&mut self, phase: &Phase<'_>, each: &(dyn Fn(Range<usize>, &[T]) + Sync)) {
        self.gather_round(phase, self.plan.rounds() - 1, each);
    }

    fn gather_round(
        &mut self,
        phase: &Phase<'_>,
        round: usize,
        each: &(dyn Fn(Range<usize>, &[T]) + Sync),
    ) {
        let round = Round {
            model: self.model,
            plan: self.plan,
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
        context: Context<'_, T>,
        x: &[T],
        index: &(dyn Fn(usize) -> usize + Sync),
    ) {
        let (model, plan) = (self.model, self.plan);
        let room = plan.room(model);
        let summed = model.parts().summed > 0;
        let grads = Disjoint::new(self.grads);
        let memory = Disjoint::new(self.memory);
        phase(plan.lanes, &|lane| {
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
            let block = plan.lane(round, lane);
            if block.is_empty() {
                return;
            }
            let weight = T::from_f64(-1.0 / plan.samples as f64);
            with_scratch(model.size.scratch * block.len(), |scratch| {
                let mut work = Work::keeping(model, block.len(), memory, scratch);
                work.enter(model, context, x, block.map(index));
                work.log_prob(model, params);
                work.pull(model, params, weight, None, summed.then_some(grad));
            });
        });
        for lane in 0..plan.lanes {
            let rows = plan.lane(round, lane).len();
            let log_prob = Work::log_prob_in(model, rows, &self.memory[lane * room..]);
            let nll = &mut self.nll[lane / plan.lanes_of_group];
            *nll = log_prob.iter().fold(*nll, |nll, lp| nll - lp.to_f64());
        }
    }
}

pub(crate) fn nll_and_grad<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    grad: &mut [T],
) -> f64 {
    let samples = x.len() / model.dim;
    let (grads, memory) = Gradient::room(model, samples);
    with_scratch(grads + memory, |scratch| {
        let (grads, memory) = scratch.split_at_mut(grads);
        let mut gradient = Gradient::new(model, samples, grads, memory);
        let nll = gradient.sweep(&on_pool, params, context, x, &|i| i);
        let grad = Disjoint::new(grad);
        gradient.gather(&on_pool, &|range, part| {
            #[expect(unsafe_code, reason = "parts are gathered at the same time")]
            // SAFETY: every part is a range of its own.
            unsafe { grad.part(range) }.copy_from_slice(part);
        });
        // 0, unless a sample lies where the chain is not asked.
        let outside: T = x
            .chunks_exact(model.dim)
            .map(|x| defined_log_prob(model, x, T::ZERO))
            .sum();
        if outside != T::ZERO {
            -outside.to_f64()
        } else if nll.is_nan() && samples > 0 {
            f64::INFINITY
        } else {
            nll
        }
    })
}
