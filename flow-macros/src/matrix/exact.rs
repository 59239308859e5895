//! Inverses in rational arithmetic, and the kernels of what has none.

use super::{Counterexample, Inverse, Number, Square};
use crate::formula::{Rational, gcd};

/// The inverse and ln|det|, or the kernels from both sides; none if a number gets too long.
pub(super) fn inverse(rows: &[Vec<Rational>]) -> Option<Result<Inverse, Counterexample>> {
    Some(match eliminate(rows)? {
        Eliminated::Inverse { rows, det } => {
            let numbers = |row: Vec<Rational>| row.into_iter().map(Number::exactly).collect();
            let ln = |n: i128| (n.abs() as f64).ln();
            Ok(Inverse {
                matrix: Square(rows.into_iter().map(numbers).collect()),
                ln_det: ln(det.numerator()) - ln(det.denominator()),
            })
        }
        Eliminated::Kernel(kernel) => {
            let column = |j| rows.iter().map(|row| row[j]).collect();
            let transposed: Vec<Vec<Rational>> = (0..rows.len()).map(column).collect();
            let Eliminated::Kernel(relation) = eliminate(&transposed)? else {
                return None;
            };
            Err(Counterexample::Exact {
                kernel: whole(&kernel)?,
                relation: whole(&relation)?,
            })
        }
    })
}

/// What elimination ends with.
enum Eliminated {
    Inverse {
        rows: Vec<Vec<Rational>>,
        /// The determinant, but for its sign.
        det: Rational,
    },
    Kernel(Vec<Rational>),
}

/// Gauß–Jordan elimination; none if a number gets too long.
fn eliminate(rows: &[Vec<Rational>]) -> Option<Eliminated> {
    let dim = rows.len();
    let mut left = rows.to_vec();
    let mut right = vec![vec![Rational::ZERO; dim]; dim];
    for (i, row) in right.iter_mut().enumerate() {
        row[i] = Rational::ONE;
    }
    let mut det = Rational::ONE;
    for c in 0..dim {
        // Short pivots keep the numbers short.
        let length = |r: Rational| r.numerator().abs().max(r.denominator());
        let candidates = (c..dim).filter(|&i| !left[i][c].is_zero());
        let Some(pivot) = candidates.min_by_key(|&i| length(left[i][c])) else {
            let mut kernel = vec![Rational::ZERO; dim];
            for (k, entry) in kernel.iter_mut().enumerate().take(c) {
                *entry = left[k][c].neg();
            }
            kernel[c] = Rational::ONE;
            return Some(Eliminated::Kernel(kernel));
        };
        left.swap(pivot, c);
        right.swap(pivot, c);
        let scale = left[c][c].recip()?;
        det = det.mul(left[c][c])?;
        for rows in [&mut left, &mut right] {
            for entry in &mut rows[c] {
                *entry = entry.mul(scale)?;
            }
        }
        for i in (0..dim).filter(|&i| i != c) {
            let factor = left[i][c];
            if factor.is_zero() {
                continue;
            }
            for rows in [&mut left, &mut right] {
                let pivot = rows[c].clone();
                for (entry, pivot) in rows[i].iter_mut().zip(pivot) {
                    *entry = entry.sub(factor.mul(pivot)?)?;
                }
            }
        }
    }
    Some(Eliminated::Inverse { rows: right, det })
}

/// A multiple of a vector in whole numbers without a common factor.
fn whole(vector: &[Rational]) -> Option<Vec<Rational>> {
    let mut common = 1_i128;
    for entry in vector {
        let denominator = entry.denominator();
        common = common.checked_mul(denominator / gcd(common, denominator))?;
    }
    let scaled: Option<Vec<Rational>> = vector
        .iter()
        .map(|entry| entry.mul(Rational::new(common, 1)?))
        .collect();
    let scaled = scaled?;
    let factor = scaled
        .iter()
        .fold(0, |factor, entry| gcd(factor, entry.numerator()));
    let first = scaled.iter().find(|entry| !entry.is_zero())?;
    let factor = Rational::new(if first.is_negative() { -factor } else { factor }, 1)?;
    scaled.into_iter().map(|entry| entry.div(factor)).collect()
}
