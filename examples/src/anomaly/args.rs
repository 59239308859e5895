//! What can be chosen on the command line.

use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;

/// Learns how benign tumours look, and scores benign and malignant ones.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    /// The table
    #[arg(long, value_name = "FILE", default_value = "examples/data/tumours.csv")]
    pub(crate) file: PathBuf,

    /// How often every row is seen at most
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = count)]
    pub(crate) epochs: usize,

    /// Seed of the split, and of all else that is random
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Folder for the picture and the rows; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out/anomaly")]
    pub(crate) out: PathBuf,
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
}

fn count(text: &str) -> Result<usize, String> {
    const MAX: usize = 10_000_000;
    match text.parse() {
        Ok(count @ 1..=MAX) => Ok(count),
        _ => Err(format!("expected a whole number from 1 to {MAX}")),
    }
}
