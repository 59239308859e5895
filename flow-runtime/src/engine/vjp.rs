//! The vector-Jacobian products of both directions.

use super::gradient::sum_and_grad;
use super::memory::Memory;
use super::objective::Objective;
use super::rows::{End, leave_contexts};
use crate::kernels::buffer::with_scratch;
use crate::model::{Context, Model};
use crate::real::Real;
use crate::threads::Disjoint;
use std::ops::Range;

/// What multiplies the derivatives of what comes out: for each sample, as many numbers as it has, and one.
#[derive(Clone, Copy, Debug)]
pub struct Cotangents<'a, T> {
    /// Of the samples, row by row.
    pub samples: &'a [T],
    /// Of their log-determinants.
    pub log_dets: &'a [T],
}

/// What is to be filled with the derivatives, multiplied and summed up over all that comes out of a sample.
#[derive(Debug)]
pub struct Pulled<'a, T> {
    /// By the samples that went in, row by row.
    pub samples: &'a mut [T],
    /// By what each was conditioned on, row by row; none for flows without a context.
    pub contexts: &'a mut [T],
    /// By the parameters, summed up over all samples too.
    pub params: &'a mut [T],
}

/// Pulls cotangents back through the forward direction, at samples `z` of the base.
pub(crate) fn pull_forward<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    z: &[T],
    out: Cotangents<'_, T>,
    pulled: Pulled<'_, T>,
) {
    pull(model, params, context, (End::Base, z), out, pulled);
}

/// Pulls cotangents back through the inverse direction, at samples `x` of the data.
pub(crate) fn pull_inverse<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    out: Cotangents<'_, T>,
    pulled: Pulled<'_, T>,
) {
    pull(model, params, context, (End::Data, x), out, pulled);
}

fn pull<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    (from, samples): (End, &[T]),
    out: Cotangents<'_, T>,
    Pulled {
        samples: dsamples,
        contexts: dcontexts,
        params: dparams,
    }: Pulled<'_, T>,
) {
    let through = Through {
        from,
        samples,
        context,
        out,
        dsamples: Disjoint::new(dsamples),
        dcontexts: Disjoint::new(dcontexts),
    };
    sum_and_grad(model, params, &through, dparams);
}

/// A way through the chain whose cotangents are given.
struct Through<'a, T> {
    from: End,
    samples: &'a [T],
    context: Context<'a, T>,
    out: Cotangents<'a, T>,
    dsamples: Disjoint<'a, T>,
    dcontexts: Disjoint<'a, T>,
}

impl<T: Real> Objective<T> for Through<'_, T> {
    fn samples(&self) -> usize {
        self.out.log_dets.len()
    }

    fn block(
        &self,
        model: &Model<T>,
        params: &[T],
        samples: Range<usize>,
        memory: &mut Memory<'_, T>,
        grad: Option<&mut [T]>,
    ) {
        let to = match self.from {
            End::Base => End::Data,
            End::Data => End::Base,
        };
        memory.condition(model, self.context, samples.clone());
        self.from
            .enter(model, self.samples, samples.clone(), memory.x);
        memory.through(model, params, self.from);
        to.enter(model, self.out.samples, samples.clone(), memory.dx);
        let log_dets = &self.out.log_dets[samples.clone()];
        memory.cotangent.copy_from_slice(log_dets);
        let rows = |width: usize| samples.start * width..samples.end * width;
        #[expect(unsafe_code, reason = "blocks run at the same time")]
        // SAFETY: every block has samples of its own.
        let (dsamples, dcontexts) = unsafe {
            (
                self.dsamples.part(rows(model.dim)),
                self.dcontexts.part(rows(model.context)),
            )
        };
        with_scratch((1 + model.context) * samples.len(), |dcondition| {
            dcondition.fill(T::ZERO);
            let wanted = (model.context > 0).then_some(&mut *dcondition);
            memory.pull(model, params, self.from, wanted, grad);
            leave_contexts(model, dcondition, dcontexts);
        });
        self.from.leave(model, memory.dx, dsamples);
    }

    /// Nothing that anybody asks for.
    fn add(&self, sum: f64, _: Range<usize>, _: &[T]) -> f64 {
        sum
    }
}
