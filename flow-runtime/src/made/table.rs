//! A masked network as it is declared: its table of cells, computed while compiling.

use super::panel::{Cell, Panel};
use super::sizes::Sizes;
use crate::conditioner::Start;

/// A masked network with its table of cells, computed while compiling.
#[derive(Clone, Copy, Debug)]
pub struct Made<const CELLS: usize> {
    pub(super) sizes: Sizes,
    pub(super) cells: [Cell; CELLS],
}

impl<const CELLS: usize> Made<CELLS> {
    /// A network that gives each of `dim` inputs `outputs` numbers, by way of hidden layers of the given widths.
    ///
    /// # Panics
    ///
    /// If `CELLS` is not `(hidden layers + 1) × dim`, or a hidden layer has fewer units than there are degrees.
    pub const fn new(dim: usize, context: usize, outputs: usize, widths: &'static [usize]) -> Self {
        Self::of(Sizes {
            dim,
            split: None,
            each: 1,
            context,
            outputs,
            widths,
            residual: false,
            start: Start::Random,
        })
    }

    /// The same for angles, each of which it reads as two numbers.
    ///
    /// # Panics
    ///
    /// As [`new`](Self::new).
    pub const fn angles(
        dim: usize,
        context: usize,
        outputs: usize,
        widths: &'static [usize],
    ) -> Self {
        let mut sizes = Self::new(dim, context, outputs, widths).sizes;
        sizes.each = 2;
        Self::of(sizes)
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
        Self::of(Sizes {
            dim: 2,
            split: Some((stay, moved)),
            each: 1,
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
        let widths = self.sizes.widths;
        assert!(widths.len() % 2 == 1);
        let mut layer = 1;
        while layer < widths.len() {
            assert!(widths[layer] == widths[0]);
            layer += 1;
        }
        self.sizes.residual = true;
        self
    }

    /// The same with a last layer that starts at zero: all outputs are 0 until it has learned.
    #[must_use]
    pub const fn zero_outputs(mut self) -> Self {
        self.sizes.start = Start::ZeroOutputs;
        self
    }

    /// The same with weights that start in the range of Glorot & Bengio (2010).
    #[must_use]
    pub const fn glorot(mut self) -> Self {
        self.sizes.start = Start::Glorot;
        self
    }

    const fn of(sizes: Sizes) -> Self {
        let (dim, widths) = (sizes.dim, sizes.widths);
        assert!(CELLS == (widths.len() + 1) * dim);
        let mut cells = [Cell {
            far: Panel::EMPTY,
            near: Panel::EMPTY,
        }; CELLS];
        let mut offset = sizes.condition().len();
        let mut layer = 0;
        while layer <= widths.len() {
            assert!(layer == widths.len() || widths[layer] >= dim - sizes.first());
            let mut degree = 0;
            while degree < dim {
                let cell = sizes.cell(layer, degree, offset);
                cells[layer * dim + degree] = cell;
                offset = cell.near.offset + cell.near.len();
                degree += 1;
            }
            layer += 1;
        }
        Self { sizes, cells }
    }

    /// The number of weights, biases included.
    pub const fn params(&self) -> usize {
        let last = self.cells[CELLS - 1].near;
        last.offset + last.len()
    }
}
