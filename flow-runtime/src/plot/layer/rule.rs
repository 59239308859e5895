//! A line across the panel.

/// A line across the panel, with a label.
#[derive(Clone, Debug)]
pub struct Rule {
    pub(in crate::plot) level: f64,
    pub(in crate::plot) is_vertical: bool,
    pub(in crate::plot) label: String,
}

impl Rule {
    /// The line y = `level`.
    pub fn new(level: f64, label: impl Into<String>) -> Self {
        Self {
            level,
            is_vertical: false,
            label: label.into(),
        }
    }

    /// The line x = `place`, such as a threshold in a histogram.
    pub fn vertical(place: f64, label: impl Into<String>) -> Self {
        Self {
            is_vertical: true,
            ..Self::new(place, label)
        }
    }
}
