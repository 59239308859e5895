//! The distribution function of a mixture of logistic distributions, on the logistic scale.

mod components;

use super::curve::{Curve, Curved, Parameters};
use super::search::Search;
use super::strip::{LANES, Strip};
use crate::interval::Interval;
use crate::kernels::Math;
use crate::real::Real;
use components::Components;

/// The map through the distribution function of a mixture of `K` logistic distributions (Ho et al. 2019, "Flow++"):
/// `mixture(components = 8)`. It is read from the data to the base, as a density reads it.
///
/// **Inverse** `z = logit F(x)` with `F(x) = Σₖ wₖ σ(uₖ)` and `uₖ = (x − mₖ)/sₖ`.
///
/// **Forward** the root, which is searched for.
///
/// **Log-determinant** of the inverse, `ln F′(x) − ln F(x) − ln(1 − F(x))` with `F′ = Σₖ wₖ σ(uₖ) σ(−uₖ)/sₖ`.
///
/// All sums are taken of logarithms, by their largest terms, so that the map holds far out, where it is a line with
/// the slope of the widest component, between 1/1000 and 1000. Between components that are far apart slopes are as small as the
/// density.
///
/// **Parameters** per dimension, all unconstrained: `K` numbers whose softmax are the weights, `K` locations, and `K`
/// log-scales, softly clipped like that of an affine map. Where all are 0 the components have the scale 1 and lie evenly on
/// [−1, 1]: were they in one place, they would learn the same, and stay there.
#[derive(Clone, Copy, Debug)]
pub struct Mixture {
    components: usize,
}

impl Mixture {
    /// A mixture of so many components.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub const fn new(components: usize) -> Self {
        assert!(components > 0);
        Self { components }
    }

    /// Parameters for one number.
    pub const fn params(self) -> usize {
        3 * self.components
    }
}

impl Curved for Mixture {
    type Curve<T: Real> = Self;

    fn curve<T: Real>(&self) -> Self {
        *self
    }
}

impl<T: Real> Curve<T> for Mixture {
    fn room(self) -> usize {
        self.params()
    }

    #[inline(always)]
    fn value<M: Math<T>>(self, m: M, parameters: Parameters<'_, T>, x: &Strip<T>) -> [Strip<T>; 2] {
        let point = Components::load(m, parameters).at(m, x);
        [point.value, point.ln_slope]
    }

    #[inline(always)]
    fn solve<M: Math<T>>(self, m: M, parameters: Parameters<'_, T>, z: &Strip<T>) -> [Strip<T>; 2] {
        let components = Components::load(m, parameters);
        let mut search = Search::new(m, [Interval::REAL; 2], true, z).of_size(T::ONE);
        while let Some(x) = search.points() {
            let point = components.at(m, &x);
            for i in 0..LANES {
                search.tell(i, point.value[i], m.exp(point.ln_slope[i]));
            }
        }
        let x = search.found();
        let point = components.at(m, &x);
        [x, point.ln_slope.map(|ln| -ln)]
    }

    #[inline(always)]
    fn pull<M: Math<T>, const FORWARD: bool>(
        self,
        m: M,
        parameters: Parameters<'_, T>,
        x: &Strip<T>,
        [dto, dlog_det]: [&Strip<T>; 2],
        dtheta: &mut [T],
    ) -> Strip<T> {
        let steepest = T::from_f64(0.9 * T::MAX.to_f64().ln());
        let (theta, span) = (parameters.theta, parameters.span);
        let components = Components::load(m, parameters);
        let (point, density) = (components.at(m, x), components.density(m, x));
        let curvature = components.curvature(m, x, (&point, &density));
        let (mut dz, mut dln, mut dfrom) = (*dto, *dlog_det, *dto);
        for i in 0..LANES {
            if FORWARD {
                // x is a function of z and of the parameters, as z(x) = z. A number so near a jump that its
                // derivative is none has the largest.
                let steepness = m.exp(m.min(-point.ln_slope[i], steepest));
                dfrom[i] = m.fma(-dlog_det[i], curvature[i], dto[i]) * steepness;
                (dz[i], dln[i]) = (-dfrom[i], -dlog_det[i]);
            } else {
                let slope = m.exp(point.ln_slope[i]);
                dfrom[i] = m.fma(dlog_det[i], curvature[i], dto[i] * slope);
            }
        }
        let curve = (x, &point, &density);
        components.pull(m, curve, [&dz, &dln], theta, dtheta, span);
        dfrom
    }
}

#[cfg(test)]
mod tests;
