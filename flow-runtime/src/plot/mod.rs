//! Pictures of densities, samples and curves, as PNG files.
//!
//! A [`Figure`] is one picture of one or several [`Panel`]s. A panel has axes and shows layers, one over the other:
//! points ([`Scatter`]), the values of a density on a [`Grid`] ([`Density`]), a curve such as the loss of a training
//! ([`Curve`]), what lies between two curves ([`Band`]), how numbers are distributed ([`Histogram`]), or a line to compare
//! with ([`Rule`]). Layers that have a label are named in a legend.
//!
//! Nothing but this crate is needed to draw: the letters come from a font that is compiled in. The same input gives
//! the same picture on every machine.
//!
//! # Example
//!
//! ```
//! use flow_runtime::plot::{Figure, Grid, Panel};
//! use flow_runtime::prelude::*;
//!
//! let mut rng = Xoshiro256PlusPlus::seed_from_u64(0);
//! let points: Vec<SVector<f32, 2>> = datasets::banana(1_000, &mut rng);
//!
//! // The density that these points were drawn from.
//! let grid = Grid::new([-4.0, 12.0], [-6.0, 6.0], 160, 120);
//! let density = grid.evaluate(|x: &SVector<f64, 2>| {
//!     let residual = x[0] - x[1] * x[1] / 4.0;
//!     (-0.5 * residual * residual - x[1] * x[1] / 8.0).exp() / (4.0 * std::f64::consts::PI)
//! });
//! assert!((density.integral() - 1.0).abs() < 0.02);
//!
//! let figure = Figure::new()
//!     .panel(Panel::scatter(&points).title("data").limits([-4.0, 12.0], [-6.0, 6.0]))
//!     .panel(Panel::density(&density).title("density").color_bar());
//! # let folder = std::env::temp_dir();
//! figure.save(folder.join("banana.png"))?;
//! # std::fs::remove_file(folder.join("banana.png")).unwrap();
//! # Ok::<(), flow_runtime::plot::PlotError>(())
//! ```

mod axis;
mod canvas;
mod color;
#[cfg(feature = "table")]
mod columns;
mod decades;
mod error;
mod figure;
mod frame;
mod grid;
mod history;
mod inside;
mod layer;
mod legend;
mod panel;
mod spacing;
mod text;

pub use color::{Color, ColorMap};
pub use error::PlotError;
pub use figure::Figure;
pub use grid::{Field, Grid};
pub use layer::{Band, Curve, Density, Histogram, Layer, Rule, Scatter};
pub use panel::Panel;

#[cfg(test)]
mod tests;
