//! Pictures of digits as numbers, and as pictures again.

use flow_runtime::plot::{ColorMap, Density, Figure, Grid, Panel};
use flow_runtime::prelude::*;
use std::error::Error;
use std::path::{Path, PathBuf};

/// 8 rows of 8 pixels, from the top.
pub(crate) type Digit = SVector<f32, 64>;

/// Pixels are whole numbers from 0 to 16.
const LEVELS: f32 = 17.0;
/// A number is a pixel, less the half of all levels, over so much.
const SCALE: f32 = 4.0;

/// ln|det| of what [`spread`] does to the scale: it is taken from a density to make it one of pixels.
pub(crate) fn log_scale() -> f64 {
    64.0 * f64::from(SCALE).ln()
}

/// Reads the file that `digits.py` writes.
pub(crate) fn read(path: &Path) -> Result<Vec<Digit>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        format!(
            "cannot read `{}`: {error}; `digits.py` fetches the pictures",
            path.display()
        )
    })?;
    let digit = |(number, line): (usize, &str)| {
        let pixels: Result<Vec<f32>, _> = line.split(',').take(64).map(str::parse).collect();
        let pixels = pixels.ok().filter(|pixels| pixels.len() == 64);
        pixels
            .map(|pixels| Digit::from_column_slice(&pixels))
            .ok_or_else(|| {
                format!(
                    "line {} of `{}` has no 64 pixels",
                    number + 1,
                    path.display()
                )
                .into()
            })
    };
    text.lines().enumerate().map(digit).collect()
}

/// Pixels with uniform noise, so that they have a density, in numbers of about the size of 1.
pub(crate) fn spread(digit: &Digit, rng: &mut impl Rng) -> Digit {
    digit.map(|pixel| (pixel + rng.random::<f32>() - 0.5 * LEVELS) / SCALE)
}

/// A sheet of pictures for each title, in rows of ten.
pub(crate) fn draw(folder: &Path, sheets: &[(&str, &[Digit])]) -> Result<PathBuf, Box<dyn Error>> {
    examples::make_folder(folder)?;
    let figure = sheets
        .iter()
        .fold(Figure::new(), |figure, (title, digits)| {
            let side = f64::from(ACROSS * TILE);
            let grid = Grid::square(0.0, side, ROOM);
            let field = grid.evaluate(|at: &SVector<f64, 2>| {
                let (across, down) = (at[0], side - at[1]);
                let tile = |x: f64| ((x / f64::from(TILE)) as usize, (x as usize) % TILE as usize);
                let ((column, x), (row, y)) = (tile(across), tile(down));
                let digit = digits.get(row * ACROSS as usize + column);
                let inside = digit.filter(|_| x < 8 && y < 8);
                inside.map_or(0.0, |digit| {
                    f64::from(digit[8 * y + x] * SCALE + 0.5 * LEVELS)
                })
            });
            let image = Density::new(&field)
                .range(0.0, 16.0)
                .color_map(ColorMap::default());
            figure.panel(Panel::new().layer(image).title(*title))
        });
    let path = folder.join("vae.png");
    figure.save(&path)?;
    Ok(path)
}

/// Pictures side by side on a sheet.
const ACROSS: u32 = 10;
/// Pixels of a picture and the gap behind it.
const TILE: u32 = 9;
/// Cells of a sheet: 6 a pixel, so that its edges can be seen.
const ROOM: usize = 6 * (ACROSS * TILE) as usize;
