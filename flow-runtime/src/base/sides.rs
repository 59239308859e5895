//! How much of a density lies on either side of a number.

use crate::special::normal_cdf;

/// The probabilities of numbers below and above a number. They add up to 1, and each is accurate where it is small.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sides {
    /// The distribution function.
    pub below: f64,
    /// The survival function.
    pub above: f64,
}

impl Sides {
    /// Neither is known.
    pub(crate) const UNKNOWN: Self = Self {
        below: f64::NAN,
        above: f64::NAN,
    };

    /// With this much below.
    pub(crate) fn at(below: f64) -> Self {
        Self {
            below,
            above: 1.0 - below,
        }
    }

    /// Of the standard normal distribution.
    pub(super) fn of_normal(z: f64) -> Self {
        Self {
            below: normal_cdf(z),
            above: normal_cdf(-z),
        }
    }

    /// Of the distance from the middle, where the density is even about it.
    pub(crate) fn folded(self) -> Self {
        Self {
            below: (self.below - self.above).abs(),
            above: 2.0 * self.below.min(self.above),
        }
    }

    /// Of the number above the middle whose distance from it has these sides: undoes [`folded`](Self::folded).
    pub(crate) fn of_upper_half(self) -> Self {
        Self {
            below: 0.5 + 0.5 * self.below,
            above: 0.5 * self.above,
        }
    }

    /// The same seen in a mirror.
    #[must_use]
    pub(crate) fn swapped(self) -> Self {
        Self {
            below: self.above,
            above: self.below,
        }
    }
}
