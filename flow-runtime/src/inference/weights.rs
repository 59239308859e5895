//! Weights that are known by their logarithms.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

/// ln of the mean of the weights; −∞ if all are 0.
pub(super) fn log_mean(log_weights: &[f64]) -> f64 {
    let most = largest(log_weights);
    if most == f64::NEG_INFINITY {
        return most;
    }
    let sum: f64 = log_weights.iter().map(|lw| (lw - most).exp()).sum();
    most + (sum / log_weights.len() as f64).ln()
}

/// How many samples of equal weight would say as much: (Σ w)² / Σ w² (Kish 1965); 0 if all weights are.
pub(super) fn effective(log_weights: &[f64]) -> f64 {
    let most = largest(log_weights);
    if most == f64::NEG_INFINITY {
        return 0.0;
    }
    let (mut sum, mut squares) = (0.0, 0.0);
    for lw in log_weights {
        let w = (lw - most).exp();
        sum += w;
        squares += w * w;
    }
    sum * sum / squares
}

/// The standard error of ln of the weights' mean, for independent samples: that of the mean, relative to it, which by
/// (n / ESS − 1) / (n − 1) is its square.
pub(super) fn standard_error(log_weights: &[f64]) -> f64 {
    let n = log_weights.len() as f64;
    // Rounding may bring the effective number above n.
    ((n / effective(log_weights) - 1.0).max(0.0) / (n - 1.0)).sqrt()
}

/// The weights with a sum of 1; none if they have no such sum.
pub(super) fn normalised(log_weights: &[f64]) -> Option<Vec<f64>> {
    let most = largest(log_weights);
    if !most.is_finite() {
        return None;
    }
    let weights = log_weights.iter().map(|lw| (lw - most).exp());
    let sum: f64 = weights.clone().sum();
    Some(weights.map(|w| w / sum).collect())
}

/// As [`systematic`], with the offset that follows from a seed.
///
/// # Panics
///
/// If no weight is above 0, or one is infinite.
pub(super) fn resampled(log_weights: &[f64], n: usize, seed: u64) -> Vec<usize> {
    let most = largest(log_weights);
    assert!(most.is_finite(), "the largest weight is exp({most})");
    let offset = Xoshiro256PlusPlus::seed_from_u64(seed).random();
    systematic(log_weights, n, offset)
}

/// `n` places, in increasing order, each as often as its weight says, give or take one (systematic resampling, Kitagawa 1996);
/// `offset` is uniform on [0, 1). The largest weight must be above 0 and finite.
pub(super) fn systematic(log_weights: &[f64], n: usize, offset: f64) -> Vec<usize> {
    let most = largest(log_weights);
    let weight = |lw: &f64| (lw - most).exp();
    let sum: f64 = log_weights.iter().map(weight).sum();
    let mut chosen = Vec::with_capacity(n);
    let mut below = 0.0;
    for (place, lw) in log_weights.iter().enumerate() {
        below += weight(lw) / sum * n as f64;
        while chosen.len() < n && chosen.len() as f64 + offset < below {
            chosen.push(place);
        }
    }
    // Rounding may leave the last place empty.
    let heaviest = log_weights.iter().position(|lw| *lw == most);
    chosen.resize(n, heaviest.unwrap_or(0));
    chosen
}

/// The largest; NaN if one is.
pub(super) fn largest(log_weights: &[f64]) -> f64 {
    log_weights.iter().fold(f64::NEG_INFINITY, |most, &lw| {
        if lw > most || lw.is_nan() { lw } else { most }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_far_from_1_are_summed_up_too() {
        let log_weights = [1000.0, 1000.0 + 3.0_f64.ln(), f64::NEG_INFINITY];
        assert!((log_mean(&log_weights) - (1000.0 + (4.0 / 3.0_f64).ln())).abs() < 1e-12);
        assert!((effective(&log_weights) - 1.6).abs() < 1e-12);
        // The weights 1, 3, 0: mean 4/3, variance 7/3, of the mean 7/9; relative to the mean √(7/16).
        assert!((standard_error(&log_weights) - (7.0_f64 / 16.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_told_is_seen() {
        let none = [f64::NEG_INFINITY; 3];
        assert_eq!(
            (log_mean(&none), effective(&none)),
            (f64::NEG_INFINITY, 0.0)
        );
        let lost = [0.0, f64::NAN, 1.0];
        assert!(log_mean(&lost).is_nan() && effective(&lost).is_nan());
        assert_eq!(standard_error(&[0.3; 7]), 0.0);
        assert!(log_mean(&[]) == f64::NEG_INFINITY);
    }
}
