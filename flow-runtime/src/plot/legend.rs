//! What the layers are called, above the axes, where nothing is hidden.

use super::canvas::{Anchor, Canvas};
use super::color::Color;
use super::text;

/// Lengths in points.
const SIZE: f32 = 9.5;
const LEADING: f32 = 13.0;
const MARK: f32 = 14.0;
const GAP: f32 = 4.0;
/// Between entries.
const SPACE: f32 = 12.0;

/// How bars and their outlines hide what lies behind.
pub(super) const BAR_OPACITY: f64 = 0.3;

/// How a layer looks.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    Disc,
    Line {
        dashed: bool,
    },
    /// What is seen through it comes first, each with its colour: bands of one colour that lie on one another differ by that alone.
    Area {
        behind: Vec<(Color, f64)>,
        opacity: f64,
    },
    Bar,
}

/// A layer that has a name.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    pub(super) label: &'a str,
    pub(super) color: Color,
    pub(super) mark: Mark,
}

impl Entry<'_> {
    fn width(&self) -> f32 {
        MARK + GAP + text::width(self.label, SIZE)
    }
}

/// The entries in lines.
pub(super) struct Legend<'a> {
    lines: Vec<Vec<Entry<'a>>>,
}

impl<'a> Legend<'a> {
    /// As many entries to a line as have room in `width`, and at least one.
    pub(super) fn new(entries: impl Iterator<Item = Entry<'a>>, width: f32) -> Self {
        let mut lines: Vec<Vec<Entry<'a>>> = Vec::new();
        let mut used = f32::INFINITY;
        for entry in entries {
            let more = SPACE + entry.width();
            match lines.last_mut() {
                Some(line) if used + more <= width => {
                    line.push(entry);
                    used += more;
                }
                _ => {
                    used = entry.width();
                    lines.push(vec![entry]);
                }
            }
        }
        Self { lines }
    }

    /// The height of all lines, with the space below.
    pub(super) fn height(&self) -> f32 {
        if self.lines.is_empty() {
            0.0
        } else {
            LEADING * self.lines.len() as f32 + GAP
        }
    }

    /// Draws the lines, each centred over axes from `x` to `x + width`, above the height `y`.
    pub(super) fn draw(&self, canvas: &mut Canvas, x: f32, y: f32, width: f32) {
        for (line, row) in self.lines.iter().zip(1_u8..) {
            let spaces = SPACE * (line.len() - 1) as f32;
            let length = line.iter().map(Entry::width).sum::<f32>() + spaces;
            let mut start = x + (width - length) / 2.0;
            let base = y - self.height() + LEADING * f32::from(row) - GAP;
            for entry in line {
                entry.draw(canvas, start, base);
                start += entry.width() + SPACE;
            }
        }
    }
}

impl Entry<'_> {
    /// With the left end of its baseline at (x, y).
    fn draw(&self, canvas: &mut Canvas, x: f32, y: f32) {
        let middle = f64::from(y - 0.36 * SIZE);
        let [left, right] = [x, x + MARK].map(f64::from);
        let (above, below) = (middle - 3.5, middle + 3.5);
        let corners = [[left, above], [right, above], [right, below], [left, below]];
        match &self.mark {
            Mark::Disc => {
                let centre = [f64::midpoint(left, right), middle];
                canvas.discs(std::iter::once(centre), 2.5, self.color, 1.0);
            }
            Mark::Line { dashed } => {
                let dash = if *dashed { 3.0 } else { 0.0 };
                canvas.line([[left, middle], [right, middle]], 1.5, self.color, dash);
            }
            Mark::Area { behind, opacity } => {
                for (color, opacity) in behind {
                    canvas.area(corners, *color, *opacity);
                }
                canvas.area(corners, self.color, *opacity);
            }
            Mark::Bar => {
                canvas.area(corners, self.color, BAR_OPACITY);
                let outline = corners.into_iter().chain([corners[0]]);
                canvas.line(outline, 1.0, self.color, 0.0);
            }
        }
        canvas.text(
            self.label,
            x + MARK + GAP,
            y,
            SIZE,
            Anchor::Start,
            Color::INK,
        );
    }
}
