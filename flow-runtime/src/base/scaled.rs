//! Base densities with another scale.

use crate::real::Real;

/// A density p, narrower or wider around its centre c: `p(c + (z − c)/s) / s^D`, with these parameters of p.
#[derive(Clone, Debug)]
pub struct Scaled<T> {
    /// Those of the density, which may take on the scale themselves.
    pub(crate) params: Vec<T>,
    /// Of every dimension.
    pub(crate) center: Vec<T>,
    /// What is left of the scale.
    pub(crate) scale: T,
}

impl<T: Real> Scaled<T> {
    /// ln s^D: what ln p is less.
    pub(crate) fn log_volume(&self) -> T {
        T::from_f64(self.center.len() as f64 * self.scale.to_f64().ln())
    }
}
