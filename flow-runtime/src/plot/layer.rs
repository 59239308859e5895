//! What a panel can show.

use super::color::{Color, ColorMap};
use super::grid::Field;
use crate::real::Real;
use nalgebra::SVector;

/// One of the things that a [`Panel`](super::Panel) shows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Layer {
    /// Points.
    Scatter(Scatter),
    /// A function of the plane.
    Density(Density),
    /// A function of the line.
    Curve(Curve),
    /// A level.
    Rule(Rule),
}

/// Transparent points. Those that are infinite or NaN are left out.
#[derive(Clone, Debug)]
pub struct Scatter {
    pub(super) points: Vec<[f64; 2]>,
    pub(super) color: Color,
    pub(super) opacity: f64,
    pub(super) radius: f64,
}

impl Scatter {
    /// The points, in blue; the more they are, the smaller and the more transparent.
    pub fn new<T: Real>(points: &[SVector<T, 2>]) -> Self {
        let points: Vec<_> = points
            .iter()
            .map(|x| [x[0].to_f64(), x[1].to_f64()])
            .filter(|x| x[0].is_finite() && x[1].is_finite())
            .collect();
        let crowd = (points.len() as f64 / 300.0).max(1.0);
        let opacity = 0.85 / crowd.powf(0.42);
        let radius = (2.0 / crowd.powf(0.2)).max(0.8);
        Self {
            points,
            color: Color::BLUE,
            opacity,
            radius,
        }
    }

    /// Draws them in another colour.
    #[must_use]
    pub fn color(self, color: Color) -> Self {
        Self { color, ..self }
    }

    /// How much a point hides what lies behind: from 0, nothing, to 1, all.
    #[must_use]
    pub fn opacity(self, opacity: f64) -> Self {
        Self {
            opacity: opacity.clamp(0.0, 1.0),
            ..self
        }
    }

    /// Radius of a point in typographic points (1/72 of an inch).
    #[must_use]
    pub fn radius(self, radius: f64) -> Self {
        Self { radius, ..self }
    }
}

/// A function of the plane as an image.
#[derive(Clone, Debug)]
pub struct Density {
    pub(super) field: Field,
    pub(super) colors: ColorMap,
    pub(super) min: f64,
    pub(super) max: f64,
}

impl Density {
    /// The function, in colours from 0 to its maximum.
    pub fn new(field: &Field) -> Self {
        let max = if field.max() > 0.0 { field.max() } else { 1.0 };
        Self {
            field: field.clone(),
            colors: ColorMap::default(),
            min: 0.0,
            max,
        }
    }

    /// Draws it in other colours.
    #[must_use]
    pub fn color_map(self, colors: ColorMap) -> Self {
        Self { colors, ..self }
    }

    /// Gives the last colour to `max` and what lies above, so that pictures can be compared. Without effect unless
    /// `max` is finite and positive.
    #[must_use]
    pub fn max(self, max: f64) -> Self {
        if max > 0.0 && max.is_finite() {
            Self { max, ..self }
        } else {
            self
        }
    }

    /// Gives the first colour to `min` and what lies below, the last to `max` and what lies above, for what has no
    /// natural beginning at 0, such as a log-density. Without effect unless both are finite and increase.
    #[must_use]
    pub fn range(self, min: f64, max: f64) -> Self {
        if min < max && (max - min).is_finite() {
            Self { min, max, ..self }
        } else {
            self
        }
    }
}

/// A function of the line, drawn as a line. Where a value is infinite or NaN, the line has a gap.
#[derive(Clone, Debug)]
pub struct Curve {
    pub(super) points: Vec<[f64; 2]>,
    pub(super) color: Color,
}

impl Curve {
    /// The values over 1, 2, 3, …, such as the loss after each epoch.
    pub fn new(values: &[f64]) -> Self {
        let points = (1_u32..)
            .map(f64::from)
            .zip(values)
            .map(|(x, y)| [x, *y])
            .collect();
        Self {
            points,
            color: Color::BLUE,
        }
    }

    /// A line through the points (x, y).
    pub fn through(points: &[[f64; 2]]) -> Self {
        Self {
            points: points.to_vec(),
            color: Color::BLUE,
        }
    }

    /// Draws it in another colour.
    #[must_use]
    pub fn color(self, color: Color) -> Self {
        Self { color, ..self }
    }
}

/// A horizontal line across the panel, with a label.
#[derive(Clone, Debug)]
pub struct Rule {
    pub(super) level: f64,
    pub(super) label: String,
}

impl Rule {
    /// The line y = `level`.
    pub fn new(level: f64, label: impl Into<String>) -> Self {
        Self {
            level,
            label: label.into(),
        }
    }
}

impl Layer {
    /// The smallest rectangle that shows everything, if there is something finite to show.
    pub(super) fn limits(&self) -> Option<[[f64; 2]; 2]> {
        match self {
            Self::Scatter(Scatter { points, .. }) | Self::Curve(Curve { points, .. }) => {
                let finite = points
                    .iter()
                    .filter(|x| x[0].is_finite() && x[1].is_finite());
                finite
                    .map(|x| [[x[0]; 2], [x[1]; 2]])
                    .reduce(|a, b| [0, 1].map(|i| hull(a[i], b[i])))
            }
            Self::Density(Density { field, .. }) => Some(field.limits()),
            Self::Rule(_) => None,
        }
    }
}

/// The smallest interval that contains both.
pub(super) fn hull(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0].min(b[0]), a[1].max(b[1])]
}

impl From<Scatter> for Layer {
    fn from(layer: Scatter) -> Self {
        Self::Scatter(layer)
    }
}

impl From<Density> for Layer {
    fn from(layer: Density) -> Self {
        Self::Density(layer)
    }
}

impl From<Curve> for Layer {
    fn from(layer: Curve) -> Self {
        Self::Curve(layer)
    }
}

impl From<Rule> for Layer {
    fn from(layer: Rule) -> Self {
        Self::Rule(layer)
    }
}
