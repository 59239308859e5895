//! The evidence, by stepping stones from one temperature to the next.

/// ln Σ exp of numbers that arrive one by one, and how many there were.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogSum {
    largest: f64,
    /// Σ exp of what has arrived, less the largest.
    sum: f64,
    count: f64,
}

impl LogSum {
    pub(super) const EMPTY: Self = Self {
        largest: f64::NEG_INFINITY,
        sum: 0.0,
        count: 0.0,
    };

    /// Adds a number; NaN counts as −∞.
    pub(super) fn push(&mut self, x: f64) {
        self.add(Self {
            largest: if x.is_nan() { f64::NEG_INFINITY } else { x },
            sum: 1.0,
            count: 1.0,
        });
    }

    fn add(&mut self, other: Self) {
        let largest = self.largest.max(other.largest);
        let scaled = |part: Self| match part.largest {
            f64::NEG_INFINITY => 0.0,
            of_part => part.sum * (of_part - largest).exp(),
        };
        *self = Self {
            largest,
            sum: scaled(*self) + scaled(other),
            count: self.count + other.count,
        };
    }

    /// ln of the mean of exp.
    fn log_mean(self) -> f64 {
        self.largest + (self.sum / self.count).ln()
    }
}

/// ln Z in nats and its standard error, from the ratios exp((βₖ₊₁ − βₖ)(ln target − ln reference)) at the draws of every rung
/// but the last, by ladder: Z is the product of their means (Xie, Lewis, Fan, Kuo, Chen 2011). The error is the jackknife's over
/// ladders; NaN if there is only one.
pub(super) fn stepping_stones(ladders: &[Vec<LogSum>]) -> (f64, f64) {
    let without = |left_out: Option<usize>| -> f64 {
        let rungs = ladders.first().map_or(0, Vec::len);
        let mean = |rung: usize| {
            let mut all = LogSum::EMPTY;
            for (i, ladder) in ladders.iter().enumerate() {
                if Some(i) != left_out {
                    all.add(ladder[rung]);
                }
            }
            all.log_mean()
        };
        (0..rungs).map(mean).sum()
    };
    let n = ladders.len() as f64;
    let parts: Vec<f64> = (0..ladders.len()).map(|i| without(Some(i))).collect();
    let mean = parts.iter().sum::<f64>() / n;
    let squares: f64 = parts.iter().map(|part| (part - mean).powi(2)).sum();
    let error = if n > 1.0 {
        ((n - 1.0) / n * squares).sqrt()
    } else {
        f64::NAN
    };
    (without(None), error)
}

#[cfg(test)]
mod tests {
    use super::{LogSum, stepping_stones};

    fn sum(xs: &[f64]) -> LogSum {
        let mut sum = LogSum::EMPTY;
        for x in xs {
            sum.push(*x);
        }
        sum
    }

    #[test]
    fn neither_overflows_nor_is_disturbed_by_what_is_impossible() {
        let numbers = [1000.0, f64::NEG_INFINITY, f64::NAN, 1000.0];
        assert!((sum(&numbers).log_mean() - (1000.0 - 2.0_f64.ln())).abs() < 1e-12);
        assert_eq!(sum(&[f64::NEG_INFINITY; 2]).log_mean(), f64::NEG_INFINITY);
    }

    /// Two ladders of one step each with ratios 1 and 3: the mean is 2, and leaving one out gives ln 3 or 0.
    #[test]
    fn the_error_is_that_of_leaving_ladders_out() {
        let (value, error) = stepping_stones(&[vec![sum(&[0.0])], vec![sum(&[3.0_f64.ln()])]]);
        assert!((value - 2.0_f64.ln()).abs() < 1e-14);
        assert!((error - 0.5 * 3.0_f64.ln()).abs() < 1e-14, "{error}");
        assert!(stepping_stones(&[vec![sum(&[0.0])]]).1.is_nan());
    }
}
