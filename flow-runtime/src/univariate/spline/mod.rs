//! The monotone rational-quadratic spline.
//!
//! The [bin](bin) of each number is found, and the curve between its [knots] evaluated, inverted or pulled back.

mod bin;
mod knots;
mod options;

pub use options::Spline;

use super::curve::{Curve, Curved, Parameters};
use super::strip::{LANES, Strip};
use crate::kernels::Math;
use crate::real::Real;
use bin::{Bins, Cotangents};
pub(super) use options::Constants;

impl Curved for Spline {
    type Curve<T: Real> = Constants<T>;

    fn curve<T: Real>(&self) -> Constants<T> {
        self.constants()
    }
}

/// Numbers outside the box become the end of it that is nearest.
#[inline(always)]
fn inside<T: Real, M: Math<T>>(m: M, bound: T, numbers: &Strip<T>) -> Strip<T> {
    let mut inside = *numbers;
    for number in &mut inside {
        let end = m.select_lt(*number, T::ZERO, -bound, bound);
        *number = m.select_lt(m.abs(*number), bound, *number, end);
    }
    inside
}

impl<T: Real> Constants<T> {
    /// Either direction.
    #[inline(always)]
    fn sweep<M: Math<T>, const INVERSE: bool>(
        self,
        m: M,
        parameters: Parameters<'_, T>,
        from: &Strip<T>,
    ) -> [Strip<T>; 2] {
        let at = inside(m, self.bound, from);
        let bins = Bins::find::<M, INVERSE>(m, self, parameters, &at);
        let (mut to, mut log_det) = (*from, [T::ZERO; LANES]);
        for i in 0..LANES {
            let knots = bins.knots(m, self, i);
            let (value, ln) = if INVERSE {
                let (x, point) = knots.solve(m, at[i]);
                (x, -point.ln_slope(m))
            } else {
                let point = knots.above(m, at[i]);
                (knots.value(m, point), point.ln_slope(m))
            };
            let (beyond, ln_beyond) = if self.learned_tails {
                let slope = m.select_lt(from[i], T::ZERO, knots.d0, knots.d1);
                let (by, ln) = (from[i] - at[i], m.ln(slope));
                if INVERSE {
                    (at[i] + by / slope, -ln)
                } else {
                    (m.fma(by, slope, at[i]), ln)
                }
            } else {
                (from[i], T::ZERO)
            };
            let size = m.abs(from[i]);
            log_det[i] = m.select_lt(size, self.bound, ln, ln_beyond);
            to[i] = m.select_lt(size, self.bound, value, beyond);
        }
        [to, log_det]
    }
}

impl<T: Real> Curve<T> for Constants<T> {
    /// The softmaxes of widths and of heights.
    fn room(self) -> usize {
        2 * self.bins
    }

    #[inline(always)]
    fn value<M: Math<T>>(self, m: M, parameters: Parameters<'_, T>, x: &Strip<T>) -> [Strip<T>; 2] {
        self.sweep::<M, false>(m, parameters, x)
    }

    #[inline(always)]
    fn solve<M: Math<T>>(self, m: M, parameters: Parameters<'_, T>, z: &Strip<T>) -> [Strip<T>; 2] {
        self.sweep::<M, true>(m, parameters, z)
    }

    #[inline(always)]
    fn pull<M: Math<T>, const FORWARD: bool>(
        self,
        m: M,
        mut parameters: Parameters<'_, T>,
        x: &Strip<T>,
        [dto, dlog_det]: [&Strip<T>; 2],
        dtheta: &mut [T],
    ) -> Strip<T> {
        let at = inside(m, self.bound, x);
        let bins = Bins::find::<M, false>(m, self, parameters.reborrow(), &at);
        let mut dfrom = *dto;
        let mut d = Cotangents::ZERO;
        for i in 0..LANES {
            let size = m.abs(x[i]);
            let inside = |inside: T, outside: T| m.select_lt(size, self.bound, inside, outside);
            let knots = bins.knots(m, self, i);
            let point = knots.above(m, at[i]);
            let (dvalue, dln, solved) = if FORWARD {
                let dz = knots.pull_inverse(m, point, dto[i], dlog_det[i]);
                (-dz, -dlog_det[i], dz)
            } else {
                (dto[i], dlog_det[i], T::ZERO)
            };
            let (dvalue, dln) = (inside(dvalue, T::ZERO), inside(dln, T::ZERO));
            let (dx, own) = knots.pull(m, point, dvalue, dln);
            let (mut d0, mut d1, mut beyond) = (own.d0, own.d1, dto[i]);
            if self.learned_tails {
                let below = m.select_lt(x[i], T::ZERO, T::ONE, T::ZERO);
                let slope = m.select_lt(x[i], T::ZERO, knots.d0, knots.d1);
                // The line z = ±B + slope (x ∓ B), or its inverse.
                let (by, dslope) = (x[i] - at[i], T::ONE / slope);
                let dln = dlog_det[i] * dslope;
                let dslope = if FORWARD {
                    beyond = dto[i] * dslope;
                    -m.fma(beyond, by, dln)
                } else {
                    beyond = dto[i] * slope;
                    m.fma(dto[i], by, dln)
                };
                d0 = inside(d0, below * dslope);
                d1 = inside(d1, (T::ONE - below) * dslope);
            }
            dfrom[i] = inside(if FORWARD { solved } else { dx }, beyond);
            d.x[i] = own.x;
            d.w[i] = own.w;
            d.y[i] = own.y;
            d.h[i] = own.h;
            d.d0[i] = d0;
            d.d1[i] = d1;
        }
        bins.pull(m, self, &d, &parameters, dtheta);
        dfrom
    }
}

#[cfg(test)]
mod tests;
