//! A spline as it is declared, and its constants.

use crate::real::Real;

/// The monotone rational-quadratic spline with linear tails (Durkan, Bekasov, Murray & Papamakarios 2019):
/// `spline(bins = 8, bound = 3)`. It is read from the data to the base, as a density reads it.
///
/// `K` bins cover the box [−B, B]². Bin `k` starts at the knot (xₖ, zₖ), is `wₖ` wide and `hₖ` high, and has the slopes
/// `dₖ` and `dₖ₊₁` at its ends. With `ξ = (x − xₖ) / wₖ`, `q = ξ (1 − ξ)` and `s = hₖ / wₖ`:
///
/// **Inverse** `z = zₖ + hₖ (s ξ² + dₖ q) / (s + (dₖ + dₖ₊₁ − 2 s) q)` inside the box. Outside `z = x`, or, where the tails
/// are learned, a line of slope d₀ below and of the last slope above.
///
/// **Forward** the root in [0, 1] of a quadratic in ξ.
///
/// **Log-determinant** of the inverse, `ln s² (dₖ₊₁ ξ² + 2 s q + dₖ (1 − ξ)²) / (s + (dₖ + dₖ₊₁ − 2 s) q)²` inside, 0
/// outside, or the logarithm of the outermost slope.
///
/// **Parameters** per dimension, all unconstrained: `K` numbers whose softmax divides the width, `K` that divide the
/// height, and one for the slope at each inner knot, which is `exp s` with s softly clipped like the log-scale of an
/// affine map: steep and flat are equally far away. The outermost slopes are 1, or learned as well. Where all are 0 the
/// spline is the identity.
#[derive(Clone, Copy, Debug)]
pub struct Spline {
    pub(super) bins: usize,
    pub(super) bound: f64,
    pub(super) least_width: f64,
    least_slope: f64,
    learned_tails: bool,
    /// Whether both ends are one point, with one slope.
    closed: bool,
}

impl Spline {
    /// A spline of `bins` bins on [−`bound`, `bound`], each at least 1e-3 of the box wide and high, with slopes between
    /// 1e-3 and 1e3, that is the identity outside.
    ///
    /// # Panics
    ///
    /// If there is no bin, or so many that their least widths do not fit; or if the bound is not positive.
    pub const fn new(bins: usize, bound: f64) -> Self {
        assert!(bins > 0);
        assert!(bound > 0.0 && bound < f64::INFINITY);
        let spline = Self {
            bins,
            bound,
            least_width: 0.0,
            least_slope: 1e-3,
            learned_tails: false,
            closed: false,
        };
        spline.least_width(1e-3)
    }

    /// The same with bins that are at least this part of the box wide and high.
    ///
    /// # Panics
    ///
    /// If the part is not positive, or so large that the bins do not fit.
    #[must_use]
    pub const fn least_width(mut self, part: f64) -> Self {
        assert!(part > 0.0 && (self.bins as f64) * part < 1.0);
        self.least_width = part;
        self
    }

    /// The same with slopes at the knots between this and its inverse.
    ///
    /// # Panics
    ///
    /// If it is not between 1e-30, whose inverse is a number in either precision, and 1.
    #[must_use]
    pub const fn least_slope(mut self, slope: f64) -> Self {
        assert!(slope > 1e-30 && slope < 1.0);
        self.least_slope = slope;
        self
    }

    /// The same with learned slopes at the ends of the box, and beyond.
    #[must_use]
    pub const fn learned_tails(mut self) -> Self {
        self.learned_tails = true;
        self
    }

    /// The same on [−π, π], whose ends are one point and share their slope.
    #[must_use]
    pub(in crate::univariate) const fn closed(mut self) -> Self {
        self.bound = std::f64::consts::PI;
        self.closed = true;
        self
    }

    /// Parameters for one number.
    pub const fn params(&self) -> usize {
        2 * self.bins + self.slopes()
    }

    /// The slopes that are learned.
    const fn slopes(&self) -> usize {
        if self.closed {
            self.bins
        } else if self.learned_tails {
            self.bins + 1
        } else {
            self.bins - 1
        }
    }
}

/// The constants of a spline, as the scalar has them.
#[derive(Clone, Copy)]
pub(in crate::univariate) struct Constants<T> {
    pub(super) bins: usize,
    /// Parameters for one number, those among them that are not the spline's.
    pub(in crate::univariate) params: usize,
    pub(super) learned_tails: bool,
    pub(super) closed: bool,
    pub(super) bound: T,
    /// The least width of a bin, and what the softmax divides.
    pub(super) least: T,
    pub(super) spread: T,
    /// One over the largest logarithm of a slope.
    pub(super) clip: T,
}

impl Spline {
    #[inline(always)]
    pub(in crate::univariate) fn constants<T: Real>(&self) -> Constants<T> {
        let side = 2.0 * self.bound;
        Constants {
            bins: self.bins,
            params: self.params(),
            learned_tails: self.learned_tails || self.closed,
            closed: self.closed,
            bound: T::from_f64(self.bound),
            least: T::from_f64(side * self.least_width),
            spread: T::from_f64(side * (1.0 - self.least_width * self.bins as f64)),
            clip: T::from_f64(-1.0 / self.least_slope.ln()),
        }
    }
}
