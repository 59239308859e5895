//! One pair of axes and what they show.

use super::axis::{Axis, Scale};
use super::error::PlotError;
use super::frame::{Frame, readable};
use super::grid::Field;
use super::layer::{Curve, Density, Layer, Scatter, hull};
use crate::real::Real;
use nalgebra::SVector;

/// One pair of axes with layers over one another, a title and labels.
///
/// Axes over the plane have the same unit in both directions, unless one would be more than ten times as long as the
/// other; axes that show curves, bands or histograms only fill their space, and so do [free](Self::free) ones. Layers that
/// have labels are named above the axes.
///
/// A regression as a fan chart:
///
/// ```
/// use flow_runtime::plot::{Band, Color, Curve, Figure, Panel, Scatter};
///
/// let at = |i: i32| f64::from(i) / 10.0;
/// let band = |width: f64| {
///     let sides: Vec<_> = (0..=60).map(at).map(|x| [x, x.sin() - width, x.sin() + width]).collect();
///     Band::new(&sides)
/// };
/// let median: Vec<_> = (0..=60).map(at).map(|x| [x, x.sin()]).collect();
/// let panel = Panel::new()
///     .free()
///     .layer(band(0.8).label("90 %"))
///     .layer(band(0.3).label("50 %"))
///     .layer(Curve::through(&median).label("median"))
///     .layer(Scatter::through([[1.0, 1.3], [4.0, -0.2]]).color(Color::INK).label("data"))
///     .labels("dose", "response");
/// let png: Vec<u8> = Figure::new().panel(panel).to_png()?;
/// # assert!(!png.is_empty());
/// # Ok::<(), flow_runtime::plot::PlotError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Panel {
    pub(super) layers: Vec<Layer>,
    pub(super) title: String,
    pub(super) labels: [String; 2],
    limits: Option<[[f64; 2]; 2]>,
    color_bar: bool,
    is_free: bool,
    scales: [Scale; 2],
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

    /// Lets each axis fill its space, for two numbers that have not the same unit.
    #[must_use]
    pub fn free(self) -> Self {
        Self {
            is_free: true,
            ..self
        }
    }

    /// Makes the horizontal axis logarithmic, and the panel [free](Self::free). What is not positive is not shown.
    #[must_use]
    pub fn log_x(mut self) -> Self {
        self.scales[0] = Scale::Logarithmic;
        self.free()
    }

    /// Makes the vertical axis logarithmic, and the panel [free](Self::free). What is not positive is not shown; bars and bands
    /// that begin there begin at the lower end.
    #[must_use]
    pub fn log_y(mut self) -> Self {
        self.scales[1] = Scale::Logarithmic;
        self.free()
    }

    /// Settles all that depends on the layers. The longer side of the axes will be `side` points long.
    pub(super) fn frame(&self, side: f32) -> Result<Frame<'_>, PlotError> {
        let [x, y] = self.limits.unwrap_or_else(|| self.automatic_limits());
        let bar = self.layers.iter().rev().find_map(|layer| match layer {
            Layer::Density(density) if self.color_bar => Some(density),
            _ => None,
        });
        let [width, height] = self.shape([x, y]).map(|share| share * side);
        let [across, up] = self.scales;
        let mut axes = [
            readable(x, across, width, true)?,
            readable(y, up, height, false)?,
        ];
        if self.has_equal_units([x, y]) {
            axes = Axis::alike(axes);
        }
        let bar = match bar {
            Some(density) => {
                let limits = [density.min, density.max];
                // Half as many ticks as along the axes: nobody reads numbers off colours that closely.
                let axis = readable(limits, Scale::Linear, height / 2.0, false)?;
                Some((density, axis))
            }
            None => None,
        };
        Ok(Frame::new(self, axes, bar, [width, height]))
    }

    fn automatic_limits(&self) -> [[f64; 2]; 2] {
        let limits = self
            .layers
            .iter()
            .filter_map(|layer| layer.limits(self.scales));
        let mut limits = limits.reduce(|a, b| [0, 1].map(|i| hull(a[i], b[i])));
        for layer in &self.layers {
            if let (Layer::Rule(rule), Some(limits)) = (layer, &mut limits) {
                let i = usize::from(!rule.is_vertical);
                if self.scales[i].holds(rule.level) {
                    limits[i] = hull(limits[i], [rule.level; 2]);
                }
            }
        }
        match limits {
            None => self.scales.map(|scale| match scale {
                Scale::Linear => [-1.0, 1.0],
                Scale::Logarithmic => [0.1, 10.0],
            }),
            Some(limits) if self.shows(|layer| matches!(layer, Layer::Density(_))) => limits,
            Some(limits) => [0, 1].map(|i| {
                let [low, high] = self.scales[i].roomy(limits[i]);
                // Bars stand on the axis.
                let stands = i == 1 && limits[1][0] == 0.0 && self.shows_bars();
                [if stands { 0.0 } else { low }, high]
            }),
        }
    }

    fn shows(&self, kind: impl Fn(&Layer) -> bool) -> bool {
        self.layers.iter().any(kind)
    }

    fn shows_bars(&self) -> bool {
        self.shows(|layer| matches!(layer, Layer::Histogram(_)))
    }

    fn is_plot_of_curves(&self) -> bool {
        let is_curve = |layer: &Layer| {
            matches!(
                layer,
                Layer::Curve(_) | Layer::Band(_) | Layer::Histogram(_)
            )
        };
        self.shows(is_curve)
            && !self.shows(|layer| matches!(layer, Layer::Density(_) | Layer::Scatter(_)))
    }

    fn fills_its_space(&self) -> bool {
        self.is_free || self.is_plot_of_curves()
    }

    /// Whether lines at the ticks are behind the layers.
    pub(super) fn has_grid(&self) -> bool {
        self.fills_its_space() && !self.shows(|layer| matches!(layer, Layer::Density(_)))
    }

    /// Width and height of the axes as parts of the longer side.
    fn shape(&self, limits: [[f64; 2]; 2]) -> [f32; 2] {
        let ratio = ratio(limits);
        if self.fills_its_space() {
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
        !self.fills_its_space() && (0.1..10.0).contains(&ratio(limits))
    }
}

/// How much longer the vertical axis is.
fn ratio([x, y]: [[f64; 2]; 2]) -> f64 {
    (y[1] - y[0]) / (x[1] - x[0])
}
