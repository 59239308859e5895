//! Training on samples at which the slopes of their density are known.

use super::columns::columns;
use crate::density::Density;
use crate::flow::{Flow, Vjp};
use crate::model::Context;
use crate::real::Real;
use crate::train::{Descends, Descent, FitError, History, Regime, Trainer};
use nalgebra::SVector;
use rand::rngs::Xoshiro256PlusPlus;

impl Trainer<'_> {
    /// Trains a flow q without a context on samples x of a density p and on its scores ∇ₓ ln p(x) there, as Hamiltonian samplers
    /// leave them behind.
    ///
    /// What falls is KL(p ‖ q), as in [`fit`](Self::fit), but by the path gradient: with x = f(z), the mean of
    /// `(∂f/∂θ)ᵀ (∇ₓ ln q(x) − ∇ₓ ln p(x))` at z = f⁻¹(x) (Vaitl, Nicoli, Nakajima & Kessel 2022). Where q is p it is 0 at every sample,
    /// not on average only: so a few hundred samples are enough where `fit` learns them by heart, and samples that are not
    /// quite fair do little harm.
    ///
    /// What [`train_nll`](History::train_nll) has is no likelihood then, but the Fisher divergence as the flow's base sees it: the
    /// mean of |∇_z ln p(z) − ∇_z ln q(z)|², 0 once q is p. Of the trainer's settings, epochs, steps, batch size, seed,
    /// schedule, [`clip_norm`](Self::clip_norm) and [`patience`](Self::patience) are heeded; parameters that data set stay as they are.
    ///
    /// # Errors
    ///
    /// If there are no samples, a setting makes no sense, or the flow starts from a `Mixture`; then nothing has changed. If the
    /// divergence or a gradient stops being finite; then the flow is as it was before that step.
    ///
    /// # Panics
    ///
    /// If there are not as many scores as samples.
    ///
    /// # Example
    ///
    /// ```
    /// use flow_runtime::prelude::*;
    ///
    /// flow! { struct Shifted<f64, 1> = Affine; }
    ///
    /// // Three numbers of a normal density with the mean 5 and the standard deviation 0.1 say all about it.
    /// let xs = [4.9, 5.05, 5.2].map(|x| SVector::from([x]));
    /// let scores = xs.map(|x| x.map(|x| (5.0 - x) / 0.01));
    /// let mut flow = Shifted::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
    /// let trainer = Trainer::new(Adam::new(0.05)).epochs(2000).schedule(Schedule::cosine());
    /// let history = trainer.fit_scores(&mut flow, &xs, &scores)?;
    /// assert!(history.train_nll()[1999] < 1e-6);
    /// assert!((flow.forward(&SVector::from([1.0]))[0] - 5.1).abs() < 1e-3);
    /// # Ok::<(), FitError>(())
    /// ```
    pub fn fit_scores<T: Real, const D: usize, F: Flow<D, 0, Scalar = T> + Density<T, D>>(
        &self,
        flow: &mut F,
        xs: &[SVector<T, D>],
        scores: &[SVector<T, D>],
    ) -> Result<History, FitError> {
        assert_eq!(xs.len(), scores.len(), "one score for each sample");
        let regime = Regime::new::<T>(self, xs.len())?;
        if !F::model().base.is_smooth() {
            return Err(FitError::Jumps);
        }
        let mut by_scores = ByScores {
            descent: regime.adam.descent::<T>(flow.params().len()),
            grad: vec![T::ZERO; flow.params().len()],
            kept: flow.params().to_vec(),
            regime: &regime,
            flow,
            xs,
            scores,
        };
        regime.each_batch(xs.len(), &mut by_scores)
    }
}

/// The descent of a flow on samples with scores.
struct ByScores<'a, 't, F, T, const D: usize> {
    regime: &'a Regime<'a, 't>,
    flow: &'a mut F,
    xs: &'a [SVector<T, D>],
    scores: &'a [SVector<T, D>],
    descent: Descent<T>,
    grad: Vec<T>,
    kept: Vec<T>,
}

impl<T: Real, const D: usize, F: Flow<D, 0, Scalar = T> + Density<T, D>> Descends
    for ByScores<'_, '_, F, T, D>
{
    fn step(
        &mut self,
        numbers: &[usize],
        _: u64,
        part: f64,
        _: &mut Xoshiro256PlusPlus,
    ) -> Option<f64> {
        let of = |all: &[SVector<T, D>]| -> Vec<_> { numbers.iter().map(|&i| all[i]).collect() };
        let loss = path_gradient(self.flow, &of(self.xs), &of(self.scores), &mut self.grad);
        if !loss.is_finite() {
            return None;
        }
        self.regime.shorten(&mut self.grad)?;
        let params = self.flow.params_mut();
        self.descent.step_part(params, &self.grad, part);
        Some(loss)
    }

    fn held_out(&self) -> Option<f64> {
        None
    }

    fn keep(&mut self) {
        self.kept.copy_from_slice(self.flow.params());
    }

    fn put_back(&mut self) {
        self.flow.params_mut().copy_from_slice(&self.kept);
    }
}

/// The mean Fisher divergence over samples, as the base sees it; overwrites `grad` with the path gradient of KL(p ‖ q).
fn path_gradient<T: Real, const D: usize, F: Flow<D, 0, Scalar = T> + Density<T, D>>(
    flow: &F,
    xs: &[SVector<T, D>],
    scores: &[SVector<T, D>],
    grad: &mut [T],
) -> f64 {
    let n = xs.len();
    let (model, none) = (F::model(), vec![T::ZERO; n]);
    let (mut zs, mut log_dets) = (xs.to_vec(), none.clone());
    let (from, to) = (bytemuck::cast_slice(xs), bytemuck::cast_slice_mut(&mut zs));
    F::engine().inverse(model, flow.params(), Context::NONE, from, to, &mut log_dets);
    let part = T::from_f64(1.0 / n as f64);
    let slopes = flow.score_batch(xs).into_iter().zip(scores);
    let dxs: Vec<_> = slopes.map(|(q, p)| (q - p) * part).collect();
    let dzs = flow.forward_vjp_batch(&zs, &dxs, &none, grad);
    let of_base = model.of_base(flow.params());
    let of_base_grad = model.of_base_mut(grad);
    model
        .base
        .path(of_base, &columns(&zs), &columns(&dzs), of_base_grad);
    let numbers = dzs.iter().flatten().map(|dz| dz.to_f64());
    numbers.map(|dz| dz * dz).sum::<f64>() * n as f64
}
