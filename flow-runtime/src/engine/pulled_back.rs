//! A density of the data, as one of what the flow makes them from.

use super::memory::{Purpose, with_memory};
use super::reverse_kl::LogDensityAndGrad;
use super::rows::End;
use crate::model::{Context, Model};
use crate::real::Real;

/// What a sample of the data has, filled in for one of the base.
#[derive(Debug)]
pub struct Arrived<'a, T> {
    /// x = f(z).
    pub x: &'a mut [T],
    /// ∇ₓ ln p̃.
    pub by_x: &'a mut [T],
}

/// ln p̃(f(z)) and ln|det ∂f/∂z| at one sample `z` of the base of a flow without a context; fills `by_z` with the gradient of
/// their sum. One way through the chain, and back.
pub(crate) fn pulled_back<T: Real>(
    model: &Model<T>,
    params: &[T],
    z: &[T],
    target: &LogDensityAndGrad<'_, T>,
    Arrived { x, by_x }: Arrived<'_, T>,
    by_z: &mut [T],
) -> (T, T) {
    with_memory(model, Purpose::Pullback, 1, |mut memory| {
        memory.condition(model, Context::NONE, 0..1);
        End::Base.enter(model, z, 0..1, memory.x);
        memory.through(model, params, End::Base);
        let log_det = memory.log_det[0];
        End::Data.leave(model, memory.x, x);
        model.keep_inside(x);
        let log_density = target(x, by_x);
        End::Data.enter(model, by_x, 0..1, memory.dx);
        memory.cotangent.fill(T::ONE);
        memory.pull(model, params, End::Base, None, None);
        End::Base.leave(model, memory.dx, by_z);
        (log_density, log_det)
    })
}
