//! Samples that are trained on again.

use crate::real::Real;
use nalgebra::SVector;
use rand::{Rng, RngExt};

/// A sample, its weight for p²/q, and ln q, both as of the flow that it was last compared with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<T, const D: usize> {
    pub(super) x: SVector<T, D>,
    pub(super) log_weight: f64,
    pub(super) log_prob: f64,
}

impl<T: Real, const D: usize> Entry<T, D> {
    /// Whether it is anywhere, and of any weight.
    pub(super) fn counts(&self) -> bool {
        let finite = self.log_weight.is_finite() && self.log_prob.is_finite();
        finite && self.x.iter().all(|x| x.to_f64().is_finite())
    }
}

/// The latest of them.
#[derive(Clone, Debug)]
pub(super) struct Buffer<T, const D: usize> {
    entries: Vec<Entry<T, D>>,
    capacity: usize,
    oldest: usize,
}

impl<T: Real, const D: usize> Buffer<T, D> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            entries: Vec::with_capacity(capacity),
            capacity,
            oldest: 0,
        }
    }

    /// Takes samples in, in the places of the oldest ones.
    pub(super) fn extend(&mut self, entries: Vec<Entry<T, D>>) {
        for entry in entries {
            if self.entries.len() < self.capacity {
                self.entries.push(entry);
            } else {
                self.entries[self.oldest] = entry;
                self.oldest = (self.oldest + 1) % self.capacity;
            }
        }
    }

    /// The numbers of so many different samples, or of all, drawn in proportion to their weights, in an order of their own: by
    /// the largest of ln w + Gumbel (Kool, van Hoof & Welling 2019).
    pub(super) fn choose(&self, n: usize, rng: &mut impl Rng) -> Vec<usize> {
        let mut keys: Vec<(f64, usize)> = self
            .entries
            .iter()
            .enumerate()
            .map(|(i, entry)| {
                let exponential = -(1.0 - rng.random::<f64>()).ln();
                (entry.log_weight - exponential.ln(), i)
            })
            .collect();
        keys.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut chosen: Vec<usize> = keys.into_iter().take(n).map(|(_, i)| i).collect();
        // The heaviest come first, and would all be in one batch.
        rand::seq::SliceRandom::shuffle(chosen.as_mut_slice(), rng);
        chosen
    }

    /// The samples with these numbers.
    pub(super) fn samples(&self, numbers: &[usize]) -> Vec<SVector<T, D>> {
        numbers.iter().map(|&i| self.entries[i].x).collect()
    }

    /// Lets weights follow the flow, whose ln q is this now: w ∝ 1/q. Returns by how much their logarithms change.
    pub(super) fn follow(&mut self, numbers: &[usize], log_probs: &[T]) -> Vec<f64> {
        let compared = numbers.iter().zip(log_probs);
        let changes = compared.map(|(&i, log_prob)| {
            let (entry, log_prob) = (&mut self.entries[i], log_prob.to_f64());
            let change = entry.log_prob - log_prob;
            if change.is_finite() {
                entry.log_weight += change;
                entry.log_prob = log_prob;
            }
            change
        });
        changes.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;
    use rand::rngs::Xoshiro256PlusPlus;

    fn entry(x: f64, weight: f64) -> Entry<f64, 1> {
        Entry {
            x: SVector::from([x]),
            log_weight: weight.ln(),
            log_prob: -1.0,
        }
    }

    #[test]
    fn the_oldest_makes_room() {
        let mut buffer = Buffer::new(3);
        buffer.extend((0..5).map(|i| entry(f64::from(i), 1.0)).collect());
        let left: Vec<f64> = buffer.entries.iter().map(|entry| entry.x[0]).collect();
        assert_eq!(left, [3.0, 4.0, 2.0]);
    }

    #[test]
    fn samples_are_drawn_by_their_weights() {
        let mut buffer = Buffer::new(3);
        buffer.extend(vec![entry(0.0, 1.0), entry(1.0, 2.0), entry(2.0, 7.0)]);
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
        let mut met = [0; 3];
        for _ in 0..10_000 {
            met[buffer.choose(1, &mut rng)[0]] += 1;
        }
        for (met, expected) in met.into_iter().zip([1000.0, 2000.0, 7000.0_f64]) {
            assert!(
                (f64::from(met) - expected).abs() < 4.0 * expected.sqrt(),
                "{met}"
            );
        }
        let mut all = buffer.choose(5, &mut rng);
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2]);
    }

    #[test]
    fn weights_fall_where_the_flow_has_grown() {
        let mut buffer = Buffer::new(1);
        buffer.extend(vec![entry(0.0, 1.0)]);
        assert_eq!(buffer.follow(&[0], &[0.5]), [-1.5]);
        assert_eq!(buffer.follow(&[0], &[0.5]), [0.0]);
        assert_eq!(buffer.entries[0].log_weight, -1.5);
    }
}
