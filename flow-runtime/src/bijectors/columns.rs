//! The columns of a block that an element acts on, in the element's own order.

use crate::kernels::buffer::with_scratch;
use crate::real::Real;

/// Some of the columns of a block, or all of them.
///
/// Neighbours in their order lie one behind the other in a block already: then they are used where they are, or copied as
/// one piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// So many from `start` on.
    Range {
        start: usize,
        len: usize,
    },
    List(&'static [usize]),
}

impl Columns {
    /// All columns of a block of so many.
    pub(super) const fn all(len: usize) -> Self {
        Self(Kind::Range { start: 0, len })
    }

    /// The columns `list[0]`, `list[1]` and so on.
    pub(super) const fn of(list: &'static [usize]) -> Self {
        let mut i = 1;
        while i < list.len() {
            if list[i] != list[0] + i {
                return Self(Kind::List(list));
            }
            i += 1;
        }
        Self(Kind::Range {
            start: if list.is_empty() { 0 } else { list[0] },
            len: list.len(),
        })
    }

    /// How many there are.
    pub(super) const fn len(&self) -> usize {
        match self.0 {
            Kind::Range { len, .. } => len,
            Kind::List(list) => list.len(),
        }
    }

    /// The k-th.
    pub(super) fn get(&self, k: usize) -> usize {
        match self.0 {
            Kind::Range { start, .. } => start + k,
            Kind::List(list) => list[k],
        }
    }

    /// One after the other.
    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        (0..self.len()).map(move |k| self.get(k))
    }

    /// Copies them behind each other.
    pub(super) fn gather<T: Copy>(&self, rows: usize, block: &[T], ordered: &mut [T]) {
        match self.0 {
            Kind::Range { start, .. } => {
                let len = ordered.len();
                ordered.copy_from_slice(&block[start * rows..][..len]);
            }
            Kind::List(list) => {
                for (&column, target) in list.iter().zip(ordered.chunks_exact_mut(rows)) {
                    target.copy_from_slice(&block[column * rows..][..rows]);
                }
            }
        }
    }

    /// Lends them to `work` one behind the other: where they lie, or else as a copy that goes back.
    pub(super) fn lend<T: Real>(&self, rows: usize, block: &mut [T], work: impl FnOnce(&mut [T])) {
        match self.0 {
            Kind::Range { start, len } => work(&mut block[start * rows..][..len * rows]),
            Kind::List(list) => with_scratch(list.len() * rows, |ordered| {
                self.gather(rows, block, ordered);
                work(ordered);
                self.scatter(rows, ordered, block);
            }),
        }
    }

    /// Copies them back to their places.
    pub(super) fn scatter<T: Copy>(&self, rows: usize, ordered: &[T], block: &mut [T]) {
        match self.0 {
            Kind::Range { start, .. } => {
                block[start * rows..][..ordered.len()].copy_from_slice(ordered);
            }
            Kind::List(list) => {
                for (&column, source) in list.iter().zip(ordered.chunks_exact(rows)) {
                    block[column * rows..][..rows].copy_from_slice(source);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_a_range() {
        assert_eq!(Columns::of(&[0, 1, 2]), Columns::all(3));
        assert_eq!(Columns::of(&[]), Columns::all(0));
        assert!(matches!(
            Columns::of(&[2, 3]).0,
            Kind::Range { start: 2, len: 2 }
        ));
        for list in [&[1, 0][..], &[0, 2], &[0, 1, 3]] {
            assert!(matches!(Columns::of(list).0, Kind::List(_)));
        }
    }

    #[test]
    fn columns_go_out_and_back() {
        let block = [0, 1, 10, 11, 20, 21, 30, 31];
        for (list, expected) in [(&[1, 2][..], [10, 11, 20, 21]), (&[3, 1], [30, 31, 10, 11])] {
            let columns = Columns::of(list);
            let mut ordered = [0; 4];
            columns.gather(2, &block, &mut ordered);
            assert_eq!(ordered, expected);
            let mut back = [0; 8];
            columns.scatter(2, &ordered, &mut back);
            for (at, (&a, &b)) in block.iter().zip(&back).enumerate() {
                let chosen = list.contains(&(at / 2));
                assert_eq!(b, if chosen { a } else { 0 });
            }
            assert!(columns.iter().eq(list.iter().copied()));
        }
    }
}
