//! The gradients of ln p by the sample and by its context, and the search for where a number stops being finite.

use super::cut::block_rows;
use super::memory::{Memory, Purpose, with_memory};
use super::rows::{End, leave_contexts};
use crate::kernels::buffer::with_scratch;
use crate::model::{Context, Model};
use crate::real::Real;
use rayon::prelude::*;
use std::ops::Range;

/// Fills `out` with ∂ ln p / ∂x of every sample, row by row.
pub(crate) fn score<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    out: &mut [T],
) {
    each_block(model, x, out, model.dim, &|rows, out| {
        let start = rows.start;
        with_memory(model, Purpose::Pullback, rows.len(), |mut memory| {
            pull_log_prob(model, params, context, x, rows, &mut memory, None);
            End::Data.leave(model, memory.dx, out);
        });
        for (row, out) in out.chunks_exact_mut(model.dim).enumerate() {
            defined_score(&x[(start + row) * model.dim..][..model.dim], out);
        }
    });
}

/// Fills `out` with ∂ ln p / ∂c of every sample, row by row, `c` being its context.
pub(crate) fn context_score<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    out: &mut [T],
) {
    if out.is_empty() {
        return;
    }
    each_block(model, x, out, model.context, &|rows, out| {
        let start = rows.start;
        with_scratch((1 + model.context) * rows.len(), |dcondition| {
            dcondition.fill(T::ZERO);
            with_memory(model, Purpose::Pullback, rows.len(), |mut memory| {
                let dcondition = Some(&mut *dcondition);
                pull_log_prob(model, params, context, x, rows, &mut memory, dcondition);
            });
            leave_contexts(model, dcondition, out);
        });
        for (row, out) in out.chunks_exact_mut(model.context).enumerate() {
            defined_score(&x[(start + row) * model.dim..][..model.dim], out);
        }
    });
}

/// Cuts samples into blocks and runs them on all cores: the numbers of the samples, and the part of `out` that is theirs, `width`
/// numbers for each.
fn each_block<T: Real>(
    model: &Model<T>,
    x: &[T],
    out: &mut [T],
    width: usize,
    work: &(dyn Fn(Range<usize>, &mut [T]) + Sync),
) {
    let samples = x.len() / model.dim;
    let block = block_rows(samples, model.size.tape, 4).max(1);
    if samples <= block {
        work(0..samples, out);
        return;
    }
    let starts: Vec<usize> = (0..samples).step_by(block).collect();
    let out = out.par_chunks_mut(block * width);
    starts.into_par_iter().zip(out).for_each(|(start, out)| {
        work(start..(start + block).min(samples), out);
    });
}

/// Pulls 1 for every ln p back to the samples, and to what they are conditioned on.
pub(super) fn pull_log_prob<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    samples: Range<usize>,
    memory: &mut Memory<'_, T>,
    dcondition: Option<&mut [T]>,
) {
    memory.condition(model, context, samples.clone());
    End::Data.enter(model, x, samples, memory.x);
    memory.log_prob(model, params);
    memory.cotangent.fill(T::ONE);
    memory.pull_log_prob(model, params, dcondition, None);
}

/// Where a number has overflowed on the way, or the sample lies outside the support, no slope may be left that can be told:
/// then it is taken as 0.
fn defined_score<T: Real>(x: &[T], score: &mut [T]) {
    let is_nan = |numbers: &[T]| numbers.iter().any(|x| x.is_nan());
    if is_nan(score) && !is_nan(x) {
        score.fill(T::ZERO);
    }
}

/// Where numbers stop being finite.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Broken {
    /// The first element, on the way to the base, whose result is not finite, if there is one.
    pub(crate) element: Option<&'static str>,
    /// The samples whose ln p is not finite.
    pub(crate) samples: Vec<usize>,
}

/// Where, with these parameters, numbers stop being finite on the way of the samples with these numbers.
pub(crate) fn broken<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    samples: impl Iterator<Item = usize>,
) -> Broken {
    let mut found = Broken::default();
    for sample in samples {
        with_memory(model, Purpose::Pass, 1, |mut memory| {
            let enter = |memory: &mut Memory<'_, T>| {
                // What it has of another pass says nothing of an element in this one.
                memory.log_det.fill(T::ZERO);
                memory.condition(model, context, std::iter::once(sample));
                End::Data.enter(model, x, std::iter::once(sample), memory.x);
            };
            enter(&mut memory);
            memory.log_prob(model, params);
            if !memory.log_det[0].is_finite() {
                found.samples.push(sample);
            }
            if found.element.is_none() {
                enter(&mut memory);
                memory.scale_contexts(model, params);
                let mut broken = None;
                let mut block = memory.block();
                block.watch = Some(&mut broken);
                model.chain.inverse(params, &mut block);
                found.element = broken.map(|element: usize| model.names[element]);
            }
        });
    }
    found
}
