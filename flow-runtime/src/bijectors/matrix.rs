//! A constant affine map by a matrix.

use super::columns::Columns;
use crate::element::{Block, Element, Pullback, Scaling, Size, compiled, touch};
use crate::kernels::buffer::with_scratch;
use crate::kernels::product::{product, product_dx};
use crate::real::Real;

/// The constant map `Matrix[[..], [..]]`, with the shift of what was merged into it.
///
/// **Forward** `x = A z + b`. **Inverse** `z = A⁻¹ x − A⁻¹ b`. **Log-determinant** `ln |det A|`. The inverse and the
/// log-determinant are computed while compiling.
///
/// **Parameters** none.
///
/// **Cost** D² multiply-adds in either direction.
#[derive(Clone, Copy, Debug)]
pub struct Matrix<T: 'static>(Dense<T>);

/// One direction of the map.
#[derive(Clone, Copy, Debug)]
pub struct Side<T: 'static> {
    /// D × D, column by column.
    pub matrix: &'static [T],
    /// D numbers, or none where all are 0.
    pub shift: &'static [T],
}

/// The map, whose code is compiled in this crate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dense<T: 'static> {
    forward: Side<T>,
    inverse: Side<T>,
    ln_det: f64,
    columns: Columns,
}

impl<T: 'static> Matrix<T> {
    /// The map of `dim` dimensions that does `forward`, with its inverse and its ln|det|.
    ///
    /// # Panics
    ///
    /// If there are no dimensions, or lengths are not those of `dim` dimensions.
    pub const fn new(dim: usize, forward: Side<T>, inverse: Side<T>, ln_det: f64) -> Self {
        assert!(dim > 0);
        assert!(forward.fits(dim) && inverse.fits(dim));
        Self(Dense {
            forward,
            inverse,
            ln_det,
            columns: Columns::all(dim),
        })
    }

    /// The same on these columns of a block, in this order.
    ///
    /// # Panics
    ///
    /// If there are not as many of them as dimensions.
    #[must_use]
    pub const fn on(mut self, columns: &'static [usize]) -> Self {
        assert!(columns.len() == self.0.columns.len());
        self.0.columns = Columns::of(columns);
        self
    }

    /// The room this element needs: none.
    pub const fn size(&self) -> Size {
        Size::NONE
    }
}

compiled! { S => [] Matrix<S>: Dense<S> = |matrix| &matrix.0 }

impl<T: 'static> Side<T> {
    const fn fits(&self, dim: usize) -> bool {
        self.matrix.len() == dim * dim && (self.shift.is_empty() || self.shift.len() == dim)
    }
}

impl<T: Real> Side<T> {
    fn apply(&self, rows: usize, block: &mut [T]) {
        with_scratch(block.len(), |source| {
            source.copy_from_slice(block);
            for (column, &shift) in block.chunks_exact_mut(rows).zip(self.shift) {
                column.fill(shift);
            }
            let shifted = !self.shift.is_empty();
            product(rows, block, source, self.matrix, shifted);
        });
    }

    fn pull(&self, rows: usize, cotangent: &mut [T]) {
        with_scratch(cotangent.len(), |source| {
            source.copy_from_slice(cotangent);
            product_dx(rows, cotangent, source, self.matrix, false);
        });
    }
}

impl<T: Real> Element<T> for Dense<T> {
    fn size(&self) -> Size {
        Matrix(*self).size()
    }

    fn scaling(&self) -> Scaling {
        Scaling::Mixed
    }

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.columns.iter());
    }

    fn forward(&self, _: &[T], block: &mut Block<'_, T>) {
        let (rows, side) = (block.rows, self.forward);
        self.columns.lend(rows, block.x, |x| side.apply(rows, x));
        let ln_det = T::from_f64(self.ln_det);
        block.log_det.iter_mut().for_each(|sum| *sum += ln_det);
    }

    fn inverse(&self, _: &[T], block: &mut Block<'_, T>) {
        let (rows, side) = (block.rows, self.inverse);
        self.columns.lend(rows, block.x, |x| side.apply(rows, x));
        let ln_det = T::from_f64(self.ln_det);
        block.log_det.iter_mut().for_each(|sum| *sum -= ln_det);
    }

    fn forward_pullback(&self, _: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, side) = (pull.rows, self.forward);
        self.columns.lend(rows, pull.dx, |dx| side.pull(rows, dx));
    }

    fn inverse_pullback(&self, _: &[T], pull: &mut Pullback<'_, T>) {
        let (rows, side) = (pull.rows, self.inverse);
        self.columns.lend(rows, pull.dx, |dx| side.pull(rows, dx));
    }
}
