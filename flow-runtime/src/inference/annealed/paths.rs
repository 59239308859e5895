//! Training by the divergence of whole paths.

use super::{Annealed, Stage, between, carried, noise};
use crate::density::Density;
use crate::flow::{Flow, Vjp};
use crate::inference::Target;
use crate::real::Real;
use crate::train::{FitError, History, Regime, Trainer};
use crate::walk::tempered;
use nalgebra::SVector;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// Where a stage has taken samples, for the way back.
enum Passed<'a, F, T, const D: usize> {
    Flow(&'a F, Vec<SVector<T, D>>),
    /// What is to be added to the cotangents: the slopes of its density at both ends, and −1/n.
    Kernel(Vec<SVector<T, D>>),
}

impl<F> Annealed<F> {
    /// Trains all flows together, by KL(paths ‖ paths from the target), the mean of −ln w, as Wu et al. do; returns it of every 100 steps,
    /// in nats, as [`train_nll`](History::train_nll): an upper bound of −ln Z.
    ///
    /// Its gradient is **biased** where a kernel stands between a flow and the end. Whether a move is taken depends on where it begins,
    /// in jumps, of which a derivative sees nothing; and a step is taken to lead as far whatever the slopes where it begins,
    /// which leaves out their curvature for [`langevin`](crate::inference::Kernel::langevin) and [`hmc`](crate::inference::Kernel::hmc). So it ends near the least
    /// divergence, not at it; [`fit`](Self::fit) has no such fault. The weights of what is drawn are exact after either.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit); a single path of no weight is too much here.
    pub fn fit_paths<T: Real, const D: usize>(
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
            let (loss, grads) = self.path_gradients(base, target, regime.batch_size, seed);
            if !loss.is_finite() {
                return None;
            }
            self.step(&regime, &mut descents, grads, part)?;
            Some(loss)
        })
    }

    /// The mean of −ln w, and its gradient by every flow.
    fn path_gradients<T: Real, const D: usize>(
        &self,
        base: &impl Density<T, D>,
        target: &impl Target<T, D>,
        n: usize,
        seed: u64,
    ) -> (f64, Vec<Vec<T>>)
    where
        F: Flow<D, 0, Scalar = T>,
    {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let (mut xs, log_bases) = base.sample_and_log_prob_batch(n, &mut rng);
        let mut loss: f64 = log_bases.iter().map(|log| log.to_f64()).sum();
        let each = T::from_f64(-1.0 / n as f64);
        let mut passed = Vec::with_capacity(self.stages.len());
        for (number, stage) in self.stages.iter().enumerate() {
            match stage {
                Stage::Flow(flow) => {
                    let (to, log_dets) = carried(flow, &xs);
                    loss -= log_dets.iter().map(|log_det| log_det.to_f64()).sum::<f64>();
                    passed.push(Passed::Flow(flow, std::mem::replace(&mut xs, to)));
                }
                Stage::Kernel(kernel, at) => {
                    let density = between(base, target, tempered(*at));
                    let (_, before) = density.scores(&xs);
                    let gains = density.walk(*kernel, &mut xs, &mut noise(seed, number, n));
                    loss -= gains.iter().sum::<f64>();
                    let (_, after) = density.scores(&xs);
                    let both = before.iter().zip(&after);
                    passed.push(Passed::Kernel(both.map(|(b, a)| (b - a) * each).collect()));
                }
            }
        }
        let (values, slopes) = between(base, target, tempered(1.0)).scores(&xs);
        loss -= values.iter().sum::<f64>();
        let mut dxs: Vec<_> = slopes.iter().map(|slope| slope * each).collect();
        let (dlog_dets, mut grads) = (vec![each; n], Vec::new());
        for stage in passed.iter().rev() {
            match stage {
                Passed::Flow(flow, from) => {
                    let mut grad = vec![T::ZERO; flow.params().len()];
                    dxs = flow.forward_vjp_batch(from, &dxs, &dlog_dets, &mut grad);
                    grads.push(grad);
                }
                Passed::Kernel(more) => {
                    for (dx, more) in dxs.iter_mut().zip(more) {
                        *dx += more;
                    }
                }
            }
        }
        grads.reverse();
        (loss / n as f64, grads)
    }
}
