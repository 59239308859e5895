//! Layers that are no bijections: dimensions that join, categories, circles, and steps of Markov chains. What each of them loses is printed,
//! and what flows make of them is drawn.
//!
//! `cargo run --release --bin layers -- --help` lists what can be chosen.

#![forbid(unsafe_code)]

mod args;
mod categories;
mod circles;
mod joined;
mod wells;

use args::Args;
use flow_runtime::plot::Figure;
use flow_runtime::prelude::*;
use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    examples::main(run)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    examples::make_folder(&args.out)?;
    joined::show(args)?;
    categories::show(args)?;
    circles::show(args)?;
    wells::show(args)
}

impl Args {
    fn generator(&self) -> Xoshiro256PlusPlus {
        Xoshiro256PlusPlus::seed_from_u64(self.seed)
    }

    fn trainer(&self, rate: f64) -> Trainer<'static> {
        Trainer::new(Adam::new(rate))
            .steps(self.steps)
            .batch_size(self.batch_size)
            .schedule(Schedule::cosine())
            .seed(self.seed)
    }

    /// Prints what was found, under a name, and saves the picture under it.
    fn report(&self, name: &str, lines: &[String], figure: &Figure) -> Result<(), Box<dyn Error>> {
        let picture = self.out.join(format!("layers_{name}.png"));
        figure.save(&picture)?;
        let mut out = std::io::stdout();
        writeln!(out, "{name}")?;
        for line in lines {
            writeln!(out, "  {line}")?;
        }
        writeln!(out, "  {}", picture.display())?;
        Ok(())
    }
}
