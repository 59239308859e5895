//! A masked autoregressive flow whose map of one number is a formula, against the affine one, on data with heavy tails.

use crate::{SAMPLES, file};
use flow_runtime::plot::{Density as Image, Field, Figure, Grid, Panel};
use flow_runtime::prelude::*;
use std::error::Error;
use std::path::Path;

flow! {
    /// An affine map of each number, given those before it.
    struct AffineMaf<2> = MAF(64, 64) >> Reverse >> MAF(64, 64);

    /// A map that also bends the tails, given those before it.
    struct BentMaf<2> = MAF(64, 64, univariate = |z; a, b, s in (-2, 2), t in (0.3, 1.7)| a + exp(3 * tanh(b)) * sinh(t * asinh(z) + s))
        >> Reverse
        >> MAF(64, 64, univariate = |z; a, b, s in (-2, 2), t in (0.3, 1.7)| a + exp(3 * tanh(b)) * sinh(t * asinh(z) + s));

    /// Heavy tails, the second number's location and spread following the first.
    struct Source<2> = StudentT(dof = 3) >> |u, v| (u, v * (0.3 + sigmoid(u)) + 2 * tanh(u));

    /// Skewness, and heavier tails.
    #[allow(deprecated, reason = "the dimensions are independent")]
    struct Skew<2> = |z| sinh(0.8 * asinh(z) + 0.5);
}

/// What is shown of the plane.
const LIMITS: [[f64; 2]; 2] = [[-6.0, 12.0], [-8.0, 10.0]];
/// The log-density in nats from which on there are colours.
const FAINT: f64 = -12.0;

/// What the compiler derived from the formula.
pub(crate) fn summary() -> &'static str {
    BentMaf::summary()
}

/// How both are trained.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Training {
    pub(crate) epochs: usize,
    pub(crate) points: usize,
}

impl Training {
    /// Trains both, draws them and says how they compare.
    pub(crate) fn run(
        self,
        out: &Path,
        rng: &mut Xoshiro256PlusPlus,
    ) -> Result<String, Box<dyn Error>> {
        let (source, skew) = (Source::new(rng), Skew::new(rng));
        let points = source.sample_batch(2 * self.points, rng);
        let (points, _) = skew.forward_batch(&points);
        let (data, held_out) = points.split_at(self.points);
        let mut affine = AffineMaf::new(rng);
        let mut bent = BentMaf::new(rng);
        let trainer = || {
            Trainer::new(Adam::new(1e-3))
                .epochs(self.epochs)
                .batch_size(128)
        };
        trainer().fit(&mut affine, data)?;
        trainer().fit(&mut bent, data)?;
        let grid = Grid::new(LIMITS[0], LIMITS[1], 200, 200);
        let fields = [
            log_density(&grid, &affine.log_prob_batch(&grid.points())),
            log_density(&grid, &bent.log_prob_batch(&grid.points())),
        ];
        let brightest = fields
            .iter()
            .map(|(_, most)| *most)
            .fold(FAINT + 1.0, f64::max);
        let [affine, bent] = [affine.nll(held_out), bent.nll(held_out)];
        let titles = [
            format!("affine MAF: {affine:.3} nats"),
            format!("MAF with a formula: {bent:.3} nats"),
        ];
        let data = Panel::scatter(&held_out[..held_out.len().min(SAMPLES)]).title("held-out data");
        let densities = fields.iter().zip(titles).map(|((field, _), title)| {
            let image = Image::new(field).range(FAINT, brightest);
            Panel::new().layer(image).title(title).color_bar()
        });
        std::iter::once(data)
            .chain(densities)
            .map(|panel| panel.labels("x₁", "x₂").limits(LIMITS[0], LIMITS[1]))
            .fold(Figure::new(), Figure::panel)
            .save(file(out, "heavy_tails"))?;
        Ok(format!(
            "held-out NLL on {} points, {} epochs on as many others:\n  affine MAF          {affine:.4} nats\n  MAF with a formula  {bent:.4} nats\n",
            held_out.len(),
            self.epochs,
        ))
    }
}

/// ln p in nats at the points of the grid, and its maximum.
fn log_density(grid: &Grid, log_probs: &[f32]) -> (Field, f64) {
    let most = log_probs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    (grid.field(log_probs.iter().copied()), f64::from(most))
}
