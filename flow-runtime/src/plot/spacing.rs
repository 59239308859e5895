//! The round numbers that stand along an axis with equal steps, and how they are written.

use super::error::PlotError;

/// A round number, `digits` × 10^`exponent`: the distance from tick to tick.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spacing {
    digits: u8,
    exponent: i32,
}

impl Spacing {
    /// The smallest of the steps 1, 2, 2.5, 5, 10, … that gives at most `count` ticks between the limits.
    pub(super) fn new([low, high]: [f64; 2], count: usize) -> Result<Self, PlotError> {
        let length = high - low;
        if !(low < high && length.is_finite()) {
            return Err(PlotError::Limits { low, high });
        }
        let count = count.max(1);
        let exponent = (length / count as f64).log10().floor() as i32;
        let steps = (exponent..).flat_map(|e| [(1, e), (2, e), (25, e - 1), (5, e)]);
        let mut steps = steps.map(|(digits, exponent)| Self { digits, exponent });
        let fits = |step: &Self| {
            let [first, last] = step.range(low, high);
            last - first < count as f64
        };
        // Found among the first few: the steps grow without end.
        steps.find(fits).ok_or(PlotError::Limits { low, high })
    }

    /// The larger of two steps.
    pub(super) fn max(self, other: Self) -> Self {
        if self.size() < other.size() {
            other
        } else {
            self
        }
    }

    fn size(self) -> f64 {
        f64::from(self.digits) * 10_f64.powi(self.exponent)
    }

    /// The first and the last multiple between the limits, counted in steps.
    fn range(self, low: f64, high: f64) -> [f64; 2] {
        // A hair of tolerance, so that limits which are multiples themselves are not lost to rounding.
        [
            (low / self.size() - 1e-9).ceil(),
            (high / self.size() + 1e-9).floor(),
        ]
    }

    /// Every multiple between the limits, and how it is written.
    pub(super) fn multiples(self, low: f64, high: f64) -> Vec<(f64, String)> {
        let [first, last] = self.range(low, high);
        let powers = !(1e-3..1e6).contains(&low.abs().max(high.abs()));
        (0..=(last - first).max(-1.0) as i64)
            .map(|k| (first + k as f64) * self.size())
            .map(|tick| (tick, label(tick, self.exponent, powers)))
            .collect()
    }
}

/// Writes a number whose last digit stands for 10^`exponent`, with a power of ten if that is asked for.
pub(super) fn label(tick: f64, exponent: i32, powers: bool) -> String {
    let text = if powers && tick == 0.0 {
        "0".to_owned()
    } else if powers {
        let digits = tick.abs().log10().floor() as i32 - exponent;
        format!(
            "{tick:.*e}",
            usize::try_from(digits.clamp(0, 8)).unwrap_or(0)
        )
    } else {
        format!("{tick:.*}", usize::try_from(-exponent).unwrap_or(0))
    };
    text.replace('-', "\u{2212}")
}
