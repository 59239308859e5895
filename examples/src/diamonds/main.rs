//! A table of positive numbers, whole numbers and categories as one flow: diamonds and their prices.
//!
//! `python3 examples/src/diamonds/fetch.py` fetches the table, once; then `cargo run --release --bin diamonds -- --help` lists what can
//! be chosen. All columns are whole numbers, so what is compared is a probability, of which both flows give a bound: ln P of a row of
//! the test, in nats. Rows that are drawn are written beside those of the test, and `forest.py` tells them apart.

#![forbid(unsafe_code)]

mod args;

use args::Args;
use flow_runtime::Named;
use flow_runtime::prelude::*;
use flow_runtime::table::{self, Table};
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

flow! {
    /// With categories that are categories.
    struct Categories<carat, cut, color, clarity, depth, table, price, x, y, z> =
        4 * (MAF(128, 128, univariate = spline(bins = 16, bound = 4)) >> Reverse) >> Standardize
            >> On[cut](Argmax(5, 128, 128)) >> On[color](Argmax(7, 128, 128)) >> On[clarity](Argmax(8, 128, 128))
            >> On[carat, price, x, y, z](Exp) >> On[carat, depth, table, price, x, y, z](Dequantize);
    /// With their codes as whole numbers like others, from the worst to the best.
    struct Numbers<carat, cut, color, clarity, depth, table, price, x, y, z> =
        4 * (MAF(128, 128, univariate = spline(bins = 16, bound = 4)) >> Reverse) >> Standardize
            >> On[carat, price, x, y, z](Exp) >> Dequantize;
}

const COLUMNS: usize = 10;
type Row = SVector<f32, COLUMNS>;

/// Parts of the rows to train on, to validate and to test.
const SHARES: [f64; 3] = [0.8, 0.1, 0.1];
const SPLIT: u64 = 2024;
/// Draws of the bound, and how many rows of the test it is taken of.
const DRAWS: usize = 500;
const BOUNDED: usize = 1_000;

fn main() -> ExitCode {
    examples::main(run)
}

fn run(args: &Args) -> Result<(), Box<dyn Error>> {
    let table = Table::<f32>::read(&args.table)
        .map_err(|error| format!("{error}; `fetch.py` fetches the table"))?;
    let rows = table::split(&table.of::<Categories, COLUMNS>()?, SHARES, SPLIT);
    examples::make_folder(&args.out)?;
    write(args, "test", &rows[2])?;
    let rng = &mut Xoshiro256PlusPlus::seed_from_u64(args.seed);
    learn(args, "categories", Categories::new(rng), &rows)?;
    learn(args, "numbers", Numbers::new(rng), &rows)
}

/// Trains a flow, says what it is worth, and writes as many rows as the test has.
fn learn<F>(
    args: &Args,
    name: &str,
    mut flow: F,
    [train, valid, test]: &[Vec<Row>; 3],
) -> Result<(), Box<dyn Error>>
where
    F: LowerBound<f32, COLUMNS> + Trainable<COLUMNS, 0, Scalar = f32> + Named<COLUMNS>,
{
    let history = Trainer::new(Adam::new(2e-3))
        .batch_size(256)
        .average(0.999)
        .schedule(Schedule::cosine().warm_up(200))
        .epochs(args.epochs)
        .seed(args.seed)
        .fit(&mut flow, Samples::of(train).validation(valid))?;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(args.seed);
    flow.save(args.out.join(format!("{name}.safetensors")))?;
    let mean =
        |values: Vec<f32>| values.iter().map(|&v| f64::from(v)).sum::<f64>() / values.len() as f64;
    let some = &test[..test.len().min(BOUNDED)];
    let elbo = mean(flow.elbo_batch(test, &mut rng));
    let bound = mean(flow.log_prob_bound_batch(some, DRAWS, &mut rng));
    writeln!(
        std::io::stdout(),
        "{name:<11} test: ELBO {elbo:.3} nats a row, bound of {DRAWS} draws {bound:.3}; best of {} epochs {}, {:.0} s",
        history.train_nll().len(),
        history.best_epoch(),
        history.seconds()
    )?;
    write(args, name, &flow.sample_batch(test.len(), &mut rng))
}

fn write(args: &Args, name: &str, rows: &[Row]) -> Result<(), Box<dyn Error>> {
    let path = args.out.join(format!("{name}.csv"));
    Table::of_samples(Categories::NAMES, rows)?.write(path)?;
    Ok(())
}
