//! Lower bounds of the log-probability.

use super::evaluate::log_prob;
use crate::model::{Context, Model};
use crate::noise::Noise;
use crate::real::Real;

/// So many samples are evaluated at once.
const ROWS: usize = 4096;

/// Fills `out` with the logarithm of the mean density at each sample with noise, over so many draws of it.
///
/// Draw `d` of sample `i` is number `i · draws + d` of the noise, so that the cuts cannot be seen.
pub(crate) fn log_prob_bound<T: Real>(
    model: &Model<T>,
    params: &[T],
    context: Context<'_, T>,
    x: &[T],
    (draws, noise): (usize, Noise),
    out: &mut [T],
) {
    let all = out.len() * draws;
    let room = all.min(ROWS);
    let width = model.entering();
    let mut noisy = vec![T::ZERO; room * width];
    let mut contexts = Vec::with_capacity(room * model.context);
    let mut log_probs = vec![T::ZERO; room];
    let mut mean = LogMean::default();
    for start in (0..all).step_by(ROWS) {
        let rows = start..(start + ROWS).min(all);
        let noisy = &mut noisy[..rows.len() * width];
        contexts.clear();
        for (row, noisy) in rows.clone().zip(noisy.chunks_exact_mut(width)) {
            let sample = row / draws;
            let (own, drawn) = noisy.split_at_mut(model.dim);
            own.copy_from_slice(&x[sample * model.dim..][..model.dim]);
            noise.draw(model.noise, row as u64, drawn);
            contexts.extend_from_slice(context.row(sample, model.context));
        }
        let log_probs = &mut log_probs[..rows.len()];
        log_prob(model, params, Context::Each(&contexts), noisy, log_probs);
        for (row, log_prob) in rows.zip(log_probs) {
            mean.add(log_prob.to_f64());
            if (row + 1) % draws == 0 {
                let sample = row / draws;
                let x = &x[sample * model.dim..][..model.dim];
                out[sample] = T::from_f64(defined(model, x, mean.take()));
            }
        }
    }
}

/// What a dimension does not hold has the probability 0; only of a NaN it is one.
fn defined<T: Real>(model: &Model<T>, x: &[T], bound: f64) -> f64 {
    let strange = |(i, x): (usize, &T)| !model.kind(i).holds(*x);
    if x.iter().any(|x| x.is_nan()) {
        f64::NAN
    } else if x.iter().enumerate().any(strange) {
        f64::NEG_INFINITY
    } else {
        bound
    }
}

/// The logarithm of a mean, of which the logarithms are given.
#[derive(Debug)]
struct LogMean {
    /// The largest so far.
    most: f64,
    /// The sum, over the largest.
    sum: f64,
    count: usize,
}

impl Default for LogMean {
    fn default() -> Self {
        Self {
            most: f64::NEG_INFINITY,
            sum: 0.0,
            count: 0,
        }
    }
}

impl LogMean {
    fn add(&mut self, log: f64) {
        self.count += 1;
        if log > self.most {
            self.sum = self.sum * (self.most - log).exp() + 1.0;
            self.most = log;
        } else if log > f64::NEG_INFINITY {
            self.sum += (log - self.most).exp();
        }
    }

    /// The mean; the next begins.
    fn take(&mut self) -> f64 {
        let Self { most, sum, count } = std::mem::take(self);
        if sum == 0.0 {
            f64::NEG_INFINITY
        } else {
            most + (sum / count as f64).ln()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LogMean;

    #[test]
    fn means_of_what_is_tiny_huge_or_zero() {
        let mean = |logs: &[f64]| {
            let mut mean = LogMean::default();
            for &log in logs {
                mean.add(log);
            }
            mean.take()
        };
        assert_eq!(mean(&[-1234.5]), -1234.5);
        assert!((mean(&[0.0, 3.0_f64.ln()]) - 2.0_f64.ln()).abs() < 1e-15);
        assert!((mean(&[-2000.0, -2000.0 + 3.0_f64.ln()]) + 2000.0 - 2.0_f64.ln()).abs() < 1e-12);
        assert!((mean(&[f64::NEG_INFINITY, 0.0]) + 2.0_f64.ln()).abs() < 1e-15);
        assert!((mean(&[0.0, f64::NEG_INFINITY]) + 2.0_f64.ln()).abs() < 1e-15);
        assert_eq!(mean(&[f64::NEG_INFINITY; 2]), f64::NEG_INFINITY);
    }
}
