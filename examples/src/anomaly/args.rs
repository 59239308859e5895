//! What can be chosen on the command line.

use clap::Parser;
use examples::count;
use std::path::PathBuf;

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
