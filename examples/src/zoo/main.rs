//! Families of flows on well-known densities in the plane: a table of what they score, and a picture of what they learn.
//!
//! `cargo run --release --bin zoo -- --help` lists what can be chosen.

#![forbid(unsafe_code)]

mod args;
mod families;
mod sets;
mod table;

use args::Args;
use families::{Task, Trained};
use flow_runtime::plot::{Figure, Grid, Panel};
use flow_runtime::prelude::*;
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use table::table;

/// Points that the table is made from, and the families have not seen.
const HELD_OUT: usize = 50_000;

/// Points in the picture of a set.
const DOTS: usize = 3000;

/// Cells on a side of a density in the picture.
const CELLS: usize = 100;

fn main() -> ExitCode {
    match Args::read() {
        Ok(args) => examples::ended(run(&args)),
        Err(code) => code,
    }
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    examples::make_folder(&args.out)?;
    let (families, sets) = (args.families(), args.sets());
    let mut results: Vec<Vec<Trained>> = Vec::new();
    let mut figure = Figure::new().columns(1 + families.len()).panel_side(110.0);
    for set in &sets {
        // Every set has points of its own, whichever others are trained on.
        let name = set.name.bytes().fold(0, |sum, b| 31 * sum + u64::from(b));
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(args.seed ^ name);
        let data = (set.draw)(args.points as usize, &mut rng);
        let held_out = (set.draw)(HELD_OUT, &mut rng);
        let [x, y] = set.limits;
        let grid = Grid::new(x, y, CELLS, CELLS);
        let picture: Vec<SVector<f32, 2>> = grid.points();
        let dots = Panel::scatter(&data[..data.len().min(DOTS)]);
        figure = figure.panel(dots.title(set.name).limits(x, y));
        let mut row = Vec::new();
        for family in &families {
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
                "{:>3} of {}  {:12}  {:11}  {:7.3} nats  {:5.1} s",
                results.len() * families.len() + row.len() + 1,
                sets.len() * families.len(),
                set.name,
                family.name,
                trained.held_out,
                trained.seconds,
            );
            let density = grid.field(trained.log_probs.iter().map(|log_prob| log_prob.exp()));
            let title = format!("{}: {:.3}", family.name, trained.held_out);
            figure = figure.panel(Panel::density(&density).title(title).limits(x, y));
            row.push(trained);
        }
        results.push(row);
    }
    let path = args.out.join("zoo.png");
    figure.save(&path)?;
    let table = table(&families, &sets, &results);
    writeln!(std::io::stdout(), "{table}\npicture  {}", path.display())?;
    Ok(())
}
