//! What lies between two curves.

use crate::plot::color::Color;

/// The area between two curves, such as a fan of quantiles: several bands, one over the other, and a [`Curve`](super::Curve)
/// for the median. Where a number is infinite or NaN, it has a gap.
#[derive(Clone, Debug)]
pub struct Band {
    pub(in crate::plot) points: Vec<[f64; 3]>,
    pub(in crate::plot) color: Color,
    pub(in crate::plot) opacity: f64,
    pub(in crate::plot) label: String,
}

impl Band {
    /// What lies between the two numbers over each place: (x, lower, upper), from left to right. In blue, so that what lies
    /// behind is seen.
    pub fn new(points: &[[f64; 3]]) -> Self {
        Self {
            points: points.to_vec(),
            color: Color::BLUE,
            opacity: 0.25,
            label: String::new(),
        }
    }

    /// Draws it in another colour.
    #[must_use]
    pub fn color(self, color: Color) -> Self {
        Self { color, ..self }
    }

    /// How much it hides what lies behind: from 0, nothing, to 1, all.
    #[must_use]
    pub fn opacity(self, opacity: f64) -> Self {
        Self {
            opacity: opacity.clamp(0.0, 1.0),
            ..self
        }
    }

    /// What the legend calls it.
    #[must_use]
    pub fn label(self, label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..self
        }
    }
}
