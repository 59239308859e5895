//! What a panel can show.

mod band;
mod curve;
mod density;
mod histogram;
mod rule;
mod scatter;

pub use band::Band;
pub use curve::Curve;
pub use density::Density;
pub use histogram::Histogram;
pub use rule::Rule;
pub use scatter::Scatter;

use super::axis::Scale;
use super::legend::{Entry, Mark};

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
    /// What lies between two functions of the line.
    Band(Band),
    /// How numbers are distributed.
    Histogram(Histogram),
    /// A line across the panel.
    Rule(Rule),
}

impl Layer {
    /// The smallest rectangle that shows everything, if there is something to show on axes of these scales.
    pub(super) fn limits(&self, scales: [Scale; 2]) -> Option<[[f64; 2]; 2]> {
        match self {
            Self::Scatter(Scatter { points, .. }) | Self::Curve(Curve { points, .. }) => {
                enclose(points.iter().copied(), scales)
            }
            Self::Band(Band { points, .. }) => {
                let corners = |&[x, lower, upper]: &[f64; 3]| [[x, lower], [x, upper]];
                enclose(points.iter().flat_map(corners), scales)
            }
            Self::Histogram(histogram) => {
                let corners = |[left, right, height]: [f64; 3]| {
                    [[left, 0.0], [left, height], [right, 0.0], [right, height]]
                };
                enclose(histogram.bars().into_iter().flat_map(corners), scales)
            }
            Self::Density(Density { field, .. }) => Some(field.limits()),
            Self::Rule(_) => None,
        }
    }

    /// What the legend has of it, over the layers that are drawn before: nothing, if it has no label.
    pub(super) fn entry(&self, before: &[Self]) -> Option<Entry<'_>> {
        let (label, color, mark) = match self {
            Self::Scatter(layer) => (&layer.label, layer.color, Mark::Disc),
            Self::Curve(layer) => {
                let dashed = layer.is_dashed;
                (&layer.label, layer.color, Mark::Line { dashed })
            }
            Self::Band(layer) => {
                let behind = before.iter().filter_map(|other| match other {
                    Self::Band(other) if other.holds(layer) => Some((other.color, other.opacity)),
                    _ => None,
                });
                let (behind, opacity) = (behind.collect(), layer.opacity);
                (&layer.label, layer.color, Mark::Area { behind, opacity })
            }
            Self::Histogram(layer) => (&layer.label, layer.color, Mark::Bar),
            Self::Density(_) | Self::Rule(_) => return None,
        };
        (!label.is_empty()).then_some(Entry { label, color, mark })
    }
}

fn enclose(points: impl Iterator<Item = [f64; 2]>, scales: [Scale; 2]) -> Option<[[f64; 2]; 2]> {
    points
        .filter(|x| [0, 1].iter().all(|&i| scales[i].holds(x[i])))
        .map(|x| [[x[0]; 2], [x[1]; 2]])
        .reduce(|a, b| [0, 1].map(|i| hull(a[i], b[i])))
}

/// The smallest interval that contains both.
pub(super) fn hull(a: [f64; 2], b: [f64; 2]) -> [f64; 2] {
    [a[0].min(b[0]), a[1].max(b[1])]
}

macro_rules! layers {
    ($($kind:ident)*) => {$(
        impl From<$kind> for Layer {
            fn from(layer: $kind) -> Self {
                Self::$kind(layer)
            }
        }
    )*};
}
layers!(Scatter Density Curve Band Histogram Rule);
