//! The descent of three flows.

use super::Vae;
use super::gradients::Gradients;
use crate::density::Density;
use crate::flow::Flow;
use crate::inference::samplers::stream;
use crate::real::Real;
use crate::train::{Chosen, Descends, Descent, Regime};
use rand::rngs::Xoshiro256PlusPlus;

/// The part of the steps in which KL(q ‖ p(z)) gains its whole weight, and the weight that it begins with.
const WARM_UP: f64 = 0.1;
const FIRST_WEIGHT: f64 = 0.5;

/// Draws of the bound that judges an epoch, and their seed: the same in all epochs and runs, which are judged by their parameters.
const DRAWS: usize = 16;
const SEED: u64 = 0x6c8e_9cf5_7093_2bd5;

/// A model while it is trained.
pub(super) struct Training<'a, 't, Q, P, R, T, const D: usize, const L: usize> {
    vae: &'a mut Vae<Q, P, R, T, D, L>,
    regime: &'a Regime<'a, 't>,
    train: Chosen<T, D>,
    held: Option<Chosen<T, D>>,
    /// Which of encoder, decoder and prior move.
    moves: [bool; 3],
    descents: [Descent<T>; 3],
    gradients: Gradients<T>,
    kept: [Vec<T>; 3],
}

impl<'a, 't, Q, P, R, T, const D: usize, const L: usize> Training<'a, 't, Q, P, R, T, D, L>
where
    T: Real,
    Q: Flow<L, D, Scalar = T>,
    P: Flow<D, L, Scalar = T>,
    R: Flow<L, 0, Scalar = T> + Density<T, L>,
{
    pub(super) fn new(
        vae: &'a mut Vae<Q, P, R, T, D, L>,
        regime: &'a Regime<'a, 't>,
        train: Chosen<T, D>,
        held: Option<Chosen<T, D>>,
        moves: [bool; 3],
    ) -> Self {
        let kept = vae.params().map(<[T]>::to_vec);
        let sizes = kept.each_ref().map(Vec::len);
        Self {
            vae,
            regime,
            train,
            held,
            moves,
            descents: sizes.map(|size| regime.adam.descent::<T>(size)),
            gradients: Gradients(sizes.map(|size| vec![T::ZERO; size])),
            kept,
        }
    }
}

impl<Q, P, R, T, const D: usize, const L: usize> Descends for Training<'_, '_, Q, P, R, T, D, L>
where
    T: Real,
    Q: Flow<L, D, Scalar = T>,
    P: Flow<D, L, Scalar = T>,
    R: Flow<L, 0, Scalar = T> + Density<T, L>,
{
    fn step(
        &mut self,
        numbers: &[usize],
        step: u64,
        part: f64,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Option<f64> {
        let batch = self.train.batch(numbers);
        let risen = step as f64 / (WARM_UP * self.regime.steps as f64);
        let [encoder, ..] = self.moves;
        let weight = if encoder {
            (FIRST_WEIGHT + (1.0 - FIRST_WEIGHT) * risen).min(1.0)
        } else {
            1.0
        };
        let gradients = &mut self.gradients;
        let loss = self.vae.loss_and_gradients(&batch, weight, rng, gradients);
        let norm = gradients.norm(self.moves);
        if !(loss.is_finite() && norm.is_finite()) {
            return None;
        }
        gradients.scale(self.regime.clip(norm));
        let params = self.vae.params_mut().into_iter();
        let all = params.zip(&mut self.descents).zip(&gradients.0);
        for (((params, descent), grad), _) in all.zip(self.moves).filter(|(_, moves)| *moves) {
            descent.step_part(params, grad, part);
        }
        Some(loss)
    }

    fn held_out(&self) -> Option<f64> {
        let held = self.held.as_ref()?;
        let mut rng = stream(SEED, 0);
        let bounds = self.vae.log_prob_bound_batch(&held.xs, DRAWS, &mut rng);
        Some(-held.mean(&bounds))
    }

    fn keep(&mut self) {
        for (kept, params) in self.kept.iter_mut().zip(self.vae.params()) {
            kept.copy_from_slice(params);
        }
    }

    fn put_back(&mut self) {
        for (kept, params) in self.kept.iter().zip(self.vae.params_mut()) {
            params.copy_from_slice(kept);
        }
    }
}

impl<Q, P, R, T, const D: usize, const L: usize> Vae<Q, P, R, T, D, L>
where
    T: Real,
    Q: Flow<L, D, Scalar = T>,
    P: Flow<D, L, Scalar = T>,
    R: Flow<L, 0, Scalar = T>,
{
    fn params(&self) -> [&[T]; 3] {
        [
            self.encoder.params(),
            self.decoder.params(),
            self.prior.params(),
        ]
    }

    fn params_mut(&mut self) -> [&mut [T]; 3] {
        [
            self.encoder.params_mut(),
            self.decoder.params_mut(),
            self.prior.params_mut(),
        ]
    }
}
