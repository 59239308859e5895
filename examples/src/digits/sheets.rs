//! Sheets of pictures.

use flow_runtime::plot::{ColorMap, Density, Field, Figure, Grid, Panel, PlotError};
use flow_runtime::prelude::*;
use std::path::Path;

/// Cells of a sheet for a pixel, so that its edges can be seen.
const FINE: usize = 4;

/// Square pictures of one channel, of numbers below so many levels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sheets {
    /// Pictures in a row.
    pub(crate) across: usize,
    pub(crate) levels: f64,
}

impl Sheets {
    /// A sheet for each title.
    pub(crate) fn draw<const D: usize>(
        self,
        path: &Path,
        sheets: &[(String, Vec<SVector<f32, D>>)],
    ) -> Result<(), PlotError> {
        let panels = sheets.iter().map(|(title, pictures)| {
            let image = Density::new(&self.sheet(pictures)).range(0.0, self.levels - 1.0);
            Panel::new()
                .layer(image.color_map(ColorMap::default()))
                .title(title)
        });
        panels
            .fold(Figure::new().columns(2), Figure::panel)
            .save(path)
    }

    /// A square of pictures, row by row from the top, with a gap of a pixel between them.
    fn sheet<const D: usize>(self, pictures: &[SVector<f32, D>]) -> Field {
        let side = D.isqrt();
        let tile = side + 1;
        let all = (self.across * tile) as f64;
        let grid = Grid::square(0.0, all, self.across * tile * FINE);
        grid.evaluate(|at: &SVector<f64, 2>| {
            let (x, y) = (at[0] as usize, (all - at[1]) as usize);
            let picture = pictures.get(y / tile * self.across + x / tile);
            let inside = picture.filter(|_| x % tile < side && y % tile < side);
            inside.map_or(0.0, |picture| {
                f64::from(picture[y % tile * side + x % tile])
            })
        })
    }
}
