//! The three matrix products of a dense panel.
//!
//! Activations are column-major with the samples contiguous; a panel of weights is `inputs × outputs`, row-major, so
//! that the weights of neighbouring inputs stack.
//!
//! All three are one loop: tiles of the result stay in registers while the inner dimension runs, one operand in
//! vectors along the result's contiguous side, the other broadcast. Each number of the result is a sum in the order of
//! the inner dimension, whatever the tiling, and goes on where an earlier product left it. So a sample's results do not
//! depend on the block it is in, nor the gradient of a weight on how a batch is cut. The `gemm` crate does the same as fast, but allocates in every call and packs small
//! products that need no packing.

#![expect(
    unsafe_code,
    reason = "tiles are read and written by pointers and strides"
)]
#![expect(
    clippy::needless_range_loop,
    reason = "counted loops over arrays are unrolled into registers, iterators not always"
)]

use super::buffer::with_scratch;
use super::transpose::transpose;
use crate::real::Real;
use pulp::{Arch, Simd, WithSimd};

/// `y (m × n) = x (m × k) · w (k × n)`, or `+=`.
pub(crate) fn product<T: Real>(m: usize, y: &mut [T], x: &[T], w: &[T], accumulate: bool) {
    let (n, k) = (y.len() / m, x.len() / m);
    assert!(y.len() == m * n && x.len() == m * k && w.len() == k * n);
    if m == 1 {
        // One sample: the vectors run along the outputs.
        return run(Product {
            sizes: [n, 1],
            y: (y.as_mut_ptr(), n),
            accumulate,
            factors: &[Factors {
                inner: k,
                x: (w.as_ptr(), n),
                w: Broadcast::Columns(x.as_ptr(), k),
            }],
        });
    }
    run(Product {
        sizes: [m, n],
        y: (y.as_mut_ptr(), m),
        accumulate,
        factors: &[Factors {
            inner: k,
            x: (x.as_ptr(), m),
            w: Broadcast::Rows(w.as_ptr(), n),
        }],
    });
}

/// `dx (m × k) = dy (m × n) · wᵀ`, or `+=`: the cotangent of the input.
pub(crate) fn product_dx<T: Real>(m: usize, dx: &mut [T], dy: &[T], w: &[T], accumulate: bool) {
    let (n, k) = (dy.len() / m, dx.len() / m);
    assert!(dx.len() == m * k && dy.len() == m * n && w.len() == k * n);
    run(Product {
        sizes: [m, k],
        y: (dx.as_mut_ptr(), m),
        accumulate,
        factors: &[Factors {
            inner: n,
            x: (dy.as_ptr(), m),
            w: Broadcast::Columns(w.as_ptr(), n),
        }],
    });
}

/// `dw (k × n) = xᵀ · dy`, or `+=`: the gradient of the weights.
pub(crate) fn product_dw<T: Real>(m: usize, dw: &mut [T], x: &[T], dy: &[T], accumulate: bool) {
    let (n, k) = (dy.len() / m, x.len() / m);
    assert!(dw.len() == k * n);
    with_scratch(dy.len(), |turned| {
        transpose(m, dy, turned);
        let share = Share {
            samples: m,
            x,
            dy: turned,
        };
        outer_products(k, n, (dw, n), &[share], accumulate);
    });
}

/// What a block of samples contributes to the gradient of a panel of weights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Share<'a, T> {
    pub(crate) samples: usize,
    /// `samples × k`, column-major.
    pub(crate) x: &'a [T],
    /// `samples × n`, row-major.
    pub(crate) dy: &'a [T],
}

/// At most this many blocks contribute at once.
pub(crate) const MOST_SHARES: usize = 16;

/// `dw (k × n) = Σ xᵀ · dy` over all shares, or `+=`, where `dw` has a stride between its rows.
///
/// # Panics
///
/// If the sizes disagree, or there are more than [`MOST_SHARES`] shares.
pub(crate) fn outer_products<T: Real>(
    k: usize,
    n: usize,
    (dw, stride): (&mut [T], usize),
    shares: &[Share<'_, T>],
    accumulate: bool,
) {
    assert!(n <= stride && dw.len() + stride >= k * stride + n);
    let mut factors = [Factors::NONE; MOST_SHARES];
    for (factors, share) in factors[..shares.len()].iter_mut().zip(shares) {
        let Share { samples, x, dy } = *share;
        assert!(x.len() == k * samples && dy.len() == samples * n);
        *factors = Factors {
            inner: samples,
            x: (dy.as_ptr(), n),
            w: Broadcast::Columns(x.as_ptr(), samples),
        };
    }
    run(Product {
        sizes: [n, k],
        y: (dw.as_mut_ptr(), stride),
        accumulate,
        factors: &factors[..shares.len()],
    });
}

fn run<T: Real>(product: Product<'_, T>) {
    Arch::new().dispatch(product);
}

/// `y (m × n) = Σ x (m × k) · w (k × n)` over all factors, or `+=`, with `sizes` m and n. `y` and `x` have contiguous
/// columns, at the given stride. The pointers are valid for what sizes and strides reach, and nothing else has access to
/// `y`.
struct Product<'a, T> {
    sizes: [usize; 2],
    y: (*mut T, usize),
    accumulate: bool,
    factors: &'a [Factors<T>],
}

/// Two matrices to be multiplied, with their inner dimension k.
#[derive(Clone, Copy)]
struct Factors<T> {
    inner: usize,
    x: (*const T, usize),
    w: Broadcast<T>,
}

impl<T> Factors<T> {
    const NONE: Self = Self {
        inner: 0,
        x: (std::ptr::null(), 0),
        w: Broadcast::Columns(std::ptr::null(), 0),
    };
}

/// The matrix whose numbers are broadcast, with the stride between what is contiguous.
#[derive(Clone, Copy)]
enum Broadcast<T> {
    /// Contiguous along the columns of the result.
    Rows(*const T, usize),
    /// Contiguous along the inner dimension.
    Columns(*const T, usize),
}

impl<T: Real> WithSimd for Product<'_, T> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
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
    fn at(&self, row: usize, col: usize) -> *mut T {
        self.y.0.wrapping_add(row + col * self.y.1)
    }

    /// The rows from `row`, which fill up to `V` vectors, in tiles of as many columns as registers allow.
    #[inline(always)]
    fn columns<S: Simd, const V: usize>(&self, simd: S, row: usize, rows: usize) {
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
        &self,
        simd: S,
        row: usize,
        rows: usize,
        col: usize,
    ) {
        let lanes = T::lanes::<S>();
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
                // SAFETY: the rows from `row` and the `N` columns from `col` are inside the matrix.
                sums[j] = unsafe { loads::<T, S, A, V>(simd, access, self.at(row, col + j)) };
            }
        }
        for factors in self.factors {
            let mut x = factors.x.0.wrapping_add(row);
            // SAFETY: the rows from `row`, the `N` columns from `col` and all inner steps are inside the matrices.
            unsafe {
                match factors.w {
                    Broadcast::Rows(w, stride) => {
                        let mut w = w.add(col);
                        for _ in 0..factors.inner {
                            let xs = loads::<T, S, A, V>(simd, access, x);
                            for j in 0..N {
                                add::<T, S, V>(simd, &mut sums[j], xs, *w.add(j));
                            }
                            w = w.wrapping_add(stride);
                            x = x.wrapping_add(factors.x.1);
                        }
                    }
                    Broadcast::Columns(w, stride) => {
                        let mut columns = [w; N];
                        for j in 0..N {
                            columns[j] = w.add((col + j) * stride);
                        }
                        for p in 0..factors.inner {
                            let xs = loads::<T, S, A, V>(simd, access, x);
                            for j in 0..N {
                                add::<T, S, V>(simd, &mut sums[j], xs, *columns[j].add(p));
                            }
                            x = x.wrapping_add(factors.x.1);
                        }
                    }
                }
            }
        }
        sums
    }

    /// Writes the tile's sums.
    #[inline(always)]
    fn keep<S: Simd, A: Access<T, S>, const V: usize, const N: usize>(
        &self,
        simd: S,
        access: A,
        row: usize,
        col: usize,
        sums: [[T::Vector<S>; V]; N],
    ) {
        let lanes = T::lanes::<S>();
        for j in 0..N {
            for v in 0..V {
                // SAFETY: the rows from `row` and the `N` columns from `col` are inside the matrix.
                unsafe {
                    let y = self.at(row, col + j).add(v * lanes);
                    access.store(simd, y, v + 1 == V, sums[j][v]);
                }
            }
        }
    }
}

/// How a tile's vectors of rows are read and written.
trait Access<T: Real, S: Simd>: Copy {
    /// # Safety
    ///
    /// The vector must be valid, if it is the last of the rows then up to where they end.
    unsafe fn load(self, simd: S, at: *const T, last: bool) -> T::Vector<S>;

    /// # Safety
    ///
    /// As for `load`.
    unsafe fn store(self, simd: S, at: *mut T, last: bool, value: T::Vector<S>);
}

/// All rows are there.
#[derive(Clone, Copy)]
struct Whole;

/// The last vector has rows for its mask only.
#[derive(Clone, Copy)]
struct Cut<T: Real, S: Simd>(T::Mask<S>);

impl<T: Real, S: Simd> Access<T, S> for Whole {
    #[inline(always)]
    unsafe fn load(self, simd: S, at: *const T, _: bool) -> T::Vector<S> {
        // SAFETY: the caller's promise.
        unsafe { T::load(simd, at) }
    }

    #[inline(always)]
    unsafe fn store(self, simd: S, at: *mut T, _: bool, value: T::Vector<S>) {
        // SAFETY: the caller's promise.
        unsafe { T::store(simd, at, value) }
    }
}

impl<T: Real, S: Simd> Access<T, S> for Cut<T, S> {
    #[inline(always)]
    unsafe fn load(self, simd: S, at: *const T, last: bool) -> T::Vector<S> {
        // SAFETY: the caller's promise.
        unsafe {
            if last {
                T::load_masked(simd, self.0, at)
            } else {
                T::load(simd, at)
            }
        }
    }

    #[inline(always)]
    unsafe fn store(self, simd: S, at: *mut T, last: bool, value: T::Vector<S>) {
        // SAFETY: the caller's promise.
        unsafe {
            if last {
                T::store_masked(simd, self.0, at, value);
            } else {
                T::store(simd, at, value);
            }
        }
    }
}

/// Reads `V` vectors of rows.
///
/// # Safety
///
/// As for [`Access::load`].
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
