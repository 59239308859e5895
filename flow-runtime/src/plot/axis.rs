//! From numbers to places, and the round numbers that stand along an axis.

use super::error::PlotError;

/// The numbers from `low` to `high` along one side of a panel.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    /// Round numbers and how they are written.
    pub(super) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// An axis with a tick at every multiple of the step.
    pub(super) fn new([low, high]: [f64; 2], step: Step) -> Self {
        let ticks = step.multiples(low, high);
        Self { low, high, ticks }
    }

    /// Limits with some room on either side of the numbers; around a single number, too.
    pub(super) fn roomy([low, high]: [f64; 2]) -> [f64; 2] {
        let room = 0.05 * (high - low);
        let room = if room > 0.0 {
            room
        } else {
            (0.05 * low.abs()).max(0.5)
        };
        [low - room, high + room]
    }

    pub(super) fn length(&self) -> f64 {
        self.high - self.low
    }

    /// 0 at the lower end, 1 at the upper.
    pub(super) fn fraction(&self, value: f64) -> f64 {
        (value - self.low) / self.length()
    }

    /// The number at a fraction of the way.
    pub(super) fn value(&self, fraction: f64) -> f64 {
        self.low + fraction * self.length()
    }
}

/// A round number, `digits` × 10^`exponent`: the distance from tick to tick.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    digits: u8,
    exponent: i32,
}

impl Step {
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

    fn multiples(self, low: f64, high: f64) -> Vec<(f64, String)> {
        let [first, last] = self.range(low, high);
        let largest = low.abs().max(high.abs());
        (0..=(last - first).max(-1.0) as i64)
            .map(|k| (first + k as f64) * self.size())
            .map(|tick| (tick, label(tick, self.exponent, largest)))
            .collect()
    }
}

/// Writes a multiple of a step whose last digit stands for 10^`exponent`.
fn label(tick: f64, exponent: i32, largest: f64) -> String {
    let powers = !(1e-3..1e6).contains(&largest);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(limits: [f64; 2], count: usize) -> Result<Axis, PlotError> {
        Step::new(limits, count).map(|step| Axis::new(limits, step))
    }

    fn labels(low: f64, high: f64, count: usize) -> String {
        let axis = axis([low, high], count).unwrap();
        axis.ticks
            .iter()
            .map(|(_, label)| label.as_str())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn ticks_are_round_numbers() {
        for (low, high, count, expected) in [
            (-4.0, 4.0, 9, "−4 −3 −2 −1 0 1 2 3 4"),
            (-4.0, 4.0, 5, "−4 −2 0 2 4"),
            (-2.5, 2.5, 9, "−2 −1 0 1 2"),
            (
                -2.5,
                2.5,
                11,
                "−2.5 −2.0 −1.5 −1.0 −0.5 0.0 0.5 1.0 1.5 2.0 2.5",
            ),
            (0.0, 1.27, 6, "0.00 0.25 0.50 0.75 1.00 1.25"),
            (0.0, 0.15, 5, "0.00 0.05 0.10 0.15"),
            (1.0, 100.0, 6, "20 40 60 80 100"),
            (0.0, 3e6, 4, "0 1e6 2e6 3e6"),
            (0.0, 5e-5, 2, "0 5e−5"),
            (0.0, 9e-5, 4, "0 2.5e−5 5.0e−5 7.5e−5"),
            (1e-300, 3e-300, 3, "1e−300 2e−300 3e−300"),
        ] {
            assert_eq!(labels(low, high, count), expected, "{low} to {high}");
        }
    }

    #[test]
    fn there_are_never_too_many() {
        for (low, high) in [
            (0.0, f64::MAX),
            (1.0, 1.0 + f64::EPSILON),
            (-1e-308, 1e-308),
            (1e15, 1e15 + 1.0),
        ] {
            for count in 0..12 {
                let ticks = axis([low, high], count).unwrap().ticks;
                assert!(ticks.len() <= count.max(1), "{low} to {high}: {ticks:?}");
            }
        }
    }

    #[test]
    fn impossible_limits_are_errors() {
        for limits in [
            [1.0, 1.0],
            [1.0, 0.0],
            [f64::NAN, 1.0],
            [0.0, f64::INFINITY],
            [-f64::MAX, f64::MAX],
        ] {
            assert!(matches!(axis(limits, 5), Err(PlotError::Limits { .. })));
        }
    }
}
