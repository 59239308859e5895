//! Whether a density can be trusted: a trained flow by what it says of data that it has not seen ([`calibration`]), and a
//! bijector that somebody wrote by what the library tests its own with.
//!
//! The functions for bijectors measure and return a number; what is small enough is for the caller to say.
//!
//! ```
//! use flow_runtime::prelude::*;
//! use flow_runtime::testing;
//!
//! flow! { struct Pair<f64, 2> = MAF(16) >> Permute[1, 0] >> MAF(16); }
//!
//! let pair = Pair::new(&mut Xoshiro256PlusPlus::seed_from_u64(0));
//! let x = SVector::from([0.3, -1.2]);
//! assert!(testing::round_trip(&pair, &x) < 1e-12);
//! assert!(testing::log_det_error(&pair, &x) < 1e-8);
//! assert!((testing::integral(&pair, [-12.0; 2], [12.0; 2], 400) - 1.0).abs() < 1e-3);
//! ```

pub use crate::calibration::{
    Calibration, Ranked, Ranks, Uniformity, calibration, calibration_given,
};

use crate::bijector::Bijector;
use crate::density::Density;
use crate::flow::Flow;
use crate::real::Real;
use nalgebra::{DMatrix, SVector};

pub use crate::inference::check::{Checked, target};

/// The step of central differences at `x`: the cube root of the precision, relative to `x`.
fn step(x: f64) -> f64 {
    6e-6 * x.abs().max(1.0)
}

/// How far `derivative` is from the central difference of `f(moved by h)`, `x` being where that happens.
///
/// Activations with a kink, such as `relu`, have differences across it that say nothing of the derivative on either side;
/// a step much shorter then misses the kink, so the better of two steps counts.
fn difference_error(x: f64, derivative: f64, mut f: impl FnMut(f64) -> f64) -> f64 {
    let mut error = |h: f64| (derivative - (f(h) - f(-h)) / (2.0 * h)).abs();
    let first = error(step(x));
    if first < 1e-7 {
        first
    } else {
        first.min(error(step(x) / 100.0))
    }
}

/// The largest error of `inverse(forward(z))` and of the two log-determinants' sum, relative to 1 + |z|.
pub fn round_trip<T: Real, const D: usize>(
    bijector: &impl Bijector<T, D>,
    z: &SVector<T, D>,
) -> f64 {
    let (x, forward) = bijector.forward_and_log_det(z);
    let (again, inverse) = bijector.inverse_and_log_det(&x);
    let errors = z.iter().zip(again.iter()).map(|(&z, &again)| {
        let z = z.to_f64();
        (again.to_f64() - z).abs() / (1.0 + z.abs())
    });
    errors.fold((forward + inverse).to_f64().abs(), max)
}

/// ∂x/∂z at `z` by central differences, row by row.
pub fn jacobian<const D: usize>(
    bijector: &impl Bijector<f64, D>,
    z: &SVector<f64, D>,
) -> Vec<[f64; D]> {
    let mut rows = vec![[0.0; D]; D];
    for j in 0..D {
        let h = step(z[j]);
        let moved = |by: f64| {
            let mut z = *z;
            z[j] += by;
            bijector.forward(&z)
        };
        let (above, below) = (moved(h), moved(-h));
        for (i, row) in rows.iter_mut().enumerate() {
            row[j] = (above[i] - below[i]) / (2.0 * h);
        }
    }
    rows
}

/// The difference of `forward`'s log-determinant at `z` and that of the [numerical Jacobian](jacobian).
pub fn log_det_error<const D: usize>(bijector: &impl Bijector<f64, D>, z: &SVector<f64, D>) -> f64 {
    let rows = jacobian(bijector, z);
    let matrix = DMatrix::from_fn(D, D, |i, j| rows[i][j]);
    let numerical = matrix.lu().determinant().abs().ln();
    (bijector.forward_and_log_det(z).1 - numerical).abs()
}

/// The largest difference of `score` at `x` and central differences of `log_prob`, relative to 1 + |score|.
pub fn score_error<const D: usize>(density: &impl Density<f64, D>, x: &SVector<f64, D>) -> f64 {
    let score = density.score(x);
    let errors = (0..D).map(|j| {
        let moved = |by: f64| {
            let mut x = *x;
            x[j] += by;
            density.log_prob(&x)
        };
        difference_error(x[j], score[j], moved) / (1.0 + score[j].abs())
    });
    errors.fold(0.0, max)
}

/// The largest difference of the gradient of the NLL and central differences of it, relative to 1 + the largest component,
/// over all parameters that are [trained](crate::Trainable::trained_params).
pub fn gradient_error<const D: usize, F>(flow: &mut F, xs: &[SVector<f64, D>]) -> f64
where
    F: Flow<D, 0, Scalar = f64> + Density<f64, D>,
{
    let mut grad = vec![0.0; flow.params().len()];
    flow.nll_and_grad(xs, &mut grad);
    let scale = 1.0 + grad.iter().map(|g| g.abs()).fold(0.0, max);
    let trained = F::trained_params();
    let trained = grad.iter().enumerate().filter(|(i, _)| trained[*i]);
    let errors = trained.map(|(i, &g)| {
        let value = flow.params()[i];
        let error = difference_error(value, g, |by| {
            flow.params_mut()[i] = value + by;
            flow.nll(xs)
        });
        flow.params_mut()[i] = value;
        error / scale
    });
    errors.fold(0.0, max)
}

/// ∫ p over the box between two corners, by the midpoint rule with `n` points a side.
pub fn integral<T: Real, const D: usize>(
    density: &impl Density<T, D>,
    lower: [f64; D],
    upper: [f64; D],
    n: usize,
) -> f64 {
    let side = |j: usize| (upper[j] - lower[j]) / n as f64;
    let cells = n.pow(D as u32);
    let point = |mut cell: usize| {
        SVector::from(std::array::from_fn(|j| {
            let i = cell % n;
            cell /= n;
            T::from_f64(lower[j] + (i as f64 + 0.5) * side(j))
        }))
    };
    let volume: f64 = (0..D).map(side).product();
    let mut sum = 0.0;
    for start in (0..cells).step_by(1 << 16) {
        let points: Vec<_> = (start..cells.min(start + (1 << 16))).map(point).collect();
        let log_probs = density.log_prob_batch(&points);
        sum += log_probs.iter().map(|lp| lp.to_f64().exp()).sum::<f64>();
    }
    sum * volume
}

/// The larger of two errors; a NaN is larger than any number.
fn max(a: f64, b: f64) -> f64 {
    if a.is_nan() || a > b { a } else { b }
}
