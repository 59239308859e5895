//! How well chains agree, and how many independent draws theirs are worth.
//!
//! As Vehtari et al. state it, and ArviZ computes it: every chain is cut into halves, so that a drift counts as disagreement, and
//! draws are replaced by normal scores of their ranks, so that the moments need not exist. R̂ should be below 1.01, and the
//! effective sample sizes above 400, before means and quantiles of the draws are believed.
//!
//! Each function takes the draws of one dimension, chain by chain, and returns NaN where nothing can be said: fewer than 4 draws
//! a chain, chains of different lengths, a number that is not finite, or fewer than 2 chains for [`r_hat`].
//!
//! # References
//!
//! Vehtari, Gelman, Simpson, Carpenter, Bürkner, *Rank-normalization, folding, and localization: an improved R̂ for assessing
//! convergence of MCMC*, Bayesian Analysis 16(2), 2021.

mod ess;
mod moments;
mod rank;

use ess::effective;
use moments::{mean, variance};
use rank::{normal_scores, quantile};

/// R̂, the larger one of the bulk and of the tails: the square root of the variance of all draws over that within the chains.
/// 1 where chains cannot be told apart.
pub fn r_hat(chains: &[Vec<f64>]) -> f64 {
    if chains.len() < 2 || !is_valid(chains) {
        return f64::NAN;
    }
    let halves = split(chains);
    let median = quantile(&halves, 0.5);
    let folded = map(&halves, |x| (x - median).abs());
    let [bulk, tails] = [halves, folded].map(|halves| ratio(&normal_scores(&halves)));
    if bulk.is_nan() || bulk > tails {
        bulk
    } else {
        tails
    }
}

/// The effective sample size where most draws are: for means and medians.
pub fn ess_bulk(chains: &[Vec<f64>]) -> f64 {
    if !is_valid(chains) {
        return f64::NAN;
    }
    effective(&normal_scores(&split(chains)))
}

/// The effective sample size of the 5 % and 95 % quantiles, the smaller one.
pub fn ess_tail(chains: &[Vec<f64>]) -> f64 {
    if !is_valid(chains) {
        return f64::NAN;
    }
    let [lower, upper] = [0.05, 0.95].map(|p| {
        let quantile = quantile(chains, p);
        let below = map(chains, |x| if x <= quantile { 1.0 } else { 0.0 });
        effective(&split(&below))
    });
    lower.min(upper)
}

fn is_valid(chains: &[Vec<f64>]) -> bool {
    let draws = chains.first().map_or(0, Vec::len);
    let usable = |chain: &Vec<f64>| chain.len() == draws && chain.iter().all(|x| x.is_finite());
    draws >= 4 && chains.iter().all(usable)
}

/// The first half of every chain, then the last halves; the draw between them, if there is one, is left out.
fn split(chains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let half = chains[0].len() / 2;
    let first = chains.iter().map(|chain| chain[..half].to_vec());
    let last = chains
        .iter()
        .map(|chain| chain[chain.len() - half..].to_vec());
    first.chain(last).collect()
}

fn map(chains: &[Vec<f64>], f: impl Fn(f64) -> f64) -> Vec<Vec<f64>> {
    let one = |chain: &Vec<f64>| chain.iter().map(|x| f(*x)).collect();
    chains.iter().map(one).collect()
}

/// √((B/W + n − 1) / n), with the variances between and within chains of n draws.
fn ratio(chains: &[Vec<f64>]) -> f64 {
    let n = chains[0].len() as f64;
    let means: Vec<f64> = chains.iter().map(|chain| mean(chain)).collect();
    let within: Vec<f64> = chains.iter().map(|chain| variance(chain)).collect();
    ((n * variance(&means) / mean(&within) + n - 1.0) / n).sqrt()
}
