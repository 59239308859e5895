//! The three products against sums written out, with every rest that tiles leave; and sizes that disagree.

use super::*;

/// Small integers, so that every order of summation gives the same.
fn numbers<T: Real>(len: usize, seed: usize) -> Vec<T> {
    (0..len)
        .map(|i| T::from_f64(((i * 7 + seed * 5) % 11) as f64 - 5.0))
        .collect()
}

/// `Σ_p a(i, p) · b(p, j)` for all i and j, the i contiguous, added to `start`.
fn sums<T: Real>(
    [m, n, k]: [usize; 3],
    start: f64,
    a: impl Fn(usize, usize) -> T,
    b: impl Fn(usize, usize) -> T,
) -> Vec<T> {
    let sum = |i, j| {
        (0..k)
            .map(|p| a(i, p).to_f64() * b(p, j).to_f64())
            .sum::<f64>()
    };
    (0..m * n)
        .map(|at| T::from_f64(start + sum(at % m, at / m)))
        .collect()
}

fn agree<T: Real>([m, n, k]: [usize; 3]) {
    let (x, w, dy) = (numbers::<T>(m * k, 1), numbers(k * n, 2), numbers(m * n, 3));
    let x_at = |i: usize, p: usize| x[p * m + i];
    let w_at = |p: usize, j: usize| w[p * n + j];
    let dy_at = |i: usize, j: usize| dy[j * m + i];
    for accumulate in [false, true] {
        let start = if accumulate { 3.0 } else { 0.0 };
        let mut y = vec![T::from_f64(3.0); m * n];
        product(m, &mut y, &x, &w, accumulate);
        assert_eq!(y, sums([m, n, k], start, x_at, w_at), "{m} × {n} × {k}");
        let mut dx = vec![T::from_f64(3.0); m * k];
        product_dx(m, &mut dx, &dy, &w, accumulate);
        let transposed = |j, p| w_at(p, j);
        assert_eq!(
            dx,
            sums([m, k, n], start, dy_at, transposed),
            "{m} × {n} × {k}"
        );
        let mut dw = vec![T::from_f64(3.0); k * n];
        product_dw(m, &mut dw, &x, &dy, accumulate);
        let expected = sums([n, k, m], start, |j, i| dy_at(i, j), x_at);
        assert_eq!(dw, expected, "{m} × {n} × {k}");
    }
}

#[test]
fn products_are_those_written_out() {
    for m in [1, 2, 3, 7, 8, 9, 16, 17, 33, 49, 70] {
        for n in [1, 2, 3, 5, 8, 13, 29, 150] {
            for k in [1, 2, 6, 17] {
                agree::<f32>([m, n, k]);
                agree::<f64>([m, n, k]);
            }
        }
    }
}

/// Calls `work` with the lengths of three operands, of which one at a time is a number short or a row longer.
fn refused(lengths: [usize; 3], longer: usize, work: impl Fn([usize; 3])) {
    work(lengths);
    for operand in 0..3 {
        for other in [lengths[operand] - 1, lengths[operand] + longer] {
            let mut lengths = lengths;
            lengths[operand] = other;
            let work = std::panic::AssertUnwindSafe(|| work(lengths));
            assert!(std::panic::catch_unwind(work).is_err(), "{lengths:?}");
        }
    }
}

#[test]
fn sizes_that_disagree_are_refused() {
    for [m, n, k] in [[1, 5, 3], [20, 5, 3]] {
        refused([m * n, m * k, k * n], m, |[y, x, w]| {
            product(
                m,
                &mut vec![0.0_f32; y],
                &vec![1.0; x],
                &vec![1.0; w],
                false,
            );
        });
        refused([m * k, m * n, k * n], m, |[dx, dy, w]| {
            product_dx(
                m,
                &mut vec![0.0_f64; dx],
                &vec![1.0; dy],
                &vec![1.0; w],
                true,
            );
        });
        refused([k * n, m * k, m * n], m, |[dw, x, dy]| {
            product_dw(
                m,
                &mut vec![0.0_f32; dw],
                &vec![1.0; x],
                &vec![1.0; dy],
                true,
            );
        });
    }
}

/// With a stride, the last row may end where the slice does.
#[test]
fn a_result_with_a_stride_is_refused_where_it_is_too_short() {
    let (k, n, samples) = (3, 5, 4);
    let (x, dy) = (vec![1.0_f32; k * samples], vec![1.0; n * samples]);
    let share = Share {
        samples,
        x: &x,
        dy: &dy,
    };
    let run = |len: usize, stride: usize| {
        let mut dw = vec![0.5; len];
        outer_products(k, n, (&mut dw, stride), &[share], true);
        dw
    };
    let dw = run(2 * 7 + n, 7);
    for (i, number) in dw.into_iter().enumerate() {
        assert_eq!(number, if i % 7 < n { 4.5 } else { 0.5 }, "{i}");
    }
    for (len, stride) in [(2 * 7 + n - 1, 7), (2 * 4 + n, 4), (20, usize::MAX / 2)] {
        let refused = std::panic::catch_unwind(|| run(len, stride));
        assert!(refused.is_err(), "{len}, {stride}");
    }
}
