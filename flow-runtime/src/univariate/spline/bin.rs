//! From the parameters of a spline to the bin of a number, and back.

use super::knots::Knots;
use super::options::Constants;
use crate::kernels::Math;
use crate::real::Real;
use crate::univariate::curve::Parameters;
use crate::univariate::strip::{LANES, Span, Strip};

/// The bin of every number. Widths and heights are those of the softmax before its division, as are those of all bins
/// below together.
pub(super) struct Bins<T> {
    index: Strip<T>,
    width: Strip<T>,
    below_width: Strip<T>,
    height: Strip<T>,
    below_height: Strip<T>,
    /// The parameters of the slopes at both ends, 0 where the slope is 1.
    lower: Strip<T>,
    upper: Strip<T>,
    /// What these widths and heights are to be multiplied with, to become parts of the box.
    by_width: Strip<T>,
    by_height: Strip<T>,
}

/// Cotangents of knots, a strip of each.
pub(super) struct Cotangents<T> {
    pub(super) x: Strip<T>,
    pub(super) w: Strip<T>,
    pub(super) y: Strip<T>,
    pub(super) h: Strip<T>,
    pub(super) d0: Strip<T>,
    pub(super) d1: Strip<T>,
}

impl<T: Real> Cotangents<T> {
    pub(super) const ZERO: Self = Self {
        x: [T::ZERO; LANES],
        w: [T::ZERO; LANES],
        y: [T::ZERO; LANES],
        h: [T::ZERO; LANES],
        d0: [T::ZERO; LANES],
        d1: [T::ZERO; LANES],
    };
}

/// Replaces numbers by what a softmax across strips divides, and returns `whole` over their sum.
#[inline(always)]
fn exponentials<T: Real, M: Math<T>>(m: M, numbers: &mut [Strip<T>], whole: T) -> Strip<T> {
    let mut most = numbers[0];
    for numbers in &numbers[1..] {
        for i in 0..LANES {
            // NaN is passed by here, and makes its own exponential NaN.
            most[i] = m.select_lt(most[i], numbers[i], numbers[i], most[i]);
        }
    }
    let mut sum = [T::ZERO; LANES];
    for numbers in numbers {
        for i in 0..LANES {
            let e = m.exp_normal(numbers[i] - most[i]);
            numbers[i] = e;
            sum[i] += e;
        }
    }
    for sum in &mut sum {
        *sum = whole / *sum;
    }
    sum
}

impl<T: Real> Constants<T> {
    /// The parameter of the slope at a knot, where it has one: the outermost do if the tails are learned, and share it if they
    /// are one point.
    #[inline(always)]
    fn slope_of(self, knot: usize) -> Option<usize> {
        if self.closed {
            Some(2 * self.bins + knot % self.bins)
        } else if self.learned_tails {
            Some(2 * self.bins + knot)
        } else if (1..self.bins).contains(&knot) {
            Some(2 * self.bins + knot - 1)
        } else {
            None
        }
    }

    /// The parameters of the slopes at a knot, 0 where it has none.
    #[inline(always)]
    fn slopes(self, theta: &[T], span: Span, knot: usize) -> Strip<T> {
        match self.slope_of(knot) {
            Some(p) => span.load(theta, self.params, p),
            None => [T::ZERO; LANES],
        }
    }

    /// The logarithm of a slope, and its derivative: `p / (1 + |p| / L)`, between −L and L.
    #[inline(always)]
    fn clipped<M: Math<T>>(self, m: M, p: T) -> (T, T) {
        let part = T::ONE / m.fma(m.abs(p), self.clip, T::ONE);
        (p * part, part * part)
    }
}

impl<T: Real> Bins<T> {
    /// Finds the bins of numbers inside the box, which lie on the side of the base if `INVERSE`. The room
    /// is left with the widths of all bins, then their heights, as [`Bins`] has them.
    #[inline(always)]
    pub(super) fn find<M: Math<T>, const INVERSE: bool>(
        m: M,
        c: Constants<T>,
        parameters: Parameters<'_, T>,
        at: &Strip<T>,
    ) -> Self {
        let Parameters { theta, span, room } = parameters;
        let Constants { bins, params, .. } = c;
        let zeros = [T::ZERO; LANES];
        for (p, numbers) in room.iter_mut().enumerate() {
            span.load_into(theta, params, p, numbers);
        }
        let (widths, heights) = room.split_at_mut(bins);
        let mut found = Self {
            index: zeros,
            width: zeros,
            below_width: zeros,
            height: zeros,
            below_height: zeros,
            lower: zeros,
            upper: zeros,
            by_width: exponentials(m, widths, c.spread),
            by_height: exponentials(m, heights, c.spread),
        };
        let by = if INVERSE {
            found.by_height
        } else {
            found.by_width
        };
        let (mut below_width, mut below_height) = (zeros, zeros);
        let mut lower = c.slopes(theta, span, 0);
        for k in 0..bins {
            let index = T::from_f64(k as f64);
            let upper = c.slopes(theta, span, k + 1);
            let (widths, heights) = (&widths[k], &heights[k]);
            let start = c.least * index - c.bound;
            for i in 0..LANES {
                let below = if INVERSE {
                    below_height[i]
                } else {
                    below_width[i]
                };
                let edge = m.fma(by[i], below, start);
                let choose = |new: T, old: T| m.select_lt(at[i], edge, old, new);
                found.index[i] = choose(index, found.index[i]);
                found.width[i] = choose(widths[i], found.width[i]);
                found.below_width[i] = choose(below_width[i], found.below_width[i]);
                found.height[i] = choose(heights[i], found.height[i]);
                found.below_height[i] = choose(below_height[i], found.below_height[i]);
                found.lower[i] = choose(lower[i], found.lower[i]);
                found.upper[i] = choose(upper[i], found.upper[i]);
                below_width[i] += widths[i];
                below_height[i] += heights[i];
            }
            lower = upper;
        }
        found
    }

    /// The knots at both ends of number `i`'s bin.
    #[inline(always)]
    pub(super) fn knots<M: Math<T>>(&self, m: M, c: Constants<T>, i: usize) -> Knots<T> {
        let start = m.fma(c.least, self.index[i], -c.bound);
        Knots {
            x: m.fma(self.by_width[i], self.below_width[i], start),
            w: m.fma(self.by_width[i], self.width[i], c.least),
            y: m.fma(self.by_height[i], self.below_height[i], start),
            h: m.fma(self.by_height[i], self.height[i], c.least),
            d0: m.exp_normal(c.clipped(m, self.lower[i]).0),
            d1: m.exp_normal(c.clipped(m, self.upper[i]).0),
        }
    }

    /// From the knots' cotangents to those of all parameters. A softmax `pₖ` of logits has the cotangents
    /// `pₖ (dpₖ − Σⱼ pⱼ dpⱼ)`.
    #[inline(always)]
    pub(super) fn pull<M: Math<T>>(
        &self,
        m: M,
        c: Constants<T>,
        d: &Cotangents<T>,
        &Parameters { span, ref room, .. }: &Parameters<'_, T>,
        dtheta: &mut [T],
    ) {
        let Constants { bins, params, .. } = c;
        let inverse = T::ONE / c.spread;
        let (mut mean_width, mut mean_height) = ([T::ZERO; LANES], [T::ZERO; LANES]);
        let (mut dlower, mut dupper) = ([T::ZERO; LANES], [T::ZERO; LANES]);
        for i in 0..LANES {
            let sum = m.fma(d.w[i], self.width[i], d.x[i] * self.below_width[i]);
            mean_width[i] = self.by_width[i] * inverse * sum;
            let sum = m.fma(d.h[i], self.height[i], d.y[i] * self.below_height[i]);
            mean_height[i] = self.by_height[i] * inverse * sum;
            let slope = |p: T| {
                let (s, ds) = c.clipped(m, p);
                m.exp_normal(s) * ds
            };
            dlower[i] = d.d0[i] * slope(self.lower[i]);
            dupper[i] = d.d1[i] * slope(self.upper[i]);
        }
        let mut dfirst = [T::ZERO; LANES];
        for i in 0..LANES {
            dfirst[i] = m.select_lt(self.index[i], T::ONE, dlower[i], T::ZERO);
        }
        if let Some(p) = c.slope_of(0) {
            span.store(dtheta, params, p, &dfirst);
        }
        for k in 0..bins {
            let index = T::from_f64(k as f64);
            let (widths, heights) = (&room[k], &room[bins + k]);
            let (mut dwidth, mut dheight) = ([T::ZERO; LANES], [T::ZERO; LANES]);
            let mut dslope = [T::ZERO; LANES];
            for i in 0..LANES {
                let own = self.index[i];
                // What a bin below the number's, that itself, and one above it has a part in.
                let part = |below: T, here: T| {
                    let not_below = m.select_lt(index, own + T::ONE, here, T::ZERO);
                    m.select_lt(index, own, below, not_below)
                };
                let (w, h) = (part(d.x[i], d.w[i]), part(d.y[i], d.h[i]));
                dwidth[i] = self.by_width[i] * widths[i] * (w - mean_width[i]);
                dheight[i] = self.by_height[i] * heights[i] * (h - mean_height[i]);
                let below = m.select_lt(index + T::ONE, own, T::ZERO, dlower[i]);
                dslope[i] = part(below, dupper[i]);
            }
            span.store(dtheta, params, k, &dwidth);
            span.store(dtheta, params, bins + k, &dheight);
            if c.closed && k + 1 == bins {
                for i in 0..LANES {
                    dslope[i] += dfirst[i];
                }
            }
            if let Some(p) = c.slope_of(k + 1) {
                span.store(dtheta, params, p, &dslope);
            }
        }
    }
}
