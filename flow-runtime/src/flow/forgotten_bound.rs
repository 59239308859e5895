//! What the compiler says where a context is forgotten of a flow of which a bound is known: `flow.contains(&x)`, as
//! `forgotten.rs` has it for those whose density is exact.

use super::forgotten::never;
use super::{BoundedAlone, BoundedFlow, Trainable};
use nalgebra::SVector;
use rand::Rng;

#[diagnostic::do_not_recommend]
impl<const D: usize, F: BoundedFlow<D, 0>> BoundedAlone<D> for F {}

type Scalar<F, const D: usize, const C: usize> = <F as Trainable<D, C>>::Scalar;
type Vector<F, const D: usize, const C: usize> = SVector<Scalar<F, D, C>, D>;

/// The methods that such a flow with a context has only once that is given. None can be called.
#[expect(missing_docs, reason = "each is named like what it stands for")]
pub trait ConditionalBound<const D: usize, const C: usize>: BoundedFlow<D, C> {
    fn contains(&self, _: &Vector<Self, D, C>) -> bool
    where
        Self: BoundedAlone<D>,
    {
        never()
    }

    fn elbo<R: Rng + ?Sized>(&self, _: &Vector<Self, D, C>, _: &mut R) -> Scalar<Self, D, C>
    where
        Self: BoundedAlone<D>,
    {
        never()
    }

    fn elbo_batch<R: Rng + ?Sized>(
        &self,
        _: &[Vector<Self, D, C>],
        _: &mut R,
    ) -> Vec<Scalar<Self, D, C>>
    where
        Self: BoundedAlone<D>,
    {
        never()
    }

    fn log_prob_bound<R: Rng + ?Sized>(
        &self,
        _: &Vector<Self, D, C>,
        _: usize,
        _: &mut R,
    ) -> Scalar<Self, D, C>
    where
        Self: BoundedAlone<D>,
    {
        never()
    }

    fn log_prob_bound_batch<R: Rng + ?Sized>(
        &self,
        _: &[Vector<Self, D, C>],
        _: usize,
        _: &mut R,
    ) -> Vec<Scalar<Self, D, C>>
    where
        Self: BoundedAlone<D>,
    {
        never()
    }

    fn bits_per_dim<R: Rng + ?Sized>(
        &self,
        _: &[Vector<Self, D, C>],
        _: usize,
        _: &mut R,
    ) -> Scalar<Self, D, C>
    where
        Self: BoundedAlone<D>,
    {
        never()
    }

    fn sample<R: Rng + ?Sized>(&self, _: &mut R) -> Vector<Self, D, C>
    where
        Self: BoundedAlone<D>,
    {
        never()
    }

    fn sample_batch<R: Rng + ?Sized>(&self, _: usize, _: &mut R) -> Vec<Vector<Self, D, C>>
    where
        Self: BoundedAlone<D>,
    {
        never()
    }
}
