//! Rounding down to whole numbers.

use super::narrow::Narrow;
use crate::element::{Block, Pullback};
use crate::interval::Interval;
use crate::kind::cell;
use crate::real::Real;

/// `Dequantize` (Theis, van den Oord & Bethge 2016; learned: Ho, Chen, Srinivas, Duan & Abbeel 2019, "Flow++").
///
/// **Forward** `x = ⌊v⌋`. **Inverse** `v = x + u`, with u from (0, 1); where it is learned, with (1 + u)/2 and u from (−1, 1),
/// which a spline leaves there.
#[derive(Clone, Copy, Debug)]
pub struct Round {
    pub(super) columns: &'static [usize],
    pub(super) noise: &'static [usize],
    /// Where v lies, so that what rounding has brought to an end does not become the next number.
    sides: &'static [Interval],
    learned: bool,
}

impl Round {
    /// The numbers in these columns, the noise of each, and the interval in which it lies.
    ///
    /// # Panics
    ///
    /// If the lengths differ.
    pub const fn new(
        columns: &'static [usize],
        noise: &'static [usize],
        sides: &'static [Interval],
        learned: bool,
    ) -> Self {
        assert!(columns.len() == noise.len() && columns.len() == sides.len());
        Self {
            columns,
            noise,
            sides,
            learned,
        }
    }

    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.columns.iter().copied().zip(self.noise.iter().copied())
    }
}

impl<T: Real> Narrow<T> for Round {
    fn narrow(&self, rows: usize, x: &mut [T]) {
        for (&column, side) in self.columns.iter().zip(self.sides) {
            for x in &mut x[column * rows..][..rows] {
                *x = T::from_f64(side.nearest(*x).to_f64().floor());
            }
        }
    }

    fn widen(&self, block: &mut Block<'_, T>) {
        let rows = block.rows;
        for (column, noise) in self.pairs() {
            for row in 0..rows {
                let u = block.x[noise * rows + row].to_f64();
                let u = if self.learned { 0.5 * (1.0 + u) } else { u };
                let x = &mut block.x[column * rows + row];
                let cell = cell(x.to_f64());
                *x = cell.nearest(T::from_f64(cell.lower + u));
            }
        }
    }

    fn widen_pullback(&self, pull: &mut Pullback<'_, T>) {
        let rows = pull.rows;
        let slope = T::from_f64(if self.learned { 0.5 } else { 1.0 });
        for (column, noise) in self.pairs() {
            for row in 0..rows {
                pull.dx[noise * rows + row] = slope * pull.dx[column * rows + row];
            }
        }
    }
}
