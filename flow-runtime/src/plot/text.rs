//! Letters as outlines, from the font that scientific plots are known for.

use std::sync::LazyLock;
use tiny_skia::{Path, PathBuilder, Transform};
use ttf_parser::{Face, GlyphId, OutlineBuilder};

static FACE: LazyLock<Face<'static>> =
    LazyLock::new(|| Face::parse(dejavu::sans::regular(), 0).expect("the font is compiled in"));

/// Height of a digit, as a part of the size of the font.
pub(super) const DIGIT_HEIGHT: f32 = 0.73;

/// The width of `text`, in the unit of `size`.
pub(super) fn width(text: &str, size: f32) -> f32 {
    layout(text)
        .last()
        .map_or(0.0, |(glyph, x)| (x + advance(glyph)) * scale(size))
}

/// The outlines of `text`, starting at the origin on the baseline, y downwards; `None` if nothing is to be seen.
pub(super) fn outline(text: &str, size: f32) -> Option<Path> {
    let mut outline = Outline {
        path: PathBuilder::new(),
        x: 0.0,
    };
    for (glyph, x) in layout(text) {
        outline.x = x;
        FACE.outline_glyph(glyph, &mut outline);
    }
    outline
        .path
        .finish()?
        .transform(Transform::from_scale(scale(size), -scale(size)))
}

/// Each letter and the place where it starts, in units of the font.
fn layout(text: &str) -> impl Iterator<Item = (GlyphId, f32)> {
    let mut before = None;
    let mut x = 0.0;
    text.chars().map(move |letter| {
        let glyph = FACE.glyph_index(letter).unwrap_or_default();
        if let Some(before) = before.replace(glyph) {
            x += advance(before) + kerning(before, glyph);
        }
        (glyph, x)
    })
}

fn advance(glyph: GlyphId) -> f32 {
    FACE.glyph_hor_advance(glyph).map_or(0.0, f32::from)
}

/// How much closer than usual two letters stand.
fn kerning(left: GlyphId, right: GlyphId) -> f32 {
    let tables = FACE
        .tables()
        .kern
        .into_iter()
        .flat_map(|kern| kern.subtables);
    tables
        .filter(|table| table.horizontal && !table.variable)
        .find_map(|table| table.glyphs_kerning(left, right))
        .map_or(0.0, f32::from)
}

fn scale(size: f32) -> f32 {
    size / f32::from(FACE.units_per_em())
}

struct Outline {
    path: PathBuilder,
    x: f32,
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.path.quad_to(self.x + x1, y1, self.x + x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.path
            .cubic_to(self.x + x1, y1, self.x + x2, y2, self.x + x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
