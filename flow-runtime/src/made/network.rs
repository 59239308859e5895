//! A masked network, as the sweeps see it.

use super::panel::Cell;
use super::sizes::Sizes;
use crate::conditioner::{NetworkSize, Position};
use crate::kernels::activation::Activation;
use std::ops::Range;

/// A masked network, as the sweeps see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Network<'a> {
    pub(super) sizes: &'a Sizes,
    pub(super) cells: &'a [Cell],
    pub(super) activation: Activation,
    pub(super) size: NetworkSize,
}

impl Network<'_> {
    /// The number of positions.
    pub(super) fn dim(&self) -> usize {
        self.sizes.dim
    }

    /// The inputs and the outputs at one position.
    pub(super) fn position(&self, degree: usize) -> Position {
        Position {
            inputs: self.sizes.inputs_below(degree)..self.sizes.inputs_below(degree + 1),
            outputs: self.units(self.layers(), degree),
        }
    }

    pub(super) fn keeps_input(&self) -> bool {
        self.sizes.residual || self.activation.keeps_input()
    }

    /// Whether a hidden layer has an activation: what leaves the last block has none.
    pub(super) fn is_activated(&self, layer: usize) -> bool {
        !self.sizes.residual || layer + 1 < self.layers()
    }

    /// The layer, before its activation, that is added to this one before its own.
    pub(super) fn skip(&self, layer: usize) -> Option<usize> {
        let ends_block = self.sizes.residual && layer.is_multiple_of(2);
        layer.checked_sub(2).filter(|_| ends_block)
    }

    pub(super) fn layers(&self) -> usize {
        self.sizes.widths.len()
    }

    /// Columns of a layer's output; of a hidden layer, the ones included.
    pub(super) fn columns(&self, layer: usize) -> usize {
        self.sizes.columns_below(layer, self.dim())
    }

    /// Where a hidden layer begins among the columns of all of them.
    pub(super) fn start(&self, layer: usize) -> usize {
        (0..layer).map(|l| self.columns(l)).sum()
    }

    pub(super) fn cell(&self, layer: usize, degree: usize) -> Cell {
        self.cells[layer * self.dim() + degree]
    }

    /// Columns of a layer's units of one degree.
    pub(super) fn units(&self, layer: usize, degree: usize) -> Range<usize> {
        self.sizes.columns_below(layer, degree)..self.sizes.columns_below(layer, degree + 1)
    }
}
