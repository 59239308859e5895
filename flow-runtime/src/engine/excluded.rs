//! Samples that a flow gives with no parameters whatever.

use super::cut::block_rows;
use super::memory::{Purpose, with_memory};
use super::rows::End;
use crate::element::Scaling;
use crate::model::Model;
use crate::real::Real;
use rayon::prelude::*;

/// A sample, and the element that does not give it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Excluded {
    pub(crate) sample: usize,
    pub(crate) element: &'static str,
}

/// Of the samples with these numbers, in their order, the first that has no density and cannot get one by training: on the way
/// to the base, before anything has parameters or draws, an element makes no finite numbers of it. `x` has the data, without noise.
///
/// Intervals do not tell these: shares whose sum is above 1, numbers that do not increase.
pub(crate) fn excluded<T: Real>(model: &Model<T>, x: &[T], samples: &[usize]) -> Option<Excluded> {
    let of_contexts = model.context_scale.as_ref().map(|(slot, _)| *slot);
    let fixed = model.stages.iter().rposition(|(slot, element)| {
        let is_open = slot.has_params() && Some(*slot) != of_contexts;
        is_open || element.scaling() == Scaling::Drawn
    });
    let fixed = fixed.map_or(0, |last| last + 1)..model.stages.len();
    if fixed.is_empty() {
        return None;
    }
    let block = block_rows(samples.len(), model.size.tape, 4);
    samples.par_chunks(block).find_map_first(|samples| {
        let rows = samples.len();
        with_memory(model, Purpose::Pass, rows, |mut memory| {
            // Contexts are not brought in: what has no parameters reads none.
            End::Data.enter_bare(model, x, samples.iter().copied(), memory.x);
            let mut found: Option<(usize, usize)> = None;
            for i in fixed.clone().rev() {
                let (slot, element) = model.stages[i];
                if !slot.has_params() {
                    slot.inverse(element, &[], &mut memory.block());
                }
                let before = found.map_or(rows, |(row, _)| row);
                if let Some(row) = (0..before).find(|&row| !memory.is_finite(row)) {
                    found = Some((row, i));
                }
            }
            found.map(|(row, i)| Excluded {
                sample: samples[row],
                element: model.names[i],
            })
        })
    })
}
