//! One pair of axes and what they show.

use super::axis::Axis;
use super::error::PlotError;
use super::frame::{Frame, readable};
use super::grid::Field;
use super::layer::{Curve, Density, Layer, Scatter, hull};
use crate::real::Real;
use nalgebra::SVector;

/// One pair of axes with layers over one another, a title and labels.
///
/// Axes over the plane have the same unit in both directions, unless one would be more than ten times as long as the
/// other; axes that show curves only fill their space.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    pub(super) layers: Vec<Layer>,
    pub(super) title: String,
    pub(super) labels: [String; 2],
    limits: Option<[[f64; 2]; 2]>,
    color_bar: bool,
}

impl Panel {
    /// A panel that shows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A panel with a [`Scatter`] of the points.
    pub fn scatter<T: Real>(points: &[SVector<T, 2>]) -> Self {
        Self::new().layer(Scatter::new(points))
    }

    /// A panel with the [`Density`] image of the function.
    pub fn density(field: &Field) -> Self {
        Self::new().layer(Density::new(field))
    }

    /// A panel with the [`Curve`] of the values over 1, 2, 3, ….
    pub fn curve(values: &[f64]) -> Self {
        Self::new().layer(Curve::new(values))
    }

    /// Adds a layer, over those that are there.
    #[must_use]
    pub fn layer(mut self, layer: impl Into<Layer>) -> Self {
        self.layers.push(layer.into());
        self
    }

    /// Writes a title above.
    #[must_use]
    pub fn title(self, title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            ..self
        }
    }

    /// Writes labels along the axes.
    #[must_use]
    pub fn labels(self, x: impl Into<String>, y: impl Into<String>) -> Self {
        Self {
            labels: [x.into(), y.into()],
            ..self
        }
    }

    /// Shows the rectangle `x[0]` … `x[1]` by `y[0]` … `y[1]`, whatever the layers need.
    #[must_use]
    pub fn limits(self, x: [f64; 2], y: [f64; 2]) -> Self {
        Self {
            limits: Some([x, y]),
            ..self
        }
    }

    /// Shows what number each colour of the last density layer stands for.
    #[must_use]
    pub fn color_bar(self) -> Self {
        Self {
            color_bar: true,
            ..self
        }
    }

    /// Settles all that depends on the layers. The longer side of the axes will be `side` points long.
    pub(super) fn frame(&self, side: f32) -> Result<Frame<'_>, PlotError> {
        let [x, y] = self.limits.unwrap_or_else(|| self.automatic_limits());
        let bar = self.layers.iter().rev().find_map(|layer| match layer {
            Layer::Density(density) if self.color_bar => Some(density),
            _ => None,
        });
        let [width, height] = self.shape([x, y]).map(|share| share * side);
        let mut steps = [readable(x, width, true)?, readable(y, height, false)?];
        if self.has_equal_units([x, y]) {
            steps = [steps[0].max(steps[1]); 2];
        }
        let axes = [Axis::new(x, steps[0]), Axis::new(y, steps[1])];
        let bar = match bar {
            Some(density) => {
                let limits = [density.min, density.max];
                // Half as many ticks as along the axes: nobody reads numbers off colours that closely.
                Some((
                    density,
                    Axis::new(limits, readable(limits, height / 2.0, false)?),
                ))
            }
            None => None,
        };
        Ok(Frame::new(self, axes, bar, [width, height]))
    }

    fn automatic_limits(&self) -> [[f64; 2]; 2] {
        let limits = self.layers.iter().filter_map(Layer::limits);
        let mut limits = limits.reduce(|a, b| [0, 1].map(|i| hull(a[i], b[i])));
        for layer in &self.layers {
            if let (Layer::Rule(rule), Some([_, y])) = (layer, &mut limits) {
                *y = hull(*y, [rule.level; 2]);
            }
        }
        match limits {
            None => [[-1.0, 1.0]; 2],
            Some(limits) if self.shows(|layer| matches!(layer, Layer::Density(_))) => limits,
            Some(limits) => limits.map(Axis::roomy),
        }
    }

    fn shows(&self, kind: impl Fn(&Layer) -> bool) -> bool {
        self.layers.iter().any(kind)
    }

    pub(super) fn is_plot_of_curves(&self) -> bool {
        self.shows(|layer| matches!(layer, Layer::Curve(_)))
            && !self.shows(|layer| matches!(layer, Layer::Density(_) | Layer::Scatter(_)))
    }

    /// Width and height of the axes as parts of the longer side.
    fn shape(&self, limits: [[f64; 2]; 2]) -> [f32; 2] {
        let ratio = ratio(limits);
        if self.is_plot_of_curves() {
            [1.0, 0.66]
        } else if !self.has_equal_units(limits) {
            [1.0, 1.0]
        } else if ratio <= 1.0 {
            [1.0, ratio as f32]
        } else {
            [(1.0 / ratio) as f32, 1.0]
        }
    }

    fn has_equal_units(&self, limits: [[f64; 2]; 2]) -> bool {
        !self.is_plot_of_curves() && (0.1..10.0).contains(&ratio(limits))
    }
}

/// How much longer the vertical axis is.
fn ratio([x, y]: [[f64; 2]; 2]) -> f64 {
    (y[1] - y[0]) / (x[1] - x[0])
}
