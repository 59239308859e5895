//! A function of the line.

use crate::plot::color::Color;

/// A function of the line, drawn as a line. Where a value is infinite or NaN, the line has a gap.
#[derive(Clone, Debug)]
pub struct Curve {
    pub(in crate::plot) points: Vec<[f64; 2]>,
    pub(in crate::plot) color: Color,
    pub(in crate::plot) is_dashed: bool,
    pub(in crate::plot) label: String,
}

impl Curve {
    /// The values over 1, 2, 3, …, such as the loss after each epoch.
    pub fn new(values: &[f64]) -> Self {
        let places = (1_u32..).map(f64::from);
        let points: Vec<_> = places.zip(values).map(|(x, y)| [x, *y]).collect();
        Self::through(&points)
    }

    /// A line through the points (x, y).
    pub fn through(points: &[[f64; 2]]) -> Self {
        Self {
            points: points.to_vec(),
            color: Color::BLUE,
            is_dashed: false,
            label: String::new(),
        }
    }

    /// Draws it in another colour.
    #[must_use]
    pub fn color(self, color: Color) -> Self {
        Self { color, ..self }
    }

    /// Draws it in dashes.
    #[must_use]
    pub fn dashed(self) -> Self {
        Self {
            is_dashed: true,
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
