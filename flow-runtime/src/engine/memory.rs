//! The memory of a block of samples on its way through a chain, and back.

use super::rows::{End, condition};
use crate::element::{Block, Pullback};
use crate::kernels::buffer::{Cutter, with_scratch};
use crate::model::{Context, Model};
use crate::real::Real;

/// What a block is lent memory for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// One way through the chain.
    Pass,
    /// A pullback after it.
    Pullback,
    /// A pullback, of which is kept what the gradient by the parameters will be gathered from.
    Gradient,
}

impl Purpose {
    /// How many columns each part of a block's memory has, in the order in which [`Memory::new`] cuts them.
    fn widths<T: Real>(self, model: &Model<T>) -> [usize; 7] {
        let back = usize::from(self != Self::Pass);
        let kept = usize::from(self == Self::Gradient);
        let (dim, size) = (model.columns, model.size);
        let condition = 1 + model.context;
        [
            dim,
            1,
            back * dim,
            back,
            condition,
            size.tape,
            kept * size.kept,
        ]
    }

    /// Scalars that a sample needs, apart from the chain's scratch.
    pub(super) fn per_sample<T: Real>(self, model: &Model<T>) -> usize {
        self.widths(model).into_iter().sum()
    }
}

/// Where the memory that a gradient is gathered from has its columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Starts {
    pub(super) log_det: usize,
    pub(super) condition: usize,
    pub(super) tape: usize,
    pub(super) kept: usize,
}

impl Starts {
    pub(super) fn of<T: Real>(model: &Model<T>) -> Self {
        let [x, log_det, dx, cotangent, condition, tape, _] = Purpose::Gradient.widths(model);
        let of_condition = x + log_det + dx + cotangent;
        Self {
            log_det: x,
            condition: of_condition,
            tape: of_condition + condition,
            kept: of_condition + condition + tape,
        }
    }
}

/// One block's memory, in columns of `rows` samples. Where it is not for a pullback, what only that needs is empty.
pub(crate) struct Memory<'a, T> {
    rows: usize,
    /// The samples, wherever they are on their way.
    pub(super) x: &'a mut [T],
    /// Log-determinants, or ln p.
    pub(super) log_det: &'a mut [T],
    /// Cotangents of the samples, wherever they are on their way back.
    pub(super) dx: &'a mut [T],
    /// Cotangents of the log-determinants, or of ln p.
    pub(super) cotangent: &'a mut [T],
    condition: &'a mut [T],
    tape: &'a mut [T],
    kept: &'a mut [T],
    scratch: &'a mut [T],
    keeps_tapes: bool,
}

/// Lends memory for a block.
pub(super) fn with_memory<T: Real, R>(
    model: &Model<T>,
    purpose: Purpose,
    rows: usize,
    work: impl FnOnce(Memory<'_, T>) -> R,
) -> R {
    let scratch = match purpose {
        Purpose::Pass => 0,
        Purpose::Pullback | Purpose::Gradient => model.size.scratch,
    };
    let memory = purpose.per_sample(model);
    with_scratch((memory + scratch) * rows, |lent| {
        let (memory, scratch) = lent.split_at_mut(memory * rows);
        work(Memory::new(model, purpose, rows, memory, scratch))
    })
}

impl<'a, T: Real> Memory<'a, T> {
    /// Cuts it out of so much as [`Purpose::per_sample`] says, and the chain's scratch.
    pub(super) fn new(
        model: &Model<T>,
        purpose: Purpose,
        rows: usize,
        memory: &'a mut [T],
        scratch: &'a mut [T],
    ) -> Self {
        let mut memory = Cutter::new(memory);
        let parts = purpose.widths(model).map(|width| memory.cut(width * rows));
        let [x, log_det, dx, cotangent, condition, tape, kept] = parts;
        log_det.fill(T::ZERO);
        Self {
            rows,
            x,
            log_det,
            dx,
            cotangent,
            condition,
            tape,
            kept,
            scratch,
            keeps_tapes: purpose != Purpose::Pass,
        }
    }

    /// Brings in what the samples with these numbers are conditioned on.
    pub(super) fn condition(
        &mut self,
        model: &Model<T>,
        context: Context<'_, T>,
        samples: impl ExactSizeIterator<Item = usize>,
    ) {
        condition(model, context, samples, self.condition);
    }

    /// Leaves what a gradient of 0 is gathered from, as if no sample had been there.
    pub(super) fn clear(&mut self) {
        for column in [&mut *self.x, self.dx, self.cotangent, self.condition] {
            column.fill(T::ZERO);
        }
        self.tape.fill(T::ZERO);
        self.kept.fill(T::ZERO);
    }

    /// Makes of what was brought in what the networks see, once.
    pub(super) fn scale_contexts(&mut self, model: &Model<T>, params: &[T]) {
        model.scale_contexts(params, self.rows, self.condition);
    }

    /// The samples at an end of the chain.
    pub(super) fn block(&mut self) -> Block<'_, T> {
        Block {
            rows: self.rows,
            x: self.x,
            log_det: self.log_det,
            condition: self.condition,
            tape: self.tape,
            keep: self.keeps_tapes,
            watch: None,
        }
    }

    /// Whether what stands in a column of a sample is a finite number.
    pub(super) fn is_number(&self, column: usize, row: usize) -> bool {
        self.x[column * self.rows + row].is_finite()
    }

    /// Whether all that a sample has become on its way in these columns is a finite number, and its log-determinant.
    pub(super) fn is_finite(&self, row: usize, columns: &[usize]) -> bool {
        let mut columns = columns.iter();
        self.log_det[row].is_finite() && columns.all(|&column| self.is_number(column, row))
    }

    /// Sends the samples from an end of the chain to the other; what they are conditioned on has been brought in for it.
    pub(super) fn through(&mut self, model: &Model<T>, params: &[T], from: End) {
        self.scale_contexts(model, params);
        match from {
            End::Base => model.chain.forward(params, &mut self.block()),
            End::Data => model.chain.inverse(params, &mut self.block()),
        }
    }

    /// Sends the samples to the base, and makes ln p of what arrives there.
    pub(super) fn log_prob(&mut self, model: &Model<T>, params: &[T]) {
        self.through(model, params, End::Data);
        let (of_base, width) = (model.of_base(params), model.width * self.rows);
        model.base.log_prob(of_base, &self.x[..width], self.log_det);
    }

    /// Pulls the cotangents of ln p back to `dx`, to `dcondition`, to what is kept for the gradient, and to the gradient
    /// itself; the latter are added to.
    pub(super) fn pull_log_prob(
        &mut self,
        model: &Model<T>,
        params: &[T],
        dcondition: Option<&mut [T]>,
        mut grad: Option<&mut [T]>,
    ) {
        self.dx.fill(T::ZERO);
        let base_grad = grad.as_deref_mut().map(|grad| model.of_base_mut(grad));
        let (of_base, width) = (model.of_base(params), model.width * self.rows);
        let (z, dz) = (&self.x[..width], &mut self.dx[..width]);
        model.base.score(of_base, z, self.cotangent, dz, base_grad);
        self.pull(model, params, End::Data, dcondition, grad);
    }

    /// Pulls the cotangents of what [`through`](Self::through) has made of samples from this end back: `dx`, and `cotangent`
    /// of the log-determinants. What comes to `dcondition`, which holds zeros, is the cotangent of the contexts as they are.
    pub(super) fn pull(
        &mut self,
        model: &Model<T>,
        params: &[T],
        from: End,
        mut dcondition: Option<&mut [T]>,
        grad: Option<&mut [T]>,
    ) {
        let mut pull = Pullback {
            rows: self.rows,
            dx: self.dx,
            dlog_det: self.cotangent,
            condition: self.condition,
            dcondition: dcondition.as_deref_mut(),
            tape: self.tape,
            scratch: self.scratch,
            grad,
            kept: (!self.kept.is_empty()).then_some(&mut *self.kept),
        };
        match from {
            End::Base => model.chain.forward_pullback(params, &mut pull),
            End::Data => model.chain.inverse_pullback(params, &mut pull),
        }
        if let Some(dcondition) = dcondition {
            model.pull_contexts(params, self.rows, dcondition);
        }
    }
}
