//! What is to be sampled.

use crate::real::Real;
use nalgebra::SVector;
use rayon::prelude::*;

/// Something to sample from, known up to a constant: its ln p̃(x) = ln p(x) + ln Z can be evaluated, in nats, and Z need not be
/// known.
///
/// It is evaluated on several threads at once. −∞ says that x is impossible, and NaN is taken for that too. [`testing::target`](crate::testing::target) holds the gradient of an
/// implementation against differences.
///
/// # Example
///
/// A banana, by hand:
///
/// ```
/// use flow_runtime::prelude::*;
/// use flow_runtime::testing;
///
/// /// ln p̃ = −½ x₀² − 2 (x₁ − x₀²)²
/// struct Banana;
///
/// impl Target<f64, 2> for Banana {
///     fn log_density(&self, x: &SVector<f64, 2>) -> f64 {
///         self.log_density_and_grad(x).0
///     }
///
///     fn log_density_and_grad(&self, x: &SVector<f64, 2>) -> (f64, SVector<f64, 2>) {
///         let above = x[1] - x[0] * x[0];
///         let grad = SVector::from([-x[0] + 8.0 * x[0] * above, -4.0 * above]);
///         (-0.5 * x[0] * x[0] - 2.0 * above * above, grad)
///     }
/// }
///
/// let points = [SVector::from([0.5, -1.0]), SVector::from([-1.2, 2.0])];
/// assert!(testing::target(&Banana, &points).gradient_error < 1e-7);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a target of {D} numbers of type `{T}`",
    note = "closures become one by `inference::from_fns(|x| ln p, |x| (ln p, gradient))`"
)]
pub trait Target<T: Real, const D: usize>: Sync {
    /// ln p̃(x), in nats.
    fn log_density(&self, x: &SVector<T, D>) -> T;

    /// ln p̃(x) and ∇ₓ ln p̃(x), in nats per unit of x.
    fn log_density_and_grad(&self, x: &SVector<T, D>) -> (T, SVector<T, D>);
}

impl<T: Real, const D: usize, P: Target<T, D> + ?Sized> Target<T, D> for &P {
    fn log_density(&self, x: &SVector<T, D>) -> T {
        (**self).log_density(x)
    }

    fn log_density_and_grad(&self, x: &SVector<T, D>) -> (T, SVector<T, D>) {
        (**self).log_density_and_grad(x)
    }
}

/// A target of two functions, by [`from_fns`].
#[derive(Clone, Copy, Debug)]
pub struct FromFns<F, G> {
    log_density: F,
    with_grad: G,
}

/// A target of two functions: one gives ln p̃, the other gives it and its gradient.
///
/// ```
/// use flow_runtime::inference;
/// use flow_runtime::prelude::*;
///
/// // Numbers that are spread like Student's t with 3 degrees of freedom.
/// let ln = |x: f64| -2.0 * (1.0 + x * x / 3.0).ln();
/// let slope = |x: f64| -4.0 * x / (3.0 + x * x);
/// let heavy = inference::from_fns(
///     |x: &SVector<f64, 3>| x.map(ln).sum(),
///     |x| (x.map(ln).sum(), x.map(slope)),
/// );
/// assert_eq!(heavy.log_density(&SVector::zeros()), 0.0);
/// ```
pub fn from_fns<T: Real, const D: usize, F, G>(log_density: F, with_grad: G) -> FromFns<F, G>
where
    F: Fn(&SVector<T, D>) -> T + Sync,
    G: Fn(&SVector<T, D>) -> (T, SVector<T, D>) + Sync,
{
    FromFns {
        log_density,
        with_grad,
    }
}

impl<T: Real, const D: usize, F, G> Target<T, D> for FromFns<F, G>
where
    F: Fn(&SVector<T, D>) -> T + Sync,
    G: Fn(&SVector<T, D>) -> (T, SVector<T, D>) + Sync,
{
    fn log_density(&self, x: &SVector<T, D>) -> T {
        (self.log_density)(x)
    }

    fn log_density_and_grad(&self, x: &SVector<T, D>) -> (T, SVector<T, D>) {
        (self.with_grad)(x)
    }
}

/// ln p̃ of every sample, on all cores.
pub(crate) fn log_densities<T: Real, const D: usize>(
    target: &(impl Target<T, D> + ?Sized),
    xs: &[SVector<T, D>],
) -> Vec<T> {
    xs.par_iter().map(|x| target.log_density(x)).collect()
}
