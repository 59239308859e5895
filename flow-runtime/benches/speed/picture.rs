//! A picture of how many times as fast works are on several threads as on one.

use flow_runtime::plot::{Color, ColorMap, Curve, Figure, Panel, PlotError};
use std::path::Path;

/// A work, and for each number of threads how many times as fast it is as on one.
#[derive(Debug)]
pub(crate) struct SpeedUps {
    pub(crate) work: String,
    pub(crate) points: Vec<[f64; 2]>,
}

/// Draws a curve for each work, and dashed what n threads would do that were n times as fast.
pub(crate) fn save(works: &[SpeedUps], path: &Path) -> Result<(), PlotError> {
    let threads = works.iter().flat_map(|work| &work.points).map(|p| p[0]);
    let most = threads.fold(1.0, f64::max);
    let ideal = Curve::through(&[[1.0, 1.0], [most, most]]);
    let mut panel = Panel::new()
        .free()
        .labels("threads", "times as fast as on one")
        .layer(ideal.dashed().color(Color::GRAY).label("threads"));
    for (i, SpeedUps { work, points }) in works.iter().enumerate() {
        let color = ColorMap::Viridis.color(0.9 * i as f64 / works.len() as f64);
        panel = panel.layer(Curve::through(points).color(color).label(work));
    }
    Figure::new().panel(panel).panel_side(420.0).save(path)
}
