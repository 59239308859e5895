//! Formulas as bijectors: what the compiler derives from their text, and what the densities look like.
//!
//! `cargo run --release --bin formulas -- --help` lists what can be chosen.

#![forbid(unsafe_code)]

mod heavy_tails;

use clap::Parser;
use flow_runtime::plot::{Figure, Grid, Panel};
use flow_runtime::prelude::*;
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// How many points are drawn from each density.
const SAMPLES: usize = 10_000;

flow! {
    /// A Gaussian bent along a parabola.
    struct Banana = |u, v; a| (u, v + (1 + a) * (u^2 - 1) / 2) >> Scale[1.5, 0.75];

    /// A density on the square, which piles up at its edges.
    #[allow(deprecated, reason = "the dimensions are independent")]
    struct Squashed<2> = |z; a| 2.5 * z + a >> Sigmoid;

    /// An angle that wraps: the tangent of half of it is Cauchy.
    #[allow(deprecated, reason = "the dimensions are independent")]
    struct Wrapped<2> = Uniform >> |u| tan(PI * (u - 0.5)) >> |t| 2 * atan(t / 2);

    /// Skewness and tails by two numbers a dimension.
    #[allow(deprecated, reason = "the dimensions are independent")]
    struct SinhArcsinh<2> = |z; a, b > 0| sinh((asinh(z) + a) * b);
}

/// Shows what the compiler derives from formulas, and draws and compares their densities.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
struct Args {
    /// How often every point is seen in training
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    epochs: u32,

    /// Points to train on, and as many that are held out
    #[arg(long, value_name = "N", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    points: u32,

    /// Seed of all that is random
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// Folder for the pictures; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

fn main() -> ExitCode {
    examples::main(run)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    examples::make_folder(&args.out)?;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(args.seed);

    heading(
        "banana: two coordinates, one of them bent by the other",
        Banana::summary(),
    )?;
    picture(
        args,
        "banana",
        &Banana::new(&mut rng),
        [[-5.0, 5.0], [-2.5, 4.5]],
    )?;

    heading("squashed: onto the unit square", Squashed::summary())?;
    picture(args, "squashed", &Squashed::new(&mut rng), [[0.0, 1.0]; 2])?;

    heading(
        "wrapped: onto a circle in each dimension",
        Wrapped::summary(),
    )?;
    picture(args, "wrapped", &Wrapped::new(&mut rng), [[-3.2, 3.2]; 2])?;

    heading("sinh-arcsinh: skewness and tails", SinhArcsinh::summary())?;
    let mut skewed = SinhArcsinh::new(&mut rng);
    // The parameters of both dimensions: a and a, then b and b as raw numbers.
    skewed.params_mut().copy_from_slice(&[0.6, -0.4, 0.3, -0.5]);
    picture(args, "sinh_arcsinh", &skewed, [[-3.0, 7.0], [-3.0, 2.0]])?;

    let training = heavy_tails::Training {
        epochs: args.epochs as usize,
        points: args.points as usize,
    };
    heading(
        "heavy tails: a formula that a network drives",
        heavy_tails::summary(),
    )?;
    let report = training.run(&args.out, &mut rng)?;
    say(&format!("{report}pictures in {}\n", args.out.display()))
}

/// What the compiler derived, under a title.
fn heading(title: &str, summary: &str) -> Result<(), Box<dyn Error>> {
    let mut text = String::new();
    writeln!(text, "── {title}\n\n{summary}\n")?;
    say(&text)
}

fn say(text: &str) -> Result<(), Box<dyn Error>> {
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

/// Samples and density, side by side.
fn picture(
    args: &Args,
    name: &str,
    flow: &impl Density<f32, 2>,
    [x, y]: [[f64; 2]; 2],
) -> Result<(), Box<dyn Error>> {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(args.seed.wrapping_add(1));
    let samples = flow.sample_batch(SAMPLES, &mut rng);
    let grid = Grid::new(x, y, 200, 200);
    let log_probs = flow.log_prob_batch(&grid.points());
    let density = grid.field(log_probs.iter().map(|log_prob| log_prob.exp()));
    Figure::new()
        .panel(
            Panel::scatter(&samples)
                .title("samples")
                .labels("x₁", "x₂")
                .limits(x, y),
        )
        .panel(
            Panel::density(&density)
                .title("density")
                .labels("x₁", "x₂")
                .color_bar(),
        )
        .save(file(&args.out, name))?;
    Ok(())
}

fn file(folder: &Path, name: &str) -> PathBuf {
    folder.join(name).with_extension("png")
}
