//! The components of a strip of numbers, and the curve that they make.

#![expect(
    clippy::needless_range_loop,
    reason = "loops over lanes, which become vectors, read several arrays"
)]

use crate::kernels::Math;
use crate::real::Real;
use crate::univariate::affine::{LogScale, Softclip};
use crate::univariate::curve::Parameters;
use crate::univariate::strip::{LANES, Span, Strip};

/// The parameters of the components, a strip for each: logarithms of weights, locations and log-scales.
pub(super) struct Components<'a, T> {
    ln_weights: &'a mut [Strip<T>],
    locations: &'a mut [Strip<T>],
    log_scales: &'a mut [Strip<T>],
}

/// The curve at a strip of points.
pub(super) struct Point<T> {
    /// F and 1 − F.
    below: LogSum<T>,
    above: LogSum<T>,
    /// z.
    pub(super) value: Strip<T>,
    /// ln ∂z/∂x, where ∂z/∂x = F′/F + F′/(1 − F). Between two components that are far apart it is far below the smallest
    /// number's.
    pub(super) ln_slope: Strip<T>,
}

/// A sum of exponentials: its largest term's logarithm, and how often that term it is. Far out all terms vanish, and their parts
/// of the sum do not.
struct LogSum<T> {
    largest: Strip<T>,
    times: Strip<T>,
}

impl<T: Real> LogSum<T> {
    #[inline(always)]
    fn new() -> Self {
        Self {
            largest: [T::from_f64(f64::NEG_INFINITY); LANES],
            times: [T::ZERO; LANES],
        }
    }

    /// Adds exp of a number that is not infinite.
    #[inline(always)]
    fn add<M: Math<T>>(&mut self, m: M, i: usize, ln: T) {
        let (old, times) = (self.largest[i], self.times[i]);
        // Of the old and the new one, the larger has the part 1.
        let part = m.exp_normal(-m.abs(ln - old));
        self.times[i] = m.select_lt(old, ln, m.fma(times, part, T::ONE), times + part);
        self.largest[i] = m.select_lt(old, ln, ln, old);
    }

    /// The logarithm of the sum.
    #[inline(always)]
    fn ln<M: Math<T>>(&self, m: M, i: usize) -> T {
        self.largest[i] + m.ln(self.times[i])
    }

    /// Which part of the sum exp of this number is.
    #[inline(always)]
    fn part<M: Math<T>>(&self, m: M, i: usize, ln: T) -> T {
        m.exp_normal(ln - self.largest[i]) / self.times[i]
    }
}

/// Where component `k` of `K` lies when its parameter is 0.
fn start(k: usize, components: usize) -> f64 {
    match components {
        1 => 0.0,
        _ => 2.0 * k as f64 / (components - 1) as f64 - 1.0,
    }
}

impl<'a, T: Real> Components<'a, T> {
    /// Those of a strip.
    #[inline(always)]
    pub(super) fn load<M: Math<T>>(m: M, parameters: Parameters<'a, T>) -> Self {
        let Parameters { theta, span, room } = parameters;
        let (params, count) = (room.len(), room.len() / 3);
        let (ln_weights, rest) = room.split_at_mut(count);
        let (locations, log_scales) = rest.split_at_mut(count);
        let mut total = LogSum::new();
        for (k, weights) in ln_weights.iter_mut().enumerate() {
            span.load_into(theta, params, k, weights);
            for (i, &weight) in weights.iter().enumerate() {
                total.add(m, i, weight);
            }
        }
        let mut ln_total = [T::ZERO; LANES];
        for (i, ln_total) in ln_total.iter_mut().enumerate() {
            *ln_total = total.ln(m, i);
        }
        for weights in ln_weights.iter_mut() {
            for (weight, &ln_total) in weights.iter_mut().zip(&ln_total) {
                *weight -= ln_total;
            }
        }
        for (k, locations) in locations.iter_mut().enumerate() {
            span.load_into(theta, params, count + k, locations);
            let start = T::from_f64(start(k, count));
            for location in locations {
                *location += start;
            }
        }
        for (k, log_scales) in log_scales.iter_mut().enumerate() {
            span.load_into(theta, params, 2 * count + k, log_scales);
            for log_scale in log_scales {
                *log_scale = Softclip::value(m, *log_scale);
            }
        }
        Self {
            ln_weights,
            locations,
            log_scales,
        }
    }

    /// How far component `k` is from a point, in its scale; and the logarithms of both sides of its distribution function,
    /// weighted.
    #[inline(always)]
    fn sides<M: Math<T>>(&self, m: M, k: usize, i: usize, x: T) -> Sides<T> {
        let u = (x - self.locations[k][i]) * m.exp(-self.log_scales[k][i]);
        let (weight, above) = (self.ln_weights[k][i], -m.softplus(u));
        Sides {
            u,
            ln_below: weight + (u + above),
            ln_above: weight + above,
        }
    }

    /// What component `k` adds to ∂z/∂u.
    #[inline(always)]
    fn rise<M: Math<T>>(m: M, i: usize, sides: &Sides<T>, point: &Point<T>) -> [T; 3] {
        let below = point.below.part(m, i, sides.ln_below);
        let above = point.above.part(m, i, sides.ln_above);
        let rise = m.fma(below, m.sigmoid(-sides.u), above * m.sigmoid(sides.u));
        [below, above, rise]
    }

    /// The curve at the points.
    #[inline(always)]
    pub(super) fn at<M: Math<T>>(&self, m: M, x: &Strip<T>) -> Point<T> {
        let (mut below, mut above) = (LogSum::new(), LogSum::new());
        for k in 0..self.ln_weights.len() {
            for i in 0..LANES {
                let sides = self.sides(m, k, i, x[i]);
                below.add(m, i, sides.ln_below);
                above.add(m, i, sides.ln_above);
            }
        }
        let mut slope = LogSum::new();
        for k in 0..self.ln_weights.len() {
            for i in 0..LANES {
                let sides = self.sides(m, k, i, x[i]);
                let (ln_weight, log_scale) = (self.ln_weights[k][i], self.log_scales[k][i]);
                let left = sides.ln_below - below.largest[i] - m.ln(below.times[i]);
                let right = sides.ln_above - above.largest[i] - m.ln(above.times[i]);
                slope.add(m, i, left + (sides.ln_above - ln_weight) - log_scale);
                slope.add(m, i, right + (sides.ln_below - ln_weight) - log_scale);
            }
        }
        let (mut value, mut ln_slope) = ([T::ZERO; LANES], [T::ZERO; LANES]);
        for i in 0..LANES {
            value[i] = below.ln(m, i) - above.ln(m, i);
            ln_slope[i] = slope.ln(m, i);
        }
        Point {
            below,
            above,
            value,
            ln_slope,
        }
    }

    /// F′ at the points, as a sum.
    #[inline(always)]
    pub(super) fn density<M: Math<T>>(&self, m: M, x: &Strip<T>) -> Density<T> {
        let mut density = LogSum::new();
        for k in 0..self.ln_weights.len() {
            for i in 0..LANES {
                let sides = self.sides(m, k, i, x[i]);
                density.add(m, i, self.ln_density(k, i, &sides));
            }
        }
        Density(density)
    }

    /// The logarithm of what component `k` adds to F′.
    #[inline(always)]
    fn ln_density(&self, k: usize, i: usize, sides: &Sides<T>) -> T {
        sides.ln_below + (sides.ln_above - self.ln_weights[k][i]) - self.log_scales[k][i]
    }

    /// ∂ ln(∂z/∂x)/∂x.
    #[inline(always)]
    pub(super) fn curvature<M: Math<T>>(
        &self,
        m: M,
        x: &Strip<T>,
        curve: (&Point<T>, &Density<T>),
    ) -> Strip<T> {
        let mut curvature = [T::ZERO; LANES];
        for k in 0..self.ln_weights.len() {
            for i in 0..LANES {
                let share = self.share(m, k, i, x[i], curve);
                curvature[i] = m.fma(share.bend, m.exp(-self.log_scales[k][i]), curvature[i]);
            }
        }
        curvature
    }

    /// What component `k` has to do with the curve at a point.
    #[inline(always)]
    fn share<M: Math<T>>(
        &self,
        m: M,
        k: usize,
        i: usize,
        x: T,
        (point, density): (&Point<T>, &Density<T>),
    ) -> Share<T> {
        let sides = self.sides(m, k, i, x);
        let [below, above, rise] = Self::rise(m, i, &sides, point);
        let density = density.0.part(m, i, self.ln_density(k, i, &sides));
        let [left, right] = [m.sigmoid(sides.u), m.sigmoid(-sides.u)];
        Share {
            u: sides.u,
            weight: m.exp(self.ln_weights[k][i]),
            below,
            above,
            density,
            rise,
            bend: m.fma(density - below, right, (above - density) * left),
        }
    }

    /// Puts the cotangents of the parameters into the columns of `dtheta`, given those of z and of ln ∂z/∂x.
    #[inline(always)]
    pub(super) fn pull<M: Math<T>>(
        &self,
        m: M,
        (x, point, density): (&Strip<T>, &Point<T>, &Density<T>),
        [dz, dln]: [&Strip<T>; 2],
        theta: &[T],
        dtheta: &mut [T],
        span: Span,
    ) {
        let count = self.ln_weights.len();
        for k in 0..count {
            let raw = span.load(theta, 3 * count, 2 * count + k);
            let [mut dweight, mut dlocation, mut dscale] = [[T::ZERO; LANES]; 3];
            for i in 0..LANES {
                let share = self.share(m, k, i, x[i], (point, density));
                let du = m.fma(dz[i], share.rise, dln[i] * share.bend);
                let of_slope = (share.density - share.below) - (share.above - share.weight);
                dweight[i] = m.fma(dz[i], share.below - share.above, dln[i] * of_slope);
                dlocation[i] = -du * m.exp(-self.log_scales[k][i]);
                let dlog_scale = -m.fma(du, share.u, dln[i] * share.density);
                dscale[i] = dlog_scale * Softclip::derivative(m, raw[i]);
            }
            span.store(dtheta, 3 * count, k, &dweight);
            span.store(dtheta, 3 * count, count + k, &dlocation);
            span.store(dtheta, 3 * count, 2 * count + k, &dscale);
        }
    }
}

/// A point as a component sees it.
struct Sides<T> {
    u: T,
    ln_below: T,
    ln_above: T,
}

/// F′ at a strip of points.
pub(super) struct Density<T>(LogSum<T>);

/// What a component has to do with the curve at a point.
struct Share<T> {
    /// How far away the point is, in the component's scale.
    u: T,
    /// Its part of all, of what is below, of what is above, and of the density there.
    weight: T,
    below: T,
    above: T,
    density: T,
    /// ∂z/∂u and ∂ ln(∂z/∂x)/∂u.
    rise: T,
    bend: T,
}
