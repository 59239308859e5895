//! Densities between one that can be sampled and the target.

use crate::density::Density;
use crate::real::Real;
use crate::walk::{Aim, Between, Factor, add};
use nalgebra::SVector;

/// Where paths start, as a factor of what is between it and the target.
#[derive(Debug)]
pub(crate) struct Start<'a, B>(&'a B);

impl<B> Clone for Start<'_, B> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<B> Copy for Start<'_, B> {}

/// The density base^a · target^b, up to a constant.
pub(crate) fn between<'a, B, P: ?Sized>(
    base: &'a B,
    target: &'a P,
    powers: [f64; 2],
) -> Between<Start<'a, B>, Aim<'a, P>> {
    Between {
        base: Start(base),
        target: Aim(target),
        powers,
    }
}

impl<T: Real, const D: usize, B: Density<T, D>> Factor<T, D> for Start<'_, B> {
    fn add(&self, power: f64, xs: &[SVector<T, D>], values: &mut [f64]) {
        add(values, power, &self.0.log_prob_batch(xs));
    }

    fn add_slopes(
        &self,
        power: f64,
        xs: &[SVector<T, D>],
        values: &mut [f64],
        slopes: &mut [SVector<T, D>],
    ) {
        Factor::add(self, power, xs, values);
        for (slope, score) in slopes.iter_mut().zip(self.0.score_batch(xs)) {
            *slope += score * T::from_f64(power);
        }
    }
}
