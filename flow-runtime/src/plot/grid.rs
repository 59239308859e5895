//! Functions on a rectangle of the plane.

use crate::real::Real;
use nalgebra::SVector;

/// A rectangle of the plane, cut into equal cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grid {
    x: [f64; 2],
    y: [f64; 2],
    columns: usize,
    rows: usize,
}

impl Grid {
    /// The rectangle `x[0]` … `x[1]` by `y[0]` … `y[1]` in `columns` × `rows` cells.
    ///
    /// # Panics
    ///
    /// If limits are not finite or do not increase, or if there is no cell.
    pub fn new(x: [f64; 2], y: [f64; 2], columns: usize, rows: usize) -> Self {
        for [low, high] in [x, y] {
            assert!(
                low < high && (high - low).is_finite(),
                "a grid cannot run from {low} to {high}"
            );
        }
        assert!(
            columns > 0 && rows > 0,
            "a grid needs cells, but has {columns} × {rows}"
        );
        Self {
            x,
            y,
            columns,
            rows,
        }
    }

    /// The square `low` … `high` by `low` … `high` in `cells` × `cells` cells.
    ///
    /// # Panics
    ///
    /// As [`new`](Self::new).
    pub fn square(low: f64, high: f64, cells: usize) -> Self {
        Self::new([low, high], [low, high], cells, cells)
    }

    /// The centres of the cells, row by row from the bottom, each row from the left.
    pub fn points<T: Real>(&self) -> Vec<SVector<T, 2>> {
        let centre = |[low, high]: [f64; 2], i: usize, n: usize| {
            T::from_f64(low + (high - low) * (i as f64 + 0.5) / n as f64)
        };
        (0..self.rows)
            .flat_map(|row| (0..self.columns).map(move |column| (row, column)))
            .map(|(row, column)| {
                SVector::from([
                    centre(self.x, column, self.columns),
                    centre(self.y, row, self.rows),
                ])
            })
            .collect()
    }

    /// A function that has these values at the [`points`](Self::points).
    ///
    /// # Panics
    ///
    /// If there are not as many values as points.
    pub fn field<T: Real>(&self, values: impl IntoIterator<Item = T>) -> Field {
        let values: Vec<f64> = values.into_iter().map(Real::to_f64).collect();
        assert_eq!(
            values.len(),
            self.columns * self.rows,
            "a grid needs a value for each point"
        );
        Field {
            grid: *self,
            values,
        }
    }

    /// The function `f`.
    pub fn evaluate<T: Real>(&self, f: impl FnMut(&SVector<T, 2>) -> T) -> Field {
        self.field(self.points().iter().map(f))
    }
}

/// A function, known at the points of a [`Grid`].
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    grid: Grid,
    values: Vec<f64>,
}

impl Field {
    /// The integral over the rectangle, by the midpoint rule.
    pub fn integral(&self) -> f64 {
        let Grid { x, y, .. } = self.grid;
        let area = (x[1] - x[0]) * (y[1] - y[0]);
        self.values.iter().sum::<f64>() * area / self.values.len() as f64
    }

    /// The largest finite value; 0 if there is none above.
    pub fn max(&self) -> f64 {
        self.values
            .iter()
            .copied()
            .filter(|value| value.is_finite())
            .fold(0.0, f64::max)
    }

    pub(super) fn limits(&self) -> [[f64; 2]; 2] {
        [self.grid.x, self.grid.y]
    }

    /// The value at a point, linear between the points of the grid, constant beyond the outermost; `None` outside
    /// the rectangle.
    pub(super) fn at(&self, x: f64, y: f64) -> Option<f64> {
        let Grid { columns, rows, .. } = self.grid;
        let (column, across) = cell(self.grid.x, columns, x)?;
        let (row, up) = cell(self.grid.y, rows, y)?;
        let value = |column: usize, row: usize| {
            self.values[row.min(rows - 1) * columns + column.min(columns - 1)]
        };
        let between = |row| mix(value(column, row), value(column + 1, row), across);
        Some(mix(between(row), between(row + 1), up))
    }
}

/// The last of `n` centres at or before `x`, and how far towards the next one `x` lies.
fn cell([low, high]: [f64; 2], n: usize, x: f64) -> Option<(usize, f64)> {
    let at = ((x - low) / (high - low) * n as f64 - 0.5).max(0.0);
    (low <= x && x <= high).then(|| (at as usize, at.fract()))
}

/// Also right where the value that has no weight is infinite.
fn mix(a: f64, b: f64, t: f64) -> f64 {
    if t == 0.0 { a } else { a * (1.0 - t) + b * t }
}
