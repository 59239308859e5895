//! The masked network (MADE, Germain et al. 2015), without masks.
//!
//! Every input has a position in the autoregressive order, 0…D−1; the parameters of position `e` may see
//! positions before `e` only. Hidden units have a degree: a unit of degree `e` sees positions before `e`
//! and units of degree ≤ `e`. With the units of every layer sorted by degree, each row of a mask is a
//! **prefix** of ones, a staircase:
//!
//! ```text
//!   units of degree  1  2  3  4              1  2 │ 3  4
//!   seen by    1     █  .  .  .        1     n  . │ .  .
//!              2     █  █  .  .        2     n  n │ .  .
//!              3     █  █  █  .        ──────────────────    n: near panel, one per degree
//!              4     █  █  █  █        3     F  F │ n  .     F: far panel, one per group of degrees
//!                                      4     F  F │ n  n
//! ```
//!
//! The staircase is cut into dense [`Panel`]s and nothing else is stored: no mask, no masked weight. The
//! panels of one layer and one degree are a [`Cell`]. A *parallel* sweep runs through the table of cells
//! layer by layer, a *sequential* sweep degree by degree; either multiplies every weight once.
//!
//! Biases are the weights of a column of ones.
//!
//! A coupling is the same with two positions of several inputs each: those that stay, of which the network says nothing,
//! and those that move. All units have degree 1, and every layer is one dense panel.
//!
//! In a residual network (He et al. 2016; Durkan et al. 2019, appendix B.1) all layers have one width. The first is
//! linear, `h₀`; then blocks of two follow, `hᵢ₊₁ = hᵢ + W′ᵢ σ(Wᵢ σ(hᵢ))`, and what leaves the last goes to the output as
//! it is. Equal layers have equal degrees, so that adding them keeps the order.

mod init;
mod pullback;
mod sweep;
mod weights;

pub(crate) use init::init;
pub(crate) use pullback::{Cotangents, pull_parallel, pull_sequential};
pub(crate) use sweep::{Activations, parallel, sequential};

use crate::kernels::activation::Activation;
use init::Start;

/// Groups of degrees have about this many units, so that far panels are wide enough to multiply fast.
const GROUP_UNITS: usize = 64;

/// The same for what the network says: its near panels are as wide as few degrees, and longer.
const GROUP_OUTPUTS: usize = 16;

/// A dense matrix of weights: `rows` columns of the layer's input times `cols` columns of its output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panel {
    offset: usize,
    row: usize,
    rows: usize,
    col: usize,
    cols: usize,
}

impl Panel {
    const EMPTY: Self = Self {
        offset: 0,
        row: 0,
        rows: 0,
        col: 0,
        cols: 0,
    };

    const fn len(self) -> usize {
        self.rows * self.cols
    }

    fn weights<T>(self, params: &[T]) -> &[T] {
        &params[self.offset..][..self.len()]
    }

    /// The panel without the weights of the column of ones, which needs no cotangent.
    fn without_ones(self) -> Self {
        if self.row > 0 || self.rows == 0 {
            return self;
        }
        Self {
            offset: self.offset + self.cols,
            row: 1,
            rows: self.rows - 1,
            ..self
        }
    }

    fn weights_mut<T>(self, params: &mut [T]) -> &mut [T] {
        &mut params[self.offset..][..self.len()]
    }

    /// The columns that the panel reads, of blocks with `m` samples.
    fn rows<T>(self, m: usize, source: &[T]) -> &[T] {
        &source[self.row * m..][..self.rows * m]
    }

    fn rows_mut<T>(self, m: usize, source: &mut [T]) -> &mut [T] {
        &mut source[self.row * m..][..self.rows * m]
    }

    /// The columns that the panel writes.
    fn columns<T>(self, m: usize, target: &[T]) -> &[T] {
        &target[self.col * m..][..self.cols * m]
    }

    fn columns_mut<T>(self, m: usize, target: &mut [T]) -> &mut [T] {
        &mut target[self.col * m..][..self.cols * m]
    }
}

/// The weights of one layer that become usable at one degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What the whole group sees; in the cell of the group's first degree only.
    far: Panel,
    /// What this degree sees of its own group.
    near: Panel,
}

/// Sizes of a masked network.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    /// The number of positions in the order.
    dim: usize,
    /// How many inputs stay and how many move, in a coupling; else every position is one input.
    split: Option<(usize, usize)>,
    context: usize,
    outputs: usize,
    widths: &'static [usize],
    residual: bool,
    start: Start,
}

impl Shape {
    /// The lowest degree of a hidden unit: a unit of degree 0 sees nothing but the context.
    const fn first(&self) -> usize {
        if self.context == 0 || self.split.is_some() {
            1
        } else {
            0
        }
    }

    /// The inputs at positions before `degree`.
    const fn inputs_below(&self, degree: usize) -> usize {
        match (self.split, degree) {
            (None, degree) => degree,
            (Some(_), 0) => 0,
            (Some((stay, _)), 1) => stay,
            (Some((stay, moved)), _) => stay + moved,
        }
    }

    /// The numbers that the network says of these inputs.
    const fn outputs_below(&self, degree: usize) -> usize {
        let inputs = match (self.split, degree) {
            (None, degree) => degree,
            (Some(_), 0 | 1) => 0,
            (Some((_, moved)), _) => moved,
        };
        inputs * self.outputs
    }

    /// How many of `width` units, dealt to the degrees in turn and then sorted, have a degree below `degree`.
    const fn units_below(&self, width: usize, degree: usize) -> usize {
        let degrees = self.dim - self.first();
        if degrees == 0 || degree <= self.first() {
            return 0;
        }
        let below = degree - self.first();
        let spare = width % degrees;
        below * (width / degrees) + if below < spare { below } else { spare }
    }

    /// How many degrees share a far panel of a layer.
    const fn group(&self, layer: usize) -> usize {
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
    const fn group_of(&self, layer: usize, degree: usize) -> (usize, usize) {
        let (first, group) = (self.first(), self.group(layer));
        if degree < first {
            return (degree, first);
        }
        let start = degree - (degree - first) % group;
        let end = start + group;
        (start, if end < self.dim { end } else { self.dim })
    }

    /// The columns of layer `layer`'s output up to `degree`, that one not included.
    const fn columns_below(&self, layer: usize, degree: usize) -> usize {
        if layer == self.widths.len() {
            self.outputs_below(degree)
        } else {
            1 + self.units_below(self.widths[layer], degree)
        }
    }

    /// The columns of layer `layer`'s input that an output of degree `degree` sees.
    const fn rows_seen(&self, layer: usize, degree: usize) -> usize {
        if layer == 0 {
            self.inputs_below(degree)
        } else {
            1 + self.units_below(self.widths[layer - 1], degree + 1)
        }
    }

    /// The panel through which the ones and the context reach every unit of the first layer.
    const fn condition(&self) -> Panel {
        Panel {
            offset: 0,
            row: 0,
            rows: 1 + self.context,
            col: 1,
            cols: self.columns_below(0, self.dim) - 1,
        }
    }

    const fn cell(&self, layer: usize, degree: usize, offset: usize) -> Cell {
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

/// A masked network with its table of cells, computed while compiling.
#[derive(Clone, Copy, Debug)]
pub struct Made<const CELLS: usize> {
    shape: Shape,
    cells: [Cell; CELLS],
}

impl<const CELLS: usize> Made<CELLS> {
    /// A network that gives each of `dim` inputs `outputs` numbers, by way of hidden layers of the given widths.
    ///
    /// # Panics
    ///
    /// If `CELLS` is not `(hidden layers + 1) × dim`, or a hidden layer has fewer units than there are degrees.
    pub const fn new(dim: usize, context: usize, outputs: usize, widths: &'static [usize]) -> Self {
        Self::of(Shape {
            dim,
            split: None,
            context,
            outputs,
            widths,
            residual: false,
            start: Start::Random,
        })
    }

    /// The network of a coupling: it reads the inputs that stay and gives `outputs` numbers for each of those that move.
    /// Where none stays, the context alone tells how the others move.
    ///
    /// # Panics
    ///
    /// If `CELLS` is not `(hidden layers + 1) × 2`, or there is nothing to read or nothing to move.
    pub const fn coupling(
        (stay, moved): (usize, usize),
        context: usize,
        outputs: usize,
        widths: &'static [usize],
    ) -> Self {
        assert!(stay + context > 0 && moved > 0);
        Self::of(Shape {
            dim: 2,
            split: Some((stay, moved)),
            context,
            outputs,
            widths,
            residual: false,
            start: Start::Random,
        })
    }

    /// The same with residual blocks: after the first layer, every two are one.
    ///
    /// # Panics
    ///
    /// If the number of hidden layers is even, or their widths differ.
    #[must_use]
    pub const fn residual(mut self) -> Self {
        let widths = self.shape.widths;
        assert!(widths.len() % 2 == 1);
        let mut layer = 1;
        while layer < widths.len() {
            assert!(widths[layer] == widths[0]);
            layer += 1;
        }
        self.shape.residual = true;
        self
    }

    /// The same with a last layer that starts at zero: the network says nothing but zeros until it has learned.
    #[must_use]
    pub const fn silent(mut self) -> Self {
        self.shape.start = Start::Silent;
        self
    }

    /// The same with weights that start in the range of Glorot & Bengio (2010).
    #[must_use]
    pub const fn glorot(mut self) -> Self {
        self.shape.start = Start::Glorot;
        self
    }

    const fn of(shape: Shape) -> Self {
        let (dim, widths) = (shape.dim, shape.widths);
        assert!(CELLS == (widths.len() + 1) * dim);
        let mut cells = [Cell {
            far: Panel::EMPTY,
            near: Panel::EMPTY,
        }; CELLS];
        let mut offset = shape.condition().len();
        let mut layer = 0;
        while layer <= widths.len() {
            assert!(layer == widths.len() || widths[layer] >= dim - shape.first());
            let mut degree = 0;
            while degree < dim {
                let cell = shape.cell(layer, degree, offset);
                cells[layer * dim + degree] = cell;
                offset = cell.near.offset + cell.near.len();
                degree += 1;
            }
            layer += 1;
        }
        Self { shape, cells }
    }

    /// The number of inputs.
    pub(crate) const fn inputs(&self) -> usize {
        self.shape.inputs_below(self.shape.dim)
    }

    /// The numbers that the network says of all of them.
    pub(crate) const fn outputs(&self) -> usize {
        self.shape.outputs_below(self.shape.dim)
    }

    /// Whether a layer is kept as it was before its activation too.
    pub(crate) const fn keeps_input(&self, activation: Activation) -> bool {
        self.shape.residual || activation.keeps_input()
    }

    /// The number of weights, biases included.
    pub const fn params(&self) -> usize {
        let last = self.cells[CELLS - 1].near;
        last.offset + last.len()
    }

    /// Columns of all hidden layers, with a column of ones each.
    pub(crate) const fn hidden_columns(&self) -> usize {
        let mut columns = 0;
        let mut layer = 0;
        while layer < self.shape.widths.len() {
            columns += self.shape.columns_below(layer, self.shape.dim);
            layer += 1;
        }
        columns
    }

    /// The same network with its size forgotten.
    pub(crate) fn network(&self, activation: Activation) -> Network<'_> {
        Network {
            shape: &self.shape,
            cells: &self.cells,
            activation,
        }
    }
}

/// A masked network, as the sweeps see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Network<'a> {
    shape: &'a Shape,
    cells: &'a [Cell],
    activation: Activation,
}

impl Network<'_> {
    /// The number of positions.
    fn dim(&self) -> usize {
        self.shape.dim
    }

    pub(crate) fn inputs(&self) -> usize {
        self.shape.inputs_below(self.dim())
    }

    /// The numbers that the network says of all inputs.
    pub(crate) fn outputs(&self) -> usize {
        self.shape.outputs_below(self.dim())
    }

    /// The inputs of which the network says nothing: they come first.
    pub(crate) fn staying(&self) -> usize {
        self.shape.split.map_or(0, |(stay, _)| stay)
    }

    /// The inputs at one position.
    pub(crate) fn position(&self, degree: usize) -> std::ops::Range<usize> {
        self.shape.inputs_below(degree)..self.shape.inputs_below(degree + 1)
    }

    /// Columns of all hidden layers, with a column of ones each.
    pub(crate) fn hidden_columns(&self) -> usize {
        self.start(self.layers())
    }

    pub(crate) fn keeps_input(&self) -> bool {
        self.shape.residual || self.activation.keeps_input()
    }

    /// What the network says of the inputs at one position.
    pub(crate) fn said(&self, degree: usize) -> std::ops::Range<usize> {
        self.units(self.layers(), degree)
    }

    /// Whether a hidden layer has an activation: what leaves the last block has none.
    fn is_activated(&self, layer: usize) -> bool {
        !self.shape.residual || layer + 1 < self.layers()
    }

    /// The layer, before its activation, that is added to this one before its own.
    fn skip(&self, layer: usize) -> Option<usize> {
        let ends_block = self.shape.residual && layer.is_multiple_of(2);
        layer.checked_sub(2).filter(|_| ends_block)
    }

    fn layers(&self) -> usize {
        self.shape.widths.len()
    }

    /// Columns of a layer's output; of a hidden layer, the ones included.
    fn columns(&self, layer: usize) -> usize {
        self.shape.columns_below(layer, self.dim())
    }

    /// Where a hidden layer begins among the columns of all of them.
    fn start(&self, layer: usize) -> usize {
        (0..layer).map(|l| self.columns(l)).sum()
    }

    fn cell(&self, layer: usize, degree: usize) -> Cell {
        self.cells[layer * self.dim() + degree]
    }

    /// Columns of a layer's units of one degree.
    fn units(&self, layer: usize, degree: usize) -> std::ops::Range<usize> {
        self.shape.columns_below(layer, degree)..self.shape.columns_below(layer, degree + 1)
    }
}

#[cfg(test)]
mod tests;
