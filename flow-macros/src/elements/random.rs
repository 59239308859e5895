//! What is drawn while compiling. The numbers are part of the language: the same seed means the same flow for ever.

use crate::arguments::Check;
use crate::ast::{Expr, ExprKind};
use crate::parse::integer;
use crate::permutation::Permutation;

/// A seed, from 0.
pub(super) fn seed(value: &Expr, check: &Check<'_>) -> Option<u64> {
    if let ExprKind::Number(text) = &value.kind
        && let Some(seed) = integer(text)
    {
        return u64::try_from(seed).ok();
    }
    check.not_whole(value, "a seed, a whole number from 0");
    None
}

/// A permutation in which each is as likely: Fisher and Yates's shuffle.
pub(super) fn permutation(dim: usize, seed: u64) -> Permutation {
    let mut indices: Vec<usize> = (0..dim).collect();
    let mut generator = SplitMix(seed);
    for i in (1..dim).rev() {
        indices.swap(i, generator.below(i + 1));
    }
    Permutation::new(indices)
}

/// The generator `SplitMix64` (Steele, Lea & Flood 2014).
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; what 64 bits lack to being even does not matter for any bound that occurs.
    fn below(&mut self, bound: usize) -> usize {
        let product = u128::from(self.next()) * bound as u128;
        (product >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::{SplitMix, permutation};

    #[test]
    fn the_generator_is_the_published_one() {
        let mut generator = SplitMix(1_234_567);
        assert_eq!(generator.next(), 6_457_827_717_110_365_317);
        assert_eq!(generator.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn every_permutation_is_drawn() {
        let mut counts = std::collections::HashMap::new();
        for seed in 0..6000 {
            *counts
                .entry(permutation(3, seed).indices().to_vec())
                .or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 6);
        assert!(counts.values().all(|count| (850..1150).contains(count)));
    }
}
