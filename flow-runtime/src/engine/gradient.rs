//! The gradient of the negative log-likelihood, and the scores by the sample and by its context.

use super::evaluate::{block_rows, condition};
use crate::element::{Block, Pullback};
use crate::kernels::buffer::{Cutter, with_scratch};
use crate::model::{Context, Model};
use crate::real::Real;
use crate::threads::{Disjoint, Phase, on_pool};
use rayon::prelude::*;
use std::ops::Range;

/// A lane has at least this many samples, where there is more than one of them for each core of a small machine.
const LANE_ROWS: usize = 128;

/// A batch has at most this many lanes.
pub(crate) const MOST_LANES: usize = 8;

/// How a batch is cut, by its size alone: into lanes that run at the same time, each with a gradient of its own, and
/// every lane into blocks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    samples: usize,
    block: usize,
    blocks: usize,
    lanes: usize,
}

impl Plan {
    pub(crate) fn new<T: Real>(model: &Model<T>, samples: usize) -> Self {
        // The tapes of all elements are kept, beyond what a cache holds, and every block reads and writes a whole gradient:
        // blocks are larger than where nothing is kept.
        let per_sample = model.size.tape / model.names.len().max(1) / 2;
        let block = block_rows(samples, per_sample).max(1);
        let blocks = samples.div_ceil(block);
        let lanes = (samples / LANE_ROWS)
            .clamp(2, MOST_LANES)
            .min(blocks)
            .max(1);
        Self {
            samples,
            block,
            blocks,
            lanes,
        }
    }

    pub(crate) fn lanes(&self) -> usize {
        self.lanes
    }

    /// The samples of a lane.
    fn lane(&self, lane: usize) -> Range<usize> {
        let block = |lane: usize| (lane * self.blocks / self.lanes * self.block).min(self.samples);
        block(lane)..block(lane + 1)
    }

    /// Scalars that one lane works in.
    fn scratch<T: Real>(&self, model: &Model<T>) -> usize {
        Work::<T>::per_sample(model) * self.block
    }
}

/// The gradient of a batch, lane by lane.
pub(crate) struct Gradient<'a, T: Real> {
    model: &'a Model<T>,
    plan: Plan,
    /// A gradient per lane.
    pub(crate) grads: &'a mut [T],
    /// The sum of −ln p per lane.
    nlls: [f64; MOST_LANES],
    scratch: &'a mut [T],
}

impl<'a, T: Real> Gradient<'a, T> {
    /// Scalars that a batch of this size needs: for the lanes' gradients, and to work in.
    pub(crate) fn room(model: &Model<T>, samples: usize) -> (usize, usize) {
        let plan = Plan::new(model, samples);
        (
            plan.lanes * model.size.params,
            plan.lanes * plan.scratch(model),
        )
    }

    /// Works in memory with at least that much [room](Self::room).
    pub(crate) fn new(
        model: &'a Model<T>,
        plan: Plan,
        grads: &'a mut [T],
        scratch: &'a mut [T],
    ) -> Self {
        Self {
            model,
            plan,
            grads,
            nlls: [0.0; MOST_LANES],
            scratch,
        }
    }

    /// Leaves the gradient of the mean of −ln p in the lanes' gradients, to be added up, and returns that mean. The batch is made of the
    /// samples `index(0) … index(n − 1)` of `x`.
    pub(crate) fn run(
        &mut self,
        phase: &Phase<'_>,
        params: &[T],
        context: Context<'_, T>,
        x: &[T],
        index: &(dyn Fn(usize) -> usize + Sync),
    ) -> f64 {
        let (model, plan) = (self.model, self.plan);
        let room = plan.scratch(model);
        let grads = Disjoint::new(self.grads);
        let scratch = Disjoint::new(self.scratch);
        let nlls = Disjoint::new(&mut self.nlls);
        phase(plan.lanes, &|lane| {
            let params_of = lane * model.size.params..(lane + 1) * model.size.params;
            #[expect(unsafe_code, reason = "lanes run at the same time")]
            // SAFETY: every lane takes parts of its own.
            let (grad, scratch, nll) = unsafe {
                (
                    grads.part(params_of),
                    scratch.part(lane * room..(lane + 1) * room),
                    &mut nlls.part(lane..lane + 1)[0],
                )
            };
            *nll = 0.0;
            let samples = plan.lane(lane);
            let weight = T::from_f64(-1.0 / plan.samples as f64);
            for start in samples.clone().step_by(plan.block) {
                let block = start..(start + plan.block).min(samples.end);
                let mut work = Work::new(model, block.len(), scratch);
                work.enter(model, context, x, block.clone().map(index));
                work.log_prob(model, params);
                *nll -= work.log_prob.iter().map(|lp| lp.to_f64()).sum::<f64>();
                let fresh = block.start == samples.start;
                work.pull(model, params, weight, None, Some((&mut *grad, fresh)));
            }
        });
        self.nlls[..plan.lanes].iter().sum::<f64>() / plan.samples as f64
    }
}

pub(super) fn nll_and_grad<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    grad: &mut [T],
) -> f64 {
    let samples = x.len() / model.dim;
    let plan = Plan::new(model, samples);
    let (grads, work) = Gradient::room(model, samples);
    with_scratch(grads + work, |scratch| {
        let (grads, scratch) = scratch.split_at_mut(grads);
        let mut gradient = Gradient::new(model, plan, grads, scratch);
        let nll = gradient.run(&on_pool, params, context, x, &|i| i);
        let mut lanes = gradient.grads.chunks_exact(grad.len().max(1));
        grad.copy_from_slice(lanes.next().unwrap_or_default());
        for lane in lanes {
            for (sum, &g) in grad.iter_mut().zip(lane) {
                *sum += g;
            }
        }
        nll
    })
}

pub(super) fn score<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    out: &mut [T],
) {
    let samples = x.len() / model.dim;
    let block = block_rows(samples, model.size.tape).max(1);
    for (start, out) in blocks(samples, block).zip(out.chunks_mut(block * model.dim)) {
        let rows = start..(start + block).min(samples);
        with_scratch(Work::<T>::per_sample(model) * rows.len(), |scratch| {
            let mut work = Work::new(model, rows.len(), scratch);
            work.enter(model, context, x, rows);
            work.log_prob(model, params);
            work.pull(model, params, T::ONE, None, None);
            for (row, out) in out.chunks_exact_mut(model.dim).enumerate() {
                for (&column, out) in model.order.iter().zip(out) {
                    *out = work.dx[column * work.rows + row];
                }
            }
        });
    }
}

pub(super) fn context_score<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    out: &mut [T],
) {
    if out.is_empty() {
        return;
    }
    let samples = x.len() / model.dim;
    let block = block_rows(samples, model.size.tape).max(1);
    let work = |(start, out): (usize, &mut [T])| {
        let rows = start..(start + block).min(samples);
        let condition = 1 + model.context;
        let scalars = (Work::<T>::per_sample(model) + condition) * rows.len();
        with_scratch(scalars, |scratch| {
            let (dcondition, scratch) = scratch.split_at_mut(condition * rows.len());
            dcondition.fill(T::ZERO);
            let mut work = Work::new(model, rows.len(), scratch);
            work.enter(model, context, x, rows);
            work.log_prob(model, params);
            work.pull(model, params, T::ONE, Some(&mut *dcondition), None);
            let dcontext = &dcondition[work.rows..];
            for (row, out) in out.chunks_exact_mut(model.context).enumerate() {
                for (dc, out) in dcontext.chunks_exact(work.rows).zip(out) {
                    *out = dc[row];
                }
            }
        });
    };
    if samples <= block {
        work((0, out));
        return;
    }
    let starts: Vec<usize> = blocks(samples, block).collect();
    let out = out.par_chunks_mut(block * model.context);
    starts.into_par_iter().zip(out).for_each(work);
}

/// Where the blocks of some samples start.
fn blocks(samples: usize, block: usize) -> impl Iterator<Item = usize> {
    (0..samples).step_by(block)
}

/// The name of the first element, on the way to the base, whose result is not finite, if there is one.
pub(crate) fn broken_element<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    samples: &[usize],
) -> Option<&'static str> {
    samples.iter().find_map(|&sample| {
        with_scratch(Work::<T>::per_sample(model), |scratch| {
            let mut work = Work::new(model, 1, scratch);
            work.enter(model, context, x, std::iter::once(sample));
            let mut broken = None;
            let mut block = work.block();
            block.watch = Some(&mut broken);
            model.chain.inverse(params, &mut block);
            broken.map(|element: usize| model.names[element])
        })
    })
}

/// One block's memory.
struct Work<'a, T> {
    rows: usize,
    x: &'a mut [T],
    dx: &'a mut [T],
    log_prob: &'a mut [T],
    weight: &'a mut [T],
    condition: &'a mut [T],
    tape: &'a mut [T],
    scratch: &'a mut [T],
}

impl<'a, T: Real> Work<'a, T> {
    fn per_sample(model: &Model<T>) -> usize {
        2 * model.dim + 2 + 1 + model.context + model.size.tape + model.size.scratch
    }

    fn new(model: &Model<T>, rows: usize, scratch: &'a mut [T]) -> Self {
        let mut scratch = Cutter::new(scratch);
        Self {
            rows,
            x: scratch.cut(model.dim * rows),
            dx: scratch.cut(model.dim * rows),
            log_prob: scratch.cut(rows),
            weight: scratch.cut(rows),
            condition: scratch.cut((1 + model.context) * rows),
            tape: scratch.cut(model.size.tape * rows),
            scratch: scratch.cut(model.size.scratch * rows),
        }
    }

    fn enter(
        &mut self,
        model: &Model<T>,
        context: Context<'_, T>,
        x: &[T],
        samples: impl ExactSizeIterator<Item = usize> + Clone,
    ) {
        condition(self.condition, model.context, samples.clone(), context);
        for (row, sample) in samples.enumerate() {
            let sample = &x[sample * model.dim..][..model.dim];
            for (&column, &x) in model.order.iter().zip(sample) {
                self.x[column * self.rows + row] = x;
            }
        }
    }

    fn block(&mut self) -> Block<'_, T> {
        self.log_prob.fill(T::ZERO);
        Block {
            rows: self.rows,
            x: self.x,
            log_det: self.log_prob,
            condition: self.condition,
            tape: self.tape,
            keep: true,
            watch: None,
        }
    }

    fn log_prob(&mut self, model: &Model<T>, params: &[T]) {
        model.chain.inverse(params, &mut self.block());
        let of_base = model.of_base(params);
        model.base.log_prob(of_base, self.x, self.log_prob);
    }

    /// Pulls `weight` times the cotangent of every ln p back to `dx`, to the condition, and to the gradient, which may be
    /// fresh.
    fn pull(
        &mut self,
        model: &Model<T>,
        params: &[T],
        weight: T,
        dcondition: Option<&mut [T]>,
        grad: Option<(&mut [T], bool)>,
    ) {
        let (mut grad, fresh) = grad.unzip();
        self.weight.fill(weight);
        self.dx.fill(T::ZERO);
        let mut base_grad = grad.as_deref_mut().map(|grad| model.of_base_mut(grad));
        if let Some(grad) = base_grad.as_mut().filter(|_| fresh == Some(true)) {
            grad.fill(T::ZERO);
        }
        let of_base = model.of_base(params);
        model
            .base
            .score(of_base, self.x, self.weight, self.dx, base_grad);
        let mut pull = Pullback {
            rows: self.rows,
            dx: self.dx,
            dlog_det: self.weight,
            condition: self.condition,
            dcondition,
            tape: self.tape,
            scratch: self.scratch,
            grad,
            fresh: fresh.unwrap_or_default(),
        };
        model.chain.inverse_pullback(params, &mut pull);
    }
}
