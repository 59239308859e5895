//! Samples that have no density, whatever is learned.

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
    /// Another element, set by the data, that has scaled what this one does not give, if there is one.
    pub(crate) scaled_by: Option<&'static str>,
}

/// What is known of the parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Known<'a, T> {
    /// Nothing; samples are without noise.
    Nothing,
    /// Those that data set for good; samples have their noise.
    SetByData(&'a [T]),
}

/// A stage of which it is known what it does.
struct KnownStage {
    stage: usize,
    touched: Vec<bool>,
    /// The columns of which it is known what they hold on its side of the base.
    columns: Vec<usize>,
}

/// What happens to samples on the way to the base, as far as nothing that is learned or drawn has a hand in it.
fn known_stages<T: Real>(model: &Model<T>, known: Known<'_, T>) -> Vec<KnownStage> {
    let mut trained = vec![true; model.size.params];
    if let Known::SetByData(_) = known {
        model.chain.trained(&mut trained);
    }
    let mut unknown = vec![false; model.columns];
    let mut stages = Vec::new();
    for (stage, (slot, element)) in model.stages.iter().enumerate().rev() {
        let mut touched = vec![false; model.columns];
        element.touches(&mut touched);
        let is_unknown =
            slot.params(&trained).contains(&true) || element.scaling() == Scaling::Drawn;
        if is_unknown || meet(&touched, &unknown) {
            for (unknown, touched) in unknown.iter_mut().zip(touched) {
                *unknown |= touched;
            }
        } else if touched.contains(&true) {
            let columns = (0..unknown.len()).filter(|&column| !unknown[column]);
            stages.push(KnownStage {
                stage,
                touched,
                columns: columns.collect(),
            });
        }
    }
    stages
}

/// Whether a column is among both.
fn meet(a: &[bool], b: &[bool]) -> bool {
    a.iter().zip(b).any(|(&a, &b)| a && b)
}

/// The name of what has scaled the columns of the last of these stages by the data, if another stage has.
fn scaled_by<T: Real>(model: &Model<T>, stages: &[KnownStage]) -> Option<&'static str> {
    let (last, before) = stages.split_last()?;
    let scales = |known: &&KnownStage| {
        let (_, element) = model.stages[known.stage];
        element.scaling() == Scaling::Standardized && meet(&known.touched, &last.touched)
    };
    let scaled = before.iter().rev().find(scales);
    scaled.map(|known| model.names[known.stage])
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
    let stages = known_stages(model, known);
    let has_params = |known: &KnownStage| model.stages[known.stage].0.has_params();
    let is_new = matches!(known, Known::Nothing) || stages.iter().any(has_params);
    if stages.is_empty() || !is_new {
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
            for (number, KnownStage { stage, columns, .. }) in stages.iter().enumerate() {
                let (slot, element) = model.stages[*stage];
                keeps_columns &= element.scaling() != Scaling::Mixed;
                slot.inverse(element, params, &mut memory.block());
                let before = found.map_or(rows, |(row, _)| row);
                if let Some(row) = (0..before).find(|&row| !memory.is_finite(row, columns)) {
                    let excluded = Excluded {
                        sample: samples[row],
                        element: model.names[*stage],
                        column: if keeps_columns {
                            lost(model, &memory, row, columns)
                        } else {
                            None
                        },
                        scaled_by: scaled_by(model, &stages[..=number]),
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
    known: &[usize],
) -> Option<usize> {
    let mut found = (0..model.dim).filter(|&d| {
        let column = model.order[d];
        known.contains(&column) && !memory.is_number(column, row)
    });
    let first = found.next()?;
    found.next().is_none().then_some(first)
}
