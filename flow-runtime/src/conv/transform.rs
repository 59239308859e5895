//! The transforms of Winograd's convolution: two outputs along an axis by four products in place of six.
//!
//! For two outputs y of three taps g that see four inputs d, `y = Aᵀ [(G g) ⊙ (Bᵀ d)]` (Winograd 1980; Lavin & Gray 2016, §4.1):
//!
//! ```text
//!        1  0 −1  0            2  0  0            1  1  1  0
//!   Bᵀ = 0  1  1  0       2G = 1  1  1       Aᵀ = 0  1 −1 −1
//!        0 −1  1  0            1 −1  1
//!        0  1  0 −1            0  0  2
//! ```
//!
//! In two dimensions each is applied along both axes. Pullbacks are the transposed ones. An output has no term of an input that
//! its taps do not meet, so what is out of their reach changes no bit of it.

#![expect(
    clippy::needless_range_loop,
    reason = "counted loops over arrays are unrolled into registers, iterators not always"
)]

use crate::kernels::access::{Access, Cut, Whole};
use crate::real::Real;
use pulp::{Arch, Simd, WithSimd};
use std::marker::PhantomData;
use std::ops::Range;

/// A linear map along one axis.
pub(super) trait Axis<const I: usize, const O: usize> {
    fn of<T: Real, S: Simd>(simd: S, from: [T::Vector<S>; I]) -> [T::Vector<S>; O];
}

/// G: what taps are multiplied as.
pub(super) struct Taps;

impl Axis<3, 4> for Taps {
    #[inline(always)]
    fn of<T: Real, S: Simd>(simd: S, [a, b, c]: [T::Vector<S>; 3]) -> [T::Vector<S>; 4] {
        let half = T::splat(simd, T::from_f64(0.5));
        let (ends, middle) = (
            T::times(simd, half, T::plus(simd, a, c)),
            T::times(simd, half, b),
        );
        [
            a,
            T::plus(simd, ends, middle),
            T::minus(simd, ends, middle),
            c,
        ]
    }
}

/// Gᵀ
pub(super) struct TapsBack;

impl Axis<4, 3> for TapsBack {
    #[inline(always)]
    fn of<T: Real, S: Simd>(simd: S, [a, b, c, d]: [T::Vector<S>; 4]) -> [T::Vector<S>; 3] {
        let half = T::splat(simd, T::from_f64(0.5));
        let ends = T::times(simd, half, T::plus(simd, b, c));
        let middle = T::times(simd, half, T::minus(simd, b, c));
        [T::plus(simd, a, ends), middle, T::plus(simd, ends, d)]
    }
}

/// Bᵀ: what inputs are multiplied as.
pub(super) struct Inputs;

impl Axis<4, 4> for Inputs {
    #[inline(always)]
    fn of<T: Real, S: Simd>(simd: S, [a, b, c, d]: [T::Vector<S>; 4]) -> [T::Vector<S>; 4] {
        [
            T::minus(simd, a, c),
            T::plus(simd, b, c),
            T::minus(simd, c, b),
            T::minus(simd, b, d),
        ]
    }
}

/// B
pub(super) struct InputsBack;

impl Axis<4, 4> for InputsBack {
    #[inline(always)]
    fn of<T: Real, S: Simd>(simd: S, [a, b, c, d]: [T::Vector<S>; 4]) -> [T::Vector<S>; 4] {
        let zero = T::splat(simd, T::ZERO);
        let inner = T::minus(simd, b, c);
        let sum = T::plus(simd, b, c);
        [
            a,
            T::plus(simd, inner, d),
            T::minus(simd, sum, a),
            T::minus(simd, zero, d),
        ]
    }
}

/// Aᵀ: what outputs are the sums of.
pub(super) struct Outputs;

impl Axis<4, 2> for Outputs {
    #[inline(always)]
    fn of<T: Real, S: Simd>(simd: S, [a, b, c, d]: [T::Vector<S>; 4]) -> [T::Vector<S>; 2] {
        let (sum, difference) = (T::plus(simd, b, c), T::minus(simd, b, c));
        [T::plus(simd, a, sum), T::minus(simd, difference, d)]
    }
}

/// A
pub(super) struct OutputsBack;

impl Axis<2, 4> for OutputsBack {
    #[inline(always)]
    fn of<T: Real, S: Simd>(simd: S, [a, b]: [T::Vector<S>; 2]) -> [T::Vector<S>; 4] {
        let zero = T::splat(simd, T::ZERO);
        [
            a,
            T::plus(simd, a, b),
            T::minus(simd, a, b),
            T::minus(simd, zero, b),
        ]
    }
}

/// Where the columns of a square begin: row `a` and column `b` of it, where both are there, at `start + a · strides[0] + b ·
/// strides[1]`. Of what is not there, numbers are 0 and go nowhere; the start may be there as little, and wraps around.
#[derive(Clone)]
pub(super) struct Square {
    pub(super) start: usize,
    pub(super) strides: [usize; 2],
    pub(super) there: [Range<usize>; 2],
}

impl Square {
    /// All of it, one column behind the other, which are so many scalars apart.
    pub(super) fn whole(side: usize, apart: usize) -> Self {
        Self {
            start: 0,
            strides: [side * apart, apart],
            there: [0..side, 0..side],
        }
    }

    #[inline(always)]
    fn at(&self, a: usize, b: usize) -> usize {
        self.start
            .wrapping_add(a * self.strides[0] + b * self.strides[1])
    }

    #[inline(always)]
    fn has(&self, a: usize, b: usize) -> bool {
        self.there[0].contains(&a) && self.there[1].contains(&b)
    }

    fn is_whole(&self, side: usize) -> bool {
        self.there.iter().all(|there| *there == (0..side))
    }

    /// Whether a slice of so many scalars has all its columns, for squares of which the last is so far from the first.
    fn is_within(&self, held: usize, last: usize, len: usize) -> bool {
        let [rows, columns] = &self.there;
        if rows.is_empty() || columns.is_empty() {
            return true;
        }
        let first = self.at(rows.start, columns.start);
        let across = (rows.len() - 1) * self.strides[0] + (columns.len() - 1) * self.strides[1];
        first <= held && across + last + len <= held - first
    }
}

/// Columns of `len` numbers, square by square: `count` of them, so far apart on either side.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub(super) len: usize,
    pub(super) count: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// Sends squares of columns through a map along both axes, and adds what comes out or leaves it there.
///
/// # Panics
///
/// If a column is not there.
pub(super) fn transform<A: Axis<I, O>, T: Real, const I: usize, const O: usize>(
    columns: Columns,
    from: (&[T], Square),
    to: (&mut [T], Square),
    add: bool,
) {
    let Columns { len, count, .. } = columns;
    if len == 0 || count == 0 {
        return;
    }
    let last = count - 1;
    assert!(from.1.is_within(from.0.len(), last * columns.from, len));
    assert!(to.1.is_within(to.0.len(), last * columns.to, len));
    Arch::new().dispatch(Transform::<A, T, I, O> {
        columns,
        from,
        to,
        add,
        axis: PhantomData,
    });
}

struct Transform<'a, A, T, const I: usize, const O: usize> {
    columns: Columns,
    from: (&'a [T], Square),
    to: (&'a mut [T], Square),
    add: bool,
    axis: PhantomData<A>,
}

impl<A: Axis<I, O>, T: Real, const I: usize, const O: usize> WithSimd
    for Transform<'_, A, T, I, O>
{
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(mut self, simd: S) {
        if self.from.1.is_whole(I) && self.to.1.is_whole(O) {
            self.run::<S, true>(simd);
        } else {
            self.run::<S, false>(simd);
        }
    }
}

impl<A: Axis<I, O>, T: Real, const I: usize, const O: usize> Transform<'_, A, T, I, O> {
    /// All squares, which are whole or may not be.
    #[inline(always)]
    fn run<S: Simd, const WHOLE: bool>(&mut self, simd: S) {
        let Columns {
            len,
            count,
            from,
            to,
        } = self.columns;
        let lanes = T::lanes::<S>();
        let whole = len / lanes * lanes;
        for i in 0..count {
            let (from, to) = (i * from, i * to);
            for at in (0..whole).step_by(lanes) {
                self.vector::<S, _, WHOLE>(simd, Whole, from + at, to + at);
            }
            if whole < len {
                let cut = Cut(T::mask(simd, len - whole));
                self.vector::<S, _, WHOLE>(simd, cut, from + whole, to + whole);
            }
        }
    }

    /// A vector of every column, so far from where they begin.
    #[expect(
        unsafe_code,
        reason = "checks in an inner loop; `transform` has made them"
    )]
    #[inline(always)]
    fn vector<S: Simd, R: Access<T, S>, const WHOLE: bool>(
        &mut self,
        simd: S,
        access: R,
        from: usize,
        to: usize,
    ) {
        let zero = T::splat(simd, T::ZERO);
        let mut square = [[zero; I]; I];
        let (source, starts) = (self.from.0.as_ptr(), &self.from.1);
        for a in 0..I {
            for b in 0..I {
                if WHOLE || starts.has(a, b) {
                    let at = source.wrapping_add(starts.at(a, b).wrapping_add(from));
                    // SAFETY: the column is there.
                    square[a][b] = unsafe { access.load(simd, at, true) };
                }
            }
        }
        let sums = both::<A, T, S, I, O>(simd, square);
        let (target, starts) = (self.to.0.as_mut_ptr(), &self.to.1);
        for a in 0..O {
            for b in 0..O {
                if WHOLE || starts.has(a, b) {
                    let at = target.wrapping_add(starts.at(a, b).wrapping_add(to));
                    let mut sum = sums[a][b];
                    if self.add {
                        // SAFETY: the column is there.
                        sum = T::plus(simd, unsafe { access.load(simd, at, true) }, sum);
                    }
                    // SAFETY: as above.
                    unsafe { access.store(simd, at, true, sum) };
                }
            }
        }
    }
}

/// Along the rows of a square, then along its columns.
#[inline(always)]
fn both<A: Axis<I, O>, T: Real, S: Simd, const I: usize, const O: usize>(
    simd: S,
    square: [[T::Vector<S>; I]; I],
) -> [[T::Vector<S>; O]; O] {
    let zero = T::splat(simd, T::ZERO);
    let mut turned = [[zero; I]; O];
    for i in 0..I {
        let row = A::of::<T, S>(simd, square[i]);
        for o in 0..O {
            turned[o][i] = row[o];
        }
    }
    let mut both = [[zero; O]; O];
    for o in 0..O {
        let column = A::of::<T, S>(simd, turned[o]);
        for p in 0..O {
            both[p][o] = column[p];
        }
    }
    both
}
