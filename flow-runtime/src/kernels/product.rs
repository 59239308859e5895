//! The three matrix products of a dense panel.
//!
//! Activations are column-major with the samples contiguous; a panel of weights is `inputs × outputs`, row-major, so
//! that the weights of neighbouring inputs stack.
//!
//! All three are one loop: tiles of the result stay in registers while the inner dimension runs, one operand in
//! vectors along the result's contiguous side, the other broadcast. Each number of the result is a sum in the order of
//! the inner dimension, whatever the tiling, so a sample's results do not depend on the block it is in. The `gemm`
//! crate does the same as fast, but allocates in every call and packs small products that need no packing.

#![expect(
    unsafe_code,
    reason = "tiles are read and written by pointers and strides"
)]

use super::buffer::with_scratch;
use super::transpose::transpose;
use crate::real::Real;
use pulp::{Arch, Simd, WithSimd};

/// `y (m × n) = x (m × k) · w (k × n)`, or `+=`.
pub(crate) fn product<T: Real>(m: usize, y: &mut [T], x: &[T], w: &[T], accumulate: bool) {
    let (n, k) = (y.len() / m, x.len() / m);
    assert!(y.len() == m * n && x.len() == m * k && w.len() == k * n);
    Arch::new().dispatch(Product {
        sizes: [m, n, k],
        y: (y.as_mut_ptr(), m),
        accumulate,
        x: (x.as_ptr(), m),
        w: (w.as_ptr(), n, 1),
    });
}

/// `dx (m × k) = dy (m × n) · wᵀ`, or `+=`: the cotangent of the input.
pub(crate) fn product_dx<T: Real>(m: usize, dx: &mut [T], dy: &[T], w: &[T], accumulate: bool) {
    let (n, k) = (dy.len() / m, dx.len() / m);
    assert!(dx.len() == m * k && dy.len() == m * n && w.len() == k * n);
    Arch::new().dispatch(Product {
        sizes: [m, k, n],
        y: (dx.as_mut_ptr(), m),
        accumulate,
        x: (dy.as_ptr(), m),
        w: (w.as_ptr(), 1, n),
    });
}

/// `dw (k × n) += xᵀ · dy`: the gradient of the weights.
pub(crate) fn product_dw<T: Real>(m: usize, dw: &mut [T], x: &[T], dy: &[T]) {
    let (n, k) = (dy.len() / m, x.len() / m);
    assert!(dw.len() == k * n && dy.len() == m * n && x.len() == m * k);
    with_scratch(dy.len(), |rows| {
        transpose(m, dy, rows);
        Arch::new().dispatch(Product {
            sizes: [n, k, m],
            y: (dw.as_mut_ptr(), n),
            accumulate: true,
            x: (rows.as_ptr(), n),
            w: (x.as_ptr(), 1, m),
        });
    });
}

/// `y (m × n) = x (m × k) · w (k × n)`, or `+=`. `y` and `x` have contiguous columns, at the given stride; `w` has a
/// stride between rows and one between columns. The pointers are valid for what sizes and strides reach, and nothing
/// else has access to `y`.
struct Product<T> {
    sizes: [usize; 3],
    y: (*mut T, usize),
    accumulate: bool,
    x: (*const T, usize),
    w: (*const T, usize, usize),
}

impl<T: Real> WithSimd for Product<T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let [m, ..] = self.sizes;
        let lanes = T::lanes::<S>();
        let mut row = 0;
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

impl<T: Real> Product<T> {
    /// The rows from `row`, which fill up to `V` vectors, in tiles of as many columns as registers allow.
    #[inline(always)]
    fn columns<S: Simd, const V: usize>(&self, simd: S, row: usize, rows: usize) {
        let [_, n, _] = self.sizes;
        let wide = S::REGISTER_COUNT >= 32;
        let mut col = 0;
        if V == 1 && wide {
            while n - col >= 16 {
                self.tile::<S, V, 16>(simd, row, rows, col);
                col += 16;
            }
        }
        if V < 3 || wide {
            while n - col >= 8 {
                self.tile::<S, V, 8>(simd, row, rows, col);
                col += 8;
            }
        }
        while n - col >= 4 {
            self.tile::<S, V, 4>(simd, row, rows, col);
            col += 4;
        }
        while n > col {
            self.tile::<S, V, 1>(simd, row, rows, col);
            col += 1;
        }
    }

    /// One tile: `V` vectors of rows, the last of which may be cut short, by `N` columns.
    #[inline(always)]
    fn tile<S: Simd, const V: usize, const N: usize>(
        &self,
        simd: S,
        row: usize,
        rows: usize,
        col: usize,
    ) {
        let [_, _, k] = self.sizes;
        let lanes = T::lanes::<S>();
        // SAFETY: `row + rows` and `col + N` are within the matrices, the tail's mask keeps the last vector inside.
        unsafe {
            let x = self.x.0.add(row);
            let w = self.w.0.add(col * self.w.2);
            let y = self.y.0.add(row + col * self.y.1);
            let full = rows == V * lanes;
            let tail = T::mask(simd, rows - (V - 1) * lanes);
            let mut sums = [[T::splat(simd, T::ZERO); V]; N];
            if full {
                for p in 0..k {
                    let x = x.add(p * self.x.1);
                    let xs: [_; V] = std::array::from_fn(|v| T::load(simd, x.add(v * lanes)));
                    self.step::<S, V, N>(simd, &mut sums, xs, w.add(p * self.w.1));
                }
            } else {
                for p in 0..k {
                    let x = x.add(p * self.x.1);
                    let xs: [_; V] = std::array::from_fn(|v| {
                        if v + 1 < V {
                            T::load(simd, x.add(v * lanes))
                        } else {
                            T::load_masked(simd, tail, x.add(v * lanes))
                        }
                    });
                    self.step::<S, V, N>(simd, &mut sums, xs, w.add(p * self.w.1));
                }
            }
            for (j, sums) in sums.into_iter().enumerate() {
                for (v, mut sum) in sums.into_iter().enumerate() {
                    let y = y.add(j * self.y.1 + v * lanes);
                    if full || v + 1 < V {
                        if self.accumulate {
                            sum = T::plus(simd, sum, T::load(simd, y));
                        }
                        T::store(simd, y, sum);
                    } else {
                        if self.accumulate {
                            sum = T::plus(simd, sum, T::load_masked(simd, tail, y));
                        }
                        T::store_masked(simd, tail, y, sum);
                    }
                }
            }
        }
    }

    /// One step of the inner dimension.
    ///
    /// # Safety
    ///
    /// `w` must be valid for `N` columns.
    #[inline(always)]
    unsafe fn step<S: Simd, const V: usize, const N: usize>(
        &self,
        simd: S,
        sums: &mut [[T::Vector<S>; V]; N],
        xs: [T::Vector<S>; V],
        w: *const T,
    ) {
        for (j, sums) in sums.iter_mut().enumerate() {
            // SAFETY: the caller's promise.
            let w = T::splat(simd, unsafe { *w.add(j * self.w.2) });
            for (sum, x) in sums.iter_mut().zip(xs) {
                *sum = T::fma(simd, x, w, *sum);
            }
        }
    }
}
