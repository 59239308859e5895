//! A sheet to draw on. Lengths are in typographic points (1/72 of an inch) from the upper left corner, y downwards.

use super::color::Color;
use super::text;
use tiny_skia::{
    FillRule, Paint, Path, PathBuilder, Pixmap, PixmapPaint, Rect, Stroke, StrokeDash, Transform,
};

/// Pixels in a point, at 200 to the inch.
pub(super) const SCALE: f32 = 200.0 / 72.0;

pub(super) struct Canvas {
    pixels: Pixmap,
}

/// Which part of a text lies at the given place.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Canvas {
    /// An empty sheet of so many pixels; `None` if there is not enough memory for it, or none at all.
    pub(super) fn new(width: u32, height: u32) -> Option<Self> {
        let mut pixels = Pixmap::new(width, height)?;
        let [red, green, blue] = Color::PAPER.rgb;
        pixels.fill(tiny_skia::Color::from_rgba8(red, green, blue, 255));
        Some(Self { pixels })
    }

    /// Gives each pixel the colour of its centre, in fractions of the width and height from the upper left; where
    /// there is none, the pixel stays.
    pub(super) fn shade(&mut self, color: impl Fn(f64, f64) -> Option<Color>) {
        let (width, height) = (self.pixels.width() as usize, self.pixels.height() as usize);
        for (i, pixel) in self.pixels.pixels_mut().iter_mut().enumerate() {
            let x = ((i % width) as f64 + 0.5) / width as f64;
            let y = ((i / width) as f64 + 0.5) / height as f64;
            if let Some(Color {
                rgb: [red, green, blue],
            }) = color(x, y)
            {
                *pixel = tiny_skia::ColorU8::from_rgba(red, green, blue, 255).premultiply();
            }
        }
    }

    /// Discs around the centres.
    pub(super) fn discs(
        &mut self,
        centres: impl Iterator<Item = [f64; 2]>,
        radius: f64,
        color: Color,
        opacity: f64,
    ) {
        let Some(disc) = PathBuilder::from_circle(0.0, 0.0, radius as f32 * SCALE) else {
            return;
        };
        let paint = paint(color, (opacity * 255.0).round() as u8);
        for [x, y] in centres {
            let place = Transform::from_translate(x as f32 * SCALE, y as f32 * SCALE);
            self.pixels
                .fill_path(&disc, &paint, FillRule::Winding, place, None);
        }
    }

    /// Straight lines from point to point, `width` thick; dashed if `dash` is not 0.
    pub(super) fn line(
        &mut self,
        points: impl IntoIterator<Item = [f64; 2]>,
        width: f32,
        color: Color,
        dash: f32,
    ) {
        let Some(path) = path(points) else { return };
        let stroke = Stroke {
            width,
            line_join: tiny_skia::LineJoin::Round,
            dash: StrokeDash::new(vec![dash, dash], 0.0),
            ..Stroke::default()
        };
        let scale = Transform::from_scale(SCALE, SCALE);
        self.pixels
            .stroke_path(&path, &paint(color, 255), &stroke, scale, None);
    }

    /// What lies within straight lines from point to point.
    pub(super) fn area(
        &mut self,
        corners: impl IntoIterator<Item = [f64; 2]>,
        color: Color,
        opacity: f64,
    ) {
        if let Some(path) = path(corners) {
            let paint = paint(color, (opacity * 255.0).round() as u8);
            let scale = Transform::from_scale(SCALE, SCALE);
            self.pixels
                .fill_path(&path, &paint, FillRule::Winding, scale, None);
        }
    }

    /// The outline of a rectangle.
    pub(super) fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, line: f32) {
        if let Some(rect) = Rect::from_xywh(x, y, width, height) {
            let stroke = Stroke {
                width: line,
                ..Stroke::default()
            };
            let scale = Transform::from_scale(SCALE, SCALE);
            let path = PathBuilder::from_rect(rect);
            self.pixels
                .stroke_path(&path, &paint(Color::INK, 255), &stroke, scale, None);
        }
    }

    /// A line of text whose baseline passes through (x, y).
    pub(super) fn text(
        &mut self,
        text: &str,
        x: f32,
        y: f32,
        size: f32,
        anchor: Anchor,
        color: Color,
    ) {
        self.write(text, size, anchor, color, Transform::from_translate(x, y));
    }

    /// A line of text that reads upwards, centred at (x, y).
    pub(super) fn text_upwards(&mut self, text: &str, x: f32, y: f32, size: f32) {
        let turn = Transform::from_rotate(-90.0).post_translate(x, y);
        self.write(text, size, Anchor::Middle, Color::INK, turn);
    }

    fn write(&mut self, text: &str, size: f32, anchor: Anchor, color: Color, place: Transform) {
        let before = match anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => text::width(text, size) / 2.0,
            Anchor::End => text::width(text, size),
        };
        if let Some(outline) = text::outline(text, size) {
            let place = place.pre_translate(-before, 0.0).post_scale(SCALE, SCALE);
            self.fill(&outline, color, place);
        }
    }

    fn fill(&mut self, path: &Path, color: Color, place: Transform) {
        self.pixels
            .fill_path(path, &paint(color, 255), FillRule::Winding, place, None);
    }

    /// Lays another sheet onto this one, its upper left corner at this pixel.
    pub(super) fn place(&mut self, sheet: &Self, x: u32, y: u32) {
        let paint = PixmapPaint::default();
        let (x, y) = (x.cast_signed(), y.cast_signed());
        self.pixels.draw_pixmap(
            x,
            y,
            sheet.pixels.as_ref(),
            &paint,
            Transform::identity(),
            None,
        );
    }

    /// The sheet as a PNG file.
    pub(super) fn into_png(self) -> Vec<u8> {
        self.pixels
            .encode_png()
            .expect("writing to memory does not fail")
    }
}

fn path(points: impl IntoIterator<Item = [f64; 2]>) -> Option<Path> {
    let mut path = PathBuilder::new();
    for [x, y] in points {
        if path.is_empty() {
            path.move_to(x as f32, y as f32);
        } else {
            path.line_to(x as f32, y as f32);
        }
    }
    path.finish()
}

fn paint(color: Color, opacity: u8) -> Paint<'static> {
    let [red, green, blue] = color.rgb;
    let mut paint = Paint {
        anti_alias: true,
        ..Paint::default()
    };
    paint.set_color_rgba8(red, green, blue, opacity);
    paint
}
