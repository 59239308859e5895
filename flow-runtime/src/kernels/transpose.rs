//! Columns into rows.

use super::{Kernel, Math, dispatch};
use crate::real::Real;

/// Numbers on the side of the squares that are turned at once.
const SIDE: usize = 8;

/// Fills `rows` with the transpose of `columns`, whose columns are `m` long.
pub(super) fn transpose<T: Real>(m: usize, columns: &[T], rows: &mut [T]) {
    dispatch(Transpose { m, columns, rows });
}

struct Transpose<'a, T> {
    m: usize,
    columns: &'a [T],
    rows: &'a mut [T],
}

impl<T: Real> Kernel<T> for Transpose<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, _: M) {
        let Self { m, columns, rows } = self;
        let n = columns.len() / m;
        let (squares, rest) = (m / SIDE * SIDE, n / SIDE * SIDE);
        for j in (0..rest).step_by(SIDE) {
            for i in (0..squares).step_by(SIDE) {
                let square: [[T; SIDE]; SIDE] = std::array::from_fn(|c| {
                    let column = &columns[(j + c) * m + i..][..SIDE];
                    std::array::from_fn(|r| column[r])
                });
                for r in 0..SIDE {
                    let row = &mut rows[(i + r) * n + j..][..SIDE];
                    for c in 0..SIDE {
                        row[c] = square[c][r];
                    }
                }
            }
            for i in squares..m {
                for c in 0..SIDE {
                    rows[i * n + j + c] = columns[(j + c) * m + i];
                }
            }
        }
        for j in rest..n {
            for i in 0..m {
                rows[i * n + j] = columns[j * m + i];
            }
        }
    }
}
