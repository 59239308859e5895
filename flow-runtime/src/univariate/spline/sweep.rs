//! The loops over columns: both directions, and the pullback of either.

use super::bin::{Bins, Cotangents};
use super::options::Spline;
use super::strip::{LANES, Span, Strip};
use crate::kernels::{Kernel, Math};
use crate::real::Real;

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

/// Either direction.
pub(super) struct Sweep<'a, T, const INVERSE: bool> {
    pub(super) spline: &'a Spline,
    pub(super) theta: &'a [T],
    pub(super) from: &'a [T],
    pub(super) to: &'a mut [T],
    pub(super) log_det: &'a mut [T],
    pub(super) parts: &'a mut [Strip<T>],
}

impl<T: Real, const INVERSE: bool> Kernel<T> for Sweep<'_, T, INVERSE> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let (rows, c) = (self.log_det.len(), self.spline.constants::<T>());
        let columns = self.from.len() / rows;
        for column in (0..columns).step_by(Span::columns(rows)) {
            for start in (0..rows).step_by(LANES) {
                let span = Span::new((column, columns), (start, rows));
                let from = span.load(self.from, 1, 0);
                let at = inside(m, c.bound, &from);
                let bins = Bins::find::<M, INVERSE>(m, c, self.theta, span, &at, self.parts);
                let (mut to, mut log_det) = (from, [T::ZERO; LANES]);
                for i in 0..LANES {
                    let knots = bins.knots(m, c, i);
                    let (value, ln) = if INVERSE {
                        let (x, point) = knots.solve(m, at[i]);
                        (x, -point.ln_slope(m))
                    } else {
                        let point = knots.above(m, at[i]);
                        (knots.value(m, point), point.ln_slope(m))
                    };
                    let (beyond, ln_beyond) = if c.learned_tails {
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
                    log_det[i] = m.select_lt(size, c.bound, ln, ln_beyond);
                    to[i] = m.select_lt(size, c.bound, value, beyond);
                }
                span.store(self.to, 1, 0, &to);
                span.add(self.log_det, &log_det);
            }
        }
    }
}

/// The pullback of either direction, given the data's side.
pub(super) struct Pull<'a, T, const INVERSE: bool> {
    pub(super) spline: &'a Spline,
    pub(super) theta: &'a [T],
    pub(super) x: &'a [T],
    pub(super) dto: &'a [T],
    pub(super) dlog_det: &'a [T],
    pub(super) dfrom: &'a mut [T],
    pub(super) dtheta: &'a mut [T],
    pub(super) parts: &'a mut [Strip<T>],
}

impl<T: Real, const INVERSE: bool> Kernel<T> for Pull<'_, T, INVERSE> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let (rows, c) = (self.dlog_det.len(), self.spline.constants::<T>());
        let columns = self.x.len() / rows;
        for column in (0..columns).step_by(Span::columns(rows)) {
            for start in (0..rows).step_by(LANES) {
                let span = Span::new((column, columns), (start, rows));
                let x = span.load(self.x, 1, 0);
                let at = inside(m, c.bound, &x);
                let bins = Bins::find::<M, false>(m, c, self.theta, span, &at, self.parts);
                let (dto, dlog_det) = (span.load(self.dto, 1, 0), span.load(self.dlog_det, 0, 0));
                let mut dfrom = dto;
                let mut d = Cotangents::ZERO;
                for i in 0..LANES {
                    let size = m.abs(x[i]);
                    let inside =
                        |inside: T, outside: T| m.select_lt(size, c.bound, inside, outside);
                    let knots = bins.knots(m, c, i);
                    let point = knots.above(m, at[i]);
                    let (dvalue, dln, solved) = if INVERSE {
                        let dz = knots.pull_inverse(m, point, dto[i], dlog_det[i]);
                        (-dz, -dlog_det[i], dz)
                    } else {
                        (dto[i], dlog_det[i], T::ZERO)
                    };
                    let (dvalue, dln) = (inside(dvalue, T::ZERO), inside(dln, T::ZERO));
                    let (dx, own) = knots.pull(m, point, dvalue, dln);
                    let (mut d0, mut d1, mut beyond) = (own.d0, own.d1, dto[i]);
                    if c.learned_tails {
                        let below = m.select_lt(x[i], T::ZERO, T::ONE, T::ZERO);
                        let slope = m.select_lt(x[i], T::ZERO, knots.d0, knots.d1);
                        // The line z = ±B + slope (x ∓ B), or its inverse.
                        let (by, dslope) = (x[i] - at[i], T::ONE / slope);
                        let dln = dlog_det[i] * dslope;
                        let dslope = if INVERSE {
                            beyond = dto[i] * dslope;
                            -m.fma(beyond, by, dln)
                        } else {
                            beyond = dto[i] * slope;
                            m.fma(dto[i], by, dln)
                        };
                        d0 = inside(d0, below * dslope);
                        d1 = inside(d1, (T::ONE - below) * dslope);
                    }
                    dfrom[i] = inside(if INVERSE { solved } else { dx }, beyond);
                    d.x[i] = own.x;
                    d.w[i] = own.w;
                    d.y[i] = own.y;
                    d.h[i] = own.h;
                    d.d0[i] = d0;
                    d.d1[i] = d1;
                }
                span.store(self.dfrom, 1, 0, &dfrom);
                bins.pull(m, c, &d, self.parts, self.dtheta, span);
            }
        }
    }
}
