//! Where units, weights and panels of a masked network lie: arithmetic on its sizes.

use super::panel::{Cell, Panel};
use crate::conditioner::Start;

/// Groups of degrees have about this many units, so that far panels are wide enough to multiply fast.
const GROUP_UNITS: usize = 64;

/// The same for the outputs: their near panels are as wide as few degrees, and longer.
const GROUP_OUTPUTS: usize = 16;

/// Sizes of a masked network.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sizes {
    /// The number of positions in the order.
    pub(super) dim: usize,
    /// How many inputs stay and how many move, in a coupling; else every position has as many as `each` says.
    pub(super) split: Option<(usize, usize)>,
    pub(super) each: usize,
    pub(super) context: usize,
    pub(super) outputs: usize,
    pub(super) widths: &'static [usize],
    pub(super) residual: bool,
    pub(super) start: Start,
}

impl Sizes {
    /// The lowest degree of a hidden unit: a unit of degree 0 sees nothing but the context.
    pub(super) const fn first(&self) -> usize {
        if self.context == 0 || self.split.is_some() {
            1
        } else {
            0
        }
    }

    /// The inputs at positions before `degree`.
    pub(super) const fn inputs_below(&self, degree: usize) -> usize {
        match (self.split, degree) {
            (None, degree) => degree * self.each,
            (Some(_), 0) => 0,
            (Some((stay, _)), 1) => stay,
            (Some((stay, moved)), _) => stay + moved,
        }
    }

    /// The outputs for these inputs.
    pub(super) const fn outputs_below(&self, degree: usize) -> usize {
        let inputs = match (self.split, degree) {
            (None, degree) => degree,
            (Some(_), 0 | 1) => 0,
            (Some((_, moved)), _) => moved,
        };
        inputs * self.outputs
    }

    /// How many of `width` units, dealt to the degrees in turn and then sorted, have a degree below `degree`.
    pub(super) const fn units_below(&self, width: usize, degree: usize) -> usize {
        let degrees = self.dim - self.first();
        if degrees == 0 || degree <= self.first() {
            return 0;
        }
        let below = degree - self.first();
        let spare = width % degrees;
        below * (width / degrees) + if below < spare { below } else { spare }
    }

    /// How many degrees share a far panel of a layer.
    pub(super) const fn group(&self, layer: usize) -> usize {
        let degrees = self.dim - self.first();
        let (wanted, columns) = if layer == self.widths.len() {
            (GROUP_OUTPUTS, self.outputs * self.dim)
        } else {
            (GROUP_UNITS, self.widths[layer])
        };
        if columns == 0 {
            return 1;
        }
        let group = (wanted * degrees).div_ceil(columns);
        if group == 0 { 1 } else { group }
    }

    /// The degrees that share a far panel of a layer with `degree`.
    pub(super) const fn group_of(&self, layer: usize, degree: usize) -> (usize, usize) {
        let (first, group) = (self.first(), self.group(layer));
        if degree < first {
            return (degree, first);
        }
        let start = degree - (degree - first) % group;
        let end = start + group;
        (start, if end < self.dim { end } else { self.dim })
    }

    /// The columns of layer `layer`'s output up to `degree`, that one not included.
    pub(super) const fn columns_below(&self, layer: usize, degree: usize) -> usize {
        if layer == self.widths.len() {
            self.outputs_below(degree)
        } else {
            1 + self.units_below(self.widths[layer], degree)
        }
    }

    /// The columns of layer `layer`'s input that an output of degree `degree` sees.
    pub(super) const fn rows_seen(&self, layer: usize, degree: usize) -> usize {
        if layer == 0 {
            self.inputs_below(degree)
        } else {
            1 + self.units_below(self.widths[layer - 1], degree + 1)
        }
    }

    /// All inputs; of a coupling, those that stay and those that move.
    pub(super) const fn dimensions(&self) -> usize {
        self.inputs_below(self.dim)
    }

    /// Columns of all hidden layers, with a column of ones each.
    pub(super) const fn hidden_columns(&self) -> usize {
        let mut columns = 0;
        let mut layer = 0;
        while layer < self.widths.len() {
            columns += self.columns_below(layer, self.dim);
            layer += 1;
        }
        columns
    }

    /// The panel through which the ones and the context reach every unit of the first layer.
    pub(super) const fn condition(&self) -> Panel {
        Panel {
            offset: 0,
            row: 0,
            rows: 1 + self.context,
            col: 1,
            cols: self.columns_below(0, self.dim) - 1,
        }
    }

    pub(super) const fn cell(&self, layer: usize, degree: usize, offset: usize) -> Cell {
        let (start, end) = self.group_of(layer, degree);
        let far_rows = if layer == 0 || end == start + 1 {
            self.rows_seen(layer, start)
        } else {
            1 + self.units_below(self.widths[layer - 1], start)
        };
        let col = self.columns_below(layer, degree);
        let mut far = Panel::EMPTY;
        if degree == start {
            far = Panel {
                offset,
                row: 0,
                rows: far_rows,
                col,
                cols: self.columns_below(layer, end) - col,
            };
        }
        let near = Panel {
            offset: offset + far.len(),
            row: far_rows,
            rows: self.rows_seen(layer, degree) - far_rows,
            col,
            cols: self.columns_below(layer, degree + 1) - col,
        };
        Cell { far, near }
    }
}
