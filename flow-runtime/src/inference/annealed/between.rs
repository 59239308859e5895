//! A density between one that can be sampled and the target.

use crate::density::Density;
use crate::real::Real;
use crate::target::{Target, log_densities};
use crate::walk::{Kernel, LogDensity, Room};
use nalgebra::SVector;
use rand::rngs::Xoshiro256PlusPlus;
use rayon::prelude::*;

/// The density base^a · target^b, up to a constant.
#[derive(Debug)]
pub(crate) struct Between<'a, B, P: ?Sized> {
    pub(crate) base: &'a B,
    pub(crate) target: &'a P,
    /// a and b.
    pub(crate) powers: [f64; 2],
}

impl<B, P: ?Sized> Clone for Between<'_, B, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<B, P: ?Sized> Copy for Between<'_, B, P> {}

impl<'a, B, P: ?Sized> Between<'a, B, P> {
    /// base^(1 − β) · target^β.
    pub(crate) fn at(base: &'a B, target: &'a P, beta: f64) -> Self {
        let powers = [1.0 - beta, beta];
        Self {
            base,
            target,
            powers,
        }
    }

    /// Moves every point by a kernel, with a generator of its own; returns what the weights gain, in nats.
    pub(crate) fn walk<T: Real, const D: usize>(
        &self,
        kernel: Kernel,
        xs: &mut [SVector<T, D>],
        rngs: &mut [Xoshiro256PlusPlus],
    ) -> Vec<f64>
    where
        Self: LogDensity<T, D>,
    {
        let mut gains = vec![0.0; xs.len()];
        let mut vectors = vec![SVector::from([T::ZERO; D]); 3 * xs.len()];
        let mut numbers = vec![0.0; 3 * xs.len()];
        let room = Room::cut(&mut vectors, &mut numbers);
        kernel.walk(self, xs, rngs, room, &mut gains);
        gains
    }

    /// ln of the density at every point, in nats; −∞ where none can be told.
    pub(crate) fn log_densities<T: Real, const D: usize>(&self, xs: &[SVector<T, D>]) -> Vec<f64>
    where
        Self: LogDensity<T, D>,
    {
        let mut values = vec![0.0; xs.len()];
        self.values(xs, &mut values);
        values
    }

    /// The same, and its gradients.
    pub(crate) fn scores<T: Real, const D: usize>(
        &self,
        xs: &[SVector<T, D>],
    ) -> (Vec<f64>, Vec<SVector<T, D>>)
    where
        Self: LogDensity<T, D>,
    {
        let mut values = vec![0.0; xs.len()];
        let mut slopes = vec![SVector::from([T::ZERO; D]); xs.len()];
        self.slopes(xs, &mut values, &mut slopes);
        (values, slopes)
    }
}

impl<T: Real, const D: usize, B, P> LogDensity<T, D> for Between<'_, B, P>
where
    B: Density<T, D>,
    P: Target<T, D> + ?Sized,
{
    fn values(&self, xs: &[SVector<T, D>], values: &mut [f64]) {
        let [a, b] = self.powers;
        values.fill(0.0);
        // 0 times −∞ would be no number.
        if a != 0.0 {
            add(values, a, &self.base.log_prob_batch(xs));
        }
        if b != 0.0 {
            add(values, b, &log_densities(self.target, xs));
        }
    }

    fn slopes(&self, xs: &[SVector<T, D>], values: &mut [f64], slopes: &mut [SVector<T, D>]) {
        let [a, b] = self.powers;
        values.fill(0.0);
        slopes.fill(SVector::from([T::ZERO; D]));
        if a != 0.0 {
            add(values, a, &self.base.log_prob_batch(xs));
            for (slope, score) in slopes.iter_mut().zip(self.base.score_batch(xs)) {
                *slope += score * T::from_f64(a);
            }
        }
        if b != 0.0 {
            let both = xs.par_iter().map(|x| self.target.log_density_and_grad(x));
            let (logs, grads): (Vec<T>, Vec<_>) = both.unzip();
            add(values, b, &logs);
            for (slope, grad) in slopes.iter_mut().zip(grads) {
                *slope += grad * T::from_f64(b);
            }
        }
    }
}

fn add<T: Real>(values: &mut [f64], power: f64, logs: &[T]) {
    for (value, log) in values.iter_mut().zip(logs) {
        *value += power * log.to_f64();
        if value.is_nan() {
            *value = f64::NEG_INFINITY;
        }
    }
}
