//! Flows fitted to densities that can only be evaluated: pictures, integrals, and how far they can be believed.
//!
//! `cargo run --release --bin inference -- --help` lists what can be chosen.

#![forbid(unsafe_code)]

mod args;
mod targets;

use args::Args;
use flow_runtime::plot::{Figure, Grid, Panel};
use flow_runtime::prelude::*;
use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;
use targets::{Banana, Crescents, Known};

/// Proposals that are drawn from a fitted flow, and samples that are shown.
const PROPOSALS: usize = 50_000;
const SHOWN: usize = 4_000;

flow! {
    /// What is fitted to each of the targets.
    struct Proposal<f64, 2> = 4 * (MAF(32, 32, activation = tanh) >> Reverse);
}

fn main() -> ExitCode {
    examples::main(run)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    examples::make_folder(&args.out)?;
    show(args, "banana", &Banana)?;
    show(args, "crescents", &Crescents)
}

/// Fits a flow to a target, weighs its samples, and draws all three.
fn show(args: &Args, name: &str, target: &impl Known) -> Result<(), Box<dyn Error>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(args.seed);
    let mut flow = Proposal::new(&mut rng);
    let history = Trainer::new(Adam::new(3e-3))
        .steps(args.steps)
        .batch_size(args.batch_size)
        .schedule(Schedule::cosine().warm_up(20))
        .clip_norm(20.0)
        .seed(args.seed)
        .fit_target(&mut flow, target)?;
    let drawn = Importance::draw(&flow, target, PROPOSALS, &mut rng);
    let (log_evidence, standard_error) = drawn.log_evidence();
    let (exact, bound) = (target.log_evidence(), history.train_nll().last());
    let lines = [
        format!("{name}: {} steps in {:.1} s", args.steps, history.seconds()),
        format!("  ln Z, exact               {exact:.4}"),
        format!("  ln Z by importance        {log_evidence:.4} ± {standard_error:.4}"),
        format!(
            "  its bound in training     {:.4}",
            bound.map_or(f64::NAN, |b| -b)
        ),
        format!(
            "  effective sample size     {:.0} of {PROPOSALS}, Pareto k {:.2}",
            drawn.ess(),
            drawn.pareto_k()
        ),
    ];
    writeln!(std::io::stdout(), "{}", lines.join("\n"))?;

    let [x, y] = target.window();
    let grid = Grid::new(x, y, 200, 200);
    let exactly = grid.evaluate(|x| (target.log_density(x) - exact).exp());
    let fitted = flow.log_prob_batch(&grid.points());
    let fitted = grid.field(fitted.into_iter().map(f64::exp));
    let picture = args.out.join(format!("inference_{name}.png"));
    Figure::new()
        .panel(Panel::density(&exactly).title("target"))
        .panel(Panel::density(&fitted).title("flow, by reverse KL"))
        .panel(
            Panel::scatter(&drawn.resample(SHOWN))
                .limits(x, y)
                .title("its samples, weighed"),
        )
        .columns(3)
        .save(&picture)?;
    writeln!(std::io::stdout(), "  {}", picture.display())?;
    Ok(())
}
