//! The contract of a layer that narrows.

use crate::element::{Block, Pullback};
use crate::real::Real;

/// What takes the numbers of a chain to the data and, given noise, back.
pub(super) trait Narrow<T: Real>: Sync {
    /// Base to data: leaves the data in their columns, and anything in the others.
    fn narrow(&self, rows: usize, x: &mut [T]);

    /// Data to base, where the columns of noise hold u; adds the log-determinant.
    fn widen(&self, block: &mut Block<'_, T>);

    /// Reverse-mode derivative of [`widen`](Self::widen).
    fn widen_pullback(&self, pull: &mut Pullback<'_, T>);
}
