//! A whole picture.

use super::canvas::{Canvas, SCALE};
use super::error::PlotError;
use super::frame::snap;
use super::panel::Panel;
use std::path::Path;

/// Pixels on either side at most; a file of this size has more than a gigabyte before compression.
const MAX_PIXELS: u64 = 20_000;

/// One picture of one or several panels.
#[derive(Clone, Debug)]
pub struct Figure {
    panels: Vec<Panel>,
    columns: usize,
    side: f64,
}

impl Default for Figure {
    fn default() -> Self {
        Self {
            panels: Vec::new(),
            columns: usize::MAX,
            side: 270.0,
        }
    }
}

impl Figure {
    /// A picture without panels; those that are added will stand side by side.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a panel.
    #[must_use]
    pub fn panel(mut self, panel: Panel) -> Self {
        self.panels.push(panel);
        self
    }

    /// Begins a new row after so many panels; at least 1.
    #[must_use]
    pub fn columns(self, columns: usize) -> Self {
        Self {
            columns: columns.max(1),
            ..self
        }
    }

    /// Length of the longer side of each panel's axes, in points (1/72 of an inch, of which a pixel is 0.36);
    /// 40 to 2000, at first 270.
    #[must_use]
    pub fn panel_side(mut self, points: f64) -> Self {
        if !points.is_nan() {
            self.side = points.clamp(40.0, 2000.0);
        }
        self
    }

    /// Draws the picture and writes it to a PNG file, whole or not at all.
    ///
    /// # Errors
    ///
    /// If [`to_png`](Self::to_png) fails, or the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<(), PlotError> {
        let path = path.as_ref();
        crate::io::replace(path, &self.to_png()?).map_err(|source| PlotError::Write {
            path: path.into(),
            source,
        })
    }

    /// Draws the picture, as the content of a PNG file.
    ///
    /// # Errors
    ///
    /// If there is no panel, limits are impossible, or the picture would be too large.
    pub fn to_png(&self) -> Result<Vec<u8>, PlotError> {
        let side = self.side as f32;
        let frames: Vec<_> = self
            .panels
            .iter()
            .map(|panel| panel.frame(side))
            .collect::<Result<_, _>>()?;
        let columns = self.columns.min(frames.len());
        if columns == 0 {
            return Err(PlotError::Empty);
        }

        // Axes in one column have their left sides in line, axes in one row their tops.
        let column = |i: usize| frames.iter().skip(i).step_by(columns);
        let lefts: Vec<_> = (0..columns)
            .map(|i| largest(column(i).map(|f| f.left)))
            .collect();
        let rights = (0..columns).map(|i| largest(column(i).map(|f| f.width() + f.right)));
        let widths: Vec<_> = lefts.iter().zip(rights).map(|(l, r)| snap(l + r)).collect();
        let rows = || frames.chunks(columns);
        let tops: Vec<_> = rows()
            .map(|row| largest(row.iter().map(|f| f.top)))
            .collect();
        let bottoms = rows().map(|row| largest(row.iter().map(|f| f.height() + f.bottom)));
        let heights: Vec<_> = tops.iter().zip(bottoms).map(|(t, b)| snap(t + b)).collect();

        let [width, height] =
            [&widths, &heights].map(|parts| (parts.iter().sum::<f32>() * SCALE).ceil() as u64);
        let canvas = (width.max(height) <= MAX_PIXELS)
            .then(|| Canvas::new(width as u32, height as u32))
            .flatten();
        let mut canvas = canvas.ok_or(PlotError::TooLarge { width, height })?;
        let mut y = 0.0;
        for (row, frames) in rows().enumerate() {
            let mut x = 0.0;
            for (column, frame) in frames.iter().enumerate() {
                frame.draw(&mut canvas, snap(x + lefts[column]), snap(y + tops[row]));
                x += widths[column];
            }
            y += heights[row];
        }
        Ok(canvas.into_png())
    }
}

fn largest(lengths: impl Iterator<Item = f32>) -> f32 {
    lengths.fold(0.0, f32::max)
}
