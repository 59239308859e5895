//! A flow together with a context.

use crate::model::Context;
use crate::real::Real;
use nalgebra::SVector;

/// The density p(x | c) of a flow given one context, by [`Trainable::given`](crate::Trainable::given): a
/// [`Bijector`](crate::Bijector) and a [`Density`](crate::Density).
///
/// ```
/// use flow_runtime::prelude::*;
///
/// flow! { struct Likelihood<f64, 2 | 1> = MAF(16) >> Reverse >> MAF(16); }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let likelihood = Likelihood::new(&mut rng);
/// let c = SVector::from([0.5]);
/// let given = likelihood.given(&c);
/// let x = given.sample(&mut rng);
/// println!("ln p(x | c) = {}", given.log_prob(&x));
/// println!("by x: {}, by c: {}", given.score(&x), given.context_score(&x));
/// ```
#[derive(Debug)]
pub struct Given<'a, F, T, const C: usize> {
    pub(super) flow: &'a F,
    context: &'a SVector<T, C>,
}

impl<F, T, const C: usize> Clone for Given<'_, F, T, C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<F, T, const C: usize> Copy for Given<'_, F, T, C> {}

impl<'a, F, T: Real, const C: usize> Given<'a, F, T, C> {
    pub(super) fn new(flow: &'a F, context: &'a SVector<T, C>) -> Self {
        Self { flow, context }
    }

    pub(super) fn context(&self) -> Context<'a, T> {
        Context::Shared(self.context.as_slice())
    }
}
