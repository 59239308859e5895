//! What a posterior predicts, beside what was observed.

use super::Simulations;
use crate::real::Real;
use nalgebra::SVector;
use rand::rngs::Xoshiro256PlusPlus;
use std::cmp::Ordering;

/// Data that a simulator makes of the posterior's own parameters: what was observed should look like one of them.
///
/// This finds a simulator that is wrong, which [`Ranks`](super::Ranks) cannot, since these take it for the truth. What is compared
/// is a statistic, a number that data have, such as their largest one. The data have been used twice, to find the parameters and to
/// judge them, so p-values are larger than those of a test: small ones mean what they say.
///
/// Of parameters of the prior in place of the posterior's these are prior predictions, and the p-values those of a test.
///
/// ```
/// use flow_runtime::inference::simulation::{Predictive, Prior};
/// use flow_runtime::prelude::*;
///
/// // Five numbers of mean θ and variance 1. Were the prior flat, the posterior would be N(mean of the numbers, 1/5).
/// let simulator = |theta: &SVector<f64, 1>, rng: &mut Xoshiro256PlusPlus| -> SVector<f64, 5> {
///     Prior::normal([theta[0]; 5], [1.0; 5]).sample(rng)
/// };
/// let observed = SVector::from([0.3, -0.2, 0.1, 0.0, 6.0]);
/// let posterior = Prior::normal([observed.mean()], [0.2_f64.sqrt()]);
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let thetas: Vec<SVector<f64, 1>> = (0..1000).map(|_| posterior.sample(&mut rng)).collect();
///
/// let predicted = Predictive::of(&thetas, simulator, 0);
/// // Their mean is as predicted, and it would be whatever they were; their spread is not.
/// assert!(predicted.p_value(&observed, |x| x.mean()) > 0.5);
/// assert!(predicted.p_value(&observed, |x| x.max() - x.min()) < 0.01);
/// ```
///
/// # References
///
/// - Rubin, *Bayesianly Justifiable and Relevant Frequency Calculations for the Applied Statistician*, Annals of Statistics 1984.
/// - Gelman, Meng, Stern, *Posterior Predictive Assessment of Model Fitness via Realized Discrepancies*, Statistica Sinica 1996.
#[derive(Clone, Debug, PartialEq)]
pub struct Predictive<T, const P: usize, const D: usize> {
    simulations: Simulations<T, P, D>,
    /// Of the numbers of the data; empty where they have none.
    names: &'static [&'static str],
}

impl<T: Real, const P: usize, const D: usize> Predictive<T, P, D> {
    /// Runs the simulator once for every parameter, on all cores; those that fail are left out and counted, as
    /// [`Simulations::run`] does.
    pub fn of(
        thetas: &[SVector<T, P>],
        simulator: impl Fn(&SVector<T, P>, &mut Xoshiro256PlusPlus) -> SVector<T, D> + Sync,
        seed: u64,
    ) -> Self {
        let mut simulations = Simulations::new();
        simulations.run(thetas, simulator, seed);
        Self {
            simulations,
            names: &[],
        }
    }

    /// With names for the numbers of the data: those that a flow has for them.
    pub(super) fn named(self, names: &'static [&'static str]) -> Self {
        Self { names, ..self }
    }

    /// What pictures call a number of the data.
    #[cfg(feature = "plot")]
    pub(super) fn name(&self, number: usize) -> String {
        self.names
            .get(number)
            .map_or_else(|| format!("number {number}"), ToString::to_string)
    }

    /// What was predicted.
    pub fn xs(&self) -> &[SVector<T, D>] {
        self.simulations.xs()
    }

    /// The same with the parameters that it was made of, and how many simulations failed.
    pub fn simulations(&self) -> &Simulations<T, P, D> {
        &self.simulations
    }

    /// The probability that a prediction's statistic is at least as far out as that of what was observed, on its side, both sides
    /// counted: 2 min(P(t ≥ t₀), P(t ≤ t₀)), at most 1. Of n predictions the smallest that can be is 2/(n + 1), since what was observed counts as
    /// one more. Predictions whose statistic is NaN are left out; NaN if none is left, or that of what was observed is NaN.
    pub fn p_value(
        &self,
        observed: &SVector<T, D>,
        statistic: impl Fn(&SVector<T, D>) -> T,
    ) -> f64 {
        let there = statistic(observed).to_f64();
        let [mut below, mut same, mut above] = [0.0; 3];
        for x in self.xs() {
            match statistic(x).to_f64().partial_cmp(&there) {
                Some(Ordering::Less) => below += 1.0,
                Some(Ordering::Equal) => same += 1.0,
                Some(Ordering::Greater) => above += 1.0,
                None => {}
            }
        }
        let n: f64 = below + same + above;
        if n == 0.0 {
            return f64::NAN;
        }
        (2.0 * (1.0 + same + below.min(above)) / (n + 1.0)).min(1.0)
    }

    /// The [`p_value`](Self::p_value) of each number by itself.
    pub fn p_values(&self, observed: &SVector<T, D>) -> [f64; D] {
        std::array::from_fn(|i| self.p_value(observed, |x| x[i]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::simulation::Prior;
    use rand::distr::Distribution;

    type One = SVector<f64, 1>;

    /// θ + N(0, 1), and θ ~ N(0, 1): without an observation the predictions are N(0, 2).
    fn predicted(n: u64) -> Predictive<f64, 1, 1> {
        let mut rng = crate::inference::samplers::stream(0, n);
        let prior = Prior::normal([0.0], [1.0]);
        let thetas: Vec<One> = (0..n).map(|_| prior.sample(&mut rng)).collect();
        let simulator = |theta: &One, rng: &mut Xoshiro256PlusPlus| {
            let noise: One = Prior::normal([0.0], [1.0]).sample(rng);
            theta + noise
        };
        Predictive::of(&thetas, simulator, 1)
    }

    #[test]
    fn p_values_are_those_of_the_closed_form() {
        let predicted = predicted(20_000);
        // 2 (1 − Φ(t)) of t standard deviations.
        for (t, p) in [
            (0.0, 1.0),
            (0.5, 0.617_075),
            (-1.0, 0.317_311),
            (2.0, 0.045_5),
        ] {
            let ours = predicted.p_values(&SVector::from([t * 2.0_f64.sqrt()]))[0];
            assert!((ours - p).abs() < 0.02, "{t}: {ours}, not {p}");
        }
        let far = predicted.p_values(&SVector::from([50.0]))[0];
        assert_eq!(far, 2.0 / 20_001.0);
    }

    #[test]
    fn what_has_no_statistic_is_left_out() {
        let digits: Vec<One> = (0..9).map(|i| SVector::from([f64::from(i)])).collect();
        let digits = Predictive::of(&digits, |theta, _| *theta, 0);
        let nine = SVector::from([9.0]);
        assert_eq!(digits.p_values(&nine)[0], 0.2);
        let known = |x: &One| if x[0] == 3.0 { f64::NAN } else { x[0] };
        assert_eq!(digits.p_value(&nine, known), 2.0 / 9.0);
        // All are as far out as what was observed.
        assert_eq!(digits.p_value(&nine, |_| 1.0), 1.0);
        assert!(digits.p_value(&nine, |_| f64::NAN).is_nan());
        assert!(digits.p_values(&SVector::from([f64::NAN]))[0].is_nan());
        assert!(predicted(0).p_values(&nine)[0].is_nan());
    }

    #[test]
    fn failures_are_counted() {
        let thetas: Vec<One> = (0..30).map(|i| SVector::from([f64::from(i % 3)])).collect();
        let moody = |theta: &One, _: &mut Xoshiro256PlusPlus| {
            assert!(theta[0] < 2.0, "as it is meant to");
            SVector::from([1.0 / theta[0]])
        };
        let predicted = Predictive::of(&thetas, moody, 0);
        let simulations = predicted.simulations();
        let counts = [
            predicted.xs().len(),
            simulations.not_finite(),
            simulations.panicked(),
        ];
        assert_eq!(counts, [10; 3]);
    }
}
