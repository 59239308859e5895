//! The pictures, one for each step.

use flow_runtime::plot::{Curve, Field, Figure, Grid, Panel, PlotError, Rule};
use flow_runtime::prelude::*;
use std::io;
use std::path::{Path, PathBuf};

type Point = SVector<f32, 2>;

const WIDE: [f64; 2] = [-4.0, 4.0];
const NEAR: [f64; 2] = [-2.5, 2.5];

/// The folder that the pictures go to.
#[derive(Debug)]
pub(crate) struct Pictures {
    folder: PathBuf,
}

impl Pictures {
    /// Makes the folder if it is not there.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        examples::make_folder(folder)?;
        Ok(Self {
            folder: folder.into(),
        })
    }

    pub(crate) fn data(&self, data: &[Point]) -> Result<(), PlotError> {
        self.save("data", Panel::scatter(data).title("two moons"))
    }

    pub(crate) fn base(&self, samples: &[Point]) -> Result<(), PlotError> {
        let panel = Panel::scatter(samples).title("base: standard normal");
        self.save("base", panel.limits(WIDE, WIDE))
    }

    pub(crate) fn affine(
        &self,
        samples: &[Point],
        flow: &impl Density<f32, 2>,
    ) -> Result<(), PlotError> {
        let title = "Scale[1, 0.5] >> Shift[0.5, 0.25]";
        self.save(
            "affine",
            Panel::scatter(samples).title(title).limits(WIDE, WIDE),
        )?;
        let panel = Panel::density(&density(flow, &wide())).color_bar();
        self.save("affine_density", panel.title(title))
    }

    pub(crate) fn untrained(&self, flow: &impl Density<f32, 2>) -> Result<(), PlotError> {
        let panel = Panel::density(&density(flow, &wide())).color_bar();
        self.save("untrained_density", panel.title("density before training"))
    }

    pub(crate) fn loss(&self, train_nll: &[f64], entropy: f64) -> Result<(), PlotError> {
        let panel = Panel::new()
            .layer(Rule::new(entropy, "true density"))
            .layer(Curve::new(train_nll))
            .labels("epoch", "NLL in nats")
            .title("training");
        self.save("loss", panel)
    }

    pub(crate) fn trained(&self, density: &Field, samples: &[Point]) -> Result<(), PlotError> {
        let panel = Panel::density(density).color_bar();
        self.save("trained_density", panel.title("density after training"))?;
        self.save(
            "samples",
            Panel::scatter(samples).title("samples").limits(NEAR, NEAR),
        )
    }

    /// The wide picture, closer to the moons.
    pub(crate) fn overview(
        &self,
        data: &[Point],
        density: &Field,
        samples: &[Point],
    ) -> Result<(), PlotError> {
        let panels = [
            ("data", Panel::scatter(data)),
            ("density", Panel::density(density)),
            ("samples", Panel::scatter(samples)),
        ];
        panels
            .into_iter()
            .map(|(title, panel)| panel.title(title).limits([-1.5, 2.5], [-1.25, 1.75]))
            .fold(Figure::new(), Figure::panel)
            .save(self.folder.join("moons.png"))
    }

    fn save(&self, name: &str, panel: Panel) -> Result<(), PlotError> {
        Figure::new()
            .panel(panel)
            .save(self.folder.join(name).with_extension("png"))
    }
}

/// What the pictures before training are drawn on.
fn wide() -> Grid {
    Grid::square(WIDE[0], WIDE[1], 150)
}

/// What the trained density is drawn on.
pub(crate) fn near() -> Grid {
    Grid::square(NEAR[0], NEAR[1], 200)
}

/// The density at the points of the grid.
pub(crate) fn density(flow: &impl Density<f32, 2>, grid: &Grid) -> Field {
    let log_probs = flow.log_prob_batch(&grid.points());
    grid.field(log_probs.iter().map(|log_prob| log_prob.exp()))
}
