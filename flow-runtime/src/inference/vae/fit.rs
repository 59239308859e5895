//! Training a variational autoencoder.

use super::Vae;
use super::descent::Training;
use crate::density::Density;
use crate::flow::Flow;
use crate::real::Real;
use crate::train::{Divided, FitError, History, IntoSamples, Regime, Samples, Trainer};

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
    /// yet makes the encoder forget x (Durkan, Bekasov, Murray & Papamakarios 2019).
    ///
    /// A prior or an encoder that can learn the samples by heart will, so hold some out:
    /// `Samples::of(&xs).validation_split(0.1)`, with a [`patience`](Trainer::patience). Their
    /// [bound](Self::log_prob_bound_batch) of 16 draws judges the epochs, the same draws in all of them, less its sign as
    /// [`valid_nll`](History::valid_nll), and the run ends with the parameters of the best.
    ///
    /// Of the trainer's settings, epochs, steps, batch size, seed, schedule, patience and [`clip_norm`](Trainer::clip_norm), of the whole
    /// gradient, are heeded; parameters that data set stay as they are.
    ///
    /// # Errors
    ///
    /// If there is no data, a sample has no density under the decoder, weights or a setting make no sense, or the encoder starts
    /// from a `Mixture`; then nothing has changed. If the loss or a gradient stops being finite; then the flows are as they were
    /// before that step.
    pub fn fit<'s>(
        &mut self,
        trainer: &Trainer<'_>,
        samples: impl IntoSamples<'s, T, D, 0>,
    ) -> Result<History, FitError> {
        self.descend(trainer, &samples.into(), [true; 3])
    }

    /// As [`fit`](Self::fit), of the encoder alone: posteriors in a model that is known.
    ///
    /// # Errors
    ///
    /// As that.
    pub fn fit_encoder<'s>(
        &mut self,
        trainer: &Trainer<'_>,
        samples: impl IntoSamples<'s, T, D, 0>,
    ) -> Result<History, FitError> {
        self.descend(trainer, &samples.into(), [true, false, false])
    }

    /// As [`fit`](Self::fit), of the prior alone: after a fit with a normal one, a flow in its place learns where the encoder has
    /// put the samples (Dai & Wipf 2019). A flow that learns together with the encoder has nothing to keep it from learning few
    /// samples by heart. Without the weight that rises, and with any base of the encoder.
    ///
    /// # Errors
    ///
    /// As that.
    pub fn fit_prior<'s>(
        &mut self,
        trainer: &Trainer<'_>,
        samples: impl IntoSamples<'s, T, D, 0>,
    ) -> Result<History, FitError> {
        self.descend(trainer, &samples.into(), [false, false, true])
    }

    fn descend(
        &mut self,
        trainer: &Trainer<'_>,
        samples: &Samples<'_, T, D>,
        moves: [bool; 3],
    ) -> Result<History, FitError> {
        let Divided { train, held } = Divided::new(trainer, P::model(), samples)?;
        let regime = Regime::new::<T>(trainer, train.xs.len())?;
        let [encoder, ..] = moves;
        if encoder && !Q::model().base.is_smooth() {
            return Err(FitError::Jumps);
        }
        let samples = train.xs.len();
        regime.each_batch(
            samples,
            &mut Training::new(self, &regime, train, held, moves),
        )
    }
}
