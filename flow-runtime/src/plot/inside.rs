//! What lies within the axes of a panel.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas};
use super::color::Color;
use super::layer::{Band, Curve, Density, Histogram, Layer, Rule, Scatter};
use super::legend::BAR_OPACITY;

/// Lengths in points.
const GRID: f32 = 0.8;
const CURVE: f32 = 1.5;
const DASH: f32 = 4.0;
const LABEL: f32 = 9.5;

/// A sheet of the size of the axes, which cuts off what lies beyond.
pub(super) struct Inside<'a> {
    pub(super) sheet: Canvas,
    /// Width and height.
    pub(super) size: [f64; 2],
    pub(super) x: &'a Axis,
    pub(super) y: &'a Axis,
}

impl Inside<'_> {
    fn place(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [width, height] = self.size;
        [
            width * self.x.fraction(x),
            height * (1.0 - self.y.fraction(y)),
        ]
    }

    /// As `place`, but near: far outside the sheet nothing is to be seen, and single precision would not hold.
    fn near(&self, point: [f64; 2]) -> [f64; 2] {
        self.place(point).map(|length| length.clamp(-1e4, 1e4))
    }

    /// A pale line at every tick.
    pub(super) fn grid(&mut self) {
        let [width, height] = self.size;
        let pale = Color::rgb(0xe4, 0xe4, 0xe4);
        for (tick, _) in &self.x.ticks {
            let x = width * self.x.fraction(*tick);
            self.sheet.line([[x, 0.0], [x, height]], GRID, pale, 0.0);
        }
        for (tick, _) in &self.y.ticks {
            let y = height * (1.0 - self.y.fraction(*tick));
            self.sheet.line([[0.0, y], [width, y]], GRID, pale, 0.0);
        }
    }

    pub(super) fn draw(&mut self, layer: &Layer) {
        match layer {
            Layer::Scatter(layer) => self.scatter(layer),
            Layer::Density(layer) => self.density(layer),
            Layer::Curve(layer) => self.curve(layer),
            Layer::Band(layer) => self.band(layer),
            Layer::Histogram(layer) => self.histogram(layer),
            Layer::Rule(layer) => self.rule(layer),
        }
    }

    fn scatter(&mut self, layer: &Scatter) {
        let Scatter {
            points,
            color,
            opacity,
            radius,
            ..
        } = layer;
        let [width, height] = self.size;
        let near =
            |x: &[f64; 2]| x[0].abs() < 2.0 * width + radius && x[1].abs() < 2.0 * height + radius;
        let centres: Vec<_> = points.iter().map(|x| self.place(*x)).filter(near).collect();
        self.sheet
            .discs(centres.into_iter(), *radius, *color, *opacity);
    }

    fn density(&mut self, layer: &Density) {
        let Density {
            field,
            colors,
            min,
            max,
        } = layer;
        self.sheet.shade(|x, y| {
            let value = field.at(self.x.value(x), self.y.value(1.0 - y))?;
            Some(colors.color((value - min) / (max - min)))
        });
    }

    fn curve(&mut self, layer: &Curve) {
        let dash = if layer.is_dashed { DASH } else { 0.0 };
        let (x, y) = (self.x, self.y);
        let is_gap = |point: &[f64; 2]| !x.holds(point[0]) || !y.holds(point[1]);
        for part in layer.points.split(is_gap) {
            let points: Vec<_> = part.iter().map(|x| self.near(*x)).collect();
            self.sheet.line(points, CURVE, layer.color, dash);
        }
    }

    fn band(&mut self, layer: &Band) {
        let axis = self.x;
        let is_gap = |[x, lower, upper]: &[f64; 3]| {
            !axis.holds(*x) || !lower.is_finite() || !upper.is_finite()
        };
        for part in layer.points.split(is_gap) {
            let there = part.iter().map(|[x, lower, _]| self.near([*x, *lower]));
            let back = part
                .iter()
                .rev()
                .map(|[x, _, upper]| self.near([*x, *upper]));
            let outline: Vec<_> = there.chain(back).collect();
            self.sheet.area(outline, layer.color, layer.opacity);
        }
    }

    fn histogram(&mut self, layer: &Histogram) {
        let mut steps = Vec::new();
        let bars = layer.bars();
        if let ([[left, ..], ..], [.., [_, right, _]]) = (&bars[..], &bars[..]) {
            steps.push(self.near([*left, 0.0]));
            for [left, right, height] in &bars {
                steps.extend([*left, *right].map(|x| self.near([x, *height])));
            }
            steps.push(self.near([*right, 0.0]));
        }
        self.sheet
            .area(steps.iter().copied(), layer.color, BAR_OPACITY);
        self.sheet.line(steps, 1.0, layer.color, 0.0);
    }

    fn rule(&mut self, layer: &Rule) {
        let [width, height] = self.size;
        if layer.is_vertical {
            let x = width * self.x.fraction(layer.level);
            if (0.0..=width).contains(&x) {
                let line = [[x, 0.0], [x, height]];
                self.sheet.line(line, 1.0, Color::GRAY, DASH);
                let (beside, anchor) = if x < width / 2.0 {
                    (x + 4.0, Anchor::Start)
                } else {
                    (x - 4.0, Anchor::End)
                };
                let (x, y) = (beside as f32, 14.0);
                self.sheet
                    .text(&layer.label, x, y, LABEL, anchor, Color::GRAY);
            }
            return;
        }
        let y = height * (1.0 - self.y.fraction(layer.level));
        if (0.0..=height).contains(&y) {
            let line = [[0.0, y], [width, y]];
            self.sheet.line(line, 1.0, Color::GRAY, DASH);
            let base = if y > 20.0 { y - 4.0 } else { y + 11.0 };
            let (x, y) = (width as f32 - 8.0, base as f32);
            self.sheet
                .text(&layer.label, x, y, LABEL, Anchor::End, Color::GRAY);
        }
    }
}
