//! The transforms of Winograd's convolution: four outputs along an axis by six products in place of twelve.
//!
//! For four outputs y of three taps g that see six inputs d, `y = Aᵀ [(G g) ⊙ (Bᵀ d)]` (Winograd 1980; Lavin & Gray 2016, §4): d, g
//! and y are polynomials whose values at 0, ±p, ±2p and ∞ are made, multiplied, and read. With v = p², and i one of ±p, ±2p:
//!
//! ```text
//!        4v²   0 −5v   0  1  0            1/4v²                  1  1  1   1   1  0
//!   Bᵀ =  0 −4vi −4v   i  1  0   at ±p    −(1, i, v)/6v²    Aᵀ = 0  p −p  2p −2p  0
//!         0  −vi  −v   i  1  0   at ±2p   (1, i, 4v)/24v²        0  v  v  4v  4v  0
//!         0  4v²   0 −5v  0  1            (0, 0, 1)              0 pv −pv 8pv −8pv 1
//! ```
//!
//! and G in the middle. With p = 3/4 values are near one another in size, and rounding in f32 costs 2.3 times what it costs where
//! taps are multiplied one by one (64 channels of normal numbers behind a rectifier); with the usual p = 1 it is 4.8 times.
//!
//! In two dimensions each is applied along both axes. Pullbacks are the transposed ones. What is out of the reach of an output's taps
//! cancels in it up to rounding, as far as the tile goes.

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

/// p, at which and at whose double polynomials are evaluated.
const POINT: f64 = 0.75;

/// p²
const V: f64 = POINT * POINT;

/// a + factor · b
#[inline(always)]
fn more<T: Real, S: Simd>(simd: S, a: T::Vector<S>, factor: f64, b: T::Vector<S>) -> T::Vector<S> {
    T::fma(simd, T::splat(simd, T::from_f64(factor)), b, a)
}

/// factor · a
#[inline(always)]
fn scaled<T: Real, S: Simd>(simd: S, factor: f64, a: T::Vector<S>) -> T::Vector<S> {
    T::times(simd, T::splat(simd, T::from_f64(factor)), a)
}

/// a + b and a − b
#[inline(always)]
fn sum_and_difference<T: Real, S: Simd>(
    simd: S,
    a: T::Vector<S>,
    b: T::Vector<S>,
) -> [T::Vector<S>; 2] {
    [T::plus(simd, a, b), T::minus(simd, a, b)]
}

/// a ± factor · b
#[inline(always)]
fn on_both_sides<T: Real, S: Simd>(
    simd: S,
    a: T::Vector<S>,
    factor: f64,
    b: T::Vector<S>,
) -> [T::Vector<S>; 2] {
    [
        more::<T, S>(simd, a, factor, b),
        more::<T, S>(simd, a, -factor, b),
    ]
}

/// G: what taps are multiplied as.
pub(super) struct Taps;

impl Axis<3, 6> for Taps {
    #[inline(always)]
    fn of<T: Real, S: Simd>(simd: S, [a, b, c]: [T::Vector<S>; 3]) -> [T::Vector<S>; 6] {
        let near = scaled::<T, S>(simd, -1.0 / (6.0 * V * V), more::<T, S>(simd, a, V, c));
        let far = scaled::<T, S>(
            simd,
            1.0 / (24.0 * V * V),
            more::<T, S>(simd, a, 4.0 * V, c),
        );
        let [first, second] = on_both_sides::<T, S>(simd, near, -POINT / (6.0 * V * V), b);
        let [third, fourth] = on_both_sides::<T, S>(simd, far, POINT / (12.0 * V * V), b);
        let zeroth = scaled::<T, S>(simd, 1.0 / (4.0 * V * V), a);
        [zeroth, first, second, third, fourth, c]
    }
}

/// Gᵀ
pub(super) struct TapsBack;

impl Axis<6, 3> for TapsBack {
    #[inline(always)]
    fn of<T: Real, S: Simd>(simd: S, [a, b, c, d, e, f]: [T::Vector<S>; 6]) -> [T::Vector<S>; 3] {
        let [near, near_odd] = sum_and_difference::<T, S>(simd, b, c);
        let [far, far_odd] = sum_and_difference::<T, S>(simd, d, e);
        let near = scaled::<T, S>(simd, -1.0 / (6.0 * V * V), near);
        let far = scaled::<T, S>(simd, 1.0 / (24.0 * V * V), far);
        let odd = scaled::<T, S>(simd, -POINT / (6.0 * V * V), near_odd);
        let odd = more::<T, S>(simd, odd, POINT / (12.0 * V * V), far_odd);
        let sum = T::plus(simd, near, far);
        [
            more::<T, S>(simd, sum, 1.0 / (4.0 * V * V), a),
            odd,
            more::<T, S>(simd, more::<T, S>(simd, f, V, near), 4.0 * V, far),
        ]
    }
}

/// Bᵀ: what inputs are multiplied as.
pub(super) struct Inputs;

impl Axis<6, 6> for Inputs {
    #[inline(always)]
    fn of<T: Real, S: Simd>(simd: S, [a, b, c, d, e, f]: [T::Vector<S>; 6]) -> [T::Vector<S>; 6] {
        let near = more::<T, S>(simd, e, -4.0 * V, c);
        let near_odd = more::<T, S>(simd, d, -4.0 * V, b);
        let far = more::<T, S>(simd, e, -V, c);
        let far_odd = more::<T, S>(simd, d, -V, b);
        let [first, second] = on_both_sides::<T, S>(simd, near, POINT, near_odd);
        let [third, fourth] = on_both_sides::<T, S>(simd, far, 2.0 * POINT, far_odd);
        let zeroth = more::<T, S>(simd, e, -5.0 * V, c);
        let last = more::<T, S>(simd, f, -5.0 * V, d);
        [
            more::<T, S>(simd, zeroth, 4.0 * V * V, a),
            first,
            second,
            third,
            fourth,
            more::<T, S>(simd, last, 4.0 * V * V, b),
        ]
    }
}

/// B
pub(super) struct InputsBack;

impl Axis<6, 6> for InputsBack {
    #[inline(always)]
    fn of<T: Real, S: Simd>(simd: S, [a, b, c, d, e, f]: [T::Vector<S>; 6]) -> [T::Vector<S>; 6] {
        let [near, near_odd] = sum_and_difference::<T, S>(simd, b, c);
        let [far, far_odd] = sum_and_difference::<T, S>(simd, d, e);
        let odd = scaled::<T, S>(simd, POINT, more::<T, S>(simd, near_odd, 2.0, far_odd));
        let even = scaled::<T, S>(simd, -V, more::<T, S>(simd, far, 4.0, near));
        let inner = more::<T, S>(simd, far_odd, 2.0, near_odd);
        let inner = scaled::<T, S>(simd, -2.0 * POINT * V, inner);
        [
            scaled::<T, S>(simd, 4.0 * V * V, a),
            more::<T, S>(simd, inner, 4.0 * V * V, f),
            more::<T, S>(simd, even, -5.0 * V, a),
            more::<T, S>(simd, odd, -5.0 * V, f),
            T::plus(simd, a, T::plus(simd, near, far)),
            f,
        ]
    }
}

/// Aᵀ: what outputs are the sums of.
pub(super) struct Outputs;

impl Axis<6, 4> for Outputs {
    #[inline(always)]
    fn of<T: Real, S: Simd>(simd: S, [a, b, c, d, e, f]: [T::Vector<S>; 6]) -> [T::Vector<S>; 4] {
        let [near, near_odd] = sum_and_difference::<T, S>(simd, b, c);
        let [far, far_odd] = sum_and_difference::<T, S>(simd, d, e);
        let first = more::<T, S>(simd, near_odd, 2.0, far_odd);
        let third = more::<T, S>(simd, near_odd, 8.0, far_odd);
        [
            T::plus(simd, a, T::plus(simd, near, far)),
            scaled::<T, S>(simd, POINT, first),
            scaled::<T, S>(simd, V, more::<T, S>(simd, near, 4.0, far)),
            more::<T, S>(simd, f, POINT * V, third),
        ]
    }
}

/// A
pub(super) struct OutputsBack;

impl Axis<4, 6> for OutputsBack {
    #[inline(always)]
    fn of<T: Real, S: Simd>(simd: S, [a, b, c, d]: [T::Vector<S>; 4]) -> [T::Vector<S>; 6] {
        let near = more::<T, S>(simd, a, V, c);
        let near_odd = more::<T, S>(simd, b, V, d);
        let far = more::<T, S>(simd, a, 4.0 * V, c);
        let far_odd = more::<T, S>(simd, b, 4.0 * V, d);
        let [first, second] = on_both_sides::<T, S>(simd, near, POINT, near_odd);
        let [third, fourth] = on_both_sides::<T, S>(simd, far, 2.0 * POINT, far_odd);
        [a, first, second, third, fourth, d]
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
        let mut turned = [[zero; I]; O];
        let (source, starts) = (self.from.0.as_ptr(), &self.from.1);
        for a in 0..I {
            let mut row = [zero; I];
            for b in 0..I {
                if WHOLE || starts.has(a, b) {
                    let at = source.wrapping_add(starts.at(a, b).wrapping_add(from));
                    // SAFETY: the column is there.
                    row[b] = unsafe { access.load(simd, at, true) };
                }
            }
            let row = A::of::<T, S>(simd, row);
            for b in 0..O {
                turned[b][a] = row[b];
            }
        }
        let (target, starts) = (self.to.0.as_mut_ptr(), &self.to.1);
        for b in 0..O {
            let column = A::of::<T, S>(simd, turned[b]);
            for a in 0..O {
                if WHOLE || starts.has(a, b) {
                    let at = target.wrapping_add(starts.at(a, b).wrapping_add(to));
                    let mut sum = column[a];
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
