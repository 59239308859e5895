//! Rows that are trained on, and rows that are not.

use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::SliceRandom;

/// The rows, shuffled and cut into parts of these shares: each row is in exactly one part, and a part is as long as its share
/// says, to the nearest row. The same rows, shares and seed give the same parts.
///
/// What belongs to the rows (contexts, weights) is split with the same seed into the same rows.
///
/// # Panics
///
/// If a share is negative or the shares do not add up to 1.
pub fn split<X: Clone, const N: usize>(rows: &[X], shares: [f64; N], seed: u64) -> [Vec<X>; N] {
    let sum: f64 = shares.iter().sum();
    assert!(
        shares.iter().all(|&share| share >= 0.0) && (sum - 1.0).abs() < 1e-6,
        "shares must be positive and add up to 1, not {shares:?}"
    );
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.shuffle(&mut Xoshiro256PlusPlus::seed_from_u64(seed));
    let mut share_below = 0.0;
    let mut start = 0;
    shares.map(|share| {
        share_below += share;
        let end = (share_below / sum * rows.len() as f64).round() as usize;
        let part = order[start..end].iter().map(|&row| rows[row].clone());
        start = end;
        part.collect()
    })
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn every_row_is_in_one_part() {
        for rows in 0..60_usize {
            let all: Vec<usize> = (0..rows).collect();
            let parts = split(&all, [0.8, 0.1, 0.1], 3);
            let lengths = parts.each_ref().map(Vec::len);
            for (length, share) in lengths.into_iter().zip([0.8, 0.1, 0.1]) {
                assert!((length as f64 - share * rows as f64).abs() <= 1.0);
            }
            let mut found = parts.concat();
            found.sort_unstable();
            assert_eq!(found, all);
        }
    }

    #[test]
    fn a_seed_decides() {
        let all: Vec<usize> = (0..100).collect();
        assert_eq!(split(&all, [0.5, 0.5], 1), split(&all, [0.5, 0.5], 1));
        assert_ne!(split(&all, [0.5, 0.5], 1), split(&all, [0.5, 0.5], 2));
        let [whole, none] = split(&all, [1.0, 0.0], 1);
        assert_eq!((whole.len(), none.len()), (100, 0));
        assert_ne!(whole, all);
    }

    #[test]
    #[should_panic(expected = "add up to 1")]
    fn shares_are_of_a_whole() {
        let _ = split(&[1, 2, 3], [0.8, 0.1], 0);
    }
}
