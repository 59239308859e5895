//! A permutation of the dimensions.

use super::columns::Columns;
use crate::element::{Block, Element, Pullback, Scaling, Size, touch};
use crate::kernels::buffer::with_scratch;
use crate::real::Real;

/// The permutation `Permute[p]`: **forward** `x[i] = z[p[i]]`, **inverse** `z[p[i]] = x[i]`, log-determinant 0.
///
/// The compiler folds permutations into the elements beside them; this is for those that are left.
#[derive(Clone, Copy, Debug)]
pub struct Permute<const D: usize> {
    permutation: [usize; D],
    columns: Columns,
}

impl<const D: usize> Permute<D> {
    /// The permutation that makes dimension `i` of dimension `permutation[i]`.
    pub const fn new(permutation: [usize; D]) -> Self {
        Self {
            permutation,
            columns: Columns::all(D),
        }
    }

    /// The same among these columns of a block, in this order.
    ///
    /// # Panics
    ///
    /// If there are not as many of them as the permutation has numbers.
    #[must_use]
    pub const fn on(mut self, columns: &'static [usize]) -> Self {
        assert!(columns.len() == D);
        self.columns = Columns::of(columns);
        self
    }

    /// The room this element needs: none.
    pub const fn size(&self) -> Size {
        Size::NONE
    }

    fn gather<T: Real>(&self, rows: usize, block: &mut [T]) {
        with_scratch(D * rows, |source| {
            self.columns.gather(rows, block, source);
            for (target, &p) in self.columns.iter().zip(&self.permutation) {
                block[target * rows..][..rows].copy_from_slice(&source[p * rows..][..rows]);
            }
        });
    }

    fn scatter<T: Real>(&self, rows: usize, block: &mut [T]) {
        with_scratch(D * rows, |source| {
            self.columns.gather(rows, block, source);
            for (column, &p) in source.chunks_exact(rows).zip(&self.permutation) {
                let target = self.columns.get(p);
                block[target * rows..][..rows].copy_from_slice(column);
            }
        });
    }
}

impl<T: Real, const D: usize> Element<T> for Permute<D> {
    fn size(&self) -> Size {
        self.size()
    }

    fn scaling(&self) -> Scaling {
        Scaling::Mixed
    }

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.columns.iter());
    }

    fn forward(&self, _: &[T], block: &mut Block<'_, T>) {
        self.gather(block.rows, block.x);
    }

    fn inverse(&self, _: &[T], block: &mut Block<'_, T>) {
        self.scatter(block.rows, block.x);
    }

    fn forward_pullback(&self, _: &[T], pull: &mut Pullback<'_, T>) {
        self.scatter(pull.rows, pull.dx);
    }

    fn inverse_pullback(&self, _: &[T], pull: &mut Pullback<'_, T>) {
        self.gather(pull.rows, pull.dx);
    }
}
