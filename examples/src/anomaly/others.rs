//! Scores to compare with: the distance in a Gaussian, and to the nearest rows.

use flow_runtime::nalgebra::{DMatrix, DVector, SVector};

/// Neighbours whose mean distance counts.
const NEAREST: usize = 5;

type Row<const D: usize> = SVector<f32, D>;

/// Mean and scale of every column; the scale of one that is constant is 1.
struct Standard<const D: usize> {
    mean: SVector<f64, D>,
    scale: SVector<f64, D>,
}

impl<const D: usize> Standard<D> {
    fn new(rows: &[Row<D>]) -> Self {
        let n = rows.len() as f64;
        let mean = rows.iter().map(wide).sum::<SVector<f64, D>>() / n;
        let squares = rows.iter().map(|row| (wide(row) - mean).map(|x| x * x));
        let variance = squares.sum::<SVector<f64, D>>() / n;
        Self {
            mean,
            scale: variance.map(|square| if square > 0.0 { square.sqrt() } else { 1.0 }),
        }
    }

    fn apply(&self, row: &Row<D>) -> SVector<f64, D> {
        (wide(row) - self.mean).component_div(&self.scale)
    }
}

fn wide<const D: usize>(row: &Row<D>) -> SVector<f64, D> {
    row.map(f64::from)
}

/// A Gaussian with all correlations.
pub(crate) struct Gaussian<const D: usize> {
    standard: Standard<D>,
    precision: DMatrix<f64>,
}

impl<const D: usize> Gaussian<D> {
    pub(crate) fn new(rows: &[Row<D>]) -> Self {
        let standard = Standard::new(rows);
        let mut covariance = DMatrix::zeros(D, D);
        for row in rows {
            let z = DVector::from_column_slice(standard.apply(row).as_slice());
            covariance += &z * z.transpose() / rows.len() as f64;
        }
        // Columns that follow from others have no precision of their own.
        let precision = covariance
            .pseudo_inverse(1e-9)
            .unwrap_or_else(|_| DMatrix::identity(D, D));
        Self {
            standard,
            precision,
        }
    }

    /// The square of Mahalanobis' distance: −2 ln p, but for a constant.
    pub(crate) fn distance(&self, row: &Row<D>) -> f64 {
        let z = DVector::from_column_slice(self.standard.apply(row).as_slice());
        z.dot(&(&self.precision * &z))
    }
}

/// The rows, each column with mean 0 and scale 1.
pub(crate) struct Neighbours<const D: usize> {
    standard: Standard<D>,
    rows: Vec<SVector<f64, D>>,
}

impl<const D: usize> Neighbours<D> {
    pub(crate) fn new(rows: &[Row<D>]) -> Self {
        let standard = Standard::new(rows);
        let rows = rows.iter().map(|row| standard.apply(row)).collect();
        Self { standard, rows }
    }

    /// The mean distance to the nearest rows.
    pub(crate) fn distance(&self, row: &Row<D>) -> f64 {
        let z = self.standard.apply(row);
        let mut distances: Vec<f64> = self.rows.iter().map(|other| (other - z).norm()).collect();
        distances.sort_by(f64::total_cmp);
        let nearest = &distances[..NEAREST.min(distances.len())];
        nearest.iter().sum::<f64>() / nearest.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_column_has_a_distance() {
        let rows: Vec<Row<2>> = (0..20).map(|i| Row::from([i as f32, 7.0])).collect();
        let (inside, beside) = (Row::from([9.5, 7.0]), Row::from([9.5, 8.0]));
        let neighbours = Neighbours::new(&rows);
        let gaussian = Gaussian::new(&rows);
        assert!(neighbours.distance(&inside) + 0.5 < neighbours.distance(&beside));
        assert!(gaussian.distance(&inside).abs() < 1e-9 && gaussian.distance(&beside).is_finite());
    }
}
