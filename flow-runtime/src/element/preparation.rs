//! What elements learn from the data at once, before training: normalisation.

use super::Block;
use crate::kernels::buffer::{Cutter, with_scratch};
use crate::real::Real;

/// Samples that go through an element at once.
const ROWS: usize = 256;

/// All samples of a training run on their way from the data to the base, element by element.
#[derive(Debug)]
pub struct Preparation<'a, T> {
    /// What arrives at the next element: samples × D, column-major, in the order of the first epoch.
    pub x: &'a mut [T],
    /// What the samples are conditioned on, samples × (1 + C): a column of ones, then the context.
    pub condition: &'a [T],
    /// Number of samples.
    pub samples: usize,
    /// How many of them are the first batch.
    pub batch: usize,
    /// Whether the element stands in the chain with its directions swapped.
    pub inverted: bool,
}

impl<T: Real> Preparation<'_, T> {
    /// The numbers of a column that belong to the first `samples`.
    pub fn column(&self, column: usize, samples: usize) -> &[T] {
        &self.x[column * self.samples..][..samples]
    }

    /// Sends all samples through an element with so much of a tape, block by block: `through` transforms one.
    pub fn each_block(&mut self, tape: usize, through: &mut dyn FnMut(&mut Block<'_, T>)) {
        let samples = self.samples;
        let dim = self.x.len() / samples;
        let conditions = self.condition.len() / samples;
        with_scratch((dim + conditions + 1 + tape) * ROWS, |scratch| {
            for start in (0..samples).step_by(ROWS) {
                let rows = ROWS.min(samples - start);
                let mut scratch = Cutter::new(&mut *scratch);
                let x = scratch.cut(dim * rows);
                let condition = scratch.cut(conditions * rows);
                let log_det = scratch.cut(rows);
                let at = |column: usize| column * samples + start;
                for (column, part) in x.chunks_exact_mut(rows).enumerate() {
                    part.copy_from_slice(&self.x[at(column)..][..rows]);
                }
                for (column, part) in condition.chunks_exact_mut(rows).enumerate() {
                    part.copy_from_slice(&self.condition[at(column)..][..rows]);
                }
                log_det.fill(T::ZERO);
                let mut block = Block {
                    rows,
                    x,
                    log_det,
                    condition,
                    tape: scratch.cut(tape * rows),
                    keep: false,
                    watch: None,
                };
                through(&mut block);
                for (column, part) in block.x.chunks_exact(rows).enumerate() {
                    self.x[at(column)..][..rows].copy_from_slice(part);
                }
            }
        });
    }
}
