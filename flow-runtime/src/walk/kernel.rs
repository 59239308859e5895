//! Steps of Markov chains that leave a density as it is, and what they do to the weight of a path.

use super::density::LogDensity;
use super::room::Room;
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
/// | [`langevin`](Self::langevin) | x′ = x + ε ∇ln π(x) + √(2ε) ξ, ε the scale | ½ (\|ξ\|² − \|ξ̃\|²), ξ̃ = (x − x′ − ε ∇ln π(x′)) / √(2ε) |
///
/// π is the density that the layer is at, ξ are standard normal numbers. The first two leave π as it is; the last one nearly does, which
/// its weight knows of. So means with these weights are right for any scale; how good they are depends on it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kernel {
    moves: Move,
    steps: usize,
    scale: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    Metropolis,
    Langevin,
    Hmc,
}

impl Kernel {
    /// So many steps of a random walk, each with a normal number of this standard deviation in every dimension, which are taken or not as
    /// Metropolis et al. (1953) say.
    ///
    /// # Panics
    ///
    /// If `scale` is not a positive, finite number.
    pub const fn metropolis(steps: usize, scale: f64) -> Self {
        Self::new(Move::Metropolis, steps, scale)
    }

    /// So many steps of overdamped Langevin dynamics, of the length `scale` in time, none of which is refused.
    ///
    /// # Panics
    ///
    /// If `scale` is not a positive, finite number.
    pub const fn langevin(steps: usize, scale: f64) -> Self {
        Self::new(Move::Langevin, steps, scale)
    }

    /// One Hamiltonian trajectory of so many leapfrog steps of this length, with fresh velocities (Duane et al. 1987).
    ///
    /// # Panics
    ///
    /// If `scale` is not a positive, finite number.
    pub const fn hmc(steps: usize, scale: f64) -> Self {
        Self::new(Move::Hmc, steps, scale)
    }

    const fn new(moves: Move, steps: usize, scale: f64) -> Self {
        assert!(
            scale > 0.0 && scale < f64::INFINITY,
            "the scale of a kernel must be a positive, finite number"
        );
        Self {
            moves,
            steps,
            scale,
        }
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
        Self::new(self.moves, self.steps, scale)
    }

    /// Moves every point, with a generator of its own; fills `gains` with what the weights gain, in nats.
    pub(crate) fn walk<T: Real, const D: usize>(
        &self,
        density: &impl LogDensity<T, D>,
        xs: &mut [SVector<T, D>],
        rngs: &mut [Xoshiro256PlusPlus],
        room: Room<'_, T, D>,
        gains: &mut [f64],
    ) {
        match self.moves {
            Move::Metropolis => self.metropolis_steps(density, xs, rngs, room, gains),
            Move::Langevin => self.langevin_steps(density, xs, rngs, room, gains),
            Move::Hmc => self.trajectories(density, xs, rngs, room, gains),
        }
    }

    fn metropolis_steps<T: Real, const D: usize>(
        &self,
        density: &impl LogDensity<T, D>,
        xs: &mut [SVector<T, D>],
        rngs: &mut [Xoshiro256PlusPlus],
        room: Room<'_, T, D>,
        gains: &mut [f64],
    ) {
        let ([proposed, ..], [first, values, there]) = (room.vectors, room.numbers);
        density.values(xs, first);
        values.copy_from_slice(first);
        let scale = T::from_f64(self.scale);
        for _ in 0..self.steps {
            for ((proposed, x), rng) in proposed.iter_mut().zip(&*xs).zip(&mut *rngs) {
                *proposed = x + normal(rng) * scale;
            }
            density.values(proposed, there);
            for (i, rng) in rngs.iter_mut().enumerate() {
                if accepts(rng, there[i] - values[i]) {
                    (xs[i], values[i]) = (proposed[i], there[i]);
                }
            }
        }
        differences(first, values, gains);
    }

    fn trajectories<T: Real, const D: usize>(
        &self,
        density: &impl LogDensity<T, D>,
        xs: &mut [SVector<T, D>],
        rngs: &mut [Xoshiro256PlusPlus],
        room: Room<'_, T, D>,
        gains: &mut [f64],
    ) {
        let ([moved, velocities, slopes], [first, before, there]) = (room.vectors, room.numbers);
        let (step, half) = (T::from_f64(self.scale), T::from_f64(0.5 * self.scale));
        let kinetic = |v: &SVector<T, D>| 0.5 * squares(v);
        density.slopes(xs, first, slopes);
        for ((velocity, before), rng) in velocities.iter_mut().zip(&mut *before).zip(&mut *rngs) {
            *velocity = normal(rng);
            *before = kinetic(velocity);
        }
        moved.copy_from_slice(xs);
        // A trajectory of no steps ends where it begins.
        there.copy_from_slice(first);
        for _ in 0..self.steps {
            for ((x, v), slope) in moved.iter_mut().zip(&mut *velocities).zip(&*slopes) {
                *v += slope * half;
                *x += *v * step;
            }
            density.slopes(moved, there, slopes);
            for (v, slope) in velocities.iter_mut().zip(&*slopes) {
                *v += slope * half;
            }
        }
        for (i, rng) in rngs.iter_mut().enumerate() {
            let lost = there[i] - first[i] + before[i] - kinetic(&velocities[i]);
            if accepts(rng, lost) {
                xs[i] = moved[i];
            } else {
                there[i] = first[i];
            }
        }
        differences(first, there, gains);
    }

    fn langevin_steps<T: Real, const D: usize>(
        &self,
        density: &impl LogDensity<T, D>,
        xs: &mut [SVector<T, D>],
        rngs: &mut [Xoshiro256PlusPlus],
        room: Room<'_, T, D>,
        gains: &mut [f64],
    ) {
        let ([before, drawn, slopes], [values, ..]) = (room.vectors, room.numbers);
        let (step, noise) = (
            T::from_f64(self.scale),
            T::from_f64((2.0 * self.scale).sqrt()),
        );
        gains.fill(0.0);
        density.slopes(xs, values, slopes);
        for _ in 0..self.steps {
            before.copy_from_slice(xs);
            for (i, rng) in rngs.iter_mut().enumerate() {
                drawn[i] = normal(rng);
                xs[i] += slopes[i] * step + drawn[i] * noise;
            }
            density.slopes(xs, values, slopes);
            for (i, gain) in gains.iter_mut().enumerate() {
                let back = (before[i] - xs[i] - slopes[i] * step) / noise;
                *gain += 0.5 * (squares(&drawn[i]) - squares(&back));
            }
        }
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
fn differences(from: &[f64], to: &[f64], gains: &mut [f64]) {
    for ((gain, from), to) in gains.iter_mut().zip(from).zip(to) {
        *gain = if from == to { 0.0 } else { from - to };
    }
}

#[cfg(test)]
mod tests {
    use super::super::Single;
    use super::*;
    use rand::SeedableRng;

    struct Slope;

    impl LogDensity<f64, 1> for Slope {
        fn values(&self, xs: &[SVector<f64, 1>], values: &mut [f64]) {
            for (value, x) in values.iter_mut().zip(xs) {
                *value = -x[0];
            }
        }

        fn slopes(
            &self,
            xs: &[SVector<f64, 1>],
            values: &mut [f64],
            slopes: &mut [SVector<f64, 1>],
        ) {
            self.values(xs, values);
            slopes.fill(SVector::from([-1.0]));
        }
    }

    #[test]
    fn no_steps_leave_points_and_weights_as_they_are() {
        let none = [
            Kernel::metropolis(0, 0.5),
            Kernel::langevin(0, 0.5),
            Kernel::hmc(0, 0.5),
        ];
        for kernel in none {
            let mut single = Single::new();
            let mut rngs = [Xoshiro256PlusPlus::seed_from_u64(0)];
            let (mut xs, mut gains) = ([SVector::from([3.0])], [0.0]);
            // What other walks have left in the room is not read.
            Kernel::hmc(2, 0.5).walk(&Slope, &mut xs, &mut rngs, single.room(), &mut gains);
            let before = xs;
            xs[0][0] += 1.0;
            kernel.walk(&Slope, &mut xs, &mut rngs, single.room(), &mut gains);
            assert_eq!(
                (xs[0][0], gains[0]),
                (before[0][0] + 1.0, 0.0),
                "{kernel:?}"
            );
        }
    }
}
