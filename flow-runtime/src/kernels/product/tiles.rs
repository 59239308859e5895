//! The loop of all products: tiles of the result stay in registers while the inner dimension runs, one operand in vectors
//! along the result's contiguous side, the other broadcast.
//!
//! The `gemm` crate does the same as fast, but allocates in every call and packs small products that need no packing.

#![expect(
    clippy::needless_range_loop,
    reason = "counted loops over arrays are unrolled into registers, iterators not always"
)]

use crate::kernels::access::{Access, Cut, Whole};
use crate::real::Real;
use pulp::{Arch, Simd, WithSimd};

/// `y (m × n) = Σ x (m × k) · w (k × n)` over all factors, or `+=`, with `sizes` m and n. `y` and `x` have contiguous
/// columns, at the given stride.
pub(super) struct Product<'a, T> {
    sizes: [usize; 2],
    y: (&'a mut [T], usize),
    accumulate: bool,
    factors: &'a [Factors<'a, T>],
}

/// Two matrices to be multiplied, with their inner dimension k.
#[derive(Clone, Copy)]
pub(super) struct Factors<'a, T> {
    pub(super) inner: usize,
    pub(super) x: (&'a [T], usize),
    pub(super) w: Broadcast<'a, T>,
}

impl<T> Factors<'_, T> {
    pub(super) const NONE: Self = Self {
        inner: 0,
        x: (&[], 0),
        w: Broadcast::Columns(&[], 0),
    };
}

/// The matrix whose numbers are broadcast, with the stride between what is contiguous.
#[derive(Clone, Copy)]
pub(super) enum Broadcast<'a, T> {
    /// Contiguous along the columns of the result.
    Rows(&'a [T], usize),
    /// Contiguous along the inner dimension.
    Columns(&'a [T], usize),
}

/// Whether a slice has `count` runs of `len` numbers that begin `stride` apart.
fn holds<T>((slice, stride): (&[T], usize), count: usize, len: usize) -> bool {
    let end = |last: usize| last.checked_mul(stride)?.checked_add(len);
    count == 0 || len == 0 || end(count - 1).is_some_and(|end| end <= slice.len())
}

impl<'a, T: Real> Product<'a, T> {
    /// A product whose numbers are all there: reads and writes rely on it.
    ///
    /// # Panics
    ///
    /// If a slice is too short for sizes and stride, or the columns of `y` overlap.
    pub(super) fn new(
        sizes: [usize; 2],
        y: (&'a mut [T], usize),
        accumulate: bool,
        factors: &'a [Factors<'a, T>],
    ) -> Self {
        let [m, n] = sizes;
        assert!(m <= y.1 && holds((&*y.0, y.1), n, m), "the result");
        for &Factors { inner, x, w } in factors {
            assert!(holds(x, inner, m), "the factor in vectors");
            let holds = match w {
                Broadcast::Rows(w, stride) => holds((w, stride), inner, n),
                Broadcast::Columns(w, stride) => holds((w, stride), n, inner),
            };
            assert!(holds, "the factor that is broadcast");
        }
        Self {
            sizes,
            y,
            accumulate,
            factors,
        }
    }

    /// Computes the product.
    pub(super) fn run(self) {
        Arch::new().dispatch(self);
    }
}

impl<T: Real> WithSimd for Product<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        let [m, n] = self.sizes;
        let lanes = T::lanes::<S>();
        let mut row = 0;
        if n == 1 {
            while m - row >= 8 * lanes {
                self.tile::<S, 8, 1>(simd, row, 8 * lanes, 0);
                row += 8 * lanes;
            }
        }
        while m - row >= 3 * lanes && m - row != 4 * lanes {
            self.columns::<S, 3>(simd, row, 3 * lanes);
            row += 3 * lanes;
        }
        while m - row > lanes {
            let rows = (2 * lanes).min(m - row);
            self.columns::<S, 2>(simd, row, rows);
            row += rows;
        }
        if m > row {
            self.columns::<S, 1>(simd, row, m - row);
        }
    }
}

impl<T: Real> Product<'_, T> {
    /// The rows from `row`, which fill up to `V` vectors, in tiles of as many columns as registers allow.
    #[inline(always)]
    fn columns<S: Simd, const V: usize>(&mut self, simd: S, row: usize, rows: usize) {
        let [_, n] = self.sizes;
        let wide = S::REGISTER_COUNT >= 32;
        let mut col = 0;
        let by_rows = matches!(
            self.factors,
            [Factors {
                w: Broadcast::Rows(..),
                ..
            }]
        );
        if V == 1 && wide && by_rows {
            while n - col >= 16 {
                self.tile::<S, V, 16>(simd, row, rows, col);
                col += 16;
            }
        }
        if V == 1 || wide {
            while n - col >= 8 {
                self.tile::<S, V, 8>(simd, row, rows, col);
                col += 8;
            }
        }
        if V == 2 && !wide {
            while n - col >= 6 {
                self.tile::<S, V, 6>(simd, row, rows, col);
                col += 6;
            }
        }
        while n - col >= 4 {
            self.tile::<S, V, 4>(simd, row, rows, col);
            col += 4;
        }
        while n - col >= 2 {
            self.tile::<S, V, 2>(simd, row, rows, col);
            col += 2;
        }
        if n > col {
            self.tile::<S, V, 1>(simd, row, rows, col);
        }
    }

    /// One tile: `V` vectors of rows, the last of which may be cut short, by `N` columns.
    #[inline(always)]
    fn tile<S: Simd, const V: usize, const N: usize>(
        &mut self,
        simd: S,
        row: usize,
        rows: usize,
        col: usize,
    ) {
        let lanes = T::lanes::<S>();
        debug_assert!(row + rows <= self.sizes[0] && rows <= V * lanes && col + N <= self.sizes[1]);
        if rows == V * lanes {
            let sums = self.sums::<S, Whole, V, N>(simd, Whole, row, col);
            self.keep(simd, Whole, row, col, sums);
        } else {
            let cut = Cut(T::mask(simd, rows - (V - 1) * lanes));
            let sums = self.sums::<S, Cut<T, S>, V, N>(simd, cut, row, col);
            self.keep(simd, cut, row, col, sums);
        }
    }

    /// The tile's sums over the inner dimension, which begin with what is there if they are added to it.
    #[expect(
        unsafe_code,
        reason = "checks in the innermost loop; `new` has made them"
    )]
    #[inline(always)]
    fn sums<S: Simd, A: Access<T, S>, const V: usize, const N: usize>(
        &self,
        simd: S,
        access: A,
        row: usize,
        col: usize,
    ) -> [[T::Vector<S>; V]; N] {
        let mut sums = [[T::splat(simd, T::ZERO); V]; N];
        if self.accumulate {
            for j in 0..N {
                let y = self.y.0.as_ptr().wrapping_add(row + (col + j) * self.y.1);
                // SAFETY: the rows from `row` of the `N` columns from `col` are there.
                sums[j] = unsafe { loads::<T, S, A, V>(simd, access, y) };
            }
        }
        for &Factors { inner, x, w } in self.factors {
            let (mut x, stride_x) = (x.0.as_ptr().wrapping_add(row), x.1);
            match w {
                Broadcast::Rows(w, stride) => {
                    let mut w = w.as_ptr().wrapping_add(col);
                    for _ in 0..inner {
                        // SAFETY: the rows from `row` are there in every inner step.
                        let xs = unsafe { loads::<T, S, A, V>(simd, access, x) };
                        for j in 0..N {
                            // SAFETY: and so are the `N` columns from `col`.
                            add::<T, S, V>(simd, &mut sums[j], xs, unsafe { *w.add(j) });
                        }
                        w = w.wrapping_add(stride);
                        x = x.wrapping_add(stride_x);
                    }
                }
                Broadcast::Columns(w, stride) => {
                    let mut columns = [w.as_ptr(); N];
                    for j in 0..N {
                        columns[j] = w.as_ptr().wrapping_add((col + j) * stride);
                    }
                    for p in 0..inner {
                        // SAFETY: the rows from `row` are there in every inner step.
                        let xs = unsafe { loads::<T, S, A, V>(simd, access, x) };
                        for j in 0..N {
                            // SAFETY: and so are the `N` columns from `col`.
                            add::<T, S, V>(simd, &mut sums[j], xs, unsafe { *columns[j].add(p) });
                        }
                        x = x.wrapping_add(stride_x);
                    }
                }
            }
        }
        sums
    }

    /// Writes the tile's sums.
    #[expect(unsafe_code, reason = "as for the sums")]
    #[inline(always)]
    fn keep<S: Simd, A: Access<T, S>, const V: usize, const N: usize>(
        &mut self,
        simd: S,
        access: A,
        row: usize,
        col: usize,
        sums: [[T::Vector<S>; V]; N],
    ) {
        let lanes = T::lanes::<S>();
        for j in 0..N {
            let y = self.y.0.as_mut_ptr();
            let y = y.wrapping_add(row + (col + j) * self.y.1);
            for v in 0..V {
                let y = y.wrapping_add(v * lanes);
                // SAFETY: the rows from `row` of the `N` columns from `col` are there.
                unsafe { access.store(simd, y, v + 1 == V, sums[j][v]) };
            }
        }
    }
}

/// Reads `V` vectors of rows.
///
/// # Safety
///
/// As for [`Access::load`].
#[expect(unsafe_code, reason = "as for the sums")]
#[inline(always)]
unsafe fn loads<T: Real, S: Simd, A: Access<T, S>, const V: usize>(
    simd: S,
    access: A,
    x: *const T,
) -> [T::Vector<S>; V] {
    let mut xs = [T::splat(simd, T::ZERO); V];
    for v in 0..V {
        // SAFETY: the caller's promise.
        xs[v] = unsafe { access.load(simd, x.add(v * T::lanes::<S>()), v + 1 == V) };
    }
    xs
}

/// One step of the inner dimension, for one column.
#[inline(always)]
fn add<T: Real, S: Simd, const V: usize>(
    simd: S,
    sums: &mut [T::Vector<S>; V],
    xs: [T::Vector<S>; V],
    w: T,
) {
    let w = T::splat(simd, w);
    for v in 0..V {
        sums[v] = T::fma(simd, xs[v], w, sums[v]);
    }
}
