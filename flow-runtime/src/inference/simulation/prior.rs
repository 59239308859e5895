//! What is known of all parameters before anything is observed.

use super::Marginal;
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;
use rand::distr::Distribution;

/// The prior of `P` parameters, which are independent.
///
/// ```
/// use flow_runtime::inference::simulation::{Marginal, Prior};
/// use flow_runtime::prelude::*;
///
/// // A rate, which is positive, and a share.
/// let prior = Prior::new([Marginal::log_normal(0.0, 1.0), Marginal::uniform(0.0, 1.0)]);
/// let theta: SVector<f64, 2> = prior.sample(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let u = prior.unconstrain(&theta);
/// assert!((prior.constrain(&u) - theta).norm() < 1e-12);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior<const P: usize>([Marginal; P]);

impl<const P: usize> Prior<P> {
    /// By the prior of each parameter.
    pub const fn new(marginals: [Marginal; P]) -> Self {
        Self(marginals)
    }

    /// Uniform in a box.
    ///
    /// # Panics
    ///
    /// As [`Marginal::uniform`].
    pub fn uniform(lower: [f64; P], upper: [f64; P]) -> Self {
        Self(std::array::from_fn(|i| {
            Marginal::uniform(lower[i], upper[i])
        }))
    }

    /// Normal, by means and standard deviations.
    ///
    /// # Panics
    ///
    /// As [`Marginal::normal`].
    pub fn normal(mean: [f64; P], deviation: [f64; P]) -> Self {
        Self(std::array::from_fn(|i| {
            Marginal::normal(mean[i], deviation[i])
        }))
    }

    /// ln p(θ) in nats; −∞ where a parameter cannot be.
    pub fn log_prob<T: Real>(&self, theta: &SVector<T, P>) -> f64 {
        self.sum(theta, Marginal::log_prob)
    }

    /// The parameters that unconstrained ones stand for: any real numbers do. The logistic function leads into a box, and the
    /// exponential to positive numbers; what is normal is only shifted and scaled.
    #[must_use]
    pub fn constrain<T: Real>(&self, u: &SVector<T, P>) -> SVector<T, P> {
        self.map(u, Marginal::constrain)
    }

    /// The unconstrained parameters that stand for these; not finite where a parameter is at the end of its range.
    #[must_use]
    pub fn unconstrain<T: Real>(&self, theta: &SVector<T, P>) -> SVector<T, P> {
        self.map(theta, Marginal::unconstrain)
    }

    /// ln |det ∂θ/∂u| of [`constrain`](Self::constrain).
    pub fn log_det<T: Real>(&self, u: &SVector<T, P>) -> f64 {
        self.sum(u, Marginal::log_slope)
    }

    /// What a network is shown of parameters: numbers of mean 0 and variance 1 under the prior.
    pub(super) fn standardise<T: Real>(&self, theta: &SVector<T, P>) -> SVector<T, P> {
        self.map(theta, Marginal::standardise)
    }

    /// So many parameters, drawn one after the other.
    pub(super) fn draws<T: Real, R: Rng + ?Sized>(
        &self,
        n: usize,
        rng: &mut R,
    ) -> Vec<SVector<T, P>> {
        (0..n).map(|_| self.sample(rng)).collect()
    }

    fn map<T: Real>(&self, x: &SVector<T, P>, f: fn(Marginal, f64) -> f64) -> SVector<T, P> {
        SVector::from(std::array::from_fn(|i| {
            T::from_f64(f(self.0[i], x[i].to_f64()))
        }))
    }

    fn sum<T: Real>(&self, x: &SVector<T, P>, f: fn(Marginal, f64) -> f64) -> f64 {
        x.iter()
            .zip(self.0)
            .map(|(x, marginal)| f(marginal, x.to_f64()))
            .sum()
    }
}

impl<T: Real, const P: usize> Distribution<SVector<T, P>> for Prior<P> {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> SVector<T, P> {
        // Rounded to an end, it would have no place among all real numbers.
        let inside = |marginal: Marginal, x: f64| marginal.support().nearest(T::from_f64(x));
        SVector::from(
            self.0
                .map(|marginal| inside(marginal, marginal.sample(rng))),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::Xoshiro256PlusPlus;

    fn all() -> Prior<3> {
        Prior::new([
            Marginal::uniform(-1.0, 3.0),
            Marginal::normal(2.0, 0.5),
            Marginal::log_normal(0.3, 0.7),
        ])
    }

    /// Each marginal integrates to 1, and has the moments that `standardise` takes away.
    #[test]
    fn densities_integrate_to_one() {
        for (marginal, expected) in all().0.into_iter().zip([1.0, 2.0, (0.3 + 0.245_f64).exp()]) {
            let (mut total, mut mean) = (0.0, 0.0);
            let step = 1e-3;
            for i in -10_000..60_000 {
                let theta = step * (f64::from(i) + 0.5);
                let p = marginal.log_prob(theta).exp() * step;
                total += p;
                mean += p * theta;
            }
            assert!((total - 1.0).abs() < 1e-4, "{marginal:?}: {total}");
            assert!((mean - expected).abs() < 1e-3, "{marginal:?}: {mean}");
        }
    }

    /// In single precision every twentieth number between 1000 and 1000.0006 is at an end, before it is kept inside.
    #[test]
    fn samples_have_a_place_among_all_real_numbers() {
        let narrow = Prior::new([Marginal::uniform(1000.0, 1000.0006)]);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
        for _ in 0..1000 {
            let theta: SVector<f32, 1> = narrow.sample(&mut rng);
            assert!(narrow.unconstrain(&theta)[0].is_finite(), "{theta}");
        }
    }

    #[test]
    fn samples_are_standardised() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
        let n = 20_000;
        let (mut sum, mut squares) = ([0.0; 3], [0.0; 3]);
        for _ in 0..n {
            let theta: SVector<f64, 3> = all().sample(&mut rng);
            assert!(all().log_prob(&theta).is_finite());
            for (i, z) in all().standardise(&theta).iter().enumerate() {
                sum[i] += z / f64::from(n);
                squares[i] += z * z / f64::from(n);
            }
        }
        assert!(sum.iter().all(|mean| mean.abs() < 0.03), "{sum:?}");
        assert!(
            squares.iter().all(|square| (square - 1.0).abs() < 0.05),
            "{squares:?}"
        );
    }

    #[test]
    fn slopes_are_those_of_the_map() {
        for u in [-30.0, -2.0, 0.0, 0.5, 3.0] {
            let h = 1e-5;
            for marginal in all().0 {
                let slope = (marginal.constrain(u + h) - marginal.constrain(u - h)) / (2.0 * h);
                let ours = marginal.log_slope(u);
                // At −30 the map of a box is too flat for differences.
                if u > -10.0 {
                    assert!((ours - slope.ln()).abs() < 1e-6, "{marginal:?} at {u}");
                    let again = marginal.unconstrain(marginal.constrain(u));
                    assert!((again - u).abs() < 1e-9, "{marginal:?} at {u}");
                }
                assert!(ours.is_finite());
            }
        }
    }

    #[test]
    fn nothing_is_possible_outside() {
        for (theta, inside) in [
            ([0.0, 0.0, 1.0], true),
            ([3.5, 0.0, 1.0], false),
            ([0.0, 0.0, -1.0], false),
        ] {
            assert_eq!(
                all().log_prob(&SVector::from(theta)).is_finite(),
                inside,
                "{theta:?}"
            );
        }
    }
}
