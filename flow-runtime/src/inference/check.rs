//! Whether a target is what it says.

use super::Target;
use crate::real::Real;
use nalgebra::SVector;
use std::fmt;

/// What [`testing::target`](crate::testing::target) has found.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// How many points were looked at.
    pub points: usize,
    /// The largest difference of a derivative and central differences of `log_density`, relative to 1 + |derivative|; NaN
    /// if there was no gradient to look at.
    pub gradient_error: f64,
    /// Where that is: the point and the dimension, from 0, the derivative, and the difference that should be it.
    pub worst: Option<(usize, usize, f64, f64)>,
    /// The largest difference of `log_density` and what `log_density_and_grad` says of the same, relative to 1 + |ln p̃|.
    pub value_error: f64,
    /// Points, from 0, whose density is NaN or infinite, or positive with a gradient that is not finite.
    pub not_finite: Vec<usize>,
    /// How many points have a density of 0; of these the gradient is not looked at.
    pub zero: usize,
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} points, {} of them with a density of 0: gradient within {:.1e} of differences",
            self.points, self.zero, self.gradient_error
        )?;
        if let Some((point, dimension, derivative, difference)) = self.worst {
            write!(
                f,
                " (at point {point} by x[{dimension}]: {derivative:.6e}, and {difference:.6e} by differences)"
            )?;
        }
        write!(
            f,
            "; the two values of ln p differ by {:.1e}",
            self.value_error
        )?;
        if let Some(first) = self.not_finite.first() {
            let count = self.not_finite.len();
            write!(
                f,
                "; not finite at {count} points, the first of them {first}"
            )?;
        }
        Ok(())
    }
}

/// Holds the gradient of a target against central differences of its density, at some points, and the two values that it gives
/// of the density against each other.
///
/// Where a density has a kink, differences across it say nothing; the better of two steps counts. In `f32` differences are
/// good to about three digits.
///
/// ```
/// use flow_runtime::prelude::*;
/// use flow_runtime::{inference, testing};
///
/// let wrong = inference::from_fns(
///     |x: &SVector<f64, 2>| -0.5 * x.norm_squared(),
///     |x| (-0.5 * x.norm_squared(), -2.0 * x),
/// );
/// let checked = testing::target(&wrong, &[SVector::from([0.0, 0.0]), SVector::from([3.0, 1.0])]);
/// assert!(checked.gradient_error > 0.1, "{checked}");
/// assert!(checked.to_string().contains("at point 1 by x[0]: -6.000000e0, and -3.0000"));
/// ```
pub fn target<T: Real, const D: usize>(
    target: &(impl Target<T, D> + ?Sized),
    points: &[SVector<T, D>],
) -> Checked {
    let mut checked = Checked {
        points: points.len(),
        gradient_error: 0.0,
        worst: None,
        value_error: 0.0,
        not_finite: Vec::new(),
        zero: 0,
    };
    for (point, x) in points.iter().enumerate() {
        let value = target.log_density(x).to_f64();
        let (same, grad) = target.log_density_and_grad(x);
        let same = same.to_f64();
        if value == f64::NEG_INFINITY && same == value {
            checked.zero += 1;
            continue;
        }
        if !value.is_finite() || !same.is_finite() || grad.iter().any(|g| !g.is_finite()) {
            checked.not_finite.push(point);
            continue;
        }
        let value_error = (value - same).abs() / (1.0 + value.abs());
        checked.value_error = checked.value_error.max(value_error);
        for (dimension, derivative) in grad.iter().map(|g| g.to_f64()).enumerate() {
            let difference = difference(target, x, dimension, derivative);
            let error = (derivative - difference).abs() / (1.0 + derivative.abs());
            // A NaN is larger than any error.
            if error.is_nan() || error > checked.gradient_error || checked.worst.is_none() {
                checked.gradient_error = error;
                checked.worst = Some((point, dimension, derivative, difference));
            }
        }
    }
    if checked.worst.is_none() {
        checked.gradient_error = f64::NAN;
    }
    checked
}

/// Of two central differences, the one that is nearer to the derivative.
fn difference<T: Real, const D: usize>(
    target: &(impl Target<T, D> + ?Sized),
    x: &SVector<T, D>,
    dimension: usize,
    derivative: f64,
) -> f64 {
    let step = T::EPSILON.to_f64().cbrt() * x[dimension].to_f64().abs().max(1.0);
    let by = |step: f64| {
        let moved = |step: f64| {
            let mut x = *x;
            x[dimension] = T::from_f64(x[dimension].to_f64() + step);
            (x[dimension].to_f64(), target.log_density(&x).to_f64())
        };
        let ((above, upper), (below, lower)) = (moved(step), moved(-step));
        (upper - lower) / (above - below)
    };
    let (long, short) = (by(step), by(step / 30.0));
    if (short - derivative).abs() < (long - derivative).abs() {
        short
    } else {
        long
    }
}
