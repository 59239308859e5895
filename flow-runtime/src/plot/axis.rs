//! From numbers to places.

use super::decades::decades;
use super::error::PlotError;
use super::spacing::Spacing;

/// How numbers are laid out along an axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Scale {
    /// Equal differences are equally long.
    #[default]
    Linear,
    /// Equal ratios are equally long; there are positive numbers only.
    Logarithmic,
}

impl Scale {
    /// Whether the number has a place.
    pub(super) fn holds(self, value: f64) -> bool {
        value.is_finite() && (self == Self::Linear || value > 0.0)
    }

    /// Limits with some room on either side of the numbers; around a single number, too.
    pub(super) fn roomy(self, [low, high]: [f64; 2]) -> [f64; 2] {
        if self == Self::Logarithmic {
            let room = (0.05 * (high.ln() - low.ln())).max(0.01);
            let room = if low < high { room } else { 0.5 };
            return [(low.ln() - room).exp(), (high.ln() + room).exp()];
        }
        let room = 0.05 * (high - low);
        let room = if room > 0.0 {
            room
        } else {
            (0.05 * low.abs()).max(0.5)
        };
        [low - room, high + room]
    }
}

/// The numbers from `low` to `high` along one side of a panel.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    scale: Scale,
    /// Of an axis with equal steps from tick to tick.
    step: Option<Spacing>,
    /// Round numbers and how they are written.
    pub(super) ticks: Vec<(f64, String)>,
}

impl Axis {
    /// An axis with at most `count` ticks, and two at least if it is logarithmic.
    pub(super) fn new(limits: [f64; 2], scale: Scale, count: usize) -> Result<Self, PlotError> {
        let [low, high] = limits;
        if scale == Scale::Linear {
            return Ok(Self::stepped(limits, Spacing::new(limits, count)?));
        }
        if !(0.0 < low && low < high && high.is_finite()) {
            return Err(PlotError::LogarithmicLimits { low, high });
        }
        Ok(Self {
            low,
            high,
            scale,
            step: None,
            ticks: decades(limits, count),
        })
    }

    fn stepped([low, high]: [f64; 2], step: Spacing) -> Self {
        Self {
            low,
            high,
            scale: Scale::Linear,
            step: Some(step),
            ticks: step.multiples(low, high),
        }
    }

    /// Both axes with the larger of their steps, if both have steps.
    pub(super) fn alike([x, y]: [Self; 2]) -> [Self; 2] {
        let (Some(a), Some(b)) = (x.step, y.step) else {
            return [x, y];
        };
        [x, y].map(|axis| Self::stepped([axis.low, axis.high], a.max(b)))
    }

    pub(super) fn holds(&self, value: f64) -> bool {
        self.scale.holds(value)
    }

    /// 0 at the lower end, 1 at the upper; on a logarithmic axis −∞ for what is not positive.
    pub(super) fn fraction(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => (value - self.low) / (self.high - self.low),
            Scale::Logarithmic if value <= 0.0 => f64::NEG_INFINITY,
            Scale::Logarithmic => (value.ln() - self.low.ln()) / (self.high.ln() - self.low.ln()),
        }
    }

    /// The number at a fraction of the way.
    pub(super) fn value(&self, fraction: f64) -> f64 {
        match self.scale {
            Scale::Linear => self.low + fraction * (self.high - self.low),
            Scale::Logarithmic => {
                (self.low.ln() + fraction * (self.high.ln() - self.low.ln())).exp()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(limits: [f64; 2], count: usize) -> Result<Axis, PlotError> {
        Axis::new(limits, Scale::Linear, count)
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

    #[test]
    fn logarithmic_axes_have_equal_ratios() {
        let axis = Axis::new([0.1, 1000.0], Scale::Logarithmic, 9).unwrap();
        for (value, fraction) in [(0.1, 0.0), (1.0, 0.25), (10.0, 0.5), (1000.0, 1.0)] {
            assert!((axis.fraction(value) - fraction).abs() < 1e-15, "{value}");
            assert!((axis.value(fraction) - value).abs() < 1e-12 * value);
        }
        for nowhere in [0.0, -1.0] {
            assert_eq!(axis.fraction(nowhere), f64::NEG_INFINITY);
            assert!(!axis.holds(nowhere));
        }
        for limits in [[0.0, 1.0], [-1.0, 1.0], [2.0, 2.0], [1.0, f64::INFINITY]] {
            let axis = Axis::new(limits, Scale::Logarithmic, 5);
            assert!(matches!(axis, Err(PlotError::LogarithmicLimits { .. })));
        }
        let [low, high] = Scale::Logarithmic.roomy([1.0, 100.0]);
        assert!((low * high - 100.0).abs() < 1e-9 && (0.7..0.9).contains(&low));
    }
}
