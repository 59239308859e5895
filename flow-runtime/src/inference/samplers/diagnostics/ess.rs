//! The effective sample size of chains, by their autocorrelation.

use super::moments::{mean, variance};

/// n / (1 + 2 Σ ρₜ) over all n draws, ρₜ being the autocorrelation of all chains at lag t: summed in pairs of lags as long as
/// these are positive, and never rising (Geyer 1992). Where all draws are equal, it is their number.
pub(super) fn effective(chains: &[Vec<f64>]) -> f64 {
    let draws = chains[0].len();
    let total = (chains.len() * draws) as f64;
    if spread(chains) < 1e-15 {
        return total;
    }
    let n = draws as f64;
    let means: Vec<f64> = chains.iter().map(|chain| mean(chain)).collect();
    let covariance = |lag: usize| {
        let one = |(chain, mean): (&Vec<f64>, &f64)| {
            let pairs = chain.iter().zip(&chain[lag..]);
            pairs.map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>() / n
        };
        chains.iter().zip(&means).map(one).sum::<f64>() / chains.len() as f64
    };
    let within = covariance(0) * n / (n - 1.0);
    let all = covariance(0)
        + if chains.len() > 1 {
            variance(&means)
        } else {
            0.0
        };
    let correlation = |lag: usize| 1.0 - (within - covariance(lag)) / all;

    // Pairs of lags 2k and 2k + 1. Of the one that ends the sum, the first lag still counts if it is positive.
    let (mut pairs, mut lag) = (Vec::new(), 2);
    let mut pair = [1.0, correlation(1)];
    while lag + 2 < draws && pair[0] + pair[1] > 0.0 {
        pairs.push(pair);
        pair = [correlation(lag), correlation(lag + 1)];
        lag += 2;
    }
    for k in 1..pairs.len() {
        let before: f64 = 0.5 * (pairs[k - 1][0] + pairs[k - 1][1]);
        if pairs[k][0] + pairs[k][1] > 2.0 * before {
            pairs[k] = [before, before];
        }
    }
    let sum: f64 = pairs.iter().flatten().sum();
    let tau = -1.0 + 2.0 * sum + pair[0].max(0.0);
    total / tau.max(1.0 / total.log10())
}

/// The difference of the largest and the smallest draw.
fn spread(chains: &[Vec<f64>]) -> f64 {
    let all = || chains.iter().flatten().copied();
    all().fold(f64::MIN, f64::max) - all().fold(f64::MAX, f64::min)
}
