//! Dimensions that the data do not have.

use super::narrow::Narrow;
use crate::element::{Block, Pullback};
use crate::real::Real;

/// `Augment` (Huang, Dinh & Courville 2020; Chen, Lu, Chenli, Zhu & Tian 2020): noise beside the data.
///
/// **Forward** these columns are left out. **Inverse** they are noise: normal, or as q makes it of the data.
#[derive(Clone, Copy, Debug)]
pub struct Augment {
    pub(super) noise: &'static [usize],
}

impl Augment {
    /// Noise in these columns.
    pub const fn new(noise: &'static [usize]) -> Self {
        Self { noise }
    }
}

impl<T: Real> Narrow<T> for Augment {
    fn narrow(&self, _: usize, _: &mut [T]) {}

    fn widen(&self, _: &mut Block<'_, T>) {}

    fn widen_pullback(&self, _: &mut Pullback<'_, T>) {}
}
