//! Families of flows on well-known densities in the plane: a table of what they score, and a picture of what they learn.
//!
//! `cargo run --release --bin zoo -- --help` lists what can be chosen.

#![forbid(unsafe_code)]

mod families;
mod sets;

use clap::Parser;
use families::{FAMILIES, Task, Trained};
use flow_runtime::plot::{Figure, Grid, Panel};
use flow_runtime::prelude::*;
use sets::{SETS, Set};
use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Points that the table is made from, and the families have not seen.
const HELD_OUT: usize = 10_000;

/// Cells on a side of a density in the picture.
const CELLS: usize = 100;

/// Trains families of normalizing flows on densities in the plane and compares them.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
struct Args {
    /// How often every point is seen in training
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    epochs: u32,

    /// Points to train on, of each set
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    points: u32,

    /// Seed of all that is random
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// Folder for the picture; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) if error.use_stderr() => {
            eprintln!("{}", error.to_string().lines().next().unwrap_or("error"));
            return ExitCode::from(2);
        }
        Err(help) => {
            // A closed standard output is no mistake.
            let _ = help.print();
            return ExitCode::SUCCESS;
        }
    };
    match run(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(&args.out)
        .map_err(|error| format!("cannot make the folder `{}`: {error}", args.out.display()))?;
    let mut results = Vec::new();
    let mut panels = Vec::new();
    for (s, set) in SETS.iter().enumerate() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(args.seed.wrapping_add(s as u64));
        let data = (set.draw)(args.points as usize, &mut rng);
        let held_out = (set.draw)(HELD_OUT, &mut rng);
        let [x, y] = set.limits;
        let grid = Grid::new(x, y, CELLS, CELLS);
        let picture: Vec<SVector<f32, 2>> = grid.points();
        let scatter = Panel::scatter(&data[..data.len().min(3000)]);
        panels.push(scatter.title(set.name).limits(x, y));
        let mut row = Vec::new();
        for family in FAMILIES {
            let task = Task {
                data: &data,
                held_out: &held_out,
                picture: &picture,
                epochs: args.epochs as usize,
                seed: args.seed,
            };
            let trained = (family.train)(&task)
                .map_err(|error| format!("{} on {}: {error}", family.name, set.name))?;
            eprintln!(
                "{:>3} of {}  {:12} {:12} {:8.4} nats  {:5.1} s",
                s * FAMILIES.len() + row.len() + 1,
                SETS.len() * FAMILIES.len(),
                set.name,
                family.name,
                trained.held_out,
                trained.seconds,
            );
            let density = grid.field(trained.log_probs.iter().map(|log_prob| log_prob.exp()));
            let title = format!("{}: {:.3}", family.name, trained.held_out);
            panels.push(Panel::density(&density).title(title).limits(x, y));
            row.push(trained);
        }
        results.push(row);
    }
    let path = args.out.join("zoo.png");
    draw(panels, &path)?;
    std::io::stdout().write_all(table(&results, &path).as_bytes())?;
    Ok(())
}

/// A row for each set: its points, then the densities of the families.
fn draw(panels: Vec<Panel>, path: &Path) -> Result<(), Box<dyn Error>> {
    let figure = Figure::new().columns(1 + FAMILIES.len()).panel_side(110.0);
    panels.into_iter().fold(figure, Figure::panel).save(path)?;
    Ok(())
}

/// Held-out NLL in nats, a row for each set and a column for each family.
fn table(results: &[Vec<Trained>], path: &Path) -> String {
    let mut lines = vec![
        format!(
            "held-out NLL in nats, on {HELD_OUT} fresh points of each set; the entropy is the least there can be"
        ),
        String::new(),
    ];
    let row = |name: &str, entropy: &str, cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| format!(" {cell:>11}")).collect();
        format!("{name:12} {entropy:>8}{}", cells.concat())
    };
    let names = FAMILIES.iter().map(|family| family.name.to_owned());
    lines.push(row("", "entropy", names.collect()));
    for (Set { name, entropy, .. }, results) in SETS.iter().zip(results) {
        let entropy = entropy.map_or("–".to_owned(), |entropy| format!("{entropy:.4}"));
        let scores = results
            .iter()
            .map(|trained| format!("{:.4}", trained.held_out));
        lines.push(row(name, &entropy, scores.collect()));
    }
    let known = |gaps: &dyn Fn(&[Trained]) -> f64| {
        let known = SETS
            .iter()
            .zip(results)
            .filter_map(|(set, row)| Some((set.entropy?, row)));
        let gaps: Vec<f64> = known.map(|(entropy, row)| gaps(row) - entropy).collect();
        format!("+{:.4}", gaps.iter().sum::<f64>() / gaps.len() as f64)
    };
    let gaps = (0..FAMILIES.len()).map(|f| known(&|row| row[f].held_out));
    lines.push(row("mean gap", "", gaps.collect()));
    let seconds = |f: usize| results.iter().map(|row| row[f].seconds).sum::<f64>();
    let times = (0..FAMILIES.len()).map(|f| format!("{:.1} s", seconds(f)));
    lines.push(row("training", "", times.collect()));
    let params = FAMILIES.iter().map(|family| family.params.to_string());
    lines.push(row("parameters", "", params.collect()));
    lines.extend([
        String::new(),
        format!("picture      {}", path.display()),
        String::new(),
    ]);
    lines.join("\n")
}
