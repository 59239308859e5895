//! Constant shifts and scales, merged into one map.

use super::columns::Columns;
use crate::element::{Block, Element, Pullback, Size, touch};
use crate::real::Real;

/// The constant map of neighbouring `Scale[a]` and `Shift[b]`.
///
/// **Forward** `xᵢ = aᵢ · zᵢ + bᵢ`. **Inverse** `zᵢ = (xᵢ − bᵢ) / aᵢ`. **Log-determinant** `Σᵢ ln |aᵢ|`.
#[derive(Clone, Copy, Debug)]
pub struct ShiftScale<const D: usize> {
    scale: [f64; D],
    shift: [f64; D],
    columns: Columns,
}

impl<const D: usize> ShiftScale<D> {
    /// The map with these constants, one per dimension.
    ///
    /// # Panics
    ///
    /// If a scale is 0.
    pub const fn new(scale: [f64; D], shift: [f64; D]) -> Self {
        let mut i = 0;
        while i < D {
            assert!(scale[i] != 0.0, "a scale of 0 is not invertible");
            i += 1;
        }
        Self {
            scale,
            shift,
            columns: Columns::all(D),
        }
    }

    /// The same on these columns of a block, in this order.
    ///
    /// # Panics
    ///
    /// If there are not as many of them as constants.
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

    /// Replaces every number `v` of column `i` by `map(v, aᵢ, bᵢ)`.
    fn each<T: Real>(&self, rows: usize, block: &mut [T], map: impl Fn(T, T, T) -> T) {
        let constants = self.scale.iter().zip(&self.shift);
        for (column, (&scale, &shift)) in self.columns.iter().zip(constants) {
            let (scale, shift) = (T::from_f64(scale), T::from_f64(shift));
            for value in &mut block[column * rows..][..rows] {
                *value = map(*value, scale, shift);
            }
        }
    }

    fn log_det(&self) -> f64 {
        self.scale.iter().map(|scale| scale.abs().ln()).sum()
    }
}

impl<T: Real, const D: usize> Element<T> for ShiftScale<D> {
    fn size(&self) -> Size {
        self.size()
    }

    fn touches(&self, touched: &mut [bool]) {
        touch(touched, self.columns.iter());
    }

    fn forward(&self, _: &[T], block: &mut Block<'_, T>) {
        self.each(block.rows, block.x, |z, scale, shift| scale * z + shift);
        let log_det = T::from_f64(self.log_det());
        block.log_det.iter_mut().for_each(|sum| *sum += log_det);
    }

    fn inverse(&self, _: &[T], block: &mut Block<'_, T>) {
        self.each(block.rows, block.x, |x, scale, shift| (x - shift) / scale);
        let log_det = T::from_f64(self.log_det());
        block.log_det.iter_mut().for_each(|sum| *sum -= log_det);
    }

    fn forward_pullback(&self, _: &[T], pull: &mut Pullback<'_, T>) {
        self.each(pull.rows, pull.dx, |dx, scale, _| dx * scale);
    }

    fn inverse_pullback(&self, _: &[T], pull: &mut Pullback<'_, T>) {
        self.each(pull.rows, pull.dx, |dz, scale, _| dz / scale);
    }
}
