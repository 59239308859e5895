//! The memory of a block of samples on its way through a chain and back.

use super::evaluate::condition;
use crate::element::{Block, Pullback};
use crate::kernels::buffer::Cutter;
use crate::model::{Context, Model};
use crate::real::Real;

/// One block's memory.
pub(super) struct Work<'a, T> {
    pub(super) rows: usize,
    x: &'a mut [T],
    pub(super) dx: &'a mut [T],
    pub(super) log_prob: &'a mut [T],
    weight: &'a mut [T],
    condition: &'a mut [T],
    tape: &'a mut [T],
    kept: &'a mut [T],
    scratch: &'a mut [T],
}

impl<'a, T: Real> Work<'a, T> {
    /// Where the columns of its parts begin: the condition, the tape, what is kept for the gradient, and their end.
    pub(super) fn columns(model: &Model<T>) -> [usize; 4] {
        let condition = 2 * model.dim + 2;
        let tape = condition + 1 + model.context;
        let kept = tape + model.size.tape;
        [condition, tape, kept, kept + model.size.kept]
    }

    /// Where a block's memory has ln p.
    pub(super) fn log_prob_in<'m>(model: &Model<T>, rows: usize, memory: &'m [T]) -> &'m [T] {
        &memory[2 * model.dim * rows..][..rows]
    }

    /// Scalars that a sample needs where its gradient by the parameters is wanted, apart from the chain's scratch.
    pub(super) fn kept_per_sample(model: &Model<T>) -> usize {
        Self::columns(model)[3]
    }

    /// Scalars that a sample needs where it is not.
    pub(super) fn per_sample(model: &Model<T>) -> usize {
        Self::columns(model)[2] + model.size.scratch
    }

    pub(super) fn new(model: &Model<T>, rows: usize, memory: &'a mut [T]) -> Self {
        let (memory, scratch) = memory.split_at_mut(Self::columns(model)[2] * rows);
        Self::cut(model, rows, memory, 0, scratch)
    }

    /// The same with what the gradient will be gathered from.
    pub(super) fn keeping(
        model: &Model<T>,
        rows: usize,
        memory: &'a mut [T],
        scratch: &'a mut [T],
    ) -> Self {
        Self::cut(model, rows, memory, model.size.kept, scratch)
    }

    fn cut(
        model: &Model<T>,
        rows: usize,
        memory: &'a mut [T],
        kept: usize,
        scratch: &'a mut [T],
    ) -> Self {
        let mut memory = Cutter::new(memory);
        Self {
            rows,
            x: memory.cut(model.dim * rows),
            dx: memory.cut(model.dim * rows),
            log_prob: memory.cut(rows),
            weight: memory.cut(rows),
            condition: memory.cut((1 + model.context) * rows),
            tape: memory.cut(model.size.tape * rows),
            kept: memory.cut(kept * rows),
            scratch,
        }
    }

    pub(super) fn enter(
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

    pub(super) fn block(&mut self) -> Block<'_, T> {
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

    pub(super) fn log_prob(&mut self, model: &Model<T>, params: &[T]) {
        model.chain.inverse(params, &mut self.block());
        let of_base = model.of_base(params);
        model.base.log_prob(of_base, self.x, self.log_prob);
    }

    /// Pulls `weight` times the cotangent of every ln p back to `dx`, to the condition, to what is kept for the gradient,
    /// and to the gradient itself.
    pub(super) fn pull(
        &mut self,
        model: &Model<T>,
        params: &[T],
        weight: T,
        dcondition: Option<&mut [T]>,
        mut grad: Option<&mut [T]>,
    ) {
        self.weight.fill(weight);
        self.dx.fill(T::ZERO);
        let base_grad = grad.as_deref_mut().map(|grad| model.of_base_mut(grad));
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
            kept: (!self.kept.is_empty()).then_some(&mut *self.kept),
        };
        model.chain.inverse_pullback(params, &mut pull);
    }
}
