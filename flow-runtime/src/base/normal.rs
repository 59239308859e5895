//! The normal base density.

use super::{Base, Sides};
use crate::real::Real;
use crate::special::{HALF_LN_2PI, normal_quantile};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

/// Independent normal distributions, one per dimension: the default base, `Normal` or `Normal[loc = [..], scale = [..]]`.
///
/// `ln p(z) = −½ Σᵢ ((zᵢ − μᵢ)/σᵢ)² − Σᵢ ln σᵢ − ½ D ln 2π`, in nats.
#[derive(Clone, Copy, Debug)]
pub struct Normal {
    /// Location and scale per dimension; none for the standard normal.
    diagonal: Option<(&'static [f64], &'static [f64])>,
}

impl Normal {
    /// Location 0 and scale 1.
    pub const STANDARD: Self = Self { diagonal: None };

    /// The given location and scale per dimension.
    ///
    /// # Panics
    ///
    /// If the lengths differ or a scale is not positive.
    pub const fn new(loc: &'static [f64], scale: &'static [f64]) -> Self {
        assert!(loc.len() == scale.len());
        let mut i = 0;
        while i < scale.len() {
            assert!(scale[i] > 0.0, "a scale must be positive");
            i += 1;
        }
        Self {
            diagonal: Some((loc, scale)),
        }
    }

    /// Location and scale of dimension `i`.
    fn at<T: Real>(&self, i: usize) -> (T, T) {
        self.diagonal.map_or((T::ZERO, T::ONE), |(loc, scale)| {
            (T::from_f64(loc[i]), T::from_f64(scale[i]))
        })
    }
}

impl<T: Real> Base<T> for Normal {
    fn log_prob(&self, z: &[T], out: &mut [T]) {
        let half = T::from_f64(-0.5);
        for (i, column) in z.chunks_exact(out.len()).enumerate() {
            let (loc, scale) = self.at::<T>(i);
            let constant = T::from_f64(HALF_LN_2PI + scale.to_f64().ln());
            for (out, &z) in out.iter_mut().zip(column) {
                let z = (z - loc) / scale;
                *out += half * z * z - constant;
            }
        }
    }

    fn score(&self, z: &[T], weight: &[T], dz: &mut [T]) {
        let rows = weight.len();
        let columns = z.chunks_exact(rows).zip(dz.chunks_exact_mut(rows));
        for (i, (z, dz)) in columns.enumerate() {
            let (loc, scale) = self.at::<T>(i);
            let variance = scale * scale;
            for ((&z, dz), &weight) in z.iter().zip(dz).zip(weight) {
                *dz -= weight * (z - loc) / variance;
            }
        }
    }

    fn sample(&self, rng: &mut dyn Rng, z: &mut [T]) {
        for (i, z) in z.iter_mut().enumerate() {
            let (loc, scale) = self.at::<T>(i);
            let standard: f64 = StandardNormal.sample(rng);
            *z = loc + scale * T::from_f64(standard);
        }
    }
    fn center(&self, i: usize) -> f64 {
        self.at::<f64>(i).0
    }

    fn sides(&self, i: usize, z: f64) -> Sides {
        let (loc, scale) = self.at::<f64>(i);
        Sides::of_normal((z - loc) / scale)
    }

    fn quantile(&self, i: usize, sides: Sides) -> f64 {
        let (loc, scale) = self.at::<f64>(i);
        let standard = if sides.below <= sides.above {
            normal_quantile(sides.below)
        } else {
            -normal_quantile(sides.above)
        };
        loc + scale * standard
    }
}
