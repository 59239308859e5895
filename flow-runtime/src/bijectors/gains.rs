//! What a first pass gains in every dimension.

use crate::real::Real;
use crate::special::normal_quantile;
use std::f64::consts::{E, PI};

/// More samples than these are not looked at.
const MOST: usize = 4096;

/// For every column, by how much the log-determinant of a first pass over the samples raises the mean of ln p: the pass that
/// brings each column by itself to a standard normal one, and then what is left of it and of its square from the other columns
/// and theirs, one at a time. In nats; about 0 for a column of independent normal numbers, larger for one that bends, or
/// that goes with others.
///
/// The first is the negentropy, with the entropy by spacings (Vasicek 1976); the second `−½ Σ ln(1 − r²)` over the
/// correlations, less what as many samples have of these by chance.
pub(super) fn gains<T: Real>(columns: &[&[T]]) -> Vec<f64> {
    let numbers = columns.iter().map(|column| {
        let numbers = column.iter().take(MOST).map(|x| x.to_f64());
        numbers.collect::<Vec<f64>>()
    });
    let numbers: Vec<Vec<f64>> = numbers.collect();
    let (mut gains, mut views) = (Vec::new(), Vec::new());
    for column in &numbers {
        let mut order: Vec<usize> = (0..column.len()).collect();
        order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
        gains.push(negentropy(column, &order));
        views.push(normal_scores(&order));
    }
    for i in 0..columns.len() {
        for j in (0..columns.len()).filter(|&j| j != i) {
            let n = numbers[i].len() as f64;
            for a in &views[i] {
                for b in &views[j] {
                    let square = correlation(a, b).powi(2).min(1.0 - 1e-9);
                    gains[i] -= 0.5 * (-square).ln_1p() + 0.5 / n;
                }
            }
        }
    }
    gains
}

/// By how much the entropy is less than that of a normal distribution of the same variance; 0 where there is none.
fn negentropy(column: &[f64], order: &[usize]) -> f64 {
    let n = column.len();
    let reach = ((n as f64).sqrt() as usize / 2).max(1);
    let mean = column.iter().sum::<f64>() / n as f64;
    let variance = column.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n as f64;
    let at = |i: usize| column[order[i.min(n - 1)]];
    let entropy = |i: usize| {
        let (low, high) = (i.saturating_sub(reach), (i + reach).min(n - 1));
        // At the ends, of fewer numbers.
        let count = (high - low).max(1) as f64;
        ((at(high) - at(low)) * n as f64 / count).ln()
    };
    let entropy = (0..n).map(entropy).sum::<f64>() / n as f64;
    let gain = 0.5 * (2.0 * PI * E * variance).ln() - entropy;
    if gain.is_finite() { gain } else { 0.0 }
}

/// What has the same ranks and is standard normal, and its square, both with mean 0 and variance 1.
fn normal_scores(order: &[usize]) -> [Vec<f64>; 2] {
    let n = order.len();
    let mut scores = vec![0.0; n];
    for (rank, &i) in order.iter().enumerate() {
        scores[i] = normal_quantile((rank as f64 + 0.5) / n as f64);
    }
    let squares = scores.iter().map(|z| z * z).collect();
    [scores, squares].map(|mut numbers: Vec<f64>| {
        let mean = numbers.iter().sum::<f64>() / n as f64;
        let variance = numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n as f64;
        let scale = if variance > 0.0 { variance.sqrt() } else { 1.0 };
        for x in &mut numbers {
            *x = (*x - mean) / scale;
        }
        numbers
    })
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>() / a.len() as f64
}

#[cfg(test)]
mod tests {
    use super::gains;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand::{RngExt, SeedableRng};

    #[test]
    fn what_bends_or_goes_with_others_gains() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
        let mut normals = |n: usize| -> Vec<f64> {
            (0..n)
                .map(|_| rng.sample(rand_distr::StandardNormal))
                .collect()
        };
        let n = 3000;
        let [noise, first, other, again] = [0; 4].map(|_| normals(n));
        let joined: Vec<f64> = first.iter().zip(&other).map(|(a, b)| a + b).collect();
        let bent: Vec<f64> = again.iter().map(|z| z.exp()).collect();
        let curved: Vec<f64> = first
            .iter()
            .zip(normals(n))
            .map(|(a, b)| a * a - 1.0 + 0.1 * b)
            .collect();
        let columns = [&noise, &first, &joined, &bent, &curved].map(Vec::as_slice);
        let found = gains(&columns);
        assert!(found[0].abs() < 0.05, "{found:?}");
        assert!(found[1..].iter().all(|gain| *gain > 0.15), "{found:?}");
    }

    #[test]
    fn few_or_equal_numbers_are_no_reason_to_stop() {
        for column in [&[][..], &[1.0], &[2.0, 2.0, 2.0], &[f64::NAN, 1.0]] {
            assert_eq!(gains(&[column, column]).len(), 2);
        }
        assert!(gains::<f32>(&[&[3.0; 50], &[3.0; 50]])[0].is_finite());
    }
}
