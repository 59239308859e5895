//! The rational-quadratic curve between two knots: value, slope, inverse, and the cotangents of all that it is made of.

use crate::kernels::Math;
use crate::real::Real;

/// Two neighbouring knots: the box between them, and the slopes at both.
#[derive(Clone, Copy)]
pub(super) struct Knots<T> {
    pub(super) x: T,
    pub(super) w: T,
    pub(super) y: T,
    pub(super) h: T,
    pub(super) d0: T,
    pub(super) d1: T,
}

/// The curve at ξ, a part of the width.
#[derive(Clone, Copy)]
pub(super) struct Point<T> {
    xi: T,
    q: T,
    s: T,
    /// The denominator of the value, and its derivative by ξ.
    den: T,
    dden: T,
    /// s ξ² + d₀ q.
    num: T,
    /// d₁ ξ² + 2 s q + d₀ (1 − ξ)², and its derivative by ξ.
    top: T,
    dtop: T,
}

#[inline(always)]
fn unit<T: Real, M: Math<T>>(m: M, xi: T) -> T {
    m.min(m.max(xi, T::ZERO), T::ONE)
}

impl<T: Real> Knots<T> {
    /// The point above `x`.
    #[inline(always)]
    pub(super) fn above<M: Math<T>>(self, m: M, x: T) -> Point<T> {
        self.at(m, unit(m, (x - self.x) / self.w))
    }

    #[inline(always)]
    fn at<M: Math<T>>(self, m: M, xi: T) -> Point<T> {
        let Self { w, h, d0, d1, .. } = self;
        let (two, rest, s) = (T::from_f64(2.0), T::ONE - xi, h / w);
        let q = xi * rest;
        let bend = d0 + d1 - two * s;
        let slope = rest - xi;
        Point {
            xi,
            q,
            s,
            den: m.fma(bend, q, s),
            dden: bend * slope,
            num: m.fma(s * xi, xi, d0 * q),
            top: m.fma(d1 * xi, xi, m.fma(two * s, q, d0 * rest * rest)),
            dtop: two * (m.fma(d1, xi, s * slope) - d0 * rest),
        }
    }

    /// The value at a point.
    #[inline(always)]
    pub(super) fn value<M: Math<T>>(self, m: M, point: Point<T>) -> T {
        m.fma(self.h, point.num / point.den, self.y)
    }

    /// The point at which the curve has this value, and its x: the root of a quadratic in ξ, then a step of Newton's method.
    ///
    /// Of the two ways to write the root `a ξ² + b ξ = s t`, the one that adds numbers of one sign is taken; the step
    /// brings back what the discriminant has lost where the curve is flat beside a steep end.
    #[inline(always)]
    pub(super) fn solve<M: Math<T>>(self, m: M, value: T) -> (T, Point<T>) {
        let Self { x, w, y, h, d0, d1 } = self;
        let (two, s, t) = (T::from_f64(2.0), h / w, value - y);
        let bend = d0 + d1 - two * s;
        let a = m.fma(t, bend, h * (s - d0));
        let b = m.fma(-t, bend, h * d0);
        let root = m.sqrt(m.max(m.fma(b, b, T::from_f64(4.0) * a * s * t), T::ZERO));
        let above = m.select_lt(b, T::ZERO, root - b, two * s * t);
        let below = m.select_lt(b, T::ZERO, two * a, root + b);
        let near = self.at(m, unit(m, above / below));
        // (h num / den − t) / (w s² top / den²), multiplied out.
        let step = m.fma(h, near.num, -(t * near.den)) * near.den / (h * s * near.top);
        let point = self.at(m, unit(m, near.xi - step));
        (m.fma(point.xi, w, x), point)
    }

    /// Cotangents of ξ's x and of the knots, given those of the value and of the logarithm of its slope.
    #[inline(always)]
    pub(super) fn pull<M: Math<T>>(
        self,
        m: M,
        point: Point<T>,
        dvalue: T,
        dln: T,
    ) -> (T, Knots<T>) {
        let Self { w, h, d0, d1, .. } = self;
        let Point {
            xi,
            q,
            s,
            den,
            num,
            top,
            ..
        } = point;
        let two = T::from_f64(2.0);
        let (rest, slope) = (T::ONE - xi, T::ONE - two * xi);
        let dnum = dvalue * h / den;
        let dden = -m.fma(dnum, num, two * dln) / den;
        let dtop = dln / top;
        let ds =
            two * dln / s + m.fma(dden, T::ONE - two * q, m.fma(two * q, dtop, dnum * xi * xi));
        let dq = m.fma(dden, d0 + d1 - two * s, m.fma(dtop, two * s, dnum * d0));
        let dxi = m.fma(
            dq,
            slope,
            two * m.fma(dtop, m.fma(d1, xi, -(d0 * rest)), dnum * s * xi),
        );
        let dx = dxi / w;
        let knots = Self {
            x: -dx,
            w: -m.fma(ds, s, dxi * xi) / w,
            y: dvalue,
            h: dvalue * num / den + ds / w,
            d0: m.fma(dden, q, m.fma(dtop, rest * rest, dnum * q)),
            d1: m.fma(dden, q, dtop * xi * xi),
        };
        (dx, knots)
    }

    /// From the cotangents of the inverse's x and of the logarithm of its slope to that of the value: both move with x,
    /// which moves by the inverse slope.
    #[inline(always)]
    pub(super) fn pull_inverse<M: Math<T>>(self, m: M, point: Point<T>, dx: T, dln: T) -> T {
        let Point {
            s,
            den,
            dden,
            top,
            dtop,
            ..
        } = point;
        let bend = (dtop / top - T::from_f64(2.0) * dden / den) / self.w;
        let ratio = s / den;
        m.fma(-dln, bend, dx) / (ratio * ratio * top)
    }
}

impl<T: Real> Point<T> {
    /// ln of the derivative.
    #[inline(always)]
    pub(super) fn ln_slope<M: Math<T>>(self, m: M) -> T {
        let ratio = self.s / self.den;
        m.ln(ratio * ratio * self.top)
    }
}
