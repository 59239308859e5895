//! The gradients of ln p by the sample and by its context, and the search for where a number stops being finite.

use super::evaluate::block_rows;
use super::work::Work;
use crate::kernels::buffer::with_scratch;
use crate::model::{Context, Model};
use crate::real::Real;
use rayon::prelude::*;

pub(crate) fn score<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    out: &mut [T],
) {
    let samples = x.len() / model.dim;
    let block = block_rows(samples, model.size.tape, 4).max(1);
    for (start, out) in blocks(samples, block).zip(out.chunks_mut(block * model.dim)) {
        let rows = start..(start + block).min(samples);
        with_scratch(Work::<T>::per_sample(model) * rows.len(), |scratch| {
            let mut work = Work::new(model, rows.len(), scratch);
            work.enter(model, context, x, rows);
            work.log_prob(model, params);
            work.pull(model, params, T::ONE, None, None);
            for (row, out) in out.chunks_exact_mut(model.dim).enumerate() {
                for (&column, out) in model.order.iter().zip(&mut *out) {
                    *out = work.dx[column * work.rows + row];
                }
                defined_score(&x[(start + row) * model.dim..][..model.dim], out);
            }
        });
    }
}

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
    let samples = x.len() / model.dim;
    let block = block_rows(samples, model.size.tape, 4).max(1);
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
                for (dc, out) in dcontext.chunks_exact(work.rows).zip(&mut *out) {
                    *out = dc[row];
                }
                defined_score(&x[(start + row) * model.dim..][..model.dim], out);
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

/// Where a number has overflowed on the way, or the sample lies outside the support, no slope may be left that can be told:
/// then it is taken as 0.
fn defined_score<T: Real>(x: &[T], score: &mut [T]) {
    let is_nan = |numbers: &[T]| numbers.iter().any(|x| x.is_nan());
    if is_nan(score) && !is_nan(x) {
        score.fill(T::ZERO);
    }
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
