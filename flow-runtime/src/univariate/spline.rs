//! The monotone rational-quadratic spline.

use super::Univariate;
use crate::kernels::buffer::with_scratch;
use crate::kernels::{Kernel, Math, dispatch};
use crate::real::Real;

/// The monotone rational-quadratic spline with linear tails (Durkan, Bekasov, Murray & Papamakarios 2019):
/// `spline(bins = 8, bound = 3)`.
///
/// `K` bins cover the box [−B, B]². Bin `k` starts at the knot (xₖ, yₖ), is `wₖ` wide and `hₖ` high, and has the slopes
/// `dₖ` and `dₖ₊₁` at its ends. With `ξ = (z − xₖ) / wₖ`, `q = ξ (1 − ξ)` and `s = hₖ / wₖ`:
///
/// **Forward** `x = yₖ + hₖ (s ξ² + dₖ q) / (s + (dₖ + dₖ₊₁ − 2 s) q)` inside the box, `x = z` outside.
///
/// **Inverse** the root in [0, 1] of a quadratic in ξ.
///
/// **Log-determinant** `ln s² (dₖ₊₁ ξ² + 2 s q + dₖ (1 − ξ)²) / (s + (dₖ + dₖ₊₁ − 2 s) q)²` inside, 0 outside.
///
/// **Parameters** per dimension, all unconstrained: `K` numbers whose softmax divides the width, `K` that divide the
/// height, and `K − 1` whose softplus is the slope at an inner knot; the outermost slopes are 1. Where all are 0 the
/// spline is the identity.
#[derive(Clone, Copy, Debug)]
pub struct Spline {
    bins: usize,
    bound: f64,
}

/// A bin has at least this part of the width and of the height.
const LEAST_PART: f64 = 1e-3;

/// The slope at a knot is at least this.
const LEAST_SLOPE: f64 = 1e-3;

/// What is added to a parameter before its softplus becomes a slope: ln(exp(1 − 10⁻³) − 1), so that 0 gives slope 1.
const SLOPE_OFFSET: f64 = 0.539_742_417_236_952;

/// Samples that are worked on together.
const LANES: usize = 32;

/// A number for each of them.
type Strip<T> = [T; LANES];

impl Spline {
    /// A spline of `bins` bins on [−`bound`, `bound`].
    ///
    /// # Panics
    ///
    /// If there is no bin, or so many that their least widths do not fit; or if the bound is not positive.
    pub const fn new(bins: usize, bound: f64) -> Self {
        assert!(bins > 0 && (bins as f64) * LEAST_PART < 1.0);
        assert!(bound > 0.0 && bound < f64::INFINITY);
        Self { bins, bound }
    }

    /// Parameters for one number.
    pub const fn params(&self) -> usize {
        3 * self.bins - 1
    }

    /// Lends room for the softmaxes of a strip.
    fn with_parts<T: Real>(&self, work: impl FnOnce(&mut [Strip<T>])) {
        with_scratch(2 * self.bins * LANES, |scratch| {
            work(scratch.as_chunks_mut().0);
        });
    }
}

impl<T: Real> Univariate<T> for Spline {
    fn forward(&self, theta: &[T], z: &[T], x: &mut [T], log_det: &mut [T]) {
        self.with_parts(|parts| {
            dispatch(Sweep::<T, false> {
                spline: self,
                theta,
                from: z,
                to: x,
                log_det,
                parts,
            });
        });
    }

    fn inverse(&self, theta: &[T], x: &[T], z: &mut [T], log_det: &mut [T]) {
        self.with_parts(|parts| {
            dispatch(Sweep::<T, true> {
                spline: self,
                theta,
                from: x,
                to: z,
                log_det,
                parts,
            });
        });
    }

    fn forward_pullback(
        &self,
        theta: &[T],
        z: &[T],
        dx: &[T],
        dlog_det: &[T],
        dz: &mut [T],
        dtheta: &mut [T],
    ) {
        self.with_parts(|parts| {
            dispatch(Pull::<T, false> {
                spline: self,
                theta,
                z,
                dto: dx,
                dlog_det,
                dfrom: dz,
                dtheta,
                parts,
            });
        });
    }

    fn inverse_pullback(
        &self,
        theta: &[T],
        z: &[T],
        dz: &[T],
        dlog_det: &[T],
        dx: &mut [T],
        dtheta: &mut [T],
    ) {
        self.with_parts(|parts| {
            dispatch(Pull::<T, true> {
                spline: self,
                theta,
                z,
                dto: dz,
                dlog_det,
                dfrom: dx,
                dtheta,
                parts,
            });
        });
    }
}

/// The constants of a spline, as the scalar has them.
#[derive(Clone, Copy)]
struct Constants<T> {
    bound: T,
    /// The least width of a bin, and what the softmax divides.
    least: T,
    spread: T,
    slope: T,
    offset: T,
}

/// The bin of every sample: where it is, its parts and the parts below it, and the parameters of its slopes.
struct Bin<T> {
    index: Strip<T>,
    width: Strip<T>,
    below_width: Strip<T>,
    height: Strip<T>,
    below_height: Strip<T>,
    lower: Strip<T>,
    upper: Strip<T>,
}

/// A bin of one sample.
#[derive(Clone, Copy)]
struct Knots<T> {
    x: T,
    w: T,
    y: T,
    h: T,
    d0: T,
    d1: T,
}

/// The spline at one point of a bin.
#[derive(Clone, Copy)]
struct Point<T> {
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

/// Numbers of a column from `start` on, then zeros.
#[inline(always)]
fn load<T: Real>(column: &[T], start: usize) -> Strip<T> {
    let mut strip = [T::ZERO; LANES];
    let len = (column.len() - start).min(LANES);
    strip[..len].copy_from_slice(&column[start..][..len]);
    strip
}

#[inline(always)]
fn store<T: Real>(column: &mut [T], start: usize, strip: &Strip<T>) {
    let len = (column.len() - start).min(LANES);
    column[start..][..len].copy_from_slice(&strip[..len]);
}

/// Replaces numbers by their softmax across strips.
#[inline(always)]
fn softmax<T: Real, M: Math<T>>(m: M, parts: &mut [Strip<T>]) {
    let mut most = parts[0];
    for part in &parts[1..] {
        for i in 0..LANES {
            most[i] = m.max(most[i], part[i]);
        }
    }
    let mut sum = [T::ZERO; LANES];
    for part in &mut *parts {
        for i in 0..LANES {
            let e = m.exp(part[i] - most[i]);
            part[i] = e;
            sum[i] += e;
        }
    }
    for sum in &mut sum {
        *sum = T::ONE / *sum;
    }
    for part in parts {
        for i in 0..LANES {
            part[i] *= sum[i];
        }
    }
}

impl Spline {
    #[inline(always)]
    fn constants<T: Real>(&self) -> Constants<T> {
        let side = 2.0 * self.bound;
        Constants {
            bound: T::from_f64(self.bound),
            least: T::from_f64(side * LEAST_PART),
            spread: T::from_f64(side * (1.0 - LEAST_PART * self.bins as f64)),
            slope: T::from_f64(LEAST_SLOPE),
            offset: T::from_f64(SLOPE_OFFSET),
        }
    }

    /// Finds the bins of numbers inside the box, which lie on the side of the data if `INVERSE`. `theta` are the
    /// parameters of one column; `parts` is left with the parts of the width, then those of the height.
    #[inline(always)]
    fn locate<T: Real, M: Math<T>, const INVERSE: bool>(
        &self,
        m: M,
        theta: &[T],
        rows: usize,
        start: usize,
        at: &Strip<T>,
        parts: &mut [Strip<T>],
    ) -> Bin<T> {
        let (bins, c) = (self.bins, self.constants::<T>());
        let column = |p: usize| load(&theta[p * rows..][..rows], start);
        let zeros = [T::ZERO; LANES];
        for (p, part) in parts.iter_mut().enumerate() {
            *part = column(p);
        }
        let (widths, heights) = parts.split_at_mut(bins);
        softmax(m, widths);
        softmax(m, heights);
        let mut bin = Bin {
            index: zeros,
            width: zeros,
            below_width: zeros,
            height: zeros,
            below_height: zeros,
            lower: zeros,
            upper: zeros,
        };
        let (mut below_width, mut below_height, mut lower) = (zeros, zeros, zeros);
        for k in 0..bins {
            let index = T::from_f64(k as f64);
            let upper = if k + 1 < bins {
                column(2 * bins + k)
            } else {
                zeros
            };
            let (widths, heights) = (&widths[k], &heights[k]);
            let start = c.least * index - c.bound;
            for i in 0..LANES {
                let below = if INVERSE {
                    below_height[i]
                } else {
                    below_width[i]
                };
                let edge = m.fma(c.spread, below, start);
                let choose = |new: T, old: T| m.select_lt(at[i], edge, old, new);
                bin.index[i] = choose(index, bin.index[i]);
                bin.width[i] = choose(widths[i], bin.width[i]);
                bin.below_width[i] = choose(below_width[i], bin.below_width[i]);
                bin.height[i] = choose(heights[i], bin.height[i]);
                bin.below_height[i] = choose(below_height[i], bin.below_height[i]);
                bin.lower[i] = choose(lower[i], bin.lower[i]);
                bin.upper[i] = choose(upper[i], bin.upper[i]);
                below_width[i] += widths[i];
                below_height[i] += heights[i];
            }
            lower = upper;
        }
        bin
    }
}

impl<T: Real> Bin<T> {
    #[inline(always)]
    fn knots<M: Math<T>>(&self, m: M, c: Constants<T>, i: usize) -> Knots<T> {
        let start = m.fma(c.least, self.index[i], -c.bound);
        Knots {
            x: m.fma(c.spread, self.below_width[i], start),
            w: m.fma(c.spread, self.width[i], c.least),
            y: m.fma(c.spread, self.below_height[i], start),
            h: m.fma(c.spread, self.height[i], c.least),
            d0: c.slope + m.softplus(self.lower[i] + c.offset),
            d1: c.slope + m.softplus(self.upper[i] + c.offset),
        }
    }
}

impl<T: Real> Knots<T> {
    #[inline(always)]
    fn at<M: Math<T>>(self, m: M, xi: T) -> Point<T> {
        let Self { w, h, d0, d1, .. } = self;
        let (two, rest, s) = (T::from_f64(2.0), T::ONE - xi, h / w);
        let q = xi * rest;
        let bend = d0 + d1 - two * s;
        let slope = rest - xi;
        Point {
            q,
            s,
            den: m.fma(bend, q, s),
            dden: bend * slope,
            num: m.fma(s * xi, xi, d0 * q),
            top: m.fma(d1 * xi, xi, m.fma(two * s, q, d0 * rest * rest)),
            dtop: two * (m.fma(d1, xi, s * slope) - d0 * rest),
        }
    }

    /// ξ where the spline is `y + t`.
    #[inline(always)]
    fn solve<M: Math<T>>(self, m: M, t: T) -> T {
        let Self { w, h, d0, d1, .. } = self;
        let s = h / w;
        let bend = d0 + d1 - T::from_f64(2.0) * s;
        let a = m.fma(t, bend, h * (s - d0));
        let b = m.fma(-t, bend, h * d0);
        let root = m.max(m.fma(b, b, T::from_f64(4.0) * a * s * t), T::ZERO);
        T::from_f64(2.0) * s * t / (b + m.sqrt(root))
    }
}

impl<T: Real> Point<T> {
    /// ln of the derivative.
    #[inline(always)]
    fn ln_slope<M: Math<T>>(self, m: M) -> T {
        let ratio = self.s / self.den;
        m.ln(ratio * ratio * self.top)
    }
}

#[inline(always)]
fn unit<T: Real, M: Math<T>>(m: M, xi: T) -> T {
    m.min(m.max(xi, T::ZERO), T::ONE)
}

/// Either direction.
struct Sweep<'a, T, const INVERSE: bool> {
    spline: &'a Spline,
    theta: &'a [T],
    from: &'a [T],
    to: &'a mut [T],
    log_det: &'a mut [T],
    parts: &'a mut [Strip<T>],
}

impl<T: Real, const INVERSE: bool> Kernel<T> for Sweep<'_, T, INVERSE> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let (rows, c) = (self.log_det.len(), self.spline.constants::<T>());
        let thetas = self.theta.chunks_exact(self.spline.params() * rows);
        let columns = self.from.chunks_exact(rows);
        let columns = columns.zip(self.to.chunks_exact_mut(rows));
        for ((from, to), theta) in columns.zip(thetas) {
            for start in (0..rows).step_by(LANES) {
                let whole = load(from, start);
                let mut at = whole;
                for at in &mut at {
                    *at = m.select_lt(m.abs(*at), c.bound, *at, T::ZERO);
                }
                let bin = self
                    .spline
                    .locate::<T, M, INVERSE>(m, theta, rows, start, &at, self.parts);
                let mut log_det = load(self.log_det, start);
                for i in 0..LANES {
                    let knots = bin.knots(m, c, i);
                    let (to, ln) = if INVERSE {
                        let xi = unit(m, knots.solve(m, at[i] - knots.y));
                        let z = m.fma(xi, knots.w, knots.x);
                        (z, -knots.at(m, xi).ln_slope(m))
                    } else {
                        let point = knots.at(m, unit(m, (at[i] - knots.x) / knots.w));
                        let x = m.fma(knots.h, point.num / point.den, knots.y);
                        (x, point.ln_slope(m))
                    };
                    let size = m.abs(whole[i]);
                    log_det[i] += m.select_lt(size, c.bound, ln, T::ZERO);
                    at[i] = m.select_lt(size, c.bound, to, whole[i]);
                }
                store(to, start, &at);
                store(self.log_det, start, &log_det);
            }
        }
    }
}

/// The pullback of either direction.
struct Pull<'a, T, const INVERSE: bool> {
    spline: &'a Spline,
    theta: &'a [T],
    z: &'a [T],
    dto: &'a [T],
    dlog_det: &'a [T],
    dfrom: &'a mut [T],
    dtheta: &'a mut [T],
    parts: &'a mut [Strip<T>],
}

/// Cotangents of what a bin is made of.
struct Cotangents<T> {
    width: Strip<T>,
    below_width: Strip<T>,
    height: Strip<T>,
    below_height: Strip<T>,
    lower: Strip<T>,
    upper: Strip<T>,
}

impl<T: Real, const INVERSE: bool> Kernel<T> for Pull<'_, T, INVERSE> {
    type Output = ();

    #[inline(always)]
    fn run<M: Math<T>>(self, m: M) {
        let (rows, c) = (self.dlog_det.len(), self.spline.constants::<T>());
        let size = self.spline.params() * rows;
        let thetas = self.theta.chunks_exact(size);
        let thetas = thetas.zip(self.dtheta.chunks_exact_mut(size));
        let columns = self.z.chunks_exact(rows).zip(self.dto.chunks_exact(rows));
        let columns = columns.zip(self.dfrom.chunks_exact_mut(rows));
        for (((z, dto), dfrom), (theta, dtheta)) in columns.zip(thetas) {
            for start in (0..rows).step_by(LANES) {
                let whole = load(z, start);
                let mut at = whole;
                for at in &mut at {
                    *at = m.select_lt(m.abs(*at), c.bound, *at, T::ZERO);
                }
                let bin = self
                    .spline
                    .locate::<T, M, false>(m, theta, rows, start, &at, self.parts);
                let (dto, dlog_det) = (load(dto, start), load(self.dlog_det, start));
                let zeros = [T::ZERO; LANES];
                let mut source = zeros;
                let mut d = Cotangents {
                    width: zeros,
                    below_width: zeros,
                    height: zeros,
                    below_height: zeros,
                    lower: zeros,
                    upper: zeros,
                };
                for i in 0..LANES {
                    let inside = |value: T| m.select_lt(m.abs(whole[i]), c.bound, value, T::ZERO);
                    let knots = bin.knots(m, c, i);
                    let Knots { x, w, h, d0, .. } = knots;
                    let xi = unit(m, (at[i] - x) / w);
                    let point = knots.at(m, xi);
                    let (dvalue, dln, dsource) = if INVERSE {
                        // Both results of the inverse move with z, which moves with x by the inverse slope.
                        let Point {
                            den,
                            dden,
                            top,
                            dtop,
                            s,
                            ..
                        } = point;
                        let bend = (dtop / top - T::from_f64(2.0) * dden / den) / w;
                        let ratio = s / den;
                        let dx = m.fma(-dlog_det[i], bend, dto[i]) / (ratio * ratio * top);
                        (-dx, -dlog_det[i], dx)
                    } else {
                        (dto[i], dlog_det[i], T::ZERO)
                    };
                    let (dvalue, dln) = (inside(dvalue), inside(dln));
                    let Point {
                        q,
                        s,
                        den,
                        dden: _,
                        num,
                        top,
                        ..
                    } = point;
                    let two = T::from_f64(2.0);
                    let (rest, slope) = (T::ONE - xi, T::ONE - two * xi);
                    let dnum = dvalue * h / den;
                    let dden = -m.fma(dnum, num, two * dln) / den;
                    let dtop = dln / top;
                    let ds = two * dln / s
                        + m.fma(dden, T::ONE - two * q, m.fma(two * q, dtop, dnum * xi * xi));
                    let dq = m.fma(
                        dden,
                        d0 + knots.d1 - two * s,
                        m.fma(dtop, two * s, dnum * d0),
                    );
                    let dxi = m.fma(
                        dq,
                        slope,
                        two * m.fma(dtop, m.fma(knots.d1, xi, -(d0 * rest)), dnum * s * xi),
                    );
                    source[i] = m.select_lt(
                        m.abs(whole[i]),
                        c.bound,
                        if INVERSE { dsource } else { dxi / w },
                        dto[i],
                    );
                    d.height[i] = c.spread * (dvalue * num / den + ds / w);
                    d.below_height[i] = c.spread * dvalue;
                    d.width[i] = -c.spread * m.fma(ds, s, dxi * xi) / w;
                    d.below_width[i] = -c.spread * dxi / w;
                    let dlower = m.fma(dden, q, m.fma(dtop, rest * rest, dnum * q));
                    let dupper = m.fma(dden, q, dtop * xi * xi);
                    d.lower[i] = dlower * m.sigmoid(bin.lower[i] + c.offset);
                    d.upper[i] = dupper * m.sigmoid(bin.upper[i] + c.offset);
                }
                store(dfrom, start, &source);
                self.spline
                    .leave(m, &bin, &d, self.parts, dtheta, rows, start);
            }
        }
    }
}

impl Spline {
    /// From the bin's cotangents to those of all parameters of the column.
    #[inline(always)]
    #[expect(clippy::too_many_arguments, reason = "a piece of a kernel's loop")]
    fn leave<T: Real, M: Math<T>>(
        &self,
        m: M,
        bin: &Bin<T>,
        d: &Cotangents<T>,
        parts: &[Strip<T>],
        dtheta: &mut [T],
        rows: usize,
        start: usize,
    ) {
        let bins = self.bins;
        let (mut width_mean, mut height_mean) = ([T::ZERO; LANES], [T::ZERO; LANES]);
        for i in 0..LANES {
            let below = d.below_width[i] * bin.below_width[i];
            width_mean[i] = m.fma(d.width[i], bin.width[i], below);
            let below = d.below_height[i] * bin.below_height[i];
            height_mean[i] = m.fma(d.height[i], bin.height[i], below);
        }
        for k in 0..bins {
            let index = T::from_f64(k as f64);
            let (widths, heights) = (&parts[k], &parts[bins + k]);
            let (mut dwidth, mut dheight) = ([T::ZERO; LANES], [T::ZERO; LANES]);
            let mut dslope = [T::ZERO; LANES];
            for i in 0..LANES {
                let own = bin.index[i];
                // What a bin below the sample's, that itself, and one above it has a part in.
                let part = |below: T, here: T| {
                    let not_below = m.select_lt(index, own + T::ONE, here, T::ZERO);
                    m.select_lt(index, own, below, not_below)
                };
                dwidth[i] = widths[i] * (part(d.below_width[i], d.width[i]) - width_mean[i]);
                dheight[i] = heights[i] * (part(d.below_height[i], d.height[i]) - height_mean[i]);
                let below = m.select_lt(index + T::ONE, own, T::ZERO, d.lower[i]);
                dslope[i] = part(below, d.upper[i]);
            }
            store(&mut dtheta[k * rows..][..rows], start, &dwidth);
            store(&mut dtheta[(bins + k) * rows..][..rows], start, &dheight);
            if k + 1 < bins {
                store(&mut dtheta[(2 * bins + k) * rows..][..rows], start, &dslope);
            }
        }
    }
}

#[cfg(test)]
mod tests;
