//! A density for the rows of a CSV file: to be copied, with columns and a flow of your own.
//!
//! ```sh
//! cargo run --release --bin fit_csv -- train examples/data/wine.csv
//! cargo run --release --bin fit_csv -- check examples/data/wine.csv
//! cargo run --release --bin fit_csv -- score examples/data/wine.csv
//! cargo run --release --bin fit_csv -- sample 1000
//! ```

#![forbid(unsafe_code)]

mod args;

use args::{Args, Command};
use flow_runtime::Progress;
use flow_runtime::plot::{Figure, Panel};
use flow_runtime::prelude::*;
use flow_runtime::table::{self, Table};
use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

flow! {
    /// A row: the columns of the file that it has the names of. Four are positive and skewed: of these the flow has the
    /// logarithms. `Standardize` brings all to mean 0 and scale 1. Layers as narrow as these suit some hundred rows; with more
    /// rows, `MAF(64, 64)`.
    struct Rows<alcohol, malic_acid, magnesium, flavanoids, color_intensity> =
        3 * (MAF(8) >> Reverse) >> Standardize >> On[malic_acid, magnesium, flavanoids, color_intensity](Exp);
}

type Row = SVector<f32, { Rows::DIM }>;

fn main() -> ExitCode {
    let args = match Args::read() {
        Ok(args) => args,
        Err(code) => return code,
    };
    match run(&args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &Args) -> Result<ExitCode, Box<dyn Error>> {
    match &args.command {
        Command::Train {
            file,
            epochs,
            resume,
        } => train(args, &read(file)?, *epochs, *resume),
        Command::Check { file } => check(args, &read(file)?),
        Command::Score { file } => score(args, &read(file)?),
        Command::Sample { rows } => sample(args, *rows),
    }
}

fn read(file: &Path) -> Result<Vec<Row>, table::TableError> {
    Table::reader()
        .columns(Rows::NAMES)
        .read(file)?
        .of::<Rows, { Rows::DIM }>()
}

/// What `train` and `check` have of the file: the same rows, if the seed is the same.
fn split(args: &Args, rows: &[Row]) -> [Vec<Row>; 3] {
    table::split(rows, [0.6, 0.2, 0.2], args.seed)
}

/// Trains until the rows that validate get no more probable, and saves the best parameters. On the way the state of the run is
/// kept, so that one that was stopped can go on.
fn train(
    args: &Args,
    rows: &[Row],
    epochs: usize,
    resume: bool,
) -> Result<ExitCode, Box<dyn Error>> {
    std::fs::create_dir_all(&args.out)?;
    let [train, valid, test] = split(args, rows);
    let mut flow = Rows::new(&mut Xoshiro256PlusPlus::seed_from_u64(args.seed));
    let mut progress = Progress::new();
    let mut trainer = Trainer::new(Adam::new(3e-3).weight_decay(1e-3))
        .epochs(epochs)
        .batch_size(32)
        .patience(30)
        .clip_norm(5.0)
        .seed(args.seed)
        .checkpoint(args.run(), Every::Seconds(10.0))
        .on_epoch(move |epoch| progress.report(epoch));
    if resume {
        trainer = trainer.resume();
    }
    let history = trainer.fit(&mut flow, Samples::of(&train).validation(&valid))?;
    for note in history.notes() {
        writeln!(std::io::stderr(), "note: {note}")?;
    }
    flow.save(args.model())?;
    history.write_csv(args.out.join("history.csv"))?;
    let losses = Panel::history(&history).title("training");
    Figure::new()
        .panel(losses)
        .save(args.out.join("history.png"))?;
    write!(
        std::io::stdout(),
        "rows        {} to train, {} to validate, {} for `check`\n\
         test NLL    {:.3} nats\n\
         best epoch  {} of {}, {:.1} s\n\
         model       {}\n",
        train.len(),
        valid.len(),
        test.len(),
        flow.nll(&test),
        history.best_epoch(),
        history.train_nll().len(),
        history.seconds(),
        args.model().display(),
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Asks the rows that the training has not seen whether the flow is right; fails if they say that it is not.
fn check(args: &Args, rows: &[Row]) -> Result<ExitCode, Box<dyn Error>> {
    let flow = Rows::load(args.model())?;
    let [.., test] = split(args, rows);
    if test.is_empty() {
        return Err("the table is too small to keep rows for `check`".into());
    }
    let found: Calibration = testing::calibration(&flow, &test);
    let picture = args.out.join("calibration.png");
    found.figure().save(&picture)?;
    writeln!(std::io::stdout(), "{found}\npicture: {}", picture.display())?;
    Ok(if found.p_value() < 0.01 {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Writes ln p of every row, in their order, in nats.
fn score(args: &Args, rows: &[Row]) -> Result<ExitCode, Box<dyn Error>> {
    let flow = Rows::load(args.model())?;
    // A row without a density, outside of the support, has the least number.
    let scores: Vec<SVector<f32, 1>> = flow
        .log_prob_batch(rows)
        .into_iter()
        .map(|log_prob| SVector::from([log_prob.max(f32::MIN)]))
        .collect();
    let file = args.out.join("scores.csv");
    Table::of_samples(["log_prob"], &scores)?.write(&file)?;
    writeln!(
        std::io::stdout(),
        "{} scores: {}",
        scores.len(),
        file.display()
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Writes new rows.
fn sample(args: &Args, rows: usize) -> Result<ExitCode, Box<dyn Error>> {
    let flow = Rows::load(args.model())?;
    let samples = flow.sample_batch(rows, &mut Xoshiro256PlusPlus::seed_from_u64(args.seed));
    let file = args.out.join("samples.csv");
    Table::of_samples(Rows::NAMES, &samples)?.write(&file)?;
    writeln!(std::io::stdout(), "{rows} samples: {}", file.display())?;
    Ok(ExitCode::SUCCESS)
}
