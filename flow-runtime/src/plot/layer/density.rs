//! A function of the plane as an image.

use crate::plot::color::ColorMap;
use crate::plot::grid::Field;

/// A function of the plane as an image.
#[derive(Clone, Debug)]
pub struct Density {
    pub(in crate::plot) field: Field,
    pub(in crate::plot) colors: ColorMap,
    pub(in crate::plot) min: f64,
    pub(in crate::plot) max: f64,
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
