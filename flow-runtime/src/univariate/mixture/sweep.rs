//! The loops over columns: both directions, and the pullback of either.

use super::part::{Components, Point};
use crate::interval::Interval;
use crate::kernels::{Kernel, Math};
use crate::real::Real;
use crate::univariate::search::search_strip;
use crate::univariate::spline::strip::{LANES, Span, Strip};

/// From the data to the base.
pub(super) struct Sweep<'a, T> {
    pub(super) theta: &'a [T],
    pub(super) from: &'a [T],
    pub(super) to: &'a mut [T],
    pub(super) log_det: &'a mut [T],
    pub(super) parts: &'a mut [Strip<T>],
}

impl<T: Real> Kernel<T> for Sweep<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let rows = self.log_det.len();
        let columns = self.from.len() / rows;
        for column in (0..columns).step_by(Span::columns(rows)) {
            for start in (0..rows).step_by(LANES) {
                let span = Span::new((column, columns), (start, rows));
                let x = span.load(self.from, 1, 0);
                let components = Components::load(m, self.theta, span, self.parts);
                let point = components.at(m, &x);
                span.store(self.to, 1, 0, &point.value);
                span.add(self.log_det, &point.ln_slope);
            }
        }
    }
}

/// From the base to the data.
pub(super) struct Inverse<'a, T>(pub(super) Sweep<'a, T>);

impl<T: Real> Kernel<T> for Inverse<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let Self(sweep) = self;
        let rows = sweep.log_det.len();
        let columns = sweep.from.len() / rows;
        for column in (0..columns).step_by(Span::columns(rows)) {
            for start in (0..rows).step_by(LANES) {
                let span = Span::new((column, columns), (start, rows));
                let z = span.load(sweep.from, 1, 0);
                let components = Components::load(m, sweep.theta, span, sweep.parts);
                let all = [Interval::REAL; 2];
                let x = search_strip(m, all, true, &z, T::ONE, |x| {
                    let Point {
                        value, ln_slope, ..
                    } = components.at(m, x);
                    let mut slope = ln_slope;
                    for i in 0..LANES {
                        slope[i] = m.exp(ln_slope[i]);
                    }
                    (value, slope)
                });
                let point = components.at(m, &x);
                let log_det = point.ln_slope.map(|ln| -ln);
                span.store(sweep.to, 1, 0, &x);
                span.add(sweep.log_det, &log_det);
            }
        }
    }
}

/// The pullback of either direction, given the data's side.
pub(super) struct Pull<'a, T, const FORWARD: bool> {
    pub(super) theta: &'a [T],
    pub(super) x: &'a [T],
    pub(super) dto: &'a [T],
    pub(super) dlog_det: &'a [T],
    pub(super) dfrom: &'a mut [T],
    pub(super) dtheta: &'a mut [T],
    pub(super) parts: &'a mut [Strip<T>],
}

impl<T: Real, const FORWARD: bool> Kernel<T> for Pull<'_, T, FORWARD> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let steepest = T::from_f64(0.9 * T::MAX.to_f64().ln());
        let rows = self.dlog_det.len();
        let columns = self.x.len() / rows;
        for column in (0..columns).step_by(Span::columns(rows)) {
            for start in (0..rows).step_by(LANES) {
                let span = Span::new((column, columns), (start, rows));
                let x = span.load(self.x, 1, 0);
                let (dto, dlog_det) = (span.load(self.dto, 1, 0), span.load(self.dlog_det, 0, 0));
                let components = Components::load(m, self.theta, span, self.parts);
                let (point, density) = (components.at(m, &x), components.density(m, &x));
                let curvature = components.curvature(m, &x, (&point, &density));
                let (mut dz, mut dln, mut dfrom) = (dto, dlog_det, dto);
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
                span.store(self.dfrom, 1, 0, &dfrom);
                components.pull(
                    m,
                    (&x, &point, &density),
                    [&dz, &dln],
                    self.theta,
                    self.dtheta,
                    span,
                );
            }
        }
    }
}
