//! What can be chosen on the command line.

use clap::Parser;
use std::path::PathBuf;

/// Trains flows on pictures of handwritten digits, and draws what they have learned.
///
/// A picture of each chain has sheets of data, of samples at three temperatures, and of ways from one digit to another. `best` and `large-made` have
/// one more, lower halves given upper ones: these alone go through the pixels in the order in which one reads.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    /// Chains to train: `glow`, `tarflow` and `best`, or of MNIST `large-made`, `large` and `large-glow`; all where none is named
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    chains: Vec<String>,

    /// Folder with MNIST, four times as high and wide, in place of the small pictures: the IDX files that `fetch.py` fetches.
    #[arg(long, value_name = "DIR")]
    pub(crate) mnist: Option<PathBuf>,

    /// Passes over the pictures, at most
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = examples::count)]
    pub(crate) epochs: usize,

    /// Seconds to train each chain, at most
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = examples::count)]
    pub(crate) seconds: usize,

    /// Seed of everything that is drawn
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Folder for pictures, curves and trained chains; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(crate) out: PathBuf,
}

impl Args {
    /// Those of the chains there are that are named, or all.
    pub(crate) fn chains_or(&self, all: &[&'static str]) -> Result<Vec<&'static str>, String> {
        if self.chains.is_empty() {
            return Ok(all.to_vec());
        }
        let find = |name: &String| {
            let known = all.iter().copied().find(|known| known == name);
            known.ok_or_else(|| format!("there is no chain `{name}`, but {}", all.join(", ")))
        };
        self.chains.iter().map(find).collect()
    }
}
