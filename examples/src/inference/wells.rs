//! Two wells, by layers alone and by the same layers with Markov chains between them: the picture of stochastic normalizing flows.

use crate::args::Args;
use flow_runtime::inference::targets::{DoubleWell, Gaussian};
use flow_runtime::inference::{Annealed, Kernel};
use flow_runtime::plot::{Figure, Grid, Panel};
use flow_runtime::prelude::*;
use std::error::Error;
use std::io::Write as _;

/// How many temperatures there are, and samples of each kind that are drawn and shown.
const TEMPERATURES: u32 = 8;
const DRAWN: usize = 40_000;
const SHOWN: usize = 4_000;

flow! {
    /// From one temperature to the next.
    struct Layer<f64, 2> = 2 * (RealNVP(16) >> Reverse);
    /// As many layers without anything between them.
    struct Alone<f64, 2> = 8 * (2 * (RealNVP(16) >> Reverse));
}

/// Trains both, weighs the samples of the stochastic one, and draws them.
pub(crate) fn show(args: &Args) -> Result<(), Box<dyn Error>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(args.seed);
    let base = Gaussian::round(1.0);
    let mut path = Annealed::new();
    for k in 1..=TEMPERATURES {
        let at = f64::from(k) / f64::from(TEMPERATURES);
        let kernel = Kernel::metropolis(10, 0.3);
        path = path.flow(Layer::new(&mut rng)).kernel(kernel, at);
    }
    let trainer = Trainer::new(Adam::new(5e-3))
        .steps(args.steps / 10)
        .batch_size(args.batch_size)
        .schedule(Schedule::cosine())
        .seed(args.seed);
    path.fit(&trainer, &base, &DoubleWell)?;
    let drawn = path.draw(&base, &DoubleWell, DRAWN, &mut rng);
    let fair = drawn.resample(DRAWN);

    let mut alone = Alone::new(&mut rng);
    Trainer::new(Adam::new(3e-3))
        .steps(args.steps)
        .batch_size(args.batch_size)
        .schedule(Schedule::cosine())
        .seed(args.seed)
        .fit(&mut alone, &fair)?;
    let ends = alone.sample_batch(DRAWN, &mut rng);

    let between = |xs: &[SVector<f64, 2>]| {
        let inside = xs.iter().filter(|x| x[0].abs() < 0.4).count();
        100.0 * inside as f64 / xs.len() as f64
    };
    let (log_evidence, standard_error) = drawn.log_evidence();
    let (left, error) = drawn.mean(|x| if x[0] < 0.0 { 1.0 } else { 0.0 });
    let lines = [
        "wells".to_owned(),
        format!(
            "  ln Z, exact               {:.4}",
            DoubleWell::log_evidence()
        ),
        format!("  ln Z by paths             {log_evidence:.4} ± {standard_error:.4}"),
        format!("  effective sample size     {:.0} of {DRAWN}", drawn.ess()),
        format!(
            "  in the left well          {:.2} ± {:.2} %",
            100.0 * left,
            100.0 * error
        ),
        "  between the wells         1.37 % by the target".to_owned(),
        format!("    affine layers           {:.2} %", between(&ends)),
        format!("    with Markov chains      {:.2} %", between(&fair)),
    ];
    writeln!(std::io::stdout(), "{}", lines.join("\n"))?;

    let (x, y) = ([-2.5, 2.5], [-3.0, 3.0]);
    let density = Grid::new(x, y, 200, 200).evaluate(|x| {
        let log_density: f64 = DoubleWell.log_density(x);
        (log_density - DoubleWell::log_evidence()).exp()
    });
    let panel =
        |xs: &[SVector<f64, 2>], title| Panel::scatter(&xs[..SHOWN]).limits(x, y).title(title);
    let mixed: Vec<_> = fair.iter().step_by(DRAWN / SHOWN).copied().collect();
    let picture = args.out.join("inference_wells.png");
    Figure::new()
        .panel(Panel::density(&density).title("target"))
        .panel(panel(&ends, "affine layers, by likelihood"))
        .panel(panel(&mixed, "with Markov chains, weighed"))
        .columns(3)
        .save(&picture)?;
    writeln!(std::io::stdout(), "  {}", picture.display())?;
    Ok(())
}
