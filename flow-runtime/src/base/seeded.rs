//! A base beside the noise of the layers.

use super::{LearnedBase, Scaled, Sides};
use crate::real::Real;
use rand::{Rng, RngExt};

/// A base on the first columns, and in all others numbers that are uniform on (0, 1), of which the density is 1: what stochastic
/// layers draw from, so that a sample goes its way by what it starts from alone.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "it holds a trait object")]
pub struct Seeded<T: Real> {
    base: &'static dyn LearnedBase<T>,
    dim: usize,
}

impl<T: Real> Seeded<T> {
    /// A base on so many columns.
    pub const fn new(base: &'static dyn LearnedBase<T>, dim: usize) -> Self {
        Self { base, dim }
    }

    fn own<'z>(&self, z: &'z [T], rows: usize) -> &'z [T] {
        &z[..self.dim * rows]
    }
}

impl<T: Real> LearnedBase<T> for Seeded<T> {
    fn params(&self) -> usize {
        self.base.params()
    }

    fn init(&self, params: &mut [T], rng: &mut dyn Rng) {
        self.base.init(params, rng);
    }

    fn log_prob(&self, params: &[T], z: &[T], out: &mut [T]) {
        self.base.log_prob(params, self.own(z, out.len()), out);
    }

    fn score(&self, params: &[T], z: &[T], weight: &[T], dz: &mut [T], grad: Option<&mut [T]>) {
        let (z, dz) = (
            self.own(z, weight.len()),
            &mut dz[..self.dim * weight.len()],
        );
        self.base.score(params, z, weight, dz, grad);
    }

    fn sample(&self, params: &[T], rng: &mut dyn Rng, z: &mut [T]) {
        let (own, seeds) = z.split_at_mut(self.dim);
        self.base.sample(params, rng, own);
        for seed in seeds {
            *seed = T::from_f64(rng.random());
        }
    }

    fn is_smooth(&self) -> bool {
        self.base.is_smooth()
    }

    fn path(&self, params: &[T], z: &[T], dz: &[T], grad: &mut [T]) {
        self.base.path(params, z, dz, grad);
    }

    fn scaled(&self, params: &[T], scale: f64, dim: usize) -> Scaled<T> {
        self.base.scaled(params, scale, dim)
    }

    fn sides(&self, params: &[T], z: &[f64], order: &[usize], sides: &mut [Sides]) {
        self.base.sides(params, z, order, sides);
    }

    fn quantile(&self, params: &[T], sides: Sides) -> f64 {
        self.base.quantile(params, sides)
    }
}
