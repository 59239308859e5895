//! What the compiler says where a context is forgotten: `flow.log_prob(&x)` on a flow that has one.
//!
//! The methods of densities and bijectors belong to traits that such a flow does not have, and rustc would list every
//! bound of these. So [`Conditional`] has the same methods, with one bound, which says what is missing.

use super::{Flow, Trainable, Unconditional};
use nalgebra::SVector;
use rand::Rng;

#[diagnostic::do_not_recommend]
impl<const D: usize, F: Flow<D, 0>> Unconditional<D> for F {}

type Scalar<F, const D: usize, const C: usize> = <F as Trainable<D, C>>::Scalar;
type Vector<F, const D: usize, const C: usize> = SVector<Scalar<F, D, C>, D>;
type Batch<F, const D: usize, const C: usize> = (Vec<Vector<F, D, C>>, Vec<Scalar<F, D, C>>);

/// The methods that a flow with a context has only once that is given. None can be called.
#[expect(missing_docs, reason = "each is named like what it stands for")]
pub trait Conditional<const D: usize, const C: usize>: Flow<D, C> {
    fn log_prob(&self, _: &Vector<Self, D, C>) -> Scalar<Self, D, C>
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn contains(&self, _: &Vector<Self, D, C>) -> bool
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn score(&self, _: &Vector<Self, D, C>) -> Vector<Self, D, C>
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn sample<R: Rng + ?Sized>(&self, _: &mut R) -> Vector<Self, D, C>
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn sample_and_log_prob<R: Rng + ?Sized>(
        &self,
        _: &mut R,
    ) -> (Vector<Self, D, C>, Scalar<Self, D, C>)
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn sample_batch<R: Rng + ?Sized>(&self, _: usize, _: &mut R) -> Vec<Vector<Self, D, C>>
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn sample_and_log_prob_batch<R: Rng + ?Sized>(&self, _: usize, _: &mut R) -> Batch<Self, D, C>
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn log_prob_into(&self, _: &[Vector<Self, D, C>], _: &mut [Scalar<Self, D, C>])
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn log_prob_batch(&self, _: &[Vector<Self, D, C>]) -> Vec<Scalar<Self, D, C>>
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn score_batch(&self, _: &[Vector<Self, D, C>]) -> Vec<Vector<Self, D, C>>
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn nll(&self, _: &[Vector<Self, D, C>]) -> Scalar<Self, D, C>
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn bits_per_dim(&self, _: &[Vector<Self, D, C>]) -> Scalar<Self, D, C>
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn forward(&self, _: &Vector<Self, D, C>) -> Vector<Self, D, C>
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn inverse(&self, _: &Vector<Self, D, C>) -> Vector<Self, D, C>
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn forward_and_log_det(
        &self,
        _: &Vector<Self, D, C>,
    ) -> (Vector<Self, D, C>, Scalar<Self, D, C>)
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn inverse_and_log_det(
        &self,
        _: &Vector<Self, D, C>,
    ) -> (Vector<Self, D, C>, Scalar<Self, D, C>)
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn forward_batch(&self, _: &[Vector<Self, D, C>]) -> Batch<Self, D, C>
    where
        Self: Unconditional<D>,
    {
        never()
    }

    fn inverse_batch(&self, _: &[Vector<Self, D, C>]) -> Batch<Self, D, C>
    where
        Self: Unconditional<D>,
    {
        never()
    }
}

/// The same of flows of one number.
#[expect(missing_docs, reason = "each is named like what it stands for")]
pub trait ConditionalNumber<const C: usize>: Conditional<1, C> {
    fn cdf(&self, _: Scalar<Self, 1, C>) -> Scalar<Self, 1, C>
    where
        Self: Unconditional<1>,
    {
        never()
    }

    fn survival(&self, _: Scalar<Self, 1, C>) -> Scalar<Self, 1, C>
    where
        Self: Unconditional<1>,
    {
        never()
    }

    fn quantile(&self, _: Scalar<Self, 1, C>) -> Scalar<Self, 1, C>
    where
        Self: Unconditional<1>,
    {
        never()
    }
}

impl<const C: usize, F: Conditional<1, C>> ConditionalNumber<C> for F {}

/// No type meets both bounds of a method above.
pub(super) fn never() -> ! {
    unreachable!("a flow has a context, or it has none")
}
