//! What flows are compared with: a Gaussian with all correlations, and a mixture of some, fitted by expectation–maximisation
//! (Dempster, Laird and Rubin 1977).

use flow_runtime::nalgebra::{DMatrix, DVector};
use flow_runtime::prelude::*;
use std::f64::consts::TAU;

/// Part of each column's variance that is added to the covariances: none becomes singular.
const RIDGE: f64 = 1e-6;

/// Steps of expectation and maximisation at most, and the gain in nats a row that is worth another.
const MOST_STEPS: usize = 100;
const LEAST_GAIN: f64 = 1e-3;

/// Components at most.
const MOST: usize = 32;

/// Rows of numbers, each a column.
pub(crate) type Columns = DMatrix<f64>;

pub(crate) fn columns(rows: &[&[f32]]) -> Columns {
    let dim = rows.first().map_or(0, |row| row.len());
    DMatrix::from_iterator(dim, rows.len(), rows.concat().into_iter().map(f64::from))
}

/// A mixture of Gaussians.
pub(crate) struct Gaussians(Vec<Gaussian>);

struct Gaussian {
    log_weight: f64,
    mean: DVector<f64>,
    /// The lower Cholesky factor of the covariance.
    factor: DMatrix<f64>,
}

impl Gaussian {
    /// Of rows that count so much.
    fn of(rows: &Columns, counts: &DVector<f64>, ridge: &DVector<f64>) -> Option<Self> {
        let sum = counts.sum();
        let mean = rows * counts / sum;
        let mut scaled = rows.clone();
        for (mut row, count) in scaled.column_iter_mut().zip(counts) {
            row -= &mean;
            row *= (count / sum).sqrt();
        }
        let covariance = &scaled * scaled.transpose() + DMatrix::from_diagonal(ridge);
        Some(Self {
            log_weight: (sum / rows.ncols() as f64).ln(),
            mean,
            factor: covariance.cholesky()?.unpack(),
        })
    }

    /// ln of the weighted density of each row.
    fn log_probs(&self, rows: &Columns) -> DVector<f64> {
        let mut white = rows.clone();
        for mut row in white.column_iter_mut() {
            row -= &self.mean;
        }
        self.factor.solve_lower_triangular_mut(&mut white);
        let log_det: f64 = self.factor.diagonal().map(f64::ln).sum();
        let constant = self.log_weight - log_det - 0.5 * rows.nrows() as f64 * TAU.ln();
        let squares = white.column_iter().map(|row| row.norm_squared());
        DVector::from_iterator(rows.ncols(), squares.map(|square| constant - 0.5 * square))
    }
}

impl Gaussians {
    /// The one that the rows are likeliest under; none if its covariance is singular.
    pub(crate) fn one(train: &Columns) -> Option<Self> {
        let all = DVector::repeat(train.ncols(), 1.0);
        let ridge = train.column_variance() * RIDGE;
        Gaussian::of(train, &all, &ridge).map(|one| Self(vec![one]))
    }

    /// Twice as many, from two on, for as long as the rows that validate gain by it.
    pub(crate) fn some(
        train: &Columns,
        valid: &Columns,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Option<Self> {
        let mut best = Self::one(train)?;
        let mut count = 2;
        while count <= MOST {
            let next = best_of_steps(train, valid, count, rng)?;
            if next.mean_log_prob(valid) < best.mean_log_prob(valid) {
                break;
            }
            (best, count) = (next, 2 * count);
        }
        Some(best)
    }

    /// Each of the rows that are nearest to one of some that are drawn: the more probably, the farther they are from those
    /// before (Arthur and Vassilvitskii 2007).
    fn start(train: &Columns, count: usize, rng: &mut Xoshiro256PlusPlus) -> Option<Self> {
        let variance = train.column_variance();
        let mut least = DVector::repeat(train.ncols(), f64::INFINITY);
        let mut nearest = vec![0; train.ncols()];
        let mut place = rng.random_range(0..train.ncols());
        for part in 0..count {
            let center = train.column(place);
            for (row, x) in train.column_iter().enumerate() {
                let square = (x - center).map(|d| d * d).component_div(&variance).sum();
                if square < least[row] {
                    (least[row], nearest[row]) = (square, part);
                }
            }
            let mut left = rng.random::<f64>() * least.sum();
            let passes = |square: &f64| {
                left -= square;
                left <= 0.0
            };
            place = least.iter().position(passes).unwrap_or(place);
        }
        let ridge = &variance * RIDGE;
        let parts = (0..count).map(|part| {
            let is_near = |row, _| f64::from(nearest[row] == part);
            Gaussian::of(train, &DVector::from_fn(train.ncols(), is_near), &ridge)
        });
        parts.collect::<Option<_>>().map(Self)
    }

    /// A step of expectation and maximisation; none if a component is left without rows.
    fn step(&self, train: &Columns) -> Option<Self> {
        let each: Vec<_> = self.0.iter().map(|part| part.log_probs(train)).collect();
        let all = sum(&each);
        let ridge = train.column_variance() * RIDGE;
        let parts = each.iter().map(|part| {
            let counts = (part - &all).map(f64::exp);
            Gaussian::of(train, &counts, &ridge)
        });
        parts.collect::<Option<_>>().map(Self)
    }

    /// In nats.
    pub(crate) fn mean_log_prob(&self, rows: &Columns) -> f64 {
        let each: Vec<_> = self.0.iter().map(|part| part.log_probs(rows)).collect();
        sum(&each).mean()
    }
}

/// Steps until the rows that validate gain no more.
fn best_of_steps(
    train: &Columns,
    valid: &Columns,
    count: usize,
    rng: &mut Xoshiro256PlusPlus,
) -> Option<Gaussians> {
    let mut best = Gaussians::start(train, count, rng)?;
    let mut before = f64::NEG_INFINITY;
    for _ in 0..MOST_STEPS {
        let Some(next) = best.step(train) else { break };
        let here = next.mean_log_prob(valid);
        if here < before + LEAST_GAIN {
            break;
        }
        (best, before) = (next, here);
    }
    Some(best)
}

/// ln of the sum of the densities of each row.
fn sum(parts: &[DVector<f64>]) -> DVector<f64> {
    let rows = parts.first().map_or(0, DVector::len);
    DVector::from_fn(rows, |row, _| {
        let most = parts
            .iter()
            .fold(f64::NEG_INFINITY, |most, part| most.max(part[row]));
        let sum: f64 = parts.iter().map(|part| (part[row] - most).exp()).sum();
        most + sum.ln()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sums of twelve uniform numbers around ±2 in every dimension, and the entropy of normal ones.
    #[test]
    fn two_clusters_are_found() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
        let mut draw = || {
            let side = if rng.random() { 2.0 } else { -2.0 };
            [(); 3].map(|()| (0..12).map(|_| rng.random::<f32>()).sum::<f32>() - 6.0 + side)
        };
        let [train, valid] = [4000, 1000].map(|n| (0..n).map(|_| draw()).collect::<Vec<_>>());
        let [train, valid] = [train, valid]
            .map(|rows| columns(&rows.iter().map(|row| &row[..]).collect::<Vec<_>>()));
        let one = Gaussians::one(&train).expect("a covariance");
        let some = Gaussians::some(&train, &valid, &mut rng).expect("covariances");
        let exact = -1.5 * (TAU.ln() + 1.0) - 2.0_f64.ln();
        let (one, some) = (one.mean_log_prob(&valid), some.mean_log_prob(&valid));
        assert!(
            (some - exact).abs() < 0.08 && one < some - 0.3,
            "{one} {some} {exact}"
        );
    }
}
