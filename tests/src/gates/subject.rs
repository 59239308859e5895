//! A flow of the table is a trait object here, so that a line of the table costs its own code and no more.

use crate::rng;
use flow_runtime::Interval;
use flow_runtime::prelude::*;
use rand::{Rng, RngExt};

/// A flow of which only the scalar and the dimension are known.
pub(super) trait Whole<T: Real, const D: usize> {
    fn forward(&self, z: &SVector<T, D>) -> (SVector<T, D>, T);
    fn inverse(&self, x: &SVector<T, D>) -> (SVector<T, D>, T);
    fn sample(&self, rng: &mut Xoshiro256PlusPlus) -> SVector<T, D>;
    fn log_prob(&self, x: &SVector<T, D>) -> T;
    fn score(&self, x: &SVector<T, D>) -> SVector<T, D>;
    fn nll(&self, xs: &[SVector<T, D>]) -> T;
    fn nll_and_grad(&self, xs: &[SVector<T, D>], grad: &mut [T]) -> T;
    fn params_mut(&mut self) -> &mut [T];
    fn support(&self) -> &'static [Interval];
}

impl<const D: usize, F> Whole<F::Scalar, D> for F
where
    F: Flow<D, 0> + Distribution<SVector<F::Scalar, D>>,
{
    fn forward(&self, z: &SVector<F::Scalar, D>) -> (SVector<F::Scalar, D>, F::Scalar) {
        self.forward_and_log_det(z)
    }

    fn inverse(&self, x: &SVector<F::Scalar, D>) -> (SVector<F::Scalar, D>, F::Scalar) {
        self.inverse_and_log_det(x)
    }

    fn sample(&self, rng: &mut Xoshiro256PlusPlus) -> SVector<F::Scalar, D> {
        Distribution::sample(self, rng)
    }

    fn log_prob(&self, x: &SVector<F::Scalar, D>) -> F::Scalar {
        Density::log_prob(self, x)
    }

    fn score(&self, x: &SVector<F::Scalar, D>) -> SVector<F::Scalar, D> {
        Density::score(self, x)
    }

    fn nll(&self, xs: &[SVector<F::Scalar, D>]) -> F::Scalar {
        Density::nll(self, xs)
    }

    fn nll_and_grad(&self, xs: &[SVector<F::Scalar, D>], grad: &mut [F::Scalar]) -> F::Scalar {
        Flow::nll_and_grad(self, xs, grad)
    }

    fn params_mut(&mut self) -> &mut [F::Scalar] {
        Trainable::params_mut(self)
    }

    fn support(&self) -> &'static [Interval] {
        F::model().support
    }
}

/// A flow of the table, with parameters that are all different, and the same in both precisions.
pub(super) struct Subject<T, const D: usize>(pub(super) Box<dyn Whole<T, D>>);

impl<T: Real, const D: usize> Subject<T, D> {
    pub(super) fn new(mut flow: Box<dyn Whole<T, D>>) -> Self {
        let mut rng = rng();
        for p in flow.params_mut() {
            *p = T::from_f64(rng.random_range(-0.5..0.5));
        }
        Self(flow)
    }
}

impl<T: Real, const D: usize> Bijector<T, D> for Subject<T, D> {
    fn forward_and_log_det(&self, z: &SVector<T, D>) -> (SVector<T, D>, T) {
        self.0.forward(z)
    }

    fn inverse_and_log_det(&self, x: &SVector<T, D>) -> (SVector<T, D>, T) {
        self.0.inverse(x)
    }
}

impl<T: Real, const D: usize> Distribution<SVector<T, D>> for Subject<T, D> {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> SVector<T, D> {
        let mut own = Xoshiro256PlusPlus::seed_from_u64(rng.next_u64());
        self.0.sample(&mut own)
    }
}

impl<T: Real, const D: usize> Density<T, D> for Subject<T, D> {
    fn log_prob(&self, x: &SVector<T, D>) -> T {
        self.0.log_prob(x)
    }

    fn score(&self, x: &SVector<T, D>) -> SVector<T, D> {
        self.0.score(x)
    }
}
