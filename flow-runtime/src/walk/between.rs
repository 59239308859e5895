//! A density between two others.

use super::{Kernel, LogDensity, Room};
use crate::real::Real;
use crate::target::{Target, log_densities};
use nalgebra::SVector;
use rand::rngs::Xoshiro256PlusPlus;
use rayon::prelude::*;

/// The density base^a · target^b, up to a constant.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Between<B, P> {
    pub(crate) base: B,
    pub(crate) target: P,
    /// a and b.
    pub(crate) powers: [f64; 2],
}

/// One of the two.
pub(crate) trait Factor<T, const D: usize> {
    /// Adds its logarithm times a power at every point, in nats.
    fn add(&self, power: f64, xs: &[SVector<T, D>], values: &mut [f64]);

    /// The same, and to `slopes` its gradient times the power.
    fn add_slopes(
        &self,
        power: f64,
        xs: &[SVector<T, D>],
        values: &mut [f64],
        slopes: &mut [SVector<T, D>],
    );
}

/// A target as a factor.
#[derive(Debug)]
pub(crate) struct Aim<'a, P: ?Sized>(pub(crate) &'a P);

impl<P: ?Sized> Clone for Aim<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P: ?Sized> Copy for Aim<'_, P> {}

/// The powers of base^(1 − β) · target^β.
pub(crate) fn tempered(beta: f64) -> [f64; 2] {
    [1.0 - beta, beta]
}

impl<B, P> Between<B, P> {
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

impl<T: Real, const D: usize, B: Factor<T, D>, P: Factor<T, D>> LogDensity<T, D> for Between<B, P> {
    fn values(&self, xs: &[SVector<T, D>], values: &mut [f64]) {
        let [a, b] = self.powers;
        values.fill(0.0);
        // 0 times −∞ would be no number.
        if a != 0.0 {
            self.base.add(a, xs, values);
        }
        if b != 0.0 {
            self.target.add(b, xs, values);
        }
        define(values);
    }

    fn slopes(&self, xs: &[SVector<T, D>], values: &mut [f64], slopes: &mut [SVector<T, D>]) {
        let [a, b] = self.powers;
        values.fill(0.0);
        slopes.fill(SVector::from([T::ZERO; D]));
        if a != 0.0 {
            self.base.add_slopes(a, xs, values, slopes);
        }
        if b != 0.0 {
            self.target.add_slopes(b, xs, values, slopes);
        }
        define(values);
    }
}

/// −∞ where no density can be told.
fn define(values: &mut [f64]) {
    for value in values.iter_mut().filter(|value| value.is_nan()) {
        *value = f64::NEG_INFINITY;
    }
}

/// Many points on all cores, and one where it is, without memory of its own.
impl<T: Real, const D: usize, P: Target<T, D> + ?Sized> Factor<T, D> for Aim<'_, P> {
    fn add(&self, power: f64, xs: &[SVector<T, D>], values: &mut [f64]) {
        match (xs, &mut *values) {
            ([x], [value]) => *value += power * self.0.log_density(x).to_f64(),
            _ => add(values, power, &log_densities(self.0, xs)),
        }
    }

    fn add_slopes(
        &self,
        power: f64,
        xs: &[SVector<T, D>],
        values: &mut [f64],
        slopes: &mut [SVector<T, D>],
    ) {
        if let ([x], [value], [slope]) = (xs, &mut *values, &mut *slopes) {
            let (log, grad) = self.0.log_density_and_grad(x);
            *value += power * log.to_f64();
            *slope += grad * T::from_f64(power);
            return;
        }
        let both = xs.par_iter().map(|x| self.0.log_density_and_grad(x));
        let (logs, grads): (Vec<T>, Vec<_>) = both.unzip();
        add(values, power, &logs);
        for (slope, grad) in slopes.iter_mut().zip(grads) {
            *slope += grad * T::from_f64(power);
        }
    }
}

/// Adds logarithms times a power.
pub(crate) fn add<T: Real>(values: &mut [f64], power: f64, logs: &[T]) {
    for (value, log) in values.iter_mut().zip(logs) {
        *value += power * log.to_f64();
    }
}
