//! Samples that a flow gives with no parameters whatever.

use super::cut::block_rows;
use super::memory::{Memory, Purpose, with_memory};
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
    /// The data dimension at which it was noticed, if it was one.
    pub(crate) column: Option<usize>,
}

/// What is known of the parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known<'a, T> {
    /// Nothing; samples are without noise.
    Nothing,
    /// Those that data set for good; samples have their noise.
    SetByData(&'a [T]),
}

/// A stage that is known, and the columns of which it is known what they hold on its side of the base.
struct Step {
    stage: usize,
    closed: Vec<usize>,
}

/// What happens to samples on the way to the base, as far as nothing that is learned or drawn has a hand in it.
fn known_steps<T: Real>(model: &Model<T>, known: Known<'_, T>) -> Vec<Step> {
    let mut trained = vec![true; model.size.params];
    if let Known::SetByData(_) = known {
        model.chain.trained(&mut trained);
    }
    let mut open = vec![false; model.columns];
    let mut steps = Vec::new();
    for (stage, (slot, element)) in model.stages.iter().enumerate().rev() {
        let mut touched = vec![false; model.columns];
        element.touches(&mut touched);
        let sees_open = touched
            .iter()
            .zip(&open)
            .any(|(touched, open)| *touched && *open);
        let is_open = slot.params(&trained).contains(&true) || element.scaling() == Scaling::Drawn;
        if sees_open || is_open {
            for (open, touched) in open.iter_mut().zip(touched) {
                *open |= touched;
            }
        } else if touched.contains(&true) {
            let closed = (0..open.len()).filter(|&column| !open[column]).collect();
            steps.push(Step { stage, closed });
        }
    }
    steps
}

/// Of the samples with these numbers, in their order, the first that has no density and cannot get one by training: on the way
/// to the base an element makes no finite numbers of what nothing has touched before that is learned or drawn.
///
/// Intervals do not tell these: shares whose sum is above 1, numbers that do not increase.
pub(crate) fn excluded<T: Real>(
    model: &Model<T>,
    known: Known<'_, T>,
    x: &[T],
    samples: &[usize],
) -> Option<Excluded> {
    let steps = known_steps(model, known);
    let has_params = |step: &Step| model.stages[step.stage].0.has_params();
    let is_new = matches!(known, Known::Nothing) || steps.iter().any(has_params);
    if steps.is_empty() || !is_new {
        return None;
    }
    let params = match known {
        Known::Nothing => &[],
        Known::SetByData(params) => params,
    };
    let block = block_rows(samples.len(), model.size.tape, 4);
    samples.par_chunks(block).find_map_first(|samples| {
        let rows = samples.len();
        with_memory(model, Purpose::Pass, rows, |mut memory| {
            // Contexts are not brought in: what has no networks reads none.
            let numbers = samples.iter().copied();
            match known {
                Known::Nothing => End::Data.enter_bare(model, x, numbers, memory.x),
                Known::SetByData(_) => End::Data.enter(model, x, numbers, memory.x),
            }
            let mut found: Option<(usize, Excluded)> = None;
            let mut keeps_columns = true;
            for Step { stage, closed } in &steps {
                let (slot, element) = model.stages[*stage];
                keeps_columns &= element.scaling() != Scaling::Mixed;
                if slot.has_params() {
                    slot.inverse(element, params, &mut memory.block());
                } else {
                    slot.inverse(element, &[], &mut memory.block());
                }
                let before = found.map_or(rows, |(row, _)| row);
                if let Some(row) = (0..before).find(|&row| !memory.is_finite(row, closed)) {
                    let column = keeps_columns.then(|| lost(model, &memory, row, closed));
                    let excluded = Excluded {
                        sample: samples[row],
                        element: model.names[*stage],
                        column: column.flatten(),
                    };
                    found = Some((row, excluded));
                }
            }
            found.map(|(_, excluded)| excluded)
        })
    })
}

/// The data dimension of a sample that has become no finite number, if it is one alone, of columns that stand where they entered.
fn lost<T: Real>(
    model: &Model<T>,
    memory: &Memory<'_, T>,
    row: usize,
    closed: &[usize],
) -> Option<usize> {
    let mut found = (0..model.dim).filter(|&d| {
        let column = model.order[d];
        closed.contains(&column) && !memory.is_number(column, row)
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}
