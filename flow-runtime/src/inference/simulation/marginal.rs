//! What is known of one parameter before anything is observed.

use crate::interval::Interval;
use crate::special::HALF_LN_2PI;
use rand::{Rng, RngExt};
use rand_distr::StandardNormal;

/// The prior of one parameter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Marginal(Kind);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Uniform { lower: f64, width: f64 },
    Normal { mean: f64, deviation: f64 },
    LogNormal { mean: f64, deviation: f64 },
}

impl Marginal {
    /// Uniform between two numbers.
    ///
    /// # Panics
    ///
    /// If they are not finite, or not in this order.
    pub fn uniform(lower: f64, upper: f64) -> Self {
        let width = upper - lower;
        let holds = lower.is_finite() && width.is_finite() && width > 0.0;
        assert!(holds, "a parameter cannot be uniform on ({lower}, {upper})");
        Self(Kind::Uniform { lower, width })
    }

    /// Normal, by mean and standard deviation.
    ///
    /// # Panics
    ///
    /// If the mean is not finite, or the standard deviation not a positive, finite number.
    pub fn normal(mean: f64, deviation: f64) -> Self {
        check_moments(mean, deviation);
        Self(Kind::Normal { mean, deviation })
    }

    /// Positive, and its logarithm normal with this mean and standard deviation.
    ///
    /// # Panics
    ///
    /// As [`normal`](Self::normal).
    pub fn log_normal(mean: f64, deviation: f64) -> Self {
        check_moments(mean, deviation);
        Self(Kind::LogNormal { mean, deviation })
    }

    pub(super) fn sample<R: Rng + ?Sized>(self, rng: &mut R) -> f64 {
        match self.0 {
            Kind::Uniform { lower, width } => lower + width * rng.random::<f64>(),
            Kind::Normal { mean, deviation } => {
                mean + deviation * rng.sample::<f64, _>(StandardNormal)
            }
            Kind::LogNormal { mean, deviation } => {
                (mean + deviation * rng.sample::<f64, _>(StandardNormal)).exp()
            }
        }
    }

    /// Where its numbers lie.
    pub(super) fn support(self) -> Interval {
        match self.0 {
            Kind::Uniform { lower, width } => Interval {
                lower,
                upper: lower + width,
            },
            Kind::Normal { .. } => Interval::REAL,
            Kind::LogNormal { .. } => Interval {
                lower: 0.0,
                upper: f64::INFINITY,
            },
        }
    }

    pub(super) fn log_prob(self, theta: f64) -> f64 {
        match self.0 {
            Kind::Uniform { lower, width } => {
                let inside = (lower..=lower + width).contains(&theta);
                if inside {
                    -width.ln()
                } else {
                    f64::NEG_INFINITY
                }
            }
            Kind::Normal { mean, deviation } => {
                let z = (theta - mean) / deviation;
                -0.5 * z * z - deviation.ln() - HALF_LN_2PI
            }
            Kind::LogNormal { .. } if theta <= 0.0 => f64::NEG_INFINITY,
            Kind::LogNormal { mean, deviation } => {
                let z = (theta.ln() - mean) / deviation;
                -0.5 * z * z - deviation.ln() - HALF_LN_2PI - theta.ln()
            }
        }
    }

    /// θ for any real number u.
    pub(super) fn constrain(self, u: f64) -> f64 {
        match self.0 {
            Kind::Uniform { lower, width } => lower + width / (1.0 + (-u).exp()),
            Kind::Normal { mean, deviation } => mean + deviation * u,
            Kind::LogNormal { mean, deviation } => (mean + deviation * u).exp(),
        }
    }

    pub(super) fn unconstrain(self, theta: f64) -> f64 {
        match self.0 {
            Kind::Uniform { lower, width } => ((theta - lower) / (lower + width - theta)).ln(),
            Kind::Normal { mean, deviation } => (theta - mean) / deviation,
            Kind::LogNormal { mean, deviation } => (theta.ln() - mean) / deviation,
        }
    }

    /// ln dθ/du.
    pub(super) fn log_slope(self, u: f64) -> f64 {
        match self.0 {
            // The slope of the logistic function is symmetric in u.
            Kind::Uniform { width, .. } => width.ln() - u.abs() - 2.0 * (-u.abs()).exp().ln_1p(),
            Kind::Normal { deviation, .. } => deviation.ln(),
            Kind::LogNormal { mean, deviation } => mean + deviation * u + deviation.ln(),
        }
    }

    /// θ, or its logarithm, as a number of mean 0 and variance 1.
    pub(super) fn standardise(self, theta: f64) -> f64 {
        match self.0 {
            Kind::Uniform { lower, width } => ((theta - lower) / width - 0.5) * 12.0_f64.sqrt(),
            _ => self.unconstrain(theta),
        }
    }
}

fn check_moments(mean: f64, deviation: f64) {
    let holds = mean.is_finite() && deviation.is_finite() && deviation > 0.0;
    assert!(
        holds,
        "a parameter cannot be normal with mean {mean} and deviation {deviation}"
    );
}
