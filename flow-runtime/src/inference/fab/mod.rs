//! Flow annealed importance sampling bootstrap.

mod buffer;

use super::annealed::{between, noise};
use crate::density::Density;
use crate::flow::Flow;
use crate::real::Real;
use crate::target::Target;
use crate::train::{FitError, History, Regime, Trainer};
use crate::walk::Kernel;
use buffer::{Buffer, Entry};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// Trains a flow q on a target p with many modes, of which it finds those that it does not know: flow annealed importance
/// sampling bootstrap (Midgley et al. 2023).
///
/// What falls is the α-divergence with α = 2, `∫ p²/q`, which is the variance of importance weights. Samples for its gradient are needed where
/// p²/q is large, that is where the flow is wrong: they start from the flow, and Markov chains carry them over, at densities
/// between q and p²/q. They go into a buffer, from which the flow is trained several times, those of large weight first; their
/// weights follow the flow as it changes. Compare [`fit_target`](Trainer::fit_target), which is content with the modes that it has.
///
/// ```
/// use flow_runtime::inference::targets::DoubleWell;
/// use flow_runtime::inference::{Fab, Kernel};
/// use flow_runtime::prelude::*;
///
/// flow! { struct Wells<f64, 2> = NSF(16, bins = 8) >> Reverse >> NSF(16, bins = 8); }
///
/// let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
/// let mut flow = Wells::new(&mut rng);
/// let trainer = Trainer::new(Adam::new(3e-3)).steps(100).batch_size(64).clip_norm(100.0);
/// Fab::new(Kernel::hmc(5, 0.2)).bridges(2).fit(&trainer, &mut flow, &DoubleWell)?;
/// let drawn = Importance::draw(&flow, &DoubleWell, 2000, &mut rng);
/// assert!(drawn.ess() > 200.0);
/// # Ok::<(), FitError>(())
/// ```
///
/// # References
///
/// Midgley, Stimper, Simm, Schölkopf, Hernández-Lobato, *Flow Annealed Importance Sampling Bootstrap*, ICLR 2023.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fab {
    kernel: Kernel,
    bridges: usize,
    capacity: usize,
    replays: usize,
}

/// What a sample of the buffer counts for at most, for its weight when it was drawn.
const MOST: f64 = 10.0;

/// Batches that are in the buffer before the flow is trained.
const FIRST: usize = 10;

impl Fab {
    /// With this kernel at one density half way, a buffer of 100 batches, and 4 of these trained on for each that is drawn.
    pub const fn new(kernel: Kernel) -> Self {
        Self {
            kernel,
            bridges: 1,
            capacity: 100,
            replays: 4,
        }
    }

    /// How many densities between q and p²/q the kernel moves samples at.
    #[must_use]
    pub const fn bridges(mut self, bridges: usize) -> Self {
        self.bridges = bridges;
        self
    }

    /// How many batches the buffer has room for; 10 at least.
    #[must_use]
    pub const fn buffer(mut self, batches: usize) -> Self {
        self.capacity = if batches > FIRST { batches } else { FIRST };
        self
    }

    /// How many batches of the buffer are trained on for each that is drawn, from 1 to 10.
    #[must_use]
    pub const fn replays(mut self, batches: usize) -> Self {
        self.replays = if batches == 0 {
            1
        } else if batches < FIRST {
            batches
        } else {
            FIRST
        };
        self
    }

    /// Trains a flow; returns the mean of −ln q over what was trained on, of every 100 steps, in nats. A step draws one batch
    /// and trains on several.
    ///
    /// Of the trainer's settings, epochs (of 100 steps), steps, batch size, seed, schedule and
    /// [`clip_norm`](Trainer::clip_norm) are heeded. The last one should be there, 100 say: what p²/q finds can have gradients of
    /// any size.
    ///
    /// # Errors
    ///
    /// If a setting makes no sense; then nothing has changed. If a gradient is not finite, or nothing that
    /// was drawn has a weight; then the flow is as it was before that batch of the buffer.
    pub fn fit<T, const D: usize, F>(
        &self,
        trainer: &Trainer<'_>,
        flow: &mut F,
        target: &impl Target<T, D>,
    ) -> Result<History, FitError>
    where
        T: Real,
        F: Flow<D, 0, Scalar = T> + Density<T, D>,
    {
        let regime = Regime::drawn::<T>(trainer)?;
        let batch = regime.batch_size;
        let mut descent = regime.adam.descent::<T>(flow.params().len());
        let mut grad = vec![T::ZERO; flow.params().len()];
        let mut rng = regime.generator();
        let mut buffer = Buffer::new(self.capacity * batch);
        for _ in 1..FIRST {
            buffer.extend(self.entries(flow, target, batch, rng.next_u64()));
        }
        regime.each_step(|part| {
            buffer.extend(self.entries(flow, target, batch, rng.next_u64()));
            let (mut sum, mut trained) = (0.0, 0);
            for numbers in buffer.choose(self.replays * batch, &mut rng).chunks(batch) {
                let xs = buffer.samples(numbers);
                let log_probs = flow.log_prob_batch(&xs);
                let changes = buffer.follow(numbers, &log_probs);
                let most = MOST.ln();
                let weights = changes.iter().map(|c| T::from_f64(c.min(most).exp()));
                let weights: Vec<T> = weights.collect();
                sum += flow
                    .weighted_nll_and_grad(&xs, &weights, &mut grad)
                    .to_f64();
                regime.shorten(&mut grad)?;
                descent.step_part(flow.params_mut(), &grad, part);
                trained += 1;
            }
            // Nothing to train on is no loss of 0.
            (trained > 0).then(|| sum / f64::from(trained))
        })
    }

    /// Samples that have been carried from the flow towards p²/q, with their weights for that.
    fn entries<T, const D: usize, F>(
        &self,
        flow: &F,
        target: &impl Target<T, D>,
        n: usize,
        seed: u64,
    ) -> Vec<Entry<T, D>>
    where
        T: Real,
        F: Density<T, D>,
    {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let (mut xs, starts) = flow.sample_and_log_prob_batch(n, &mut rng);
        let mut log_weights: Vec<f64> = starts.iter().map(|start| -start.to_f64()).collect();
        let at = |beta: f64| between(flow, target, [1.0 - 2.0 * beta, 2.0 * beta]);
        for bridge in 1..=self.bridges {
            let density = at(bridge as f64 / (self.bridges + 1) as f64);
            let mut rngs = noise(seed, bridge, n);
            let gains = density.walk(self.kernel, &mut xs, &mut rngs);
            for (log_weight, gain) in log_weights.iter_mut().zip(gains) {
                *log_weight += gain;
            }
        }
        let ends = at(1.0).log_densities(&xs);
        let log_probs = flow.log_prob_batch(&xs);
        let all = xs.into_iter().zip(ends).zip(log_weights).zip(log_probs);
        let entries = all.map(|(((x, end), log_weight), log_prob)| Entry {
            x,
            log_weight: log_weight + end,
            log_prob: log_prob.to_f64(),
        });
        entries.filter(Entry::counts).collect()
    }
}
