//! Two wells, by affine layers alone and by the same with Markov chains between them: the picture of stochastic normalizing flows.

use crate::args::Args;
use flow_runtime::inference::targets;
use flow_runtime::plot::{Figure, Grid, Panel, Scatter};
use flow_runtime::prelude::*;
use std::error::Error;

const DRAWN: usize = 40_000;
const SHOWN: usize = 4_000;
/// Rows by which the bound is measured.
const ROWS: usize = 1_000;
/// The percentage between the wells by the target: ∫ exp(4x² − x⁴) over |x| < 0.4, of that over all x.
const VALLEY: f64 = 1.37;

flow! {
    /// Affine layers.
    struct Alone<f64, 2> = 16 * (RealNVP(16) >> Reverse);
    /// As many, with steps of a random walk between them, at temperatures from the base to the target.
    struct Wells<f64, 2> =
        4 * (RealNVP(16) >> Reverse) >> Metropolis(targets::DoubleWell, scale = 0.3, at = 0.25)
        >> 4 * (RealNVP(16) >> Reverse) >> Metropolis(targets::DoubleWell, scale = 0.3, at = 0.5)
        >> 4 * (RealNVP(16) >> Reverse) >> Metropolis(targets::DoubleWell, scale = 0.3, at = 0.75)
        >> 4 * (RealNVP(16) >> Reverse) >> Metropolis(targets::DoubleWell, scale = 0.3, at = 1);
}

/// Trains both, weighs the samples of the stochastic one, and draws them.
pub(crate) fn show(args: &Args) -> Result<(), Box<dyn Error>> {
    let mut rng = args.generator();
    let mut wells = Wells::new(&mut rng);
    args.trainer(5e-3).fit_paths(&mut wells)?;
    let drawn = wells.draw(DRAWN, &mut rng);
    let fair = drawn.resample(DRAWN);

    // By likelihood, of all the samples that it wants.
    let mut alone = Alone::new(&mut rng);
    args.trainer(3e-3).fit(&mut alone, &fair)?;
    let ends = alone.sample_batch(DRAWN, &mut rng);

    let between = |xs: &[SVector<f64, 2>]| {
        let inside = xs.iter().filter(|x| x[0].abs() < 0.4).count();
        100.0 * inside as f64 / xs.len() as f64
    };
    let (log_evidence, error) = drawn.log_evidence();
    // Of the target, whose samples these are.
    let some = &fair[..ROWS];
    let mean = |values: Vec<f64>| values.iter().sum::<f64>() / ROWS as f64;
    let exact = some.iter().map(|x| {
        let log_density: f64 = targets::DoubleWell.log_density(x);
        log_density - targets::DoubleWell::log_evidence()
    });
    let exact = mean(exact.collect());
    let mut lost = |draws| exact - mean(wells.log_prob_bound_batch(some, draws, &mut rng));
    let (with_one, with_many) = (lost(1), lost(100));
    let (left, of_left) = drawn.mean(|x| f64::from(x[0] < 0.0));
    let lines = [
        format!(
            "ln Z               {log_evidence:.4} ± {error:.4}, exactly {:.4}",
            targets::DoubleWell::log_evidence()
        ),
        format!("effective samples  {:.0} of {DRAWN}", drawn.ess()),
        format!(
            "in the left well   {:.2} ± {:.2} %",
            100.0 * left,
            100.0 * of_left
        ),
        format!("bound below ln p   {with_one:.3} nats with one draw, {with_many:.3} with 100"),
        format!("between the wells  {VALLEY} % by the target"),
        format!("  affine layers    {:.2} %", between(&ends)),
        format!("  with Metropolis  {:.2} %", between(&fair)),
    ];
    let (x, y) = ([-2.5, 2.5], [-3.0, 3.0]);
    let density = Grid::new(x, y, 200, 200).evaluate(|x| {
        let log_density: f64 = targets::DoubleWell.log_density(x);
        (log_density - targets::DoubleWell::log_evidence()).exp()
    });
    let panel = |xs: &[SVector<f64, 2>], title| {
        let shown = Scatter::new(&xs[..SHOWN]).radius(0.8);
        Panel::new().layer(shown).limits(x, y).title(title)
    };
    // Of resampled ones, copies lie side by side.
    let mixed: Vec<_> = fair.iter().step_by(DRAWN / SHOWN).copied().collect();
    let figure = Figure::new()
        .panel(Panel::density(&density).title("target"))
        .panel(panel(&ends, "affine layers, by likelihood"))
        .panel(panel(&mixed, "with Metropolis, weighed"))
        .columns(3);
    args.report("wells", &lines, &figure)
}
