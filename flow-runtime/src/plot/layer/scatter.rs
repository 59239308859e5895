//! Points.

use crate::plot::color::Color;
use crate::real::Real;
use nalgebra::SVector;

/// Transparent points. Those that are infinite or NaN are left out.
#[derive(Clone, Debug)]
pub struct Scatter {
    pub(in crate::plot) points: Vec<[f64; 2]>,
    pub(in crate::plot) color: Color,
    pub(in crate::plot) opacity: f64,
    pub(in crate::plot) radius: f64,
    pub(in crate::plot) label: String,
}

impl Scatter {
    /// The points, in blue; the more they are, the smaller and the more transparent.
    pub fn new<T: Real>(points: &[SVector<T, 2>]) -> Self {
        let points = points.iter().map(|x| [x[0].to_f64(), x[1].to_f64()]);
        Self::through(points)
    }

    /// As [`new`](Self::new), of pairs (x, y) of any two numbers.
    pub fn through(points: impl IntoIterator<Item = [f64; 2]>) -> Self {
        let finite = |x: &[f64; 2]| x[0].is_finite() && x[1].is_finite();
        let points: Vec<_> = points.into_iter().filter(finite).collect();
        let crowd = (points.len() as f64 / 300.0).max(1.0);
        let opacity = 0.85 / crowd.powf(0.42);
        let radius = (2.0 / crowd.powf(0.2)).max(0.8);
        Self {
            points,
            color: Color::BLUE,
            opacity,
            radius,
            label: String::new(),
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

    /// What the legend calls them.
    #[must_use]
    pub fn label(self, label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            ..self
        }
    }
}
