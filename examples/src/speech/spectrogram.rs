//! Sound as a picture: which frequencies are when.

use flow_runtime::plot::{Density, Figure, Grid, Panel, PlotError};
use flow_runtime::prelude::*;
use std::f64::consts::TAU;
use std::path::Path;

/// Numbers of a piece that is analysed, and from one to the next.
const PIECE: usize = 128;
const HOP: usize = 64;
/// Decibels that are shown, below the loudest of the first sound.
const SHOWN: f64 = 60.0;

/// A panel for each sound, with its title; the colours mean the same in all.
pub(crate) fn draw(path: &Path, rate: f64, sounds: &[(&str, Vec<f64>)]) -> Result<(), PlotError> {
    let all: Vec<Vec<Vec<f64>>> = sounds.iter().map(|(_, sound)| decibels(sound)).collect();
    let most = all[0].iter().flatten().copied().fold(f64::MIN, f64::max);
    let panels = sounds.iter().zip(&all).map(|((title, sound), pieces)| {
        let (seconds, khz) = (sound.len() as f64 / rate, rate / 2000.0);
        let grid = Grid::new([0.0, seconds], [0.0, khz], pieces.len(), PIECE / 2);
        let field = grid.evaluate(|at: &SVector<f64, 2>| {
            let piece = (at[0] / seconds * pieces.len() as f64) as usize;
            let frequency = (at[1] / khz * (PIECE / 2) as f64) as usize;
            pieces[piece.min(pieces.len() - 1)][frequency.min(PIECE / 2 - 1)]
        });
        let image = Density::new(&field).range(most - SHOWN, most);
        Panel::new()
            .layer(image)
            .title(*title)
            .labels("seconds", "kHz")
    });
    panels
        .fold(Figure::new().columns(1), Figure::panel)
        .save(path)
}

/// Of every piece, under a Hann window, the power at each frequency.
fn decibels(sound: &[f64]) -> Vec<Vec<f64>> {
    let angle = |t: usize, k: usize| TAU * ((t * k) % PIECE) as f64 / PIECE as f64;
    let power = |piece: &[f64], k: usize| {
        let parts = piece.iter().enumerate().map(|(t, x)| {
            let weighed = x * (0.5 - 0.5 * angle(t, 1).cos());
            [weighed * angle(t, k).cos(), weighed * angle(t, k).sin()]
        });
        let [re, im] = parts.fold([0.0; 2], |sum, part| [sum[0] + part[0], sum[1] + part[1]]);
        10.0 * (re * re + im * im + 1.0).log10()
    };
    let pieces = sound.windows(PIECE).step_by(HOP);
    pieces
        .map(|piece| (0..PIECE / 2).map(|k| power(piece, k)).collect())
        .collect()
}
