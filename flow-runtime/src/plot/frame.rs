//! A panel with its measures, and how it is drawn.

use super::axis::{Axis, Step};
use super::canvas::{Anchor, Canvas, SCALE};
use super::color::Color;
use super::error::PlotError;
use super::layer::{Curve, Density, Layer, Rule, Scatter};
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

/// The step of an axis `length` points long, with as many ticks as can be read.
pub(super) fn readable(limits: [f64; 2], length: f32, horizontal: bool) -> Result<Step, PlotError> {
    let mut count = ((length / 22.0).round() as usize).max(2);
    loop {
        let step = Step::new(limits, count)?;
        let axis = Axis::new(limits, step);
        let room = length / axis.ticks.len().saturating_sub(1).max(1) as f32;
        if !horizontal || count <= 2 || widest(&axis) + 3.0 * GAP <= room {
            return Ok(step);
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
        let beside = bar
            .as_ref()
            .map_or(0.0, |(_, axis)| 2.0 * GAP + BAR + TICK + GAP + widest(axis));
        Self {
            left: EDGE + label(&panel.labels[1]) + widest(&y) + GAP + TICK,
            right: EDGE + beside.max(overhang),
            top: EDGE
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
        if let Some(mut sheet) = sheet(width, height) {
            self.draw_inside(&mut sheet);
            canvas.place(&sheet, pixel(x), pixel(y));
        }
        canvas.frame(x, y, width, height, LINE);
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
            y - 2.0 * GAP,
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
    fn draw_inside(&self, sheet: &mut Canvas) {
        let [width, height] = self.size.map(f64::from);
        let place = |[x, y]: [f64; 2]| {
            [
                width * self.x.fraction(x),
                height * (1.0 - self.y.fraction(y)),
            ]
        };
        if self.panel.is_plot_of_curves() {
            let pale = Color::rgb(0xe4, 0xe4, 0xe4);
            for (tick, _) in &self.x.ticks {
                let [x, _] = place([*tick, 0.0]);
                sheet.line([[x, 0.0], [x, height]], LINE, pale, 0.0);
            }
            for (tick, _) in &self.y.ticks {
                let [_, y] = place([0.0, *tick]);
                sheet.line([[0.0, y], [width, y]], LINE, pale, 0.0);
            }
        }
        for layer in &self.panel.layers {
            match layer {
                Layer::Scatter(Scatter {
                    points,
                    color,
                    opacity,
                    radius,
                }) => {
                    let near = |x: &[f64; 2]| {
                        x[0].abs() < 2.0 * width + radius && x[1].abs() < 2.0 * height + radius
                    };
                    let centres = points.iter().map(|x| place(*x)).filter(near);
                    sheet.discs(centres, *radius, *color, *opacity);
                }
                Layer::Density(Density {
                    field,
                    colors,
                    min,
                    max,
                }) => sheet.shade(|x, y| {
                    let value = field.at(self.x.value(x), self.y.value(1.0 - y))?;
                    Some(colors.color((value - min) / (max - min)))
                }),
                Layer::Curve(Curve { points, color }) => {
                    // Far outside the sheet nothing is to be seen, and single precision would not hold.
                    let near = |[x, y]: [f64; 2]| [x.clamp(-1e4, 1e4), y.clamp(-1e4, 1e4)];
                    for part in points.split(|x| !x[0].is_finite() || !x[1].is_finite()) {
                        sheet.line(part.iter().map(|x| near(place(*x))), 1.5, *color, 0.0);
                    }
                }
                Layer::Rule(Rule { level, label }) => {
                    let [_, y] = place([0.0, *level]);
                    if (0.0..=height).contains(&y) {
                        sheet.line([[0.0, y], [width, y]], 1.0, Color::GRAY, 4.0);
                        let base = if y > 20.0 { y - 4.0 } else { y + 11.0 };
                        let (x, y) = (width as f32 - 2.0 * GAP, base as f32);
                        sheet.text(label, x, y, DIGITS, Anchor::End, Color::GRAY);
                    }
                }
            }
        }
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
