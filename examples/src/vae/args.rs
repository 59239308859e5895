//! What can be chosen on the command line.

use clap::Parser;
use std::path::PathBuf;

/// Trains variational autoencoders on pictures of digits, with a normal prior and with a flow as the prior.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    /// Where `digits.py` has put the pictures
    #[arg(long, value_name = "FILE", default_value = "target/digits.csv")]
    pub(crate) digits: PathBuf,

    /// Passes over the pictures, at most, of each training
    #[arg(long, value_name = "N", default_value_t = 160, value_parser = examples::count)]
    pub(crate) epochs: usize,

    /// Seeds, from 0 on, each with both priors
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=100))]
    pub(crate) seeds: u64,

    /// Folder for the picture; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(crate) out: PathBuf,
}
