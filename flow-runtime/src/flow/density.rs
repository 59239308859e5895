//! Flows are bijectors and densities: given a context, or without one.

use super::trainable::samples;
use super::{Flow, Given, Trainable};
use crate::bijector::Bijector;
use crate::density::Density;
use crate::engine::defined_log_prob;
use crate::real::Real;
use nalgebra::SVector;
use rand::Rng;
use rand::distr::Distribution;

/// Which way samples go.
#[derive(Clone, Copy)]
enum Direction {
    Forward,
    Inverse,
}

impl<F, T: Real, const C: usize> Given<'_, F, T, C> {
    /// ∇_c ln p(x | c), by the context.
    pub fn context_score<const D: usize>(&self, x: &SVector<T, D>) -> SVector<T, C>
    where
        F: Flow<D, C, Scalar = T>,
    {
        let (params, context) = (self.flow.params(), self.context());
        let mut out = SVector::from([T::ZERO; C]);
        F::engine().context_score(
            F::model(),
            params,
            context,
            x.as_slice(),
            out.as_mut_slice(),
        );
        out
    }

    fn transform<const D: usize>(
        &self,
        direction: Direction,
        from: &[SVector<T, D>],
        to: &mut [SVector<T, D>],
        log_det: &mut [T],
    ) where
        F: Trainable<D, C, Scalar = T>,
    {
        let (model, params, context) = (F::model(), self.flow.params(), self.context());
        let (from, to) = (bytemuck::cast_slice(from), bytemuck::cast_slice_mut(to));
        match direction {
            Direction::Forward => F::engine().forward(model, params, context, from, to, log_det),
            Direction::Inverse => F::engine().inverse(model, params, context, from, to, log_det),
        }
    }

    fn one<const D: usize>(&self, direction: Direction, from: &SVector<T, D>) -> (SVector<T, D>, T)
    where
        F: Trainable<D, C, Scalar = T>,
    {
        let (mut to, mut log_det) = ([SVector::from([T::ZERO; D])], [T::ZERO]);
        self.transform(direction, std::slice::from_ref(from), &mut to, &mut log_det);
        (to[0], log_det[0])
    }

    fn batch<const D: usize>(
        &self,
        direction: Direction,
        from: &[SVector<T, D>],
    ) -> (Vec<SVector<T, D>>, Vec<T>)
    where
        F: Trainable<D, C, Scalar = T>,
    {
        let mut to = vec![SVector::from([T::ZERO; D]); from.len()];
        let mut log_det = vec![T::ZERO; from.len()];
        self.transform(direction, from, &mut to, &mut log_det);
        (to, log_det)
    }
}

/// A sample of a flow's base.
fn base_sample<const D: usize, const C: usize, F: Trainable<D, C>, R: Rng + ?Sized>(
    flow: &F,
    mut rng: &mut R,
) -> SVector<F::Scalar, D> {
    let mut z = SVector::from([F::Scalar::ZERO; D]);
    let (model, params) = (F::model(), flow.params());
    let of_base = model.of_base(params);
    model.base.sample(of_base, &mut rng, z.as_mut_slice());
    z
}

impl<T: Real, const D: usize, const C: usize, F: Flow<D, C, Scalar = T>> Bijector<T, D>
    for Given<'_, F, T, C>
{
    fn forward_and_log_det(&self, z: &SVector<T, D>) -> (SVector<T, D>, T) {
        self.one(Direction::Forward, z)
    }

    fn inverse_and_log_det(&self, x: &SVector<T, D>) -> (SVector<T, D>, T) {
        self.one(Direction::Inverse, x)
    }

    fn forward_batch(&self, zs: &[SVector<T, D>]) -> (Vec<SVector<T, D>>, Vec<T>) {
        self.batch(Direction::Forward, zs)
    }

    fn inverse_batch(&self, xs: &[SVector<T, D>]) -> (Vec<SVector<T, D>>, Vec<T>) {
        self.batch(Direction::Inverse, xs)
    }
}

impl<T: Real, const D: usize, const C: usize, F: Trainable<D, C, Scalar = T>>
    Distribution<SVector<T, D>> for Given<'_, F, T, C>
{
    fn sample<R: Rng + ?Sized>(&self, mut rng: &mut R) -> SVector<T, D> {
        let mut x = SVector::from([T::ZERO; D]);
        let (model, params, context) = (F::model(), self.flow.params(), self.context());
        F::engine().sample(model, params, context, &mut rng, x.as_mut_slice(), None);
        x
    }
}

impl<T: Real, const D: usize, const C: usize, F: Flow<D, C, Scalar = T>> Density<T, D>
    for Given<'_, F, T, C>
{
    fn log_prob(&self, x: &SVector<T, D>) -> T {
        let (mut out, x) = ([T::ZERO], x.as_slice());
        F::engine().log_prob(F::model(), self.flow.params(), self.context(), x, &mut out);
        out[0]
    }

    fn score(&self, x: &SVector<T, D>) -> SVector<T, D> {
        let (model, params, context) = (F::model(), self.flow.params(), self.context());
        let mut out = SVector::from([T::ZERO; D]);
        F::engine().score(model, params, context, x.as_slice(), out.as_mut_slice());
        out
    }

    fn score_batch(&self, xs: &[SVector<T, D>]) -> Vec<SVector<T, D>> {
        let (model, params, context) = (F::model(), self.flow.params(), self.context());
        let mut out = vec![SVector::from([T::ZERO; D]); xs.len()];
        let (xs, scores) = (bytemuck::cast_slice(xs), bytemuck::cast_slice_mut(&mut out));
        F::engine().score(model, params, context, xs, scores);
        out
    }

    fn sample_and_log_prob<R: Rng + ?Sized>(&self, rng: &mut R) -> (SVector<T, D>, T) {
        let z = base_sample::<D, C, F, R>(self.flow, rng);
        let (mut x, log_det) = self.forward_and_log_det(&z);
        let mut log_prob = [-log_det];
        let (model, params) = (F::model(), self.flow.params());
        model.keep_inside(x.as_mut_slice());
        let of_base = model.of_base(params);
        model.base.log_prob(of_base, z.as_slice(), &mut log_prob);
        (x, defined_log_prob(model, x.as_slice(), log_prob[0]))
    }

    fn sample_batch<R: Rng + ?Sized>(&self, n: usize, rng: &mut R) -> Vec<SVector<T, D>> {
        samples(self.flow, self.context(), n, rng, None)
    }

    fn sample_and_log_prob_batch<R: Rng + ?Sized>(
        &self,
        n: usize,
        rng: &mut R,
    ) -> (Vec<SVector<T, D>>, Vec<T>) {
        let mut log_probs = vec![T::ZERO; n];
        let xs = samples(self.flow, self.context(), n, rng, Some(&mut log_probs));
        (xs, log_probs)
    }

    fn log_prob_batch(&self, xs: &[SVector<T, D>]) -> Vec<T> {
        let mut out = vec![T::ZERO; xs.len()];
        let (params, context) = (self.flow.params(), self.context());
        F::engine().log_prob(
            F::model(),
            params,
            context,
            bytemuck::cast_slice(xs),
            &mut out,
        );
        out
    }

    fn log_prob_into(&self, xs: &[SVector<T, D>], out: &mut [T]) {
        assert_eq!(xs.len(), out.len(), "one number for each sample");
        let (model, params, context) = (F::model(), self.flow.params(), self.context());
        F::engine().log_prob_here(model, params, context, bytemuck::cast_slice(xs), out);
    }
}

/// The context of a flow without one.
fn nothing<T: Real>() -> SVector<T, 0> {
    SVector::from([])
}

/// A sample of a flow without a context.
pub fn sample<const D: usize, F: Trainable<D, 0>, R: Rng + ?Sized>(
    flow: &F,
    rng: &mut R,
) -> SVector<F::Scalar, D> {
    flow.given(&nothing()).sample(rng)
}

#[diagnostic::do_not_recommend]
impl<const D: usize, F: Flow<D, 0>> Bijector<F::Scalar, D> for F {
    fn forward_and_log_det(&self, z: &SVector<F::Scalar, D>) -> (SVector<F::Scalar, D>, F::Scalar) {
        self.given(&nothing()).forward_and_log_det(z)
    }

    fn inverse_and_log_det(&self, x: &SVector<F::Scalar, D>) -> (SVector<F::Scalar, D>, F::Scalar) {
        self.given(&nothing()).inverse_and_log_det(x)
    }

    fn forward_batch(
        &self,
        zs: &[SVector<F::Scalar, D>],
    ) -> (Vec<SVector<F::Scalar, D>>, Vec<F::Scalar>) {
        self.given(&nothing()).forward_batch(zs)
    }

    fn inverse_batch(
        &self,
        xs: &[SVector<F::Scalar, D>],
    ) -> (Vec<SVector<F::Scalar, D>>, Vec<F::Scalar>) {
        self.given(&nothing()).inverse_batch(xs)
    }
}

#[diagnostic::do_not_recommend]
impl<const D: usize, F> Density<F::Scalar, D> for F
where
    F: Flow<D, 0> + Distribution<SVector<F::Scalar, D>>,
{
    fn log_prob(&self, x: &SVector<F::Scalar, D>) -> F::Scalar {
        self.given(&nothing()).log_prob(x)
    }

    fn score(&self, x: &SVector<F::Scalar, D>) -> SVector<F::Scalar, D> {
        self.given(&nothing()).score(x)
    }

    fn score_batch(&self, xs: &[SVector<F::Scalar, D>]) -> Vec<SVector<F::Scalar, D>> {
        self.given(&nothing()).score_batch(xs)
    }

    fn sample_and_log_prob<R: Rng + ?Sized>(
        &self,
        rng: &mut R,
    ) -> (SVector<F::Scalar, D>, F::Scalar) {
        self.given(&nothing()).sample_and_log_prob(rng)
    }

    fn sample_batch<R: Rng + ?Sized>(&self, n: usize, rng: &mut R) -> Vec<SVector<F::Scalar, D>> {
        self.given(&nothing()).sample_batch(n, rng)
    }

    fn sample_and_log_prob_batch<R: Rng + ?Sized>(
        &self,
        n: usize,
        rng: &mut R,
    ) -> (Vec<SVector<F::Scalar, D>>, Vec<F::Scalar>) {
        self.given(&nothing()).sample_and_log_prob_batch(n, rng)
    }

    fn log_prob_batch(&self, xs: &[SVector<F::Scalar, D>]) -> Vec<F::Scalar> {
        self.given(&nothing()).log_prob_batch(xs)
    }

    fn log_prob_into(&self, xs: &[SVector<F::Scalar, D>], out: &mut [F::Scalar]) {
        self.given(&nothing()).log_prob_into(xs, out);
    }
}
