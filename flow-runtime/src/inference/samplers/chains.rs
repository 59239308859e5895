//! What a sampler returns.

use super::diagnostics;
use crate::real::Real;
use nalgebra::SVector;

/// Draws of several chains, as many of each, and how well they agree.
#[derive(Clone, Debug, PartialEq)]
pub struct Chains<T, const D: usize> {
    draws: Vec<Vec<SVector<T, D>>>,
    log_densities: Vec<Vec<T>>,
}

impl<T: Real, const D: usize> Chains<T, D> {
    pub(super) fn empty(chains: usize, draws: usize) -> Self {
        Self {
            draws: vec![Vec::with_capacity(draws); chains],
            log_densities: vec![Vec::with_capacity(draws); chains],
        }
    }

    pub(super) fn push(&mut self, chain: usize, x: &SVector<T, D>, log_density: f64) {
        self.draws[chain].push(*x);
        self.log_densities[chain].push(T::from_f64(log_density));
    }

    /// The draws, chain by chain.
    pub fn draws(&self) -> &[Vec<SVector<T, D>>] {
        &self.draws
    }

    /// The draws of all chains, one chain after the other.
    pub fn samples(&self) -> Vec<SVector<T, D>> {
        self.draws.concat()
    }

    /// The log-density of every draw, in nats and up to the target's constant, in the order of [`samples`](Self::samples).
    pub fn log_densities(&self) -> Vec<T> {
        self.log_densities.concat()
    }

    /// R̂ of every dimension: [`diagnostics::r_hat`].
    pub fn r_hat(&self) -> [f64; D] {
        self.each_dimension(diagnostics::r_hat)
    }

    /// The bulk effective sample size of every dimension: [`diagnostics::ess_bulk`].
    pub fn ess_bulk(&self) -> [f64; D] {
        self.each_dimension(diagnostics::ess_bulk)
    }

    /// The tail effective sample size of every dimension: [`diagnostics::ess_tail`].
    pub fn ess_tail(&self) -> [f64; D] {
        self.each_dimension(diagnostics::ess_tail)
    }

    /// The same draws in other coordinates, each with the log-density that it has there.
    pub(crate) fn map(mut self, f: impl Fn(&SVector<T, D>, T) -> (SVector<T, D>, T)) -> Self {
        for (draws, log_densities) in self.draws.iter_mut().zip(&mut self.log_densities) {
            for (x, log_density) in draws.iter_mut().zip(log_densities) {
                (*x, *log_density) = f(x, *log_density);
            }
        }
        self
    }

    fn each_dimension(&self, f: impl Fn(&[Vec<f64>]) -> f64) -> [f64; D] {
        std::array::from_fn(|i| {
            let column = |chain: &Vec<SVector<T, D>>| chain.iter().map(|x| x[i].to_f64()).collect();
            f(&self.draws.iter().map(column).collect::<Vec<_>>())
        })
    }
}

/// The chains of each, in their order.
impl<T: Real, const D: usize> FromIterator<Self> for Chains<T, D> {
    fn from_iter<I: IntoIterator<Item = Self>>(several: I) -> Self {
        let mut all = Self::empty(0, 0);
        for mut chains in several {
            all.draws.append(&mut chains.draws);
            all.log_densities.append(&mut chains.log_densities);
        }
        all
    }
}
