//! A target as a density of what a flow makes samples from.

use super::Target;
use crate::engine::Arrived;
use crate::flow::Flow;
use crate::model::Context;
use crate::real::Real;
use nalgebra::SVector;

/// A target p̃(x), seen through a flow x = f(z): the density p̃(f(z)) · |det ∂f/∂z| of z.
///
/// The better the flow is, the more this density resembles the flow's base, which every sampler finds easy; what it draws becomes
/// samples of the target by [`forward`](crate::Bijector::forward), whatever the flow (Hoffman et al. 2019). The evidence is the
/// same on both sides.
///
/// ```
/// use flow_runtime::inference::samplers::Slice;
/// use flow_runtime::inference::targets::Funnel;
/// use flow_runtime::inference::PulledBack;
/// use flow_runtime::prelude::*;
///
/// // What makes a funnel of standard normal numbers.
/// flow! { struct Neck<f64, 2> = |u, v| (3 * u, v * exp(1.5 * u)); }
///
/// let flow = Neck::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
/// let seen = PulledBack::new(&flow, &Funnel);
/// let z = SVector::from([1.2, -0.7]);
/// let normal = -0.5 * z.norm_squared() - std::f64::consts::TAU.ln();
/// assert!((seen.log_density(&z) - normal).abs() < 1e-12);
///
/// let zs = Slice::new().sample(&seen, &[z; 4], 100)?.samples();
/// let (xs, _) = flow.forward_batch(&zs);
/// # assert_eq!(xs.len(), 400);
/// # Ok::<(), flow_runtime::inference::samplers::SampleError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PulledBack<'a, F, P: ?Sized> {
    flow: &'a F,
    target: &'a P,
}

impl<'a, F, P: ?Sized> PulledBack<'a, F, P> {
    /// The target, through this flow.
    pub fn new(flow: &'a F, target: &'a P) -> Self {
        Self { flow, target }
    }
}

impl<T, const D: usize, F, P> Target<T, D> for PulledBack<'_, F, P>
where
    T: Real,
    F: Flow<D, 0, Scalar = T>,
    P: Target<T, D> + ?Sized,
{
    fn log_density(&self, z: &SVector<T, D>) -> T {
        let (mut x, mut log_det) = (*z, [T::ZERO]);
        let (model, params) = (F::model(), self.flow.params());
        let to = x.as_mut_slice();
        F::engine().forward(model, params, Context::NONE, z.as_slice(), to, &mut log_det);
        self.target.log_density(&x) + log_det[0]
    }

    fn log_density_and_grad(&self, z: &SVector<T, D>) -> (T, SVector<T, D>) {
        let ([mut x, mut by_x, mut by_z], target) = ([*z; 3], evaluation(self.target));
        let arrived = Arrived {
            x: x.as_mut_slice(),
            by_x: by_x.as_mut_slice(),
        };
        let (model, params) = (F::model(), self.flow.params());
        let by = by_z.as_mut_slice();
        let (log_density, log_det) =
            F::engine().pulled_back(model, params, z.as_slice(), &target, arrived, by);
        (log_density + log_det, by_z)
    }
}

/// A target as the engine asks for it: ln p̃, and the gradient, which is overwritten.
pub(super) fn evaluation<T: Real, const D: usize, P: Target<T, D> + ?Sized>(
    target: &P,
) -> impl Fn(&[T], &mut [T]) -> T + Sync {
    move |x, grad| {
        let (log_density, by_x) = target.log_density_and_grad(&SVector::from_column_slice(x));
        grad.copy_from_slice(by_x.as_slice());
        log_density
    }
}
