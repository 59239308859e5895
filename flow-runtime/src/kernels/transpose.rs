//! Columns into rows.

use crate::real::Real;

/// Numbers on the side of the squares that are turned at once.
const SIDE: usize = 8;

/// Fills `rows` with the transpose of `columns`, whose columns are `m` long.
pub(crate) fn transpose<T: Real>(m: usize, columns: &[T], rows: &mut [T]) {
    assert_eq!(columns.len(), rows.len());
    let n = columns.len() / m;
    let (high, wide) = (m / SIDE * SIDE, n / SIDE * SIDE);
    turn_squares(m, columns, rows);
    let mut one = |i: usize, j: usize| rows[i * n + j] = columns[j * m + i];
    for j in 0..wide {
        (high..m).for_each(|i| one(i, j));
    }
    for j in wide..n {
        (0..m).for_each(|i| one(i, j));
    }
}

/// The first row and column of every whole square of a matrix of `m × n`.
fn squares(m: usize, n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n / SIDE).flat_map(move |j| (0..m / SIDE).map(move |i| (i * SIDE, j * SIDE)))
}

/// Turns all whole squares.
fn turn_squares<T: Real>(m: usize, columns: &[T], rows: &mut [T]) {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx") {
        use bytemuck::{cast_slice as cast, cast_slice_mut as cast_mut};
        #[expect(unsafe_code, reason = "the instruction set is chosen at run time")]
        // SAFETY: it is there.
        return unsafe {
            if size_of::<T>() == size_of::<f32>() {
                avx::turn_squares(m, cast(columns), cast_mut(rows));
            } else {
                avx::turn_squares_f64(m, cast(columns), cast_mut(rows));
            }
        };
    }
    let n = columns.len() / m;
    for (i, j) in squares(m, n) {
        for (i, j) in (i..i + SIDE).flat_map(|i| (j..j + SIDE).map(move |j| (i, j))) {
            rows[i * n + j] = columns[j * m + i];
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "vectors are read and written by pointers")]
mod avx {
    use super::{SIDE, squares};
    use std::arch::x86_64::{
        __m256, _mm256_loadu_pd, _mm256_loadu_ps, _mm256_permute2f128_pd, _mm256_permute2f128_ps,
        _mm256_shuffle_ps, _mm256_storeu_pd, _mm256_storeu_ps, _mm256_unpackhi_pd,
        _mm256_unpackhi_ps, _mm256_unpacklo_pd, _mm256_unpacklo_ps,
    };

    #[target_feature(enable = "avx")]
    pub(super) fn turn_squares(m: usize, columns: &[f32], rows: &mut [f32]) {
        let n = columns.len() / m;
        for (i, j) in squares(m, n) {
            square(&columns[j * m + i..], m, &mut rows[i * n + j..], n);
        }
    }

    #[target_feature(enable = "avx")]
    pub(super) fn turn_squares_f64(m: usize, columns: &[f64], rows: &mut [f64]) {
        let n = columns.len() / m;
        for (i, j) in squares(m, n) {
            quarters(&columns[j * m + i..], m, &mut rows[i * n + j..], n);
        }
    }

    /// Eight columns of eight numbers become eight rows, in three rounds: pairs, quadruples, halves. Columns begin `m`
    /// numbers apart, rows `n`.
    #[target_feature(enable = "avx")]
    #[inline]
    fn square(columns: &[f32], m: usize, rows: &mut [f32], n: usize) {
        assert!(columns.len() >= (SIDE - 1) * m + SIDE && rows.len() >= (SIDE - 1) * n + SIDE);
        // SAFETY: eight numbers from each of the eight starts are inside the slice.
        let load = |j: usize| unsafe { _mm256_loadu_ps(columns.as_ptr().add(j * m)) };
        let [a, b, c, d] = quadruples(load(0), load(1), load(2), load(3));
        let [e, f, g, h] = quadruples(load(4), load(5), load(6), load(7));
        let low = |x, y| _mm256_permute2f128_ps::<0x20>(x, y);
        let high = |x, y| _mm256_permute2f128_ps::<0x31>(x, y);
        let turned = [
            low(a, e),
            low(b, f),
            low(c, g),
            low(d, h),
            high(a, e),
            high(b, f),
            high(c, g),
            high(d, h),
        ];
        for (i, row) in turned.into_iter().enumerate() {
            // SAFETY: as above.
            unsafe { _mm256_storeu_ps(rows.as_mut_ptr().add(i * n), row) };
        }
    }

    /// The same in double precision, four numbers at a time, in two rounds: pairs, halves.
    #[target_feature(enable = "avx")]
    #[inline]
    fn quarters(columns: &[f64], m: usize, rows: &mut [f64], n: usize) {
        assert!(columns.len() >= (SIDE - 1) * m + SIDE && rows.len() >= (SIDE - 1) * n + SIDE);
        let (columns, rows) = (columns.as_ptr(), rows.as_mut_ptr());
        for j in [0, SIDE / 2] {
            for i in [0, SIDE / 2] {
                // SAFETY: four numbers from each of the eight starts, or from the fifth of each on, are inside the slice.
                let load = |c: usize| unsafe { _mm256_loadu_pd(columns.add((j + c) * m + i)) };
                let [a, b, c, d] = [load(0), load(1), load(2), load(3)];
                let (ab, ab_odd) = (_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b));
                let (cd, cd_odd) = (_mm256_unpacklo_pd(c, d), _mm256_unpackhi_pd(c, d));
                let turned = [
                    _mm256_permute2f128_pd::<0x20>(ab, cd),
                    _mm256_permute2f128_pd::<0x20>(ab_odd, cd_odd),
                    _mm256_permute2f128_pd::<0x31>(ab, cd),
                    _mm256_permute2f128_pd::<0x31>(ab_odd, cd_odd),
                ];
                for (r, row) in turned.into_iter().enumerate() {
                    // SAFETY: as above.
                    unsafe { _mm256_storeu_pd(rows.add((i + r) * n + j), row) };
                }
            }
        }
    }

    /// Four columns; result `i` has row `i` of their upper halves and row `i + 4`, four numbers each.
    #[target_feature(enable = "avx")]
    #[inline]
    fn quadruples(a: __m256, b: __m256, c: __m256, d: __m256) -> [__m256; 4] {
        let (ab, ab_high) = (_mm256_unpacklo_ps(a, b), _mm256_unpackhi_ps(a, b));
        let (cd, cd_high) = (_mm256_unpacklo_ps(c, d), _mm256_unpackhi_ps(c, d));
        [
            _mm256_shuffle_ps::<0x44>(ab, cd),
            _mm256_shuffle_ps::<0xee>(ab, cd),
            _mm256_shuffle_ps::<0x44>(ab_high, cd_high),
            _mm256_shuffle_ps::<0xee>(ab_high, cd_high),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turns<T: Real>(m: usize, n: usize) {
        let columns: Vec<T> = (0..m * n).map(|i| T::from_f64(i as f64)).collect();
        let mut rows = vec![T::ZERO; m * n];
        transpose(m, &columns, &mut rows);
        for i in 0..m {
            for j in 0..n {
                assert_eq!(rows[i * n + j], columns[j * m + i], "{m} × {n}: {i}, {j}");
            }
        }
    }

    #[test]
    fn columns_become_rows() {
        for m in [1, 2, 7, 8, 9, 16, 31, 40] {
            for n in [1, 3, 8, 11, 16, 24, 33] {
                turns::<f32>(m, n);
                turns::<f64>(m, n);
            }
        }
    }
}
