//! Whether numbers are uniform on [0, 1].

use crate::special::upper_gamma;

/// Fewest numbers in a bin of the χ² test, on average.
const FEWEST: f64 = 5.0;
/// Most bins of it.
const MOST_BINS: f64 = 20.0;

/// How far numbers are from uniform ones, and how probable it is that uniform ones are as far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniformity {
    /// Kolmogorov and Smirnov: the largest distance of the share below any number to that number.
    pub distance: f64,
    /// The probability of at least this distance, for uniform numbers: sensitive to shifts and to a wrong width.
    pub p_distance: f64,
    /// Pearson: the sum over equal bins of (found − expected)²/expected.
    pub chi_squared: f64,
    /// The probability of at least this sum: sensitive to any shape. 1 where there are too few numbers for two bins.
    pub p_chi_squared: f64,
}

impl Uniformity {
    /// Of numbers in increasing order. The tests are those of so many independent numbers: fewer, if the numbers were compared
    /// with something that is itself random.
    pub(super) fn of(sorted: &[f64], independent: f64) -> Self {
        let n = sorted.len() as f64;
        let distance = sorted
            .iter()
            .zip(0_u32..)
            .map(|(u, i)| (u - f64::from(i) / n).max(f64::from(i + 1) / n - u))
            .fold(0.0, f64::max);
        let bins = (n / FEWEST).floor().min(MOST_BINS);
        let mut chi_squared = 0.0;
        let mut start = 0;
        for bin in 1..=bins as u32 {
            let end = sorted.partition_point(|u| *u < f64::from(bin) / bins);
            // What is 1 lies in the last bin.
            let end = if f64::from(bin) == bins {
                sorted.len()
            } else {
                end
            };
            let more = end.saturating_sub(start) as f64 - n / bins;
            chi_squared += more * more / (n / bins);
            start = end;
        }
        let p_chi_squared = if bins < 2.0 {
            1.0
        } else {
            upper_gamma((bins - 1.0) / 2.0, chi_squared * independent / n / 2.0)
        };
        Self {
            distance,
            p_distance: kolmogorov(distance, independent),
            chi_squared,
            p_chi_squared,
        }
    }

    /// The smaller of both probabilities.
    pub(super) fn least(&self) -> f64 {
        self.p_distance.min(self.p_chi_squared)
    }
}

/// The probability of at least this distance between the share of `n` uniform numbers below a number and that number: the limit
/// for many, with Stephens' correction for few (1970).
fn kolmogorov(distance: f64, n: f64) -> f64 {
    let scaled = (n.sqrt() + 0.12 + 0.11 / n.sqrt()) * distance;
    if scaled < 0.2 || scaled.is_nan() {
        // The series converges slowly there, and the probability is 1 up to 1e-12.
        return 1.0;
    }
    let terms = (1..=100).map(|k| {
        let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
        sign * (-2.0 * (f64::from(k) * scaled).powi(2)).exp()
    });
    terms.sum::<f64>().clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::rngs::Xoshiro256PlusPlus;
    use rand::{RngExt, SeedableRng};

    fn sorted(mut numbers: Vec<f64>) -> Vec<f64> {
        numbers.sort_by(f64::total_cmp);
        numbers
    }

    /// From tables: D = 1.358/√n and 1.628/√n for many, 0.409 for ten, have 5 %, 1 % and 5 %.
    #[test]
    fn distances_have_the_probabilities_of_the_tables() {
        assert!((kolmogorov(1.358_1 / 1e3, 1e6) - 0.05).abs() < 1e-3);
        assert!((kolmogorov(1.627_6 / 1e3, 1e6) - 0.01).abs() < 1e-3);
        assert!((kolmogorov(0.409_25, 10.0) - 0.05).abs() < 2e-3);
        assert_eq!(kolmogorov(0.0, 10.0), 1.0);
        assert!(kolmogorov(1.0, 1000.0) < 1e-300);
    }

    #[test]
    fn both_tests_hold_their_level_and_find_what_is_not_uniform() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
        let mut rejected = [0; 2];
        for _ in 0..2000 {
            let uniform = sorted((0..200).map(|_| rng.random()).collect());
            let found = Uniformity::of(&uniform, 200.0);
            rejected[0] += i32::from(found.p_distance < 0.05);
            rejected[1] += i32::from(found.p_chi_squared < 0.05);
        }
        // 100 of 2000, with a standard deviation of 9.7.
        assert!(
            rejected.iter().all(|count| (65..=135).contains(count)),
            "{rejected:?}"
        );
        let shifted = sorted((0..1000).map(|_| rng.random::<f64>().powf(1.2)).collect());
        assert!(Uniformity::of(&shifted, 1000.0).p_distance < 1e-3);
        let wave = |u: f64| {
            u + 0.3 * (8.0 * std::f64::consts::TAU * u).sin() / 8.0 / std::f64::consts::TAU
        };
        let narrow = sorted((0..5000).map(|_| wave(rng.random())).collect());
        assert!(Uniformity::of(&narrow, 5000.0).p_chi_squared < 1e-3);
    }

    #[test]
    fn anything_has_an_answer() {
        for numbers in [vec![], vec![0.5], vec![1.0; 30], vec![0.0; 4]] {
            let found = Uniformity::of(&numbers, numbers.len() as f64);
            assert!(
                (0.0..=1.0).contains(&found.least()),
                "{numbers:?}: {found:?}"
            );
        }
    }
}
