//! Steps of Markov chains as an element.

use crate::base::LearnedBase;
use crate::element::{Block, Element, Pullback, Scaling, Size};
use crate::real::Real;
use crate::target::Target;
use crate::walk::{Aim, Between, Factor, Kernel, LogDensity, Single, tempered};
use nalgebra::SVector;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use std::fmt;

/// A stochastic layer (Wu, Köhler & Noé 2020): `Metropolis`, `Langevin`, `Hmc`.
///
/// **Forward and inverse** steps of a Markov chain that leaves π = base^(1 − β) · target^β in place, whose random numbers are drawn from
/// a seed that two columns of noise hold: so for given noise a layer is a function, and a sample does not depend on who takes it.
///
/// **Log-determinant** what a path gains in its place, in either direction: ln π(x) − ln π(x′) of a move from x to x′, and for
/// [`Kernel::langevin`] as it says.
///
/// **Pullback** none of it goes through a move, which jumps where it is taken or not: the cotangent of x is that of ln π(x) in
/// the gain. So what stands on the side from which samples arrive is told to bring them to π, and no gradient is biased.
///
/// **Cost** that of the target and its gradient, at every step.
pub struct Stochastic<T: Real, const D: usize> {
    kernel: Kernel,
    /// β.
    at: f64,
    base: &'static dyn LearnedBase<T>,
    target: &'static dyn Target<T, D>,
    columns: &'static [usize; D],
    seed: [usize; 2],
}

impl<T: Real, const D: usize> Stochastic<T, D> {
    /// A kernel at the temperature `at`, on these columns, with its seed in two others. The base learns nothing.
    pub const fn new(
        kernel: Kernel,
        at: f64,
        base: &'static dyn LearnedBase<T>,
        target: &'static dyn Target<T, D>,
        columns: &'static [usize; D],
        seed: [usize; 2],
    ) -> Self {
        Self {
            kernel,
            at,
            base,
            target,
            columns,
            seed,
        }
    }

    /// The room this element needs.
    pub const fn size(&self) -> Size {
        Size {
            tape: D,
            ..Size::NONE
        }
    }

    fn walk(&self, block: &mut Block<'_, T>) {
        let rows = block.rows;
        let mut single = Single::new();
        let density = Between {
            base: Start(self.base),
            target: Aim(self.target),
            powers: tempered(self.at),
        };
        for row in 0..rows {
            let mut x = [SVector::from(self.columns.map(|i| block.x[i * rows + row]))];
            if block.keep {
                let (mut value, mut slope) = ([0.0], [SVector::from([T::ZERO; D])]);
                density.slopes(&x, &mut value, &mut slope);
                block.tape[row * D..][..D].copy_from_slice(slope[0].as_slice());
            }
            let bits = self
                .seed
                .map(|i| block.x[i * rows + row].to_f64().to_bits());
            let seed = bits[0].rotate_left(32) ^ bits[1];
            let mut rng = [Xoshiro256PlusPlus::seed_from_u64(seed)];
            let mut gain = [0.0];
            self.kernel
                .walk(&density, &mut x, &mut rng, single.room(), &mut gain);
            for (&i, &x) in self.columns.iter().zip(x[0].iter()) {
                block.x[i * rows + row] = x;
            }
            block.log_det[row] += T::from_f64(gain[0]);
        }
    }

    fn pull(&self, pull: &mut Pullback<'_, T>) {
        let rows = pull.rows;
        for row in 0..rows {
            let slope = &pull.tape[row * D..][..D];
            for (&i, &slope) in self.columns.iter().zip(slope) {
                pull.dx[i * rows + row] = pull.dlog_det[row] * slope;
            }
        }
    }
}

impl<T: Real, const D: usize> fmt::Debug for Stochastic<T, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stochastic")
            .field("kernel", &self.kernel)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

/// A base that learns nothing, as a factor of π.
#[derive(Clone, Copy)]
struct Start<T: Real>(&'static dyn LearnedBase<T>);

impl<T: Real, const D: usize> Factor<T, D> for Start<T> {
    fn add(&self, power: f64, xs: &[SVector<T, D>], values: &mut [f64]) {
        for (x, value) in xs.iter().zip(values) {
            let mut log = [T::ZERO];
            self.0.log_prob(&[], x.as_slice(), &mut log);
            *value += power * log[0].to_f64();
        }
    }

    fn add_slopes(
        &self,
        power: f64,
        xs: &[SVector<T, D>],
        values: &mut [f64],
        slopes: &mut [SVector<T, D>],
    ) {
        self.add(power, xs, values);
        let weight = [T::from_f64(power)];
        for (x, slope) in xs.iter().zip(slopes) {
            let (x, slope) = (x.as_slice(), slope.as_mut_slice());
            self.0.score(&[], x, &weight, slope, None);
        }
    }
}

impl<T: Real, const D: usize> Element<T> for Stochastic<T, D> {
    fn size(&self) -> Size {
        self.size()
    }

    fn scaling(&self) -> Scaling {
        Scaling::Drawn
    }

    fn forward(&self, _: &[T], block: &mut Block<'_, T>) {
        self.walk(block);
    }

    fn inverse(&self, _: &[T], block: &mut Block<'_, T>) {
        self.walk(block);
    }

    fn forward_pullback(&self, _: &[T], pull: &mut Pullback<'_, T>) {
        self.pull(pull);
    }

    fn inverse_pullback(&self, _: &[T], pull: &mut Pullback<'_, T>) {
        self.pull(pull);
    }
}
