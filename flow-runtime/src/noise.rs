//! The noise by which data become the numbers of a chain.

use crate::real::Real;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, StandardNormal};

/// 2⁶⁴ over the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The distribution of a column of noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// Uniform on (0, 1).
    Unit,
    /// Uniform on (−1, 1).
    Centered,
    /// The standard normal distribution.
    Normal,
    /// Uniform on (0, 1), and a seed for all that a stochastic layer draws.
    Seed,
}

/// A number for each column of noise, drawn by the number of the sample alone: who draws it, and in which order, cannot be
/// seen.
#[derive(Clone, Copy, Debug)]
pub struct Noise {
    seed: u64,
}

impl Noise {
    pub(crate) fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// One of several that have nothing to do with each other.
    pub(crate) fn stream(self, number: u64) -> Self {
        Self {
            seed: mixed(self.seed ^ mixed(number)),
        }
    }

    /// Fills in that of a sample, where each number has the law of its column.
    pub(crate) fn draw<T: Real>(self, columns: &[(usize, Law)], sample: u64, noise: &mut [T]) {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(self.stream(sample).seed);
        for (noise, (_, law)) in noise.iter_mut().zip(columns) {
            *noise = T::from_f64(law.draw(&mut generator));
        }
    }
}

impl Law {
    fn draw(self, generator: &mut Xoshiro256PlusPlus) -> f64 {
        // Strictly between 0 and 1.
        let mut unit = || ((generator.next_u64() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
        match self {
            Self::Unit | Self::Seed => unit(),
            Self::Centered => 2.0 * unit() - 1.0,
            Self::Normal => StandardNormal.sample(generator),
        }
    }
}

/// The finalizer of `SplitMix64`: neighbours have nothing in common after it.
fn mixed(number: u64) -> u64 {
    let mut z = number.wrapping_add(GOLDEN);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
