//! Whole numbers: rounded down on the way to the data, and spread over the numbers up to the next on the way back.

use crate::interval::Interval;
use crate::model::Model;
use crate::real::Real;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// 2⁶⁴ over the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// What is added to whole numbers, drawn by the number of the sample alone: who draws it, and in which order, cannot be seen.
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

    /// Adds to the whole numbers of a sample, in place, what leaves them strictly below the next ones.
    pub(crate) fn add<T: Real>(self, model: &Model<T>, sample: u64, x: &mut [T]) {
        if model.whole.is_empty() {
            return;
        }
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(self.stream(sample).seed);
        for (x, _) in x.iter_mut().zip(model.whole).filter(|(_, whole)| **whole) {
            let bits = generator.next_u64() >> 11;
            let uniform = (bits as f64 + 0.5) / (1_u64 << 53) as f64;
            let cell = cell(x.to_f64());
            *x = cell.nearest(T::from_f64(cell.lower + uniform));
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

/// The numbers that are rounded down to this one.
pub(crate) fn cell(whole: f64) -> Interval {
    Interval {
        lower: whole,
        upper: whole + 1.0,
    }
}

/// Whether a number is a whole one, and `T` has others between it and the next.
pub(crate) fn is_whole<T: Real>(x: T) -> bool {
    let value = x.to_f64();
    value.is_finite()
        && value.fract() == 0.0
        && cell(value).contains(T::from_f64(value + 0.5).to_f64())
}

/// Where whole numbers lie that are rounded down from these intervals.
#[must_use]
pub const fn whole_numbers<const D: usize>(
    mut support: [Interval; D],
    whole: [bool; D],
) -> [Interval; D] {
    let mut i = 0;
    while i < D {
        if whole[i] {
            support[i].lower -= 1.0;
        }
        i += 1;
    }
    support
}

impl<T: Real> Model<T> {
    /// Takes numbers that left the chain to the whole ones.
    pub(crate) fn round_down(&self, samples: &mut [T]) {
        if self.whole.is_empty() {
            return;
        }
        for sample in samples.chunks_exact_mut(self.dim) {
            let numbers = sample.iter_mut().zip(self.whole);
            for (x, _) in numbers.filter(|(_, whole)| **whole) {
                *x = T::from_f64(x.to_f64().floor());
            }
        }
    }

    /// Whether a data dimension is one of whole numbers.
    pub(crate) fn is_whole(&self, dimension: usize) -> bool {
        self.whole.get(dimension) == Some(&true)
    }
}

#[cfg(test)]
mod tests {
    use super::{cell, is_whole};

    #[test]
    fn whole_numbers_have_others_before_the_next() {
        for x in [0.0, -0.0, -3.0, 255.0, 8_388_607.0] {
            assert!(is_whole(x) && is_whole(x as f32), "{x}");
        }
        for x in [0.5, -1e-9, f64::NAN, f64::INFINITY, 9_007_199_254_740_992.0] {
            assert!(!is_whole(x), "{x}");
        }
        // Half of f32's numbers are whole, and the large ones have no room for noise.
        assert!(is_whole(16_777_216.0_f64) && !is_whole(16_777_216.0_f32));
        assert!(!is_whole(8_388_608.0_f32) && !is_whole(4_503_599_627_370_496.0_f64));
    }

    #[test]
    fn noise_reaches_neither_end() {
        for x in [0.0_f32, 1.0, 255.0, 8_388_607.0, -8_388_607.0] {
            for uniform in [1e-12, 1.0 - 1e-12] {
                let cell = cell(f64::from(x));
                let noisy = cell.nearest((cell.lower + uniform) as f32);
                assert!(f64::from(noisy) > cell.lower && f64::from(noisy) < cell.upper);
                assert_eq!(noisy.floor(), x);
            }
        }
    }
}
