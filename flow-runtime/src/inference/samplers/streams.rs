//! Generators for things that are counted: chains, simulations.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// The generator of what has this number, so that nobody sees who came first.
///
/// The seed is mixed before the number is added, so that number 1 of seed 0 is not number 0 of seed 1.
pub(crate) fn stream(seed: u64, number: u64) -> Xoshiro256PlusPlus {
    let mixed = Xoshiro256PlusPlus::seed_from_u64(seed).next_u64();
    Xoshiro256PlusPlus::seed_from_u64(mixed.wrapping_add(number))
}
