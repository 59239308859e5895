//! Samples in rows, as users have them, and in columns, as chains have them.

use crate::model::{Context, Model};
use crate::real::Real;

/// An end of a chain, where samples enter and leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Dimension `i` is column `i`.
    Base,
    /// Dimension `i` is column `order[i]` of the model; noise, which only enters, has columns of its own.
    Data,
}

impl End {
    /// How many numbers of a sample leave here.
    pub(super) fn width<T: Real>(self, model: &Model<T>) -> usize {
        match self {
            Self::Base => model.width,
            Self::Data => model.dim,
        }
    }

    /// How many enter.
    fn entering<T: Real>(self, model: &Model<T>) -> usize {
        match self {
            Self::Base => model.width,
            Self::Data => model.entering(),
        }
    }

    fn column<T: Real>(self, model: &Model<T>, dimension: usize) -> usize {
        match self {
            Self::Base => dimension,
            Self::Data => match model.order.get(dimension) {
                Some(&column) => column,
                None => model.noise[dimension - model.dim].0,
            },
        }
    }

    /// Turns rows into columns: the rows with these numbers.
    pub(super) fn enter<T: Real>(
        self,
        model: &Model<T>,
        rows: &[T],
        samples: impl ExactSizeIterator<Item = usize>,
        columns: &mut [T],
    ) {
        self.enter_wide(model, self.entering(model), rows, samples, columns);
    }

    /// The same of rows without noise, whose columns hold 0.
    pub(super) fn enter_bare<T: Real>(
        self,
        model: &Model<T>,
        rows: &[T],
        samples: impl ExactSizeIterator<Item = usize>,
        columns: &mut [T],
    ) {
        self.enter_wide(model, self.width(model), rows, samples, columns);
    }

    fn enter_wide<T: Real>(
        self,
        model: &Model<T>,
        width: usize,
        rows: &[T],
        samples: impl ExactSizeIterator<Item = usize>,
        columns: &mut [T],
    ) {
        let len = samples.len();
        if width < model.columns {
            columns.fill(T::ZERO);
        }
        for (row, sample) in samples.enumerate() {
            let sample = &rows[sample * width..][..width];
            for (i, &number) in sample.iter().enumerate() {
                columns[self.column(model, i) * len + row] = number;
            }
        }
    }

    /// Turns columns into rows.
    pub(super) fn leave<T: Real>(self, model: &Model<T>, columns: &[T], rows: &mut [T]) {
        let width = self.width(model);
        let len = rows.len() / width;
        for (row, sample) in rows.chunks_exact_mut(width).enumerate() {
            for (i, number) in sample.iter_mut().enumerate() {
                *number = columns[self.column(model, i) * len + row];
            }
        }
    }
}

/// Fills in the column of ones and the context of some samples.
pub(super) fn condition<T: Real>(
    model: &Model<T>,
    context: Context<'_, T>,
    samples: impl ExactSizeIterator<Item = usize>,
    columns: &mut [T],
) {
    let rows = samples.len();
    let (ones, columns) = columns.split_at_mut(rows);
    ones.fill(T::ONE);
    if model.context > 0 {
        for (row, sample) in samples.enumerate() {
            for (j, &c) in context.row(sample, model.context).iter().enumerate() {
                columns[j * rows + row] = c;
            }
        }
    }
}

/// Turns the columns of contexts, those after the ones, into rows.
pub(super) fn leave_contexts<T: Real>(model: &Model<T>, columns: &[T], rows: &mut [T]) {
    if model.context == 0 {
        return;
    }
    let len = rows.len() / model.context;
    for (row, context) in rows.chunks_exact_mut(model.context).enumerate() {
        for (j, number) in context.iter_mut().enumerate() {
            *number = columns[(1 + j) * len + row];
        }
    }
}
