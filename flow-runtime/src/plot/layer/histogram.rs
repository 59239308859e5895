//! How numbers are distributed.

use crate::plot::color::Color;
use crate::real::Real;

/// Fewest and most bars, if their number is not said.
const BARS: [f64; 2] = [5.0, 100.0];

/// How numbers are distributed: bars whose area is the share of the numbers that lie in them, so that several histograms, and
/// [curves](super::Curve) of densities, can be drawn over one another. Numbers that are infinite or NaN are left out.
#[derive(Clone, Debug)]
pub struct Histogram {
    /// In increasing order.
    values: Vec<f64>,
    range: [f64; 2],
    bins: usize,
    is_counts: bool,
    pub(in crate::plot) color: Color,
    pub(in crate::plot) label: String,
}

impl Histogram {
    /// Of these numbers, in blue, between the least and the largest, in as many bars as the rule of Freedman and Diaconis says.
    pub fn new<T: Real>(values: impl IntoIterator<Item = T>) -> Self {
        let mut values: Vec<f64> = values
            .into_iter()
            .map(Real::to_f64)
            .filter(|value| value.is_finite())
            .collect();
        values.sort_unstable_by(f64::total_cmp);
        let range = match values.as_slice() {
            // Half of it, should the distance leave the range of numbers.
            [low, .., high] if low < high => [*low, *high].map(|end| {
                if (high - low).is_finite() {
                    end
                } else {
                    end / 2.0
                }
            }),
            [value, ..] => [value - 0.5, value + 0.5],
            [] => [0.0, 1.0],
        };
        Self {
            bins: bars(&values, range),
            values,
            range,
            is_counts: false,
            color: Color::BLUE,
            label: String::new(),
        }
    }

    /// Between these numbers, in bars of equal width; what lies beyond is not shown, and counts among the whole. Without effect
    /// unless both are finite and increase.
    #[must_use]
    pub fn range(self, low: f64, high: f64) -> Self {
        if low < high && (high - low).is_finite() {
            let range = [low, high];
            let bins = bars(&self.values, range);
            Self {
                range,
                bins,
                ..self
            }
        } else {
            self
        }
    }

    /// In so many bars; at least 1, at most 10,000.
    #[must_use]
    pub fn bins(self, bins: usize) -> Self {
        Self {
            bins: bins.clamp(1, 10_000),
            ..self
        }
    }

    /// The height of a bar is how many numbers lie in it, not their share by its width.
    #[must_use]
    pub fn counts(self) -> Self {
        Self {
            is_counts: true,
            ..self
        }
    }

    /// Draws it in another colour.
    #[must_use]
    pub fn color(self, color: Color) -> Self {
        Self { color, ..self }
    }

    /// What the legend calls it.
    #[must_use]
    pub fn label(self, label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..self
        }
    }

    /// Left side, right side and height of each bar.
    pub(in crate::plot) fn bars(&self) -> Vec<[f64; 3]> {
        let [low, high] = self.range;
        let width = (high - low) / self.bins as f64;
        let side = |i: usize| {
            if i == self.bins {
                high
            } else {
                low + width * i as f64
            }
        };
        let whole = if self.is_counts {
            1.0
        } else {
            width * self.values.len().max(1) as f64
        };
        (0..self.bins)
            .map(|i| {
                let (left, right) = (side(i), side(i + 1));
                let start = self.values.partition_point(|value| *value < left);
                // The last bar has its right side too.
                let end = self.values.partition_point(|value| {
                    *value < right || (i + 1 == self.bins && *value <= right)
                });
                [left, right, end.saturating_sub(start) as f64 / whole]
            })
            .collect()
    }
}

/// Bars of the width 2 · (interquartile range) / ∛n, for values in increasing order.
fn bars(values: &[f64], [low, high]: [f64; 2]) -> usize {
    let Some(last) = values.len().checked_sub(1) else {
        return BARS[0] as usize;
    };
    let quartile = |share: f64| values[(share * last as f64).round() as usize];
    let width = 2.0 * (quartile(0.75) - quartile(0.25)) / (values.len() as f64).cbrt();
    // Where half of the numbers are one and the same there is no such width.
    let count = if width > 0.0 {
        (high - low) / width
    } else {
        (values.len() as f64).sqrt()
    };
    count.ceil().clamp(BARS[0], BARS[1]) as usize
}

#[cfg(test)]
mod tests {
    use super::Histogram;

    #[test]
    fn bars_hold_what_lies_in_them() {
        let values = [0.0, 0.5, 1.0, 1.5, 2.0, 2.0, f64::NAN, f64::INFINITY];
        let bars = |histogram: Histogram| histogram.bars();
        let counts = bars(Histogram::new(values).bins(2).counts());
        assert_eq!(counts, [[0.0, 1.0, 2.0], [1.0, 2.0, 4.0]]);
        let shares = bars(Histogram::new(values).bins(4));
        let area: f64 = shares.iter().map(|[l, r, height]| (r - l) * height).sum();
        assert!((area - 1.0).abs() < 1e-15);
        // What lies beyond the range counts among the whole: 3 of 6 numbers in one bar of width 1.25.
        let [.., last] = bars(Histogram::new(values).range(0.75, 2.0).bins(1))[..] else {
            panic!("a bar");
        };
        assert_eq!(last, [0.75, 2.0, 4.0 / 6.0 / 1.25]);
    }

    #[test]
    fn anything_has_a_histogram() {
        for values in [
            vec![],
            vec![3.0],
            vec![2.0; 9],
            vec![-f64::MAX, f64::MAX],
            vec![1e300, 1e300, 1e-300],
        ] {
            let bars = Histogram::new(values.iter().copied()).bars();
            assert!((1..=100).contains(&bars.len()), "{values:?}");
        }
        assert_eq!(Histogram::new([1.0_f32]).range(1.0, 0.0).bars().len(), 5);
    }
}
