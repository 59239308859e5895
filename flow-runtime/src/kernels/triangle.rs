//! Products with unit triangular matrices, in place, on blocks of samples.
//!
//! The matrix is cut into slabs of a few rows. What a slab has beside its diagonal is a dense panel, and the work of a
//! matrix product; the small triangle on the diagonal is done number by number.

use super::buffer::with_scratch;
use super::product::{product, product_dw, product_dx};
use super::{Kernel, Math, dispatch};
use crate::real::Real;
use std::ops::Range;

/// Rows of a slab.
const SIDE: usize = 8;

/// Where a matrix has its entries, apart from ones on the diagonal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Half {
    Lower,
    Upper,
}

/// What is done with the matrix T.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// x ← T x
    Multiply,
    /// x ← T⁻¹ x
    Solve,
    /// x ← Tᵀ x
    MultiplyTransposed,
    /// x ← T⁻ᵀ x
    SolveTransposed,
}

/// A unit triangular matrix, whose weights stand in a slice: slab after slab, of each first the panel,
/// `columns × rows`, row-major, then the triangle, row by row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triangle {
    pub(crate) dim: usize,
    pub(crate) half: Half,
}

/// Some rows of the matrix.
struct Slab {
    rows: Range<usize>,
    /// The columns of the panel.
    columns: Range<usize>,
    panel: Range<usize>,
    triangle: Range<usize>,
}

impl Triangle {
    /// The number of weights.
    pub(crate) const fn weights(dim: usize) -> usize {
        dim * (dim - 1) / 2
    }

    fn slabs(self) -> impl DoubleEndedIterator<Item = Slab> {
        let Self { dim, half } = self;
        (0..dim.div_ceil(SIDE)).map(move |slab| {
            let rows = slab * SIDE..dim.min((slab + 1) * SIDE);
            // Row i has i entries below the diagonal, and dim − 1 − i above.
            let below = rows.start * rows.start.saturating_sub(1) / 2;
            let (columns, start) = match half {
                Half::Lower => (0..rows.start, below),
                Half::Upper => (rows.end..dim, rows.start * (dim - 1) - below),
            };
            let end = start + columns.len() * rows.len();
            let triangle = end..end + Self::weights(rows.len());
            Slab {
                panel: start..end,
                triangle,
                rows,
                columns,
            }
        })
    }

    /// The entries of a triangle of `side` rows, in their order.
    fn entries(self, side: usize) -> impl Iterator<Item = (usize, usize)> {
        (0..side).flat_map(move |i| self.of_row(side, i).map(move |j| (i, j)))
    }

    /// The columns in which row `i` of a triangle of `side` rows has entries.
    fn of_row(self, side: usize, i: usize) -> Range<usize> {
        match self.half {
            Half::Lower => 0..i,
            Half::Upper => i + 1..side,
        }
    }

    /// Writes the entries of a matrix into the weights.
    pub(crate) fn fill<T: Real>(self, weights: &mut [T], entry: impl Fn(usize, usize) -> T) {
        for slab in self.slabs() {
            let (side, first) = (slab.rows.len(), slab.rows.start);
            let panel = weights[slab.panel].chunks_exact_mut(side);
            for (j, numbers) in slab.columns.zip(panel) {
                for (i, number) in slab.rows.clone().zip(numbers) {
                    *number = entry(i, j);
                }
            }
            for ((i, j), number) in self.entries(side).zip(&mut weights[slab.triangle]) {
                *number = entry(first + i, first + j);
            }
        }
    }

    /// Applies the operation to the samples of a block of `dim` columns.
    pub(crate) fn apply<T: Real>(
        self,
        operation: Operation,
        weights: &[T],
        rows: usize,
        x: &mut [T],
    ) {
        use Operation::{Multiply, MultiplyTransposed, Solve, SolveTransposed};
        // So that every slab meets what it needs as it needs it: as it was, or already solved for.
        let ascending =
            (self.half == Half::Upper) == matches!(operation, Multiply | SolveTransposed);
        let slab = |slab: Slab| {
            let (own, other) = columns(x, rows, &slab);
            let panel = &weights[slab.panel.clone()];
            let small = |x: &mut [T]| {
                dispatch(Small {
                    triangle: self,
                    operation,
                    ascending,
                    weights: &weights[slab.triangle.clone()],
                    rows,
                    x,
                });
            };
            match operation {
                Multiply => {
                    small(own);
                    product(rows, own, other, panel, true);
                }
                Solve => {
                    with_negative(panel, |panel| product(rows, own, other, panel, true));
                    small(own);
                }
                MultiplyTransposed => {
                    product_dx(rows, other, own, panel, true);
                    small(own);
                }
                SolveTransposed => {
                    small(own);
                    with_negative(panel, |panel| product_dx(rows, other, own, panel, true));
                }
            }
        };
        if ascending {
            self.slabs().for_each(slab);
        } else {
            self.slabs().rev().for_each(slab);
        }
    }

    /// Adds `Σ dy xᵀ` over the samples to the gradient of the weights.
    pub(crate) fn gradient<T: Real>(self, rows: usize, dy: &[T], x: &[T], grad: &mut [T]) {
        for slab in self.slabs() {
            let side = slab.rows.len();
            let of = |range: &Range<usize>| range.start * rows..range.end * rows;
            let (dy, own, other) = (
                &dy[of(&slab.rows)],
                &x[of(&slab.rows)],
                &x[of(&slab.columns)],
            );
            product_dw(rows, &mut grad[slab.panel], other, dy, true);
            with_scratch(side * side, |square| {
                product_dw(rows, square, own, dy, false);
                for ((i, j), sum) in self.entries(side).zip(&mut grad[slab.triangle]) {
                    *sum += square[j * side + i];
                }
            });
        }
    }
}

/// The columns of a block that are a slab's own, and those of its panel.
fn columns<'x, T>(x: &'x mut [T], rows: usize, slab: &Slab) -> (&'x mut [T], &'x mut [T]) {
    let (own, other) = (&slab.rows, &slab.columns);
    if other.start < own.start {
        let (before, after) = x.split_at_mut(own.start * rows);
        (
            &mut after[..own.len() * rows],
            &mut before[..other.end * rows],
        )
    } else {
        let (before, after) = x.split_at_mut(own.end * rows);
        let start = before.len() - own.len() * rows;
        (&mut before[start..], &mut after[..other.len() * rows])
    }
}

fn with_negative<T: Real>(numbers: &[T], work: impl FnOnce(&[T])) {
    with_scratch(numbers.len(), |negative| {
        for (negative, &number) in negative.iter_mut().zip(numbers) {
            *negative = -number;
        }
        work(negative);
    });
}

/// The triangle of a slab, on its own columns.
struct Small<'a, T> {
    triangle: Triangle,
    operation: Operation,
    ascending: bool,
    weights: &'a [T],
    rows: usize,
    x: &'a mut [T],
}

impl<T: Real> Kernel<T> for Small<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        let (rows, triangle) = (self.rows, self.triangle);
        let side = self.x.len() / rows;
        let transposed = matches!(
            self.operation,
            Operation::MultiplyTransposed | Operation::SolveTransposed
        );
        let solve = matches!(
            self.operation,
            Operation::Solve | Operation::SolveTransposed
        );
        for step in 0..side {
            let i = if self.ascending {
                step
            } else {
                side - 1 - step
            };
            let before = match triangle.half {
                Half::Lower => i * i.saturating_sub(1) / 2,
                Half::Upper => i * (side - 1) - i * i.saturating_sub(1) / 2,
            };
            for (j, &weight) in triangle.of_row(side, i).zip(&self.weights[before..]) {
                let weight = if solve { -weight } else { weight };
                let (from, to) = if transposed { (i, j) } else { (j, i) };
                let (low, high) = self.x.split_at_mut(from.max(to) * rows);
                let (low, high) = (&mut low[from.min(to) * rows..][..rows], &mut high[..rows]);
                let (from, to) = if from < to { (low, high) } else { (high, low) };
                for (to, from) in to.iter_mut().zip(from) {
                    *to = math.fma(weight, *from, *to);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROWS: usize = 5;

    fn matrix(dim: usize, half: Half) -> Vec<Vec<f64>> {
        let entry = |i: usize, j: usize| match (half, i.cmp(&j)) {
            (_, std::cmp::Ordering::Equal) => 1.0,
            (Half::Lower, std::cmp::Ordering::Greater)
            | (Half::Upper, std::cmp::Ordering::Less) => ((i * 7 + j * 3) % 11) as f64 / 22.0 - 0.2,
            _ => 0.0,
        };
        (0..dim)
            .map(|i| (0..dim).map(|j| entry(i, j)).collect())
            .collect()
    }

    fn close(a: &[f64], b: &[f64]) -> bool {
        a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-10)
    }

    #[test]
    fn operations_are_those_of_the_matrix_written_out() {
        for dim in [1, 2, 7, 8, 9, 21] {
            for half in [Half::Lower, Half::Upper] {
                let full = matrix(dim, half);
                let triangle = Triangle { dim, half };
                let mut weights = vec![0.0; Triangle::weights(dim)];
                triangle.fill(&mut weights, |i, j| full[i][j]);
                let x: Vec<f64> = (0..dim * ROWS).map(|i| (i as f64).sin()).collect();
                let dense = |transposed: bool| -> Vec<f64> {
                    let at = |i: usize, j: usize| if transposed { full[j][i] } else { full[i][j] };
                    (0..dim * ROWS)
                        .map(|k| {
                            (0..dim)
                                .map(|j| at(k / ROWS, j) * x[j * ROWS + k % ROWS])
                                .sum()
                        })
                        .collect()
                };
                let run = |operation, x: &[f64]| {
                    let mut x = x.to_vec();
                    triangle.apply(operation, &weights, ROWS, &mut x);
                    x
                };
                let (product, transposed) = (dense(false), dense(true));
                assert!(close(&run(Operation::Multiply, &x), &product));
                assert!(close(&run(Operation::Solve, &product), &x));
                assert!(close(&run(Operation::MultiplyTransposed, &x), &transposed));
                assert!(close(&run(Operation::SolveTransposed, &transposed), &x));

                let mut grad = vec![0.5; weights.len()];
                triangle.gradient(ROWS, &product, &x, &mut grad);
                let mut expected = vec![0.0; weights.len()];
                triangle.fill(&mut expected, |i, j| {
                    0.5 + (0..ROWS)
                        .map(|r| product[i * ROWS + r] * x[j * ROWS + r])
                        .sum::<f64>()
                });
                assert!(close(&grad, &expected), "{dim} {half:?}");
            }
        }
    }
}
