//! Strips: numbers of neighbouring samples that are computed together, on copies, which tells the compiler that nothing
//! overlaps.
//!
//! What moves them is generic in numbers and sizes only, and has no closures: inside a kernel of a formula, all of it would
//! be compiled again for every formula, direction and instruction set.

use crate::real::Real;

/// Samples of a strip.
pub(crate) const STRIP: usize = 16;

/// Samples `at .. at + len` of every column; what is missing of a strip repeats the first.
#[inline(always)]
pub(crate) fn load<T: Real, C: AsRef<[T]>, const N: usize>(
    columns: &[C; N],
    at: usize,
    len: usize,
) -> [[T; STRIP]; N] {
    let mut strips = [[T::ZERO; STRIP]; N];
    for j in 0..N {
        strips[j] = strip(columns[j].as_ref(), at, len);
    }
    strips
}

/// The same of one column.
#[inline(always)]
pub(crate) fn strip<T: Real>(column: &[T], at: usize, len: usize) -> [T; STRIP] {
    let mut strip = [T::ZERO; STRIP];
    if len == STRIP {
        strip.copy_from_slice(&column[at..at + STRIP]);
    } else {
        strip.fill(column[at]);
        strip[..len].copy_from_slice(&column[at..at + len]);
    }
    strip
}

/// Puts the first `len` numbers of a strip where they belong.
#[inline(always)]
pub(crate) fn store<T: Real>(strip: &[T; STRIP], column: &mut [T], at: usize, len: usize) {
    if len == STRIP {
        column[at..at + STRIP].copy_from_slice(strip);
    } else {
        column[at..at + len].copy_from_slice(&strip[..len]);
    }
}

/// Strips into columns.
#[inline(always)]
pub(crate) fn store_all<T: Real, const N: usize>(
    strips: &[[T; STRIP]; N],
    columns: &mut [&mut [T]; N],
    at: usize,
    len: usize,
) {
    for j in 0..N {
        store(&strips[j], columns[j], at, len);
    }
}

/// The numbers of lane `l`.
#[inline(always)]
pub(crate) fn lane<T: Real, const N: usize, const L: usize>(
    strips: &[[T; L]; N],
    l: usize,
) -> [T; N] {
    let mut lane = [T::ZERO; N];
    for j in 0..N {
        lane[j] = strips[j][l];
    }
    lane
}

/// Puts numbers into lane `l`.
#[inline(always)]
pub(crate) fn set_lane<T: Real, const N: usize, const L: usize>(
    strips: &mut [[T; L]; N],
    l: usize,
    lane: [T; N],
) {
    for j in 0..N {
        strips[j][l] = lane[j];
    }
}
