//! A target as nuts-rs asks for it.

use crate::inference::Target;
use crate::real::Real;
use nalgebra::SVector;
use nuts_rs::rand::Rng;
use nuts_rs::{CpuLogpFunc, CpuMathError, HasDims, LogpError};
use std::collections::HashMap;
use std::error::Error;
use std::fmt;

/// Stands for a slope of exactly 0, from which nuts-rs refuses to start. A chain leaves the density as it is whatever field
/// it is steered by, so this costs nothing.
const FLAT: f64 = 1e-3;

/// Where a trajectory ends: a log-density or a slope that is no finite number.
#[derive(Clone, Copy, Debug)]
pub(super) struct NotFinite;

impl fmt::Display for NotFinite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a log-density or a slope is not a finite number")
    }
}

impl Error for NotFinite {}

/// It counts as a divergence.
impl LogpError for NotFinite {
    fn is_recoverable(&self) -> bool {
        true
    }
}

/// The target in its own coordinates.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain<'a, P: ?Sized, T, const D: usize> {
    pub(super) target: &'a P,
    pub(super) at: SVector<T, D>,
}

impl<P: ?Sized, T, const D: usize> HasDims for Plain<'_, P, T, D> {
    fn dim_sizes(&self) -> HashMap<String, u64> {
        dimensions::<D>()
    }
}

impl<T: Real, const D: usize, P: Target<T, D> + ?Sized> CpuLogpFunc for Plain<'_, P, T, D> {
    type LogpError = NotFinite;
    type FlowParameters = ();
    type ExpandedVector = ();

    fn dim(&self) -> usize {
        D
    }

    fn logp(&mut self, x: &[f64], by_x: &mut [f64]) -> Result<f64, NotFinite> {
        read(x, &mut self.at);
        let (log_density, slopes) = self.target.log_density_and_grad(&self.at);
        write(&slopes, by_x);
        steerable(log_density.to_f64(), by_x)
    }

    fn expand_vector<R: Rng + ?Sized>(&mut self, _: &mut R, _: &[f64]) -> Result<(), CpuMathError> {
        Ok(())
    }
}

/// The only names that nuts-rs needs are those of what it stores, which is nothing.
pub(super) fn dimensions<const D: usize>() -> HashMap<String, u64> {
    HashMap::from([("unconstrained_parameter".into(), D as u64)])
}

pub(super) fn read<T: Real, const D: usize>(from: &[f64], to: &mut SVector<T, D>) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = T::from_f64(*from);
    }
}

pub(super) fn write<T: Real, const D: usize>(from: &SVector<T, D>, to: &mut [f64]) {
    for (to, from) in to.iter_mut().zip(from) {
        *to = from.to_f64();
    }
}

/// What a trajectory is steered by here, or its end.
pub(super) fn steerable(log_density: f64, slopes: &mut [f64]) -> Result<f64, NotFinite> {
    for slope in &mut *slopes {
        if *slope == 0.0 {
            *slope = FLAT;
        }
    }
    let finite = log_density.is_finite() && slopes.iter().all(|slope| slope.is_finite());
    if finite {
        Ok(log_density)
    } else {
        Err(NotFinite)
    }
}
