//! Training a variational autoencoder.

use super::Vae;
use super::gradients::Gradients;
use crate::density::Density;
use crate::flow::Flow;
use crate::real::Real;
use crate::train::{Descent, FitError, History, Plan, Trainer};
use nalgebra::SVector;

/// The part of the steps in which KL(q ‖ p(z)) gains its whole weight, and the weight that it begins with.
const WARM_UP: f64 = 0.1;
const FIRST_WEIGHT: f64 = 0.5;

impl<Q, P, R, T, const D: usize, const L: usize> Vae<Q, P, R, T, D, L>
where
    T: Real,
    Q: Flow<L, D, Scalar = T>,
    P: Flow<D, L, Scalar = T>,
    R: Flow<L, 0, Scalar = T> + Density<T, L>,
{
    /// Maximises the mean ELBO of samples over the parameters of all three flows, a fresh latent sample for each at every step; returns
    /// the mean of −ELBO of every epoch, in nats, as [`train_nll`](History::train_nll).
    ///
    /// In the first tenth of the steps the weight of ln p(z) − ln q(z | x) rises from ½ to 1, lest a decoder that knows nothing
    /// yet makes the encoder forget x (Durkan, Bekasov, Murray & Papamakarios 2019). Of the trainer's settings, epochs, steps, batch size, seed,
    /// schedule and [`clip_norm`](Trainer::clip_norm), of the whole gradient, are heeded; parameters that data set stay as they are.
    ///
    /// # Errors
    ///
    /// If there is no data, a setting makes no sense, or the encoder starts from a `Mixture`; then nothing has changed. If the
    /// loss or a gradient stops being finite; then the flows are as they were before that step.
    pub fn fit(
        &mut self,
        trainer: &Trainer<'_>,
        xs: &[SVector<T, D>],
    ) -> Result<History, FitError> {
        self.descend(trainer, xs, [true; 3])
    }

    /// As [`fit`](Self::fit), of the encoder alone: posteriors in a model that is known.
    ///
    /// # Errors
    ///
    /// As that.
    pub fn fit_encoder(
        &mut self,
        trainer: &Trainer<'_>,
        xs: &[SVector<T, D>],
    ) -> Result<History, FitError> {
        self.descend(trainer, xs, [true, false, false])
    }

    fn descend(
        &mut self,
        trainer: &Trainer<'_>,
        xs: &[SVector<T, D>],
        moves: [bool; 3],
    ) -> Result<History, FitError> {
        let plan = Plan::new::<T>(trainer, xs.len())?;
        if !Q::model().base.is_smooth() {
            return Err(FitError::Jumps);
        }
        let sizes = self.params().map(<[T]>::len);
        let mut descents = sizes.map(|params| plan.adam.descent::<T>(params));
        let mut gradients = Gradients(sizes.map(|params| vec![T::ZERO; params]));
        plan.each_batch(xs.len(), |numbers, step, part, rng| {
            let xs: Vec<_> = numbers.iter().map(|&i| xs[i]).collect();
            let risen = step as f64 / (WARM_UP * plan.steps as f64);
            let weight = (FIRST_WEIGHT + (1.0 - FIRST_WEIGHT) * risen).min(1.0);
            let loss = self.loss_and_gradients(&xs, weight, rng, &mut gradients);
            let norm = gradients.norm(moves);
            if !(loss.is_finite() && norm.is_finite()) {
                return None;
            }
            gradients.scale(plan.clip(norm));
            self.step(&mut descents, &gradients, moves, part);
            Some(loss)
        })
    }

    fn params(&self) -> [&[T]; 3] {
        [
            self.encoder.params(),
            self.decoder.params(),
            self.prior.params(),
        ]
    }

    fn step(
        &mut self,
        descents: &mut [Descent<T>; 3],
        Gradients(gradients): &Gradients<T>,
        moves: [bool; 3],
        part: f64,
    ) {
        let params = [
            self.encoder.params_mut(),
            self.decoder.params_mut(),
            self.prior.params_mut(),
        ];
        let all = params.into_iter().zip(descents).zip(gradients).zip(moves);
        for (((params, descent), grad), _) in all.filter(|(_, moves)| *moves) {
            descent.step_part(params, grad, part);
        }
    }
}
