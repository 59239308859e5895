//! Distribution functions and quantiles of flows of one number.

use super::{Flow, Given};
use crate::base::Sides;
use crate::bijector::Bijector;
use crate::density::Density;
use crate::real::Real;
use nalgebra::SVector;
use rand::distr::Distribution;

/// A density of one number, with its distribution function and its quantiles: every flow of one dimension, alone or
/// [given](super::Trainable::given) a context.
///
/// A flow of one number is monotone, so these are those of its base, through the flow; behind `Abs` they are those of the
/// upper half of its base.
///
/// ```
/// use flow_runtime::prelude::*;
///
/// flow! {
///     /// Waiting times, by Weibull: P(x > t) = exp(−(t/10)²).
///     struct Waiting<f64, 1> = Uniform >> |u| 10 * sqrt(-ln(u));
/// }
///
/// let waiting = Waiting::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// assert!((waiting.survival(5.0) - (-0.25_f64).exp()).abs() < 1e-14);
/// assert!((waiting.cdf(5.0) + waiting.survival(5.0) - 1.0).abs() < 1e-15);
/// println!("half of all wait longer than {}", waiting.quantile(0.5));
/// ```
pub trait Cumulative<T: Real>: Density<T, 1> {
    /// The probability of numbers below `x`. Outside the support 0 or 1; NaN only where `x` is.
    fn cdf(&self, x: T) -> T;

    /// The probability of numbers above `x`: 1 − [`cdf`](Self::cdf), and accurate where that is nearly 1.
    fn survival(&self, x: T) -> T;

    /// The number below which the probability is `p`. 0 and 1 have the ends of the support; NaN if `p` is not in [0, 1].
    fn quantile(&self, p: T) -> T;
}

impl<T: Real, const C: usize, F: Flow<1, C, Scalar = T>> Cumulative<T> for Given<'_, F, T, C> {
    fn cdf(&self, x: T) -> T {
        T::from_f64(self.sides(x).below)
    }

    fn survival(&self, x: T) -> T {
        T::from_f64(self.sides(x).above)
    }

    fn quantile(&self, p: T) -> T {
        let (below, support) = (p.to_f64(), F::model().support[0]);
        if below <= 0.0 || below >= 1.0 || below.is_nan() {
            return T::from_f64(match below {
                0.0 => support.lower,
                1.0 => support.upper,
                _ => f64::NAN,
            });
        }
        let sides = Sides::at(below);
        let increases = self.increases();
        let mut x = [self.of_base(if increases { sides } else { sides.swapped() })];
        F::model().keep_inside(&mut x);
        x[0]
    }
}

impl<T: Real, const C: usize, F: Flow<1, C, Scalar = T>> Given<'_, F, T, C> {
    /// The number that comes from the quantile of the base with these sides.
    fn of_base(&self, sides: Sides) -> T {
        let (model, params) = (F::model(), self.flow.params());
        let sides = if model.folds {
            sides.of_upper_half()
        } else {
            sides
        };
        let z = model.base.quantile(model.of_base(params), sides);
        self.forward(&SVector::from([T::from_f64(z)]))[0]
    }

    /// Whether larger numbers of the base become larger numbers: seen at its quartiles, and where these become one and the same
    /// number, farther out.
    fn increases(&self) -> bool {
        let way = |below: f64| {
            let sides = Sides::at(below);
            let (low, high) = (self.of_base(sides), self.of_base(sides.swapped()));
            (low != high).then_some(low < high)
        };
        [0.25, 1e-3, 1e-9].into_iter().find_map(way).unwrap_or(true)
    }

    fn sides(&self, x: T) -> Sides {
        let (model, params) = (F::model(), self.flow.params());
        let side = model.support[0];
        if x.is_nan() {
            return Sides::UNKNOWN;
        } else if x.to_f64() <= side.lower {
            return Sides::at(0.0);
        } else if x.to_f64() >= side.upper {
            return Sides::at(1.0);
        }
        let z = self.inverse(&SVector::from([x]))[0].to_f64();
        let mut sides = [Sides::UNKNOWN];
        let of_base = model.of_base(params);
        model.base.sides(of_base, &[z], &[0], &mut sides);
        if model.folds {
            sides[0] = sides[0].folded();
        }
        if sides[0].below.is_nan() {
            // A number that the flow does not reach, and only its code knows that.
            let median = self.of_base(Sides::at(0.5));
            Sides::at(if x < median { 0.0 } else { 1.0 })
        } else if self.increases() {
            sides[0]
        } else {
            sides[0].swapped()
        }
    }
}

#[diagnostic::do_not_recommend]
impl<F> Cumulative<F::Scalar> for F
where
    F: Flow<1, 0> + Distribution<SVector<F::Scalar, 1>>,
{
    fn cdf(&self, x: F::Scalar) -> F::Scalar {
        self.given(&SVector::from([])).cdf(x)
    }

    fn survival(&self, x: F::Scalar) -> F::Scalar {
        self.given(&SVector::from([])).survival(x)
    }

    fn quantile(&self, p: F::Scalar) -> F::Scalar {
        self.given(&SVector::from([])).quantile(p)
    }
}
