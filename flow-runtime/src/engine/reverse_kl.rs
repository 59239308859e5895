//! The divergence of a flow from a density that can only be evaluated.

use super::gradient::sum_and_grad;
use super::memory::{Memory, Purpose, with_memory};
use super::objective::Objective;
use super::rows::End;
use super::score::{Broken, pull_log_prob};
use crate::kernels::buffer::{Cutter, with_scratch};
use crate::model::{Context, Model};
use crate::real::Real;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use std::ops::Range;

/// ln p̃ of one sample; overwrites the last with its gradient.
pub(crate) type LogDensityAndGrad<'a, T> = dyn Fn(&[T], &mut [T]) -> T + Sync + 'a;

/// The mean of ln q(x) − ln p̃(x) over samples x of a flow q without a context: KL(q ‖ p) − ln Z.
///
/// Its gradient is the path gradient (Roeder, Wu & Duvenaud 2017): with x = f(z), the mean of
/// `(∂f/∂θ)ᵀ (∇ₓ ln q(x) − ∇ₓ ln p̃(x))`. What it leaves out, that q changes at a fixed x, has a mean of 0; so the gradient has no
/// variance at all once q is p.
///
/// The score of q is that of the inverse direction, of which one sweep and its pullback are enough (Vaitl, Nicoli, Nakajima & Kessel 2022).
///
/// Of a flow with stochastic layers, q and p are densities of whole paths, and there is no score: the gradient is that of the samples,
/// which no layer lets through (`bijectors/stochastic.rs`).
pub(crate) struct ReverseKl<'a, T> {
    pub(crate) target: &'a LogDensityAndGrad<'a, T>,
    /// Of the batch.
    pub(crate) seed: u64,
    /// How many samples it has.
    pub(crate) samples: usize,
}

impl<T: Real> ReverseKl<'_, T> {
    /// The mean over its samples.
    pub(crate) fn mean(&self, model: &Model<T>, params: &[T]) -> f64 {
        let mut grad = vec![T::ZERO; params.len()];
        sum_and_grad(model, params, self, &mut grad) / self.samples as f64
    }

    /// Where, with these parameters, numbers stop being finite on the way of its samples.
    pub(crate) fn broken(&self, model: &Model<T>, params: &[T]) -> Broken {
        let mut found = Broken::default();
        let mut sample = vec![T::ZERO; model.width + 2 * model.dim];
        let (z, sample) = sample.split_at_mut(model.width);
        let (x, grad) = sample.split_at_mut(model.dim);
        for i in 0..self.samples {
            self.draw(model, params, i..i + 1, z);
            with_memory(model, Purpose::Pass, 1, |mut memory| {
                memory.condition(model, Context::NONE, 0..1);
                End::Base.enter(model, z, 0..1, memory.x);
                let mut broken = None;
                let mut block = memory.block();
                block.watch = Some(&mut broken);
                model.chain.forward(params, &mut block);
                let element = broken.map(|element: usize| model.names[element]);
                found.element = found.element.or(element);
                End::Data.leave(model, memory.x, x);
            });
            model.keep_inside(x);
            if !(self.target)(x, grad).is_finite() || grad.iter().any(|g| !g.is_finite()) {
                found.samples.push(i);
            }
        }
        found
    }

    /// Base numbers of some of the samples, row by row: each is drawn by its number, whatever block it is in.
    fn draw(&self, model: &Model<T>, params: &[T], samples: Range<usize>, z: &mut [T]) {
        let of_base = model.of_base(params);
        for (z, sample) in z.chunks_exact_mut(model.width).zip(samples) {
            let seed = self.seed.wrapping_add(sample as u64);
            let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
            model.base.sample(of_base, &mut rng, z);
        }
    }

    /// Makes `difference`, row by row, (∇ ln q − ∇ ln p̃) / n at the samples `x`, or −∇ ln p̃ / n where q has no score, and takes
    /// ln p̃ from what is in `loss`. Where one of them is not finite, the loss is none.
    fn compare(
        &self,
        model: &Model<T>,
        params: &[T],
        x: &[T],
        difference: &mut [T],
        loss: &mut [T],
    ) {
        if model.is_stochastic() {
            difference.fill(T::ZERO);
        } else {
            score(model, params, x, difference);
        }
        let part = T::from_f64(1.0 / self.samples as f64);
        with_scratch(model.dim, |grad| {
            let rows = x
                .chunks_exact(model.dim)
                .zip(difference.chunks_exact_mut(model.entering()));
            for ((x, difference), loss) in rows.zip(loss) {
                *loss -= (self.target)(x, grad);
                for (difference, &grad) in difference.iter_mut().zip(&*grad) {
                    *difference = part * (*difference - grad);
                }
                if difference.iter().any(|d| !d.is_finite()) {
                    *loss = T::from_f64(f64::NAN);
                }
            }
        });
    }
}

/// ∇ₓ ln q of every sample, row by row, on this thread.
fn score<T: Real>(model: &Model<T>, params: &[T], x: &[T], out: &mut [T]) {
    let rows = x.len() / model.dim;
    with_memory(model, Purpose::Pullback, rows, |mut memory| {
        pull_log_prob(model, params, Context::NONE, x, 0..rows, &mut memory, None);
        End::Data.leave(model, memory.dx, out);
    });
}

impl<T: Real> Objective<T> for ReverseKl<'_, T> {
    fn samples(&self) -> usize {
        self.samples
    }

    fn block(
        &self,
        model: &Model<T>,
        params: &[T],
        samples: Range<usize>,
        memory: &mut Memory<'_, T>,
        mut grad: Option<&mut [T]>,
    ) {
        let (rows, of_base) = (samples.len(), model.of_base(params));
        let numbers = 2 * model.width + model.dim + model.entering() + 1;
        with_scratch(numbers * rows, |scratch| {
            let mut scratch = Cutter::new(scratch);
            let [drawn, z] = [(); 2].map(|()| scratch.cut(model.width * rows));
            let x = scratch.cut(model.dim * rows);
            let difference = scratch.cut(model.entering() * rows);
            let loss = scratch.cut(rows);
            self.draw(model, params, samples, drawn);
            memory.condition(model, Context::NONE, 0..rows);
            End::Base.enter(model, drawn, 0..rows, z);
            memory.x.copy_from_slice(z);
            loss.fill(T::ZERO);
            model.base.log_prob(of_base, memory.x, loss);
            memory.through(model, params, End::Base);
            End::Data.leave(model, memory.x, x);
            model.keep_inside(x);
            for (loss, &log_det) in loss.iter_mut().zip(&*memory.log_det) {
                *loss -= log_det;
            }
            self.compare(model, params, x, difference, loss);
            End::Data.enter(model, difference, 0..rows, memory.dx);
            // Of a path, the log-determinants are in the loss; a score has seen to them.
            let part = if model.is_stochastic() {
                T::from_f64(-1.0 / self.samples as f64)
            } else {
                T::ZERO
            };
            memory.cotangent.fill(part);
            memory.log_det.copy_from_slice(loss);
            memory.pull(model, params, End::Base, None, grad.as_deref_mut());
            if let Some(grad) = grad {
                let of_base_grad = model.of_base_mut(grad);
                model.base.path(of_base, z, memory.dx, of_base_grad);
            }
        });
    }

    fn add(&self, sum: f64, _: Range<usize>, losses: &[T]) -> f64 {
        losses.iter().fold(sum, |sum, loss| sum + loss.to_f64())
    }
}
