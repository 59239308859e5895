//! What can be chosen on the command line.

use clap::Parser;
use examples::count;
use std::path::PathBuf;

/// Fits flows to densities that can only be evaluated, and draws them.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    /// Steps of training
    #[arg(long, value_name = "N", default_value_t = 3_000, value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub(crate) steps: u64,

    /// Samples that the flow draws for a step
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = count)]
    pub(crate) batch_size: usize,

    /// Seed of all that is random
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Folder for the pictures; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(crate) out: PathBuf,
}
