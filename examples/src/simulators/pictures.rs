//! Posteriors side by side.

use crate::two_moons::Point;
use flow_runtime::plot::{Figure, Panel};
use std::error::Error;
use std::path::{Path, PathBuf};

/// How many samples a panel shows.
const SHOWN: usize = 3000;

/// Draws the reference posterior of the first observation beside those that were inferred; returns where the picture is.
pub(crate) fn posteriors(
    folder: &Path,
    reference: &[Point],
    inferred: &[(u32, Vec<Point>)],
) -> Result<PathBuf, Box<dyn Error>> {
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("cannot make the folder `{}`: {error}", folder.display()))?;
    let panel = |title: String, samples: &[Point]| {
        let shown = &samples[..samples.len().min(SHOWN)];
        Panel::scatter(shown)
            .title(title)
            .labels("θ₁", "θ₂")
            .limits([-1.0, 1.0], [-1.0, 1.0])
    };
    let figure = Figure::new().panel(panel("reference".into(), reference));
    let path = folder.join("simulators.png");
    inferred
        .iter()
        .fold(figure, |figure, (n, samples)| {
            figure.panel(panel(format!("{n} simulations"), samples))
        })
        .save(&path)?;
    Ok(path)
}
