//! Inverses in floating point, with a proof that no matrix within rounding is singular.

use super::{Counterexample, Inverse, Number, Square};

/// The inverse of A and ln|det A|. With X the computed inverse, |1 − X·A| is bounded, including its own rounding and an
/// error in every entry of A: where the rows of that sum to less than 1, A is invertible.
pub(super) fn inverse(a: &[Vec<f64>]) -> Result<Inverse, Counterexample> {
    let dim = a.len();
    let (x, ln_det) = solve(a);
    // The entries themselves are rounded, some in several steps.
    let rounding = (dim + 8) as f64 * f64::EPSILON;
    let mut entries = x.clone();
    let mut worst: f64 = 0.0;
    for i in 0..dim {
        let mut defect = 0.0;
        let mut reach = vec![0.0; dim];
        for j in 0..dim {
            let unit = if i == j { 1.0 } else { 0.0 };
            let product: f64 = (0..dim).map(|k| x[i][k] * a[k][j]).sum();
            reach[j] = (0..dim).map(|k| (x[i][k] * a[k][j]).abs()).sum::<f64>();
            defect += (unit - product).abs() + rounding * reach[j];
        }
        worst = if defect.is_nan() {
            f64::INFINITY
        } else {
            worst.max(defect)
        };
        // What is rounding alone is 0.
        for j in 0..dim {
            let bound: f64 = (0..dim).map(|k| reach[k] * x[k][j].abs()).sum();
            if x[i][j].abs() <= rounding * bound {
                entries[i][j] = 0.0;
            }
        }
    }
    if worst < 1.0 {
        let number = |value| Number::new(value, None);
        let numbers = |row: Vec<f64>| row.into_iter().map(number).collect();
        return Ok(Inverse {
            matrix: Square(entries.into_iter().map(numbers).collect()),
            ln_det,
        });
    }
    let size = |j: usize| x.iter().map(|row| row[j].abs()).fold(0.0, f64::max);
    let longest = (0..dim)
        .max_by(|&i, &j| size(i).total_cmp(&size(j)))
        .unwrap_or(0);
    let kernel = x.iter().map(|row| row[longest] / size(longest)).collect();
    Err(Counterexample::Rounded { kernel })
}

/// The inverse in floating point and ln|det|, by elimination with the largest pivot of each column; rows are compared
/// after they have been brought to one size. A pivot of 0 is replaced by one that is tiny.
fn solve(a: &[Vec<f64>]) -> (Vec<Vec<f64>>, f64) {
    let dim = a.len();
    let size = |row: &[f64]| {
        row.iter()
            .fold(f64::MIN_POSITIVE, |most, x| most.max(x.abs()))
    };
    let mut ln_det = 0.0;
    let mut rows: Vec<Vec<f64>> = Vec::with_capacity(dim);
    for (i, row) in a.iter().enumerate() {
        let scale = size(row);
        ln_det += scale.ln();
        let mut row: Vec<f64> = row.iter().map(|x| x / scale).collect();
        row.extend((0..dim).map(|j| if i == j { 1.0 / scale } else { 0.0 }));
        rows.push(row);
    }
    for c in 0..dim {
        let pivot = (c..dim).max_by(|&i, &j| rows[i][c].abs().total_cmp(&rows[j][c].abs()));
        rows.swap(c, pivot.unwrap_or(c));
        if rows[c][c] == 0.0 {
            rows[c][c] = f64::EPSILON / 4.0;
        }
        let pivot = rows[c][c];
        ln_det += pivot.abs().ln();
        for entry in &mut rows[c] {
            *entry /= pivot;
        }
        let row = rows[c].clone();
        for other in rows
            .iter_mut()
            .enumerate()
            .filter(|(i, _)| *i != c)
            .map(|(_, other)| other)
        {
            let factor = other[c];
            for (entry, x) in other.iter_mut().zip(&row) {
                *entry -= factor * x;
            }
        }
    }
    let inverse = rows.into_iter().map(|mut row| row.split_off(dim));
    (inverse.collect(), ln_det)
}
