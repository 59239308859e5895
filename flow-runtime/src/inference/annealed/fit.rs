//! Training the flows of a path.

use super::{Annealed, Stage, between, carried, noise};
use crate::density::Density;
use crate::flow::{Flow, Vjp};
use crate::inference::{Target, weights};
use crate::real::Real;
use crate::train::{FitError, History, Regime, Trainer};
use crate::walk::{Between, Factor, tempered};
use nalgebra::SVector;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// Samples are drawn anew from themselves where the effective part of them is less.
const ENOUGH: f64 = 0.3;

/// Samples on their way, and what they are weighed for.
struct Crowd<T, const D: usize> {
    xs: Vec<SVector<T, D>>,
    log_weights: Vec<f64>,
    /// ln of the last density that they were weighed for.
    values: Vec<f64>,
}

impl<F> Annealed<F> {
    /// Trains every flow to carry the density before it to the density of the next kernel, or of the target, as CRAFT does
    /// (Matthews et al. 2022); returns the mean of −ln Ẑ of every 100 steps, in nats, as
    /// [`train_nll`](History::train_nll).
    ///
    /// A step sends as many samples as the batch size says down the path, each with its weight so far; the flows up to a kernel follow
    /// the gradient of the weighted mean of ln π₍before₎(x) − ln π₍next₎(f(x)) − ln|det ∂f/∂x|, which is their divergence from what they should
    /// make. Where the weights are worth less than 0.3 of the samples, these are resampled.
    ///
    /// No gradient goes through a kernel, where it would be biased, as that of [`fit_paths`](Self::fit_paths) is: this one has no
    /// such term to leave out.
    ///
    /// Of the trainer's settings, epochs (of 100 steps), steps, batch size, seed, schedule and
    /// [`clip_norm`](Trainer::clip_norm), flow by flow, are heeded; parameters that data set stay as they are.
    ///
    /// # Errors
    ///
    /// If a setting makes no sense; then nothing has changed. If all weights vanish, or a gradient is not finite; then the
    /// flows are as they were before that step.
    pub fn fit<T: Real, const D: usize>(
        &mut self,
        trainer: &Trainer<'_>,
        base: &impl Density<T, D>,
        target: &impl Target<T, D>,
    ) -> Result<History, FitError>
    where
        F: Flow<D, 0, Scalar = T>,
    {
        let regime = Regime::drawn::<T>(trainer)?;
        let mut descents = self.descents(&regime);
        let mut rng = regime.generator();
        regime.each_step(|part| {
            let seed = rng.next_u64();
            let (log_evidence, grads) = self.gradients(base, target, regime.batch_size, seed)?;
            self.step(&regime, &mut descents, grads, part)?;
            Some(-log_evidence)
        })
    }

    /// ln Ẑ, and the gradient of every flow; none where a number is lost.
    fn gradients<T: Real, const D: usize>(
        &self,
        base: &impl Density<T, D>,
        target: &impl Target<T, D>,
        n: usize,
        seed: u64,
    ) -> Option<(f64, Vec<Vec<T>>)>
    where
        F: Flow<D, 0, Scalar = T>,
    {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let (xs, log_bases) = base.sample_and_log_prob_batch(n, &mut rng);
        let mut crowd = Crowd {
            xs,
            log_weights: vec![0.0; n],
            values: log_bases.iter().map(|log| log.to_f64()).collect(),
        };
        let (mut log_evidence, mut grads, mut flows) = (0.0, Vec::new(), Vec::new());
        for (number, stage) in self.stages.iter().enumerate() {
            match stage {
                Stage::Flow(flow) => flows.push(flow),
                Stage::Kernel(kernel, at) => {
                    let density = between(base, target, tempered(*at));
                    grads.append(&mut crowd.carry(&flows, &density)?);
                    flows.clear();
                    log_evidence += crowd.resample(rng.next_u64())?;
                    let mut rngs = noise(seed, number, n);
                    let walked = density.walk(*kernel, &mut crowd.xs, &mut rngs);
                    let values = density.log_densities(&crowd.xs);
                    // Nothing, but for steps that leave the density only nearly as it is.
                    let moved = values.iter().zip(&crowd.values).zip(walked);
                    for (weight, ((to, from), gain)) in crowd.log_weights.iter_mut().zip(moved) {
                        *weight += if to == from { 0.0 } else { gain + to - from };
                        // A step into nowhere is lost.
                        if weight.is_nan() {
                            *weight = f64::NEG_INFINITY;
                        }
                    }
                    crowd.values = values;
                }
            }
        }
        grads.append(&mut crowd.carry(&flows, &between(base, target, tempered(1.0)))?);
        log_evidence += weights::log_mean(&crowd.log_weights);
        log_evidence.is_finite().then_some((log_evidence, grads))
    }
}

impl<T: Real, const D: usize> Crowd<T, D> {
    /// Sends the samples through flows to a density, weighs them for it, and returns the gradients of the flows.
    fn carry<F: Flow<D, 0, Scalar = T>>(
        &mut self,
        flows: &[&F],
        density: &Between<impl Factor<T, D>, impl Factor<T, D>>,
    ) -> Option<Vec<Vec<T>>> {
        let n = self.xs.len();
        let parts = weights::normalised(&self.log_weights)?;
        let mut gains = vec![0.0; n];
        let mut starts = Vec::with_capacity(flows.len());
        for flow in flows {
            let (xs, log_dets) = carried(*flow, &self.xs);
            starts.push(std::mem::replace(&mut self.xs, xs));
            for (gain, log_det) in gains.iter_mut().zip(&log_dets) {
                *gain += log_det.to_f64();
            }
        }
        let (values, slopes) = density.scores(&self.xs);
        let minus: Vec<T> = parts.iter().map(|part| T::from_f64(-part)).collect();
        let weighed = slopes.iter().zip(&minus);
        let mut dxs: Vec<_> = weighed.map(|(slope, minus)| slope * *minus).collect();
        let mut grads = Vec::with_capacity(flows.len());
        for (flow, start) in flows.iter().zip(&starts).rev() {
            let mut grad = vec![T::ZERO; flow.params().len()];
            dxs = flow.forward_vjp_batch(start, &dxs, &minus, &mut grad);
            grads.push(grad);
        }
        grads.reverse();
        let changes = values.iter().zip(&self.values).zip(&gains);
        for (weight, ((to, from), gain)) in self.log_weights.iter_mut().zip(changes) {
            *weight += to - from + gain;
            if weight.is_nan() {
                *weight = f64::NEG_INFINITY;
            }
        }
        self.values = values;
        Some(grads)
    }

    /// Draws the samples anew, by their weights, where few of them count; returns ln of the weights' mean, which is theirs no
    /// longer then.
    fn resample(&mut self, seed: u64) -> Option<f64> {
        let n = self.xs.len();
        if weights::effective(&self.log_weights) >= ENOUGH * n as f64 {
            return Some(0.0);
        }
        let log_mean = weights::log_mean(&self.log_weights);
        if !log_mean.is_finite() {
            return None;
        }
        let chosen = weights::resampled(&self.log_weights, n, seed);
        self.xs = chosen.iter().map(|&i| self.xs[i]).collect();
        self.values = chosen.iter().map(|&i| self.values[i]).collect();
        self.log_weights.fill(0.0);
        Some(log_mean)
    }
}
