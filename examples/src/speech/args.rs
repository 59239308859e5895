//! What can be chosen on the command line.

use clap::Parser;
use std::path::PathBuf;

/// Trains a flow on windows of speech, and compares it with linear prediction.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    /// Folder with the WAV files that `fetch.py` fetches
    #[arg(long, value_name = "DIR", default_value = "target/speech")]
    pub(crate) sounds: PathBuf,

    /// Passes over the windows, at most
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = examples::count)]
    pub(crate) epochs: usize,

    /// Seconds to train, at most
    #[arg(long, value_name = "N", default_value_t = 600, value_parser = examples::count)]
    pub(crate) seconds: usize,

    /// Seed of everything that is drawn
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Folder for the picture and the sound; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(crate) out: PathBuf,
}
