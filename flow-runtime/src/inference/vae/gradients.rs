//! The gradients of the ELBO by the parameters of all three flows.

use super::Vae;
use crate::density::Density;
use crate::flow::{Flow, Vjp};
use crate::inference::columns::columns;
use crate::model::Context;
use crate::real::Real;
use crate::train::Chosen;
use nalgebra::SVector;
use rand::Rng;

/// Gradients by the parameters of encoder, decoder and prior.
#[derive(Clone, Debug)]
pub(super) struct Gradients<T>(pub(super) [Vec<T>; 3]);

impl<T: Real> Gradients<T> {
    /// The Euclidean norm over those that are wanted.
    pub(super) fn norm(&self, wanted: [bool; 3]) -> f64 {
        let parts = self.0.iter().zip(wanted).filter(|(_, wanted)| *wanted);
        let numbers = parts.flat_map(|(part, _)| part);
        numbers.map(|g| g.to_f64() * g.to_f64()).sum::<f64>().sqrt()
    }

    pub(super) fn scale(&mut self, factor: f64) {
        if factor != 1.0 {
            for g in self.0.iter_mut().flatten() {
                *g *= T::from_f64(factor);
            }
        }
    }
}

impl<Q, P, R, T, const D: usize, const L: usize> Vae<Q, P, R, T, D, L>
where
    T: Real,
    Q: Flow<L, D, Scalar = T>,
    P: Flow<D, L, Scalar = T>,
    R: Flow<L, 0, Scalar = T> + Density<T, L>,
{
    /// The weighted mean of −ELBO over samples, a z of q for each; overwrites the gradients with those of
    /// −(ln p(x | z) + β (ln p(z) − ln q(z | x))).
    ///
    /// With z = f(u; x) and u from the base of q, that by q's parameters is the path gradient (Roeder, Wu & Duvenaud 2017): the pullback of
    /// `∇_z ln p(x | z) + β (∇_z ln p(z) − ∇_z ln q(z | x))` through f.
    pub(super) fn loss_and_gradients<G: Rng + ?Sized>(
        &self,
        batch: &Chosen<T, D>,
        beta: f64,
        rng: &mut G,
        Gradients([of_encoder, of_decoder, of_prior]): &mut Gradients<T>,
    ) -> f64 {
        let (xs, weights) = (&batch.xs[..], batch.weights.as_deref());
        let n = xs.len();
        let us = self.base_numbers(n, rng);
        let (zs, log_dets) = self.encode(&us, xs);
        let contexts = Context::Each(bytemuck::cast_slice(&zs));
        let nll = self
            .decoder
            .nll_and_grad_in(contexts, xs, weights, of_decoder);
        let prior_nll = self
            .prior
            .nll_and_grad_in(Context::NONE, &zs, weights, of_prior);
        let weight = T::from_f64(beta);
        for g in &mut *of_prior {
            *g *= weight;
        }
        let by_likelihood = self.decoder.context_score_batch_given(xs, &zs);
        let by_prior = self.prior.score_batch(&zs);
        let by_posterior = self.posterior_score(&zs, xs);
        let part = T::from_f64(-1.0 / n as f64);
        let part = |i: usize| weights.map_or(part, |weights| weights[i] * part);
        let slopes = by_likelihood.iter().zip(by_prior).zip(by_posterior);
        let dzs: Vec<_> = slopes
            .enumerate()
            .map(|(i, ((p, r), q))| (p + (r - q) * weight) * part(i))
            .collect();
        let none = vec![T::ZERO; n];
        let (dus, _) = self
            .encoder
            .forward_vjp_batch_given(&us, xs, &dzs, &none, of_encoder);
        let (model, params) = (Q::model(), self.encoder.params());
        let (of_base, grad) = (model.of_base(params), model.of_base_mut(of_encoder));
        model
            .base
            .path(of_base, &columns(&us), &columns(&dus), grad);
        let log_posterior = batch.mean(&self.log_base(&us)) - batch.mean(&log_dets);
        nll.to_f64() + prior_nll.to_f64() + log_posterior
    }

    fn base_numbers<G: Rng + ?Sized>(&self, n: usize, mut rng: &mut G) -> Vec<SVector<T, L>> {
        let (model, mut us) = (Q::model(), vec![SVector::from([T::ZERO; L]); n]);
        let of_base = model.of_base(self.encoder.params());
        for u in &mut us {
            model.base.sample(of_base, &mut rng, u.as_mut_slice());
        }
        us
    }

    fn encode(&self, us: &[SVector<T, L>], xs: &[SVector<T, D>]) -> (Vec<SVector<T, L>>, Vec<T>) {
        let mut zs = vec![SVector::from([T::ZERO; L]); us.len()];
        let mut log_dets = vec![T::ZERO; us.len()];
        let context = Context::Each(bytemuck::cast_slice(xs));
        let (us, to) = (bytemuck::cast_slice(us), bytemuck::cast_slice_mut(&mut zs));
        let (model, params) = (Q::model(), self.encoder.params());
        Q::engine().forward(model, params, context, us, to, &mut log_dets);
        (zs, log_dets)
    }

    /// ∇_z ln q(z | x).
    fn posterior_score(&self, zs: &[SVector<T, L>], xs: &[SVector<T, D>]) -> Vec<SVector<T, L>> {
        let mut scores = vec![SVector::from([T::ZERO; L]); zs.len()];
        let context = Context::Each(bytemuck::cast_slice(xs));
        let (zs, out) = (
            bytemuck::cast_slice(zs),
            bytemuck::cast_slice_mut(&mut scores),
        );
        Q::engine().score(Q::model(), self.encoder.params(), context, zs, out);
        scores
    }

    /// ln p of base numbers of the encoder.
    fn log_base(&self, us: &[SVector<T, L>]) -> Vec<T> {
        let mut log_probs = vec![T::ZERO; us.len()];
        let (model, params) = (Q::model(), self.encoder.params());
        let of_base = model.of_base(params);
        model.base.log_prob(of_base, &columns(us), &mut log_probs);
        log_probs
    }
}
