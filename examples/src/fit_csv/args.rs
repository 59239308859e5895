//! What can be chosen on the command line.

use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Trains a normalizing flow on the rows of a CSV file, checks it, scores rows, and draws new ones.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Folder for the model and all results; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out/fit_csv", global = true)]
    pub(crate) out: PathBuf,

    /// Seed of all that is random: `check` with that of `train` sees rows that this has not
    #[arg(long, value_name = "N", default_value_t = 0, global = true)]
    pub(crate) seed: u64,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Trains on 60 % of the rows, validates on 20 %, and saves the model
    Train {
        /// The table: CSV, TSV (also .gz), NPY, NPZ or safetensors
        file: PathBuf,
        /// How often every row is seen at most
        #[arg(long, value_name = "N", default_value_t = 1000, value_parser = count)]
        epochs: usize,
        /// Goes on where a training with the same flow, file and seed was stopped
        #[arg(long)]
        resume: bool,
    },
    /// Asks the other 20 % whether the model is right; fails if it is not
    Check {
        /// The table that the model was trained on
        file: PathBuf,
    },
    /// Writes ln p of every row, in nats
    Score {
        /// A table with the same columns
        file: PathBuf,
    },
    /// Writes new rows
    Sample {
        /// How many
        #[arg(value_parser = count)]
        rows: usize,
    },
}

impl Args {
    /// Reads the command line. Help goes to standard output; a mistake is one line on standard error.
    pub(crate) fn read() -> Result<Self, ExitCode> {
        Self::try_parse().map_err(|error| {
            if error.use_stderr() {
                eprintln!("{}", error.to_string().lines().next().unwrap_or("error"));
                ExitCode::from(2)
            } else {
                // A closed standard output is no mistake.
                let _ = error.print();
                ExitCode::SUCCESS
            }
        })
    }

    /// The file of the model.
    pub(crate) fn model(&self) -> PathBuf {
        self.out.join("model.safetensors")
    }

    /// The file of its training.
    pub(crate) fn run(&self) -> PathBuf {
        self.out.join("training.run")
    }
}

fn count(text: &str) -> Result<usize, String> {
    const MAX: usize = 10_000_000;
    match text.parse() {
        Ok(count @ 1..=MAX) => Ok(count),
        _ => Err(format!("expected a whole number from 1 to {MAX}")),
    }
}
