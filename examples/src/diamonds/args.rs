//! What can be chosen on the command line.

use clap::Parser;
use examples::count;
use std::path::PathBuf;

/// Learns diamonds and their prices, with categories as categories and with their codes as numbers.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    /// The table that `fetch.py` writes
    #[arg(long, value_name = "FILE", default_value = "target/diamonds.csv")]
    pub(crate) table: PathBuf,

    /// Passes over the rows, at most
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = count)]
    pub(crate) epochs: usize,

    /// Seed of everything that is drawn
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Folder for rows that are drawn; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out/diamonds")]
    pub(crate) out: PathBuf,
}
