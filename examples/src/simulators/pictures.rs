//! Posteriors side by side.

use flow_runtime::plot::{Figure, Panel};
use flow_runtime::prelude::*;
use std::error::Error;
use std::path::{Path, PathBuf};

/// How many samples a panel shows.
const SHOWN: usize = 3000;

/// What a picture shows of a posterior.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View {
    /// Two parameters, from 0, and what they are called.
    pub(crate) axes: [(usize, &'static str); 2],
    /// Both are shown between minus and plus this.
    pub(crate) side: f64,
}

/// Draws the reference posterior of the first observation beside those that were inferred; returns where the picture is.
pub(crate) fn posteriors<const P: usize>(
    folder: &Path,
    view: View,
    reference: &[SVector<f64, P>],
    inferred: &[(u32, Vec<SVector<f64, P>>)],
) -> Result<PathBuf, Box<dyn Error>> {
    examples::make_folder(folder)?;
    let [(across, x), (up, y)] = view.axes;
    let panel = |title: String, samples: &[SVector<f64, P>]| {
        let shown = &samples[..samples.len().min(SHOWN)];
        let points: Vec<_> = shown
            .iter()
            .map(|theta| SVector::from([theta[across], theta[up]]))
            .collect();
        Panel::scatter(&points)
            .title(title)
            .labels(x, y)
            .limits([-view.side, view.side], [-view.side, view.side])
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
