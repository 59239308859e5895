//! What can be chosen on the command line.

use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;

/// Fits flows to densities that can only be evaluated, and draws them.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    /// Steps of training
    #[arg(long, value_name = "N", default_value_t = 3_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) steps: u64,

    /// Samples that the flow draws for a step
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = batch_size)]
    pub(crate) batch_size: usize,

    /// Seed of all that is random
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Folder for the pictures; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out")]
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

fn batch_size(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(size @ 1..=1_000_000) => Ok(size),
        _ => Err("expected a whole number from 1 to 1000000".to_owned()),
    }
}
