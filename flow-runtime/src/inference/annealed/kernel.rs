//! Steps of Markov chains that leave a density as it is, and what they do to the weight of a path.

use super::between::Between;
use crate::density::Density;
use crate::inference::Target;
use crate::real::Real;
use nalgebra::SVector;
use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::StandardNormal;

/// A stochastic layer (Wu, Köhler & Noé 2020): steps of a Markov chain.
///
/// | kernel | a step | what the weight of a path gains, in nats |
/// |---|---|---|
/// | [`metropolis`](Self::metropolis) | x′ = x + scale · ξ, taken or not | ln π(x) − ln π(x′) |
/// | [`hmc`](Self::hmc) | a leapfrog step; the trajectory is taken or not | ln π(x) − ln π(x′) |
/// | [`langevin`](Self::langevin) | x′ = x + ε ∇ln π(x) + √(2ε) ξ, ε the scale | ½ (|ξ|² − |ξ̃|²), ξ̃ = (x − x′ − ε ∇ln π(x′)) / √(2ε) |
///
/// π is the density that the layer is at, ξ are standard normal numbers. The first two leave π as it is; the last one nearly does, which
/// its weight knows of. So means with these weights are right for any scale; how good they are depends on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kernel {
    step: Step,
    steps: usize,
    scale: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Metropolis,
    Langevin,
    Hmc,
}

impl Kernel {
    /// So many steps of a random walk, each with a normal number of this standard deviation in every dimension, which are taken or not as
    /// Metropolis et al. (1953) say.
    pub const fn metropolis(steps: usize, scale: f64) -> Self {
        Self::new(Step::Metropolis, steps, scale)
    }

    /// So many steps of overdamped Langevin dynamics, of the length `scale` in time, none of which is refused.
    pub const fn langevin(steps: usize, scale: f64) -> Self {
        Self::new(Step::Langevin, steps, scale)
    }

    /// One Hamiltonian trajectory of so many leapfrog steps of this length, with fresh velocities (Duane et al. 1987).
    pub const fn hmc(steps: usize, scale: f64) -> Self {
        Self::new(Step::Hmc, steps, scale)
    }

    const fn new(step: Step, steps: usize, scale: f64) -> Self {
        assert!(
            scale > 0.0 && scale < f64::INFINITY,
            "the scale of a kernel must be a positive, finite number"
        );
        Self { step, steps, scale }
    }

    /// The scale.
    pub const fn scale(&self) -> f64 {
        self.scale
    }

    /// The same with another scale.
    ///
    /// # Panics
    ///
    /// If it is not a positive, finite number.
    #[must_use]
    pub const fn scaled(self, scale: f64) -> Self {
        Self::new(self.step, self.steps, scale)
    }

    /// Moves every point, with a generator of its own; returns what the weights gain, in nats.
    pub(crate) fn walk<T: Real, const D: usize>(
        &self,
        density: Between<'_, impl Density<T, D>, impl Target<T, D>>,
        xs: &mut [SVector<T, D>],
        rngs: &mut [Xoshiro256PlusPlus],
    ) -> Vec<f64> {
        match self.step {
            Step::Metropolis => self.metropolis_steps(density, xs, rngs),
            Step::Langevin => self.langevin_steps(density, xs, rngs),
            Step::Hmc => self.trajectories(density, xs, rngs),
        }
    }

    fn metropolis_steps<T: Real, const D: usize>(
        &self,
        density: Between<'_, impl Density<T, D>, impl Target<T, D>>,
        xs: &mut [SVector<T, D>],
        rngs: &mut [Xoshiro256PlusPlus],
    ) -> Vec<f64> {
        let first = density.values(xs);
        let mut values = first.clone();
        let scale = T::from_f64(self.scale);
        for _ in 0..self.steps {
            let proposed = xs.iter().zip(&mut *rngs);
            let proposed: Vec<_> = proposed.map(|(x, rng)| x + normal(rng) * scale).collect();
            let there = density.values(&proposed);
            for (i, rng) in rngs.iter_mut().enumerate() {
                if accepts(rng, there[i] - values[i]) {
                    (xs[i], values[i]) = (proposed[i], there[i]);
                }
            }
        }
        differences(&first, &values)
    }

    fn trajectories<T: Real, const D: usize>(
        &self,
        density: Between<'_, impl Density<T, D>, impl Target<T, D>>,
        xs: &mut [SVector<T, D>],
        rngs: &mut [Xoshiro256PlusPlus],
    ) -> Vec<f64> {
        let (step, half) = (T::from_f64(self.scale), T::from_f64(0.5 * self.scale));
        let (first, mut slopes) = density.slopes(xs);
        let mut velocities: Vec<SVector<T, D>> = rngs.iter_mut().map(normal).collect();
        let kinetic = |v: &SVector<T, D>| 0.5 * squares(v);
        let before: Vec<f64> = velocities.iter().map(kinetic).collect();
        let (mut moved, mut there) = (xs.to_vec(), first.clone());
        for _ in 0..self.steps {
            for ((x, v), slope) in moved.iter_mut().zip(&mut velocities).zip(&slopes) {
                *v += slope * half;
                *x += *v * step;
            }
            (there, slopes) = density.slopes(&moved);
            for (v, slope) in velocities.iter_mut().zip(&slopes) {
                *v += slope * half;
            }
        }
        let mut values = first.clone();
        for (i, rng) in rngs.iter_mut().enumerate() {
            let lost = there[i] - first[i] + before[i] - kinetic(&velocities[i]);
            if accepts(rng, lost) {
                (xs[i], values[i]) = (moved[i], there[i]);
            }
        }
        differences(&first, &values)
    }

    fn langevin_steps<T: Real, const D: usize>(
        &self,
        density: Between<'_, impl Density<T, D>, impl Target<T, D>>,
        xs: &mut [SVector<T, D>],
        rngs: &mut [Xoshiro256PlusPlus],
    ) -> Vec<f64> {
        let (step, noise) = (
            T::from_f64(self.scale),
            T::from_f64((2.0 * self.scale).sqrt()),
        );
        let mut gains = vec![0.0; xs.len()];
        let (_, mut slopes) = density.slopes(xs);
        for _ in 0..self.steps {
            let drawn: Vec<SVector<T, D>> = rngs.iter_mut().map(normal).collect();
            let before = xs.to_vec();
            for ((x, slope), drawn) in xs.iter_mut().zip(&slopes).zip(&drawn) {
                *x += slope * step + drawn * noise;
            }
            (_, slopes) = density.slopes(xs);
            for (i, gain) in gains.iter_mut().enumerate() {
                let back = (before[i] - xs[i] - slopes[i] * step) / noise;
                *gain += 0.5 * (squares(&drawn[i]) - squares(&back));
            }
        }
        gains
    }
}

fn normal<T: Real, const D: usize>(rng: &mut Xoshiro256PlusPlus) -> SVector<T, D> {
    let mut number = || T::from_f64(rng.sample::<f64, _>(StandardNormal));
    SVector::from(std::array::from_fn(|_| number()))
}

fn squares<T: Real, const D: usize>(v: &SVector<T, D>) -> f64 {
    v.iter().map(|v| v.to_f64() * v.to_f64()).sum()
}

/// Whether a move is taken that changes the logarithm of the density by so much; never one to nowhere.
fn accepts(rng: &mut Xoshiro256PlusPlus, change: f64) -> bool {
    (1.0 - rng.random::<f64>()).ln() < change
}

/// What has not moved gains nothing, also where there is no density.
fn differences(from: &[f64], to: &[f64]) -> Vec<f64> {
    let pairs = from.iter().zip(to);
    pairs
        .map(|(from, to)| if from == to { 0.0 } else { from - to })
        .collect()
}
