//! Categories as the place of the largest of some numbers.

use super::narrow::Narrow;
use crate::element::{Block, Pullback};
use crate::kernels::{Kernel, Math, dispatch};
use crate::kind::code;
use crate::real::Real;

/// `Argmax` (Hoogeboom, Nielsen, Jaini, Forré & Welling 2021), by thresholding.
///
/// **Forward** the code is the i of the largest of `k` numbers vᵢ.
///
/// **Inverse** of the code c, with T the first number of the noise: `v_c = T`, and of the other numbers u of the noise, in the
/// order of the codes, `vᵢ = T − softplus(T − u)`, which is below T.
///
/// **Log-determinant** of the inverse, `Σ ln σ(T − u)`.
#[derive(Clone, Copy, Debug)]
pub struct Argmax {
    /// Those of the numbers vᵢ, category by category; the first of a category has its code.
    pub(super) numbers: &'static [usize],
    /// As many: of a category T, which has a column of its own, then those of v₁, v₂ and so on.
    pub(super) noise: &'static [usize],
    codes: usize,
}

impl Argmax {
    /// Categories of so many codes, whose numbers and noise are in these columns.
    ///
    /// # Panics
    ///
    /// If the lengths differ or are no multiple of `codes`.
    pub const fn new(numbers: &'static [usize], noise: &'static [usize], codes: usize) -> Self {
        assert!(codes > 1 && numbers.len() == noise.len() && numbers.len().is_multiple_of(codes));
        Self {
            numbers,
            noise,
            codes,
        }
    }

    /// The code, and σ(T − u) of every other number.
    pub(super) const fn tape(&self) -> usize {
        self.numbers.len()
    }

    /// The columns of a category's numbers and of its T.
    fn categories(&self) -> impl Iterator<Item = (&'static [usize], usize)> {
        let codes = self.codes;
        let tops = self.noise.iter().step_by(codes);
        self.numbers.chunks_exact(codes).zip(tops.copied())
    }
}

/// A column of a block, to be changed, and another, to be read.
fn two<T>(rows: usize, block: &mut [T], changed: usize, read: usize) -> (&mut [T], &[T]) {
    let [changed, read] = [changed, read].map(|column| column * rows..(column + 1) * rows);
    match block.get_disjoint_mut([changed, read]) {
        Ok([changed, read]) => (changed, read),
        Err(_) => unreachable!("numbers and noise have columns of their own"),
    }
}

impl<T: Real> Narrow<T> for Argmax {
    fn narrow(&self, rows: usize, x: &mut [T]) {
        for (numbers, _) in self.categories() {
            for row in 0..rows {
                let at = |code: usize| x[numbers[code] * rows + row];
                let largest = (1..self.codes).fold(0, |largest, code| {
                    if at(code) > at(largest) {
                        code
                    } else {
                        largest
                    }
                });
                x[numbers[0] * rows + row] = T::from_f64(largest as f64);
            }
        }
    }

    fn widen(&self, block: &mut Block<'_, T>) {
        let rows = block.rows;
        let tapes = block.tape.chunks_exact_mut(self.codes * rows);
        for ((numbers, top), tape) in self.categories().zip(tapes) {
            let (codes, slopes) = tape.split_at_mut(rows);
            codes.copy_from_slice(&block.x[numbers[0] * rows..][..rows]);
            for (&column, slope) in numbers[1..].iter().zip(slopes.chunks_exact_mut(rows)) {
                let (u, top) = two(rows, block.x, column, top);
                let log_det = &mut *block.log_det;
                dispatch(Threshold {
                    top,
                    u,
                    slope,
                    log_det,
                });
            }
            for (row, code) in codes.iter().enumerate() {
                let at = |code: usize| numbers[code] * rows + row;
                let code = self::code(*code, self.codes);
                for below in 0..code {
                    block.x[at(below)] = block.x[at(below + 1)];
                }
                block.x[at(code)] = block.x[top * rows + row];
            }
        }
    }

    fn widen_pullback(&self, pull: &mut Pullback<'_, T>) {
        let rows = pull.rows;
        let tapes = pull.tape.chunks_exact(self.codes * rows);
        for ((numbers, top), tape) in self.categories().zip(tapes) {
            let (codes, slopes) = tape.split_at(rows);
            for (row, code) in codes.iter().enumerate() {
                let at = |code: usize| numbers[code] * rows + row;
                let code = self::code(*code, self.codes);
                pull.dx[top * rows + row] = pull.dx[at(code)];
                for below in (0..code).rev() {
                    pull.dx[at(below + 1)] = pull.dx[at(below)];
                }
                pull.dx[at(0)] = T::ZERO;
            }
            for (&column, slopes) in numbers[1..].iter().zip(slopes.chunks_exact(rows)) {
                let slopes = slopes.iter().zip(pull.dlog_det);
                for (row, (&slope, &dlog_det)) in slopes.enumerate() {
                    let dv = pull.dx[column * rows + row];
                    let rest = T::ONE - slope;
                    pull.dx[top * rows + row] += rest * (dv + dlog_det);
                    pull.dx[column * rows + row] = slope * dv - rest * dlog_det;
                }
            }
        }
    }
}

/// v = T − softplus(T − u) in the place of u; `slope` is ∂v/∂u.
struct Threshold<'a, T> {
    top: &'a [T],
    u: &'a mut [T],
    slope: &'a mut [T],
    log_det: &'a mut [T],
}

impl<T: Real> Kernel<T> for Threshold<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, math: M) {
        let rows = self.top.iter().zip(self.u).zip(self.slope);
        for (((&top, u), slope), log_det) in rows.zip(self.log_det) {
            let below = top - *u;
            *u = top - math.softplus(below);
            *slope = math.sigmoid(below);
            *log_det += math.ln_sigmoid(below);
        }
    }
}
