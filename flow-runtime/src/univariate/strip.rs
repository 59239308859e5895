//! Strips: numbers that are worked on together, in loops of known length over memory that cannot overlap.

use crate::real::Real;

/// Numbers in a strip.
pub(super) const LANES: usize = 32;

/// A number for each of them.
pub(super) type Strip<T> = [T; LANES];

/// Which numbers of some columns a strip holds: a piece of one column, or, where columns are short, several whole ones.
#[derive(Clone, Copy)]
pub(super) struct Span {
    /// Samples of a column.
    rows: usize,
    /// The first column, and how many there are.
    column: usize,
    columns: usize,
    /// The first sample, and how many of each column there are.
    start: usize,
    len: usize,
}

impl Span {
    /// How many columns of `rows` samples fit into a strip; 1 where not even one does.
    pub(super) fn columns(rows: usize) -> usize {
        (LANES / rows).max(1)
    }

    /// What begins at this column, of `columns`, and at this sample, of `rows`.
    #[inline(always)]
    pub(super) fn new((column, columns): (usize, usize), (start, rows): (usize, usize)) -> Self {
        Self {
            rows,
            column,
            columns: Self::columns(rows).min(columns - column),
            start,
            len: LANES.min(rows - start),
        }
    }

    /// Where the numbers of the span's `c`-th column begin, in the `offset`-th of every `stride` columns.
    #[inline(always)]
    fn at(self, c: usize, stride: usize, offset: usize) -> usize {
        ((self.column + c) * stride + offset) * self.rows + self.start
    }

    /// The numbers in the `offset`-th of every `stride` columns of `source`, then zeros. With a stride of 0 all columns are
    /// one.
    #[inline(always)]
    pub(super) fn load<T: Real>(self, source: &[T], stride: usize, offset: usize) -> Strip<T> {
        let mut strip = [T::ZERO; LANES];
        self.load_into(source, stride, offset, &mut strip);
        strip
    }

    /// The same into a strip, whose numbers beyond those stay.
    #[inline(always)]
    pub(super) fn load_into<T: Real>(
        self,
        source: &[T],
        stride: usize,
        offset: usize,
        strip: &mut Strip<T>,
    ) {
        if self.len == LANES {
            strip.copy_from_slice(&source[self.at(0, stride, offset)..][..LANES]);
        } else {
            let pieces = strip.chunks_exact_mut(self.len).take(self.columns);
            for (c, piece) in pieces.enumerate() {
                let source = &source[self.at(c, stride, offset)..][..self.len];
                for (number, &source) in piece.iter_mut().zip(source) {
                    *number = source;
                }
            }
        }
    }

    /// Puts the numbers into the `offset`-th of every `stride` columns of `target`.
    #[inline(always)]
    pub(super) fn store<T: Real>(
        self,
        target: &mut [T],
        stride: usize,
        offset: usize,
        strip: &Strip<T>,
    ) {
        if self.len == LANES {
            target[self.at(0, stride, offset)..][..LANES].copy_from_slice(strip);
        } else {
            let pieces = strip.chunks_exact(self.len).take(self.columns);
            for (c, piece) in pieces.enumerate() {
                let target = &mut target[self.at(c, stride, offset)..][..self.len];
                for (target, &number) in target.iter_mut().zip(piece) {
                    *target = number;
                }
            }
        }
    }

    /// Adds the numbers of all columns to one.
    #[inline(always)]
    pub(super) fn add<T: Real>(self, sums: &mut [T], strip: &Strip<T>) {
        for piece in strip.chunks_exact(self.len).take(self.columns) {
            let sums = &mut sums[self.start..][..self.len];
            for (sum, &number) in sums.iter_mut().zip(piece) {
                *sum += number;
            }
        }
    }
}
