//! Simulation-based calibration.

use super::{Prior, Simulations};
use crate::inference::samplers::stream;
use crate::real::Real;
use crate::special::upper_gamma;
use nalgebra::SVector;
use rand::rngs::Xoshiro256PlusPlus;

/// Ranks of true parameters among samples of their posteriors: uniform where the posteriors are right on average over the prior.
///
/// Many in the middle say that posteriors are too wide, many at both ends that they are too narrow, and a slope that they are
/// shifted. Uniform ranks are no proof: a posterior that ignores what was observed, and is the prior, has them too.
///
/// # References
///
/// Talts, Betancourt, Simpson, Vehtari, Gelman, *Validating Bayesian Inference Algorithms with Simulation-Based Calibration*,
/// 2018.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranks<const P: usize> {
    ranks: Vec<[usize; P]>,
    draws: usize,
}

impl<const P: usize> Ranks<P> {
    /// Draws `runs` parameters from the prior, simulates what would be observed, and ranks each parameter among `draws` samples
    /// that `posterior` gives for it. Samples should be independent: thin those of a Markov chain. Simulations that fail are left
    /// out.
    ///
    /// # Panics
    ///
    /// If `posterior` does not return `draws` samples.
    pub fn of<T: Real, const D: usize>(
        prior: &Prior<P>,
        simulator: impl Fn(&SVector<T, P>, &mut Xoshiro256PlusPlus) -> SVector<T, D> + Sync,
        runs: usize,
        draws: usize,
        seed: u64,
        mut posterior: impl FnMut(&SVector<T, D>, usize, &mut Xoshiro256PlusPlus) -> Vec<SVector<T, P>>,
    ) -> Self {
        let mut rng = stream(!seed, 0);
        let thetas = prior.draws(runs, &mut rng);
        let mut simulations = Simulations::new();
        simulations.run(&thetas, simulator, seed);
        let pairs = simulations.thetas().iter().zip(simulations.xs());
        let rank = |(theta, x): (&SVector<T, P>, &SVector<T, D>)| {
            let samples = posterior(x, draws, &mut rng);
            assert_eq!(samples.len(), draws, "samples of a posterior");
            std::array::from_fn(|i| samples.iter().filter(|sample| sample[i] < theta[i]).count())
        };
        Self {
            ranks: pairs.map(rank).collect(),
            draws,
        }
    }

    /// The ranks, from 0 to the number of draws, of each run.
    pub fn ranks(&self) -> &[[usize; P]] {
        &self.ranks
    }

    /// How many samples each was ranked among.
    pub fn draws(&self) -> usize {
        self.draws
    }

    /// How many ranks fall into each of `bins` equal parts, by parameter: a histogram.
    pub fn histogram(&self, bins: usize) -> [Vec<usize>; P] {
        std::array::from_fn(|i| {
            let mut counts = vec![0; bins];
            for rank in &self.ranks {
                counts[rank[i] * bins / (self.draws + 1)] += 1;
            }
            counts
        })
    }

    /// The probability that uniform ranks are at least as uneven over `bins` parts, by parameter: the χ² test. The number of
    /// draws and 1 should be a multiple of `bins`, and every part should expect 5 runs or more.
    pub fn p_values(&self, bins: usize) -> [f64; P] {
        let expected = self.ranks.len() as f64 / bins as f64;
        self.histogram(bins).map(|counts| {
            let terms = counts
                .iter()
                .map(|n| (*n as f64 - expected).powi(2) / expected);
            upper_gamma(0.5 * (bins as f64 - 1.0), 0.5 * terms.sum::<f64>())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::distr::Distribution;

    fn ranks(posterior: impl Fn(f64) -> (f64, f64)) -> Ranks<1> {
        let prior = Prior::normal([0.0], [1.0]);
        let simulator = |theta: &SVector<f64, 1>, rng: &mut Xoshiro256PlusPlus| {
            let noise: SVector<f64, 1> = Prior::normal([0.0], [1.0]).sample(rng);
            theta + noise
        };
        Ranks::of(&prior, simulator, 500, 99, 1, |x, n, rng| {
            let (mean, deviation) = posterior(x[0]);
            Prior::normal([mean], [deviation])
                .sample_iter(rng)
                .take(n)
                .collect()
        })
    }

    /// The posterior of N(θ, 1) under N(0, 1) is N(x/2, 1/2); others are found out.
    #[test]
    fn the_right_posterior_is_uniform_and_others_are_not() {
        let deviation = 0.5_f64.sqrt();
        let right = ranks(|x| (0.5 * x, deviation));
        assert!(right.p_values(10)[0] > 0.01, "{:?}", right.histogram(10));
        assert_eq!(right.histogram(10)[0].iter().sum::<usize>(), 500);
        for wrong in [
            ranks(|x| (0.5 * x, 0.7 * deviation)),
            ranks(|x| (0.5 * x, 1.4 * deviation)),
            ranks(|x| (0.5 * x + 0.3, deviation)),
            ranks(|x| (x, deviation)),
        ] {
            assert!(wrong.p_values(10)[0] < 1e-3, "{:?}", wrong.histogram(10));
        }
    }
}
