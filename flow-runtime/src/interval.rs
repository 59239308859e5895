//! Intervals: where a flow's density is not 0.

use crate::real::Real;

/// An open interval of real numbers, part of a flow's support.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The lower end, not included; may be −∞.
    pub lower: f64,
    /// The upper end, not included; may be +∞.
    pub upper: f64,
}

impl Interval {
    /// All real numbers.
    pub const REAL: Self = Self {
        lower: f64::NEG_INFINITY,
        upper: f64::INFINITY,
    };

    /// Whether `value` lies inside.
    pub const fn contains(&self, value: f64) -> bool {
        self.lower < value && value < self.upper
    }

    /// The number inside that is nearest to one that is not, if the interval has numbers of this type there: the largest of
    /// all in place of ∞, where the interval has no end. A NaN stays one.
    pub(crate) fn nearest<T: Real>(self, value: T) -> T {
        let x = value.to_f64();
        let within = |end: f64, step: fn(T) -> T| {
            let end = T::from_f64(end);
            if self.contains(end.to_f64()) {
                end
            } else {
                step(end)
            }
        };
        let nearest = if x <= self.lower {
            within(self.lower, T::next_up)
        } else if x >= self.upper {
            within(self.upper, T::next_down)
        } else {
            return value;
        };
        if self.contains(nearest.to_f64()) {
            nearest
        } else {
            value
        }
    }
}
