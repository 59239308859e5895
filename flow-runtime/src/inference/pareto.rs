//! The tail of weights, as a generalised Pareto distribution.

use super::weights::largest;

/// Fewer samples than this have no tail to speak of.
const FEWEST: usize = 25;

/// The shape k of the generalised Pareto distribution, `p(w) ∝ (1 + k (w − u)/σ)^(−1/k − 1)` above u, fitted to the largest
/// min(n/5, 3√n) of n weights, as in Pareto smoothed importance sampling: −∞ if these are all equal.
pub(super) fn shape(log_weights: &[f64]) -> f64 {
    let n = log_weights.len();
    let most = largest(log_weights);
    if n < FEWEST || !most.is_finite() {
        return f64::NAN;
    }
    let mut sorted: Vec<f64> = log_weights.iter().map(|lw| (lw - most).exp()).collect();
    sorted.sort_by(f64::total_cmp);
    let len = (n as f64 / 5.0).min(3.0 * (n as f64).sqrt()).ceil() as usize;
    let (below, tail) = sorted.split_at(n - len);
    let threshold = below[below.len() - 1];
    let excess: Vec<f64> = tail.iter().map(|w| w - threshold).collect();
    if excess[excess.len() - 1] == 0.0 {
        return f64::NEG_INFINITY;
    }
    fit(&excess)
}

/// The shape by the method of Zhang & Stephens (2009): the posterior mean of θ = −k/σ under a prior that data suggest, by
/// quadrature; k is what is likeliest with that θ, and is drawn to ½ as by ten further samples (Vehtari et al. 2024,
/// appendix G). `excess` is what the samples exceed the threshold by, ascending.
fn fit(excess: &[f64]) -> f64 {
    let n = excess.len() as f64;
    let quartile = excess[(n / 4.0 + 0.5) as usize - 1].max(f64::MIN_POSITIVE);
    let largest = excess[excess.len() - 1];
    let points = 30.0 + n.sqrt().floor();
    let theta = |j: f64| 1.0 / largest + (1.0 - (points / (j - 0.5)).sqrt()) / (3.0 * quartile);
    let thetas: Vec<f64> = (1..=points as usize).map(|j| theta(j as f64)).collect();
    let shape = |theta: f64| excess.iter().map(|x| (-theta * x).ln_1p()).sum::<f64>() / n;
    let log_likelihoods = thetas.iter().map(|&theta| {
        let k = shape(theta);
        n * ((-theta / k).ln() - k - 1.0)
    });
    let log_likelihoods: Vec<f64> = log_likelihoods.collect();
    let most = super::weights::largest(&log_likelihoods);
    let (mut sum, mut weighted) = (0.0, 0.0);
    for (theta, ln) in thetas.iter().zip(&log_likelihoods) {
        let weight = (ln - most).exp();
        sum += weight;
        weighted += weight * theta;
    }
    let k = shape(weighted / sum);
    (k * n + 0.5 * 10.0) / (n + 10.0)
}

#[cfg(test)]
mod tests {
    use super::shape;

    /// Weights at the quantiles of a Pareto distribution with this k, or of the uniform one.
    fn quantiles(n: usize, k: Option<f64>) -> Vec<f64> {
        let u = (0..n).map(|i| (i as f64 + 0.5) / n as f64);
        u.map(|u| k.map_or(u.ln(), |k| -k * (-u).ln_1p())).collect()
    }

    /// What `arviz-stats` 0.8.0 makes of the same weights.
    #[test]
    fn the_shape_is_that_of_another_implementation() {
        for (n, k, expected) in [
            (100, Some(0.3), 0.377_269_868_165_796_5),
            (100, Some(0.7), 0.606_289_111_897_005_3),
            (100, Some(1.2), 0.892_363_215_233_372_6),
            (100, None, -0.404_621_480_355_228_5),
            (10_000, Some(0.3), 0.308_002_898_657_603_1),
            (10_000, Some(0.7), 0.689_982_034_898_979),
            (10_000, Some(1.2), 1.167_306_299_781_173_6),
            (10_000, None, -0.923_534_018_547_737_3),
        ] {
            let log_weights = quantiles(n, k);
            let found = shape(&log_weights);
            assert!((found - expected).abs() < 1e-9, "{n}, {k:?}: {found}");
            let moved: Vec<f64> = log_weights.iter().rev().map(|lw| lw - 700.0).collect();
            assert!((shape(&moved) - expected).abs() < 1e-9, "{n}, {k:?}, moved");
        }
    }

    #[test]
    fn where_there_is_no_tail() {
        assert_eq!(shape(&[0.5; 100]), f64::NEG_INFINITY);
        assert!(shape(&[0.5; 24]).is_nan() && shape(&[f64::NEG_INFINITY; 100]).is_nan());
        let mut one = [0.0; 100];
        one[3] = f64::NAN;
        assert!(shape(&one).is_nan());
        // A single weight above many that are equal.
        one[3] = 5.0;
        assert!(shape(&one) > 0.7, "{}", shape(&one));
    }
}
