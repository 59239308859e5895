//! A panel with its measures, and how it is drawn.

use super::axis::{Axis, Scale};
use super::canvas::{Anchor, Canvas, SCALE};
use super::color::Color;
use super::error::PlotError;
use super::inside::Inside;
use super::layer::Density;
use super::legend::Legend;
use super::panel::Panel;
use super::text::{self, DIGIT_HEIGHT};

/// Lengths in points.
const TITLE: f32 = 12.0;
const LABEL: f32 = 10.5;
const DIGITS: f32 = 9.5;
const TICK: f32 = 3.5;
const GAP: f32 = 4.0;
const EDGE: f32 = 8.0;
const LINE: f32 = 0.8;
const BAR: f32 = 11.0;

/// An axis `length` points long, with as many ticks as can be read.
pub(super) fn readable(
    limits: [f64; 2],
    scale: Scale,
    length: f32,
    horizontal: bool,
) -> Result<Axis, PlotError> {
    let mut count = ((length / 22.0).round() as usize).max(2);
    loop {
        let axis = Axis::new(limits, scale, count)?;
        let room = length / axis.ticks.len().saturating_sub(1).max(1) as f32;
        if !horizontal || count <= 2 || widest(&axis) + 3.0 * GAP <= room {
            return Ok(axis);
        }
        count -= 1;
    }
}

fn widest(axis: &Axis) -> f32 {
    axis.ticks
        .iter()
        .map(|(_, label)| text::width(label, DIGITS))
        .fold(0.0, f32::max)
}

/// A panel whose axes and measures are settled. Lengths in points.
pub(super) struct Frame<'a> {
    panel: &'a Panel,
    x: Axis,
    y: Axis,
    bar: Option<(&'a Density, Axis)>,
    legend: Legend<'a>,
    /// Width and height of the axes, whole numbers of pixels.
    size: [f32; 2],
    /// What stands around the axes, with space on the outside.
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) top: f32,
    pub(super) bottom: f32,
}

impl<'a> Frame<'a> {
    pub(super) fn new(
        panel: &'a Panel,
        [x, y]: [Axis; 2],
        bar: Option<(&'a Density, Axis)>,
        size: [f32; 2],
    ) -> Self {
        let label = |text: &str| if text.is_empty() { 0.0 } else { LABEL + GAP };
        let overhang = x.ticks.last().map_or(0.0, |(tick, label)| {
            text::width(label, DIGITS) / 2.0 - size[0] * (1.0 - x.fraction(*tick) as f32)
        });
        let layers = panel.layers.iter().enumerate();
        let entries = layers.filter_map(|(i, layer)| layer.entry(&panel.layers[..i]));
        let legend = Legend::new(entries, size[0]);
        let beside = bar
            .as_ref()
            .map_or(0.0, |(_, axis)| 2.0 * GAP + BAR + TICK + GAP + widest(axis));
        Self {
            left: EDGE + label(&panel.labels[1]) + widest(&y) + GAP + TICK,
            right: EDGE + beside.max(overhang),
            top: EDGE
                + legend.height()
                + if panel.title.is_empty() {
                    0.0
                } else {
                    TITLE + 2.0 * GAP
                },
            bottom: EDGE + label(&panel.labels[0]) + DIGITS * DIGIT_HEIGHT + GAP + TICK,
            size: size.map(|length| (length * SCALE).round().max(1.0) / SCALE),
            panel,
            x,
            y,
            bar,
            legend,
        }
    }

    pub(super) fn width(&self) -> f32 {
        self.size[0]
    }

    pub(super) fn height(&self) -> f32 {
        self.size[1]
    }

    /// Draws the panel, the upper left corner of its axes at (x, y), both whole numbers of pixels.
    pub(super) fn draw(&self, canvas: &mut Canvas, x: f32, y: f32) {
        let [width, height] = self.size;
        if let Some(sheet) = sheet(width, height) {
            canvas.place(&self.inside(sheet), pixel(x), pixel(y));
        }
        canvas.frame(x, y, width, height, LINE);
        self.legend.draw(canvas, x, y, width);
        for (tick, label) in &self.x.ticks {
            let at = x + width * self.x.fraction(*tick) as f32;
            let foot = y + height + TICK;
            canvas.line(
                [[at, y + height], [at, foot]].map(|p| p.map(f64::from)),
                LINE,
                Color::INK,
                0.0,
            );
            let base = foot + GAP + DIGITS * DIGIT_HEIGHT;
            canvas.text(label, at, base, DIGITS, Anchor::Middle, Color::INK);
        }
        for (tick, label) in &self.y.ticks {
            let at = y + height * (1.0 - self.y.fraction(*tick) as f32);
            let foot = x - TICK;
            canvas.line(
                [[x, at], [foot, at]].map(|p| p.map(f64::from)),
                LINE,
                Color::INK,
                0.0,
            );
            let base = at + DIGITS * DIGIT_HEIGHT / 2.0;
            canvas.text(label, foot - GAP, base, DIGITS, Anchor::End, Color::INK);
        }
        if let Some((density, axis)) = &self.bar {
            self.draw_bar(canvas, density, axis, x + width + 2.0 * GAP, y);
        }
        let middle = x + width / 2.0;
        canvas.text(
            &self.panel.title,
            middle,
            y - 2.0 * GAP - self.legend.height(),
            TITLE,
            Anchor::Middle,
            Color::INK,
        );
        let [x_label, y_label] = &self.panel.labels;
        let base = y + height + self.bottom - EDGE;
        canvas.text(x_label, middle, base, LABEL, Anchor::Middle, Color::INK);
        canvas.text_upwards(
            y_label,
            x - self.left + EDGE + 0.8 * LABEL,
            y + height / 2.0,
            LABEL,
        );
    }

    /// Draws the layers on a sheet of the size of the axes, which cuts off what lies beyond.
    fn inside(&self, sheet: Canvas) -> Canvas {
        let mut inside = Inside {
            sheet,
            size: self.size.map(f64::from),
            x: &self.x,
            y: &self.y,
        };
        if self.panel.has_grid() {
            inside.grid();
        }
        for layer in &self.panel.layers {
            inside.draw(layer);
        }
        inside.sheet
    }

    fn draw_bar(&self, canvas: &mut Canvas, density: &Density, axis: &Axis, x: f32, y: f32) {
        let height = self.size[1];
        let (x, width) = (snap(x), snap(BAR));
        if let Some(mut sheet) = sheet(width, height) {
            sheet.shade(|_, y| Some(density.colors.color(1.0 - y)));
            canvas.place(&sheet, pixel(x), pixel(y));
        }
        canvas.frame(x, y, width, height, LINE);
        for (tick, label) in &axis.ticks {
            let at = y + height * (1.0 - axis.fraction(*tick) as f32);
            let (side, foot) = (x + width, x + width + TICK);
            canvas.line(
                [[side, at], [foot, at]].map(|p| p.map(f64::from)),
                LINE,
                Color::INK,
                0.0,
            );
            let base = at + DIGITS * DIGIT_HEIGHT / 2.0;
            canvas.text(label, foot + GAP, base, DIGITS, Anchor::Start, Color::INK);
        }
    }
}

fn sheet(width: f32, height: f32) -> Option<Canvas> {
    Canvas::new(pixel(width), pixel(height))
}

fn pixel(length: f32) -> u32 {
    (length * SCALE).round() as u32
}

/// The nearest length that is a whole number of pixels.
pub(super) fn snap(length: f32) -> f32 {
    (length * SCALE).round() / SCALE
}
