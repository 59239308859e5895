//! Dense panels of weights, of which the staircase is made.

/// A dense matrix of weights: `rows` columns of the layer's input times `cols` columns of its output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Panel {
    pub(super) offset: usize,
    pub(super) row: usize,
    pub(super) rows: usize,
    pub(super) col: usize,
    pub(super) cols: usize,
}

impl Panel {
    pub(super) const EMPTY: Self = Self {
        offset: 0,
        row: 0,
        rows: 0,
        col: 0,
        cols: 0,
    };

    pub(super) const fn len(self) -> usize {
        self.rows * self.cols
    }

    pub(super) fn weights<T>(self, params: &[T]) -> &[T] {
        &params[self.offset..][..self.len()]
    }

    /// The panel without the weights of the column of ones, which needs no cotangent.
    pub(super) fn without_ones(self) -> Self {
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

    pub(super) fn weights_mut<T>(self, params: &mut [T]) -> &mut [T] {
        &mut params[self.offset..][..self.len()]
    }

    /// The columns that the panel reads, of blocks with `m` samples.
    pub(super) fn rows<T>(self, m: usize, source: &[T]) -> &[T] {
        &source[self.row * m..][..self.rows * m]
    }

    pub(super) fn rows_mut<T>(self, m: usize, source: &mut [T]) -> &mut [T] {
        &mut source[self.row * m..][..self.rows * m]
    }

    /// The columns that the panel writes.
    pub(super) fn columns<T>(self, m: usize, target: &[T]) -> &[T] {
        &target[self.col * m..][..self.cols * m]
    }

    pub(super) fn columns_mut<T>(self, m: usize, target: &mut [T]) -> &mut [T] {
        &mut target[self.col * m..][..self.cols * m]
    }
}

/// The weights of one layer that become usable at one degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What the whole group sees; in the cell of the group's first degree only.
    pub(super) far: Panel,
    /// What this degree sees of its own group.
    pub(super) near: Panel,
}
