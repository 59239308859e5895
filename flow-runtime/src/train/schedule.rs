//! How the learning rate changes while a flow is trained.

use std::f64::consts::PI;

/// How the learning rate changes from step to step of a training run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Schedule {
    /// It stays what it is.
    #[default]
    Constant,
    /// It falls to 0 along half a cosine (Loshchilov & Hutter 2017, without restarts): `½ (1 + cos πt/n)` of it at step t
    /// of n, from 0. What single batches say last then moves the parameters little.
    Cosine,
}

impl Schedule {
    /// The part of the learning rate at step `t` of `n`, from 0.
    pub(super) fn factor(self, t: u64, n: u64) -> f64 {
        match self {
            Self::Constant => 1.0,
            Self::Cosine => 0.5 + 0.5 * (PI * t as f64 / n as f64).cos(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cosine_falls_from_the_whole_rate_to_nearly_none() {
        let factors: Vec<f64> = (0..8).map(|t| Schedule::Cosine.factor(t, 8)).collect();
        assert!(factors[0] == 1.0 && (factors[4] - 0.5).abs() < 1e-15);
        assert!(factors.is_sorted_by(|a, b| a > b) && factors[7] > 0.0);
        assert_eq!(Schedule::default().factor(5, 8), 1.0);
    }
}
