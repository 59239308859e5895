//! What can be chosen on the command line.

use clap::Parser;
use examples::count;
use std::path::PathBuf;

/// Fits flows with layers that are no bijections, says what these lose, and draws them.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    /// Steps of training of each flow
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) steps: u64,

    /// Samples of a step
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = count)]
    pub(crate) batch_size: usize,

    /// Seed of all that is random
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Folder for the pictures; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(crate) out: PathBuf,
}
