//! What can be chosen on the command line.

use clap::{Parser, ValueEnum};
use std::path::PathBuf;

/// Infers the parameters of a simulator by sequential neural likelihood, and compares the posteriors with references.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    /// Simulations of one observation, in ten rounds; as many budgets as are named
    #[arg(value_name = "N", default_values_t = [1_000, 10_000], value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    pub(crate) simulations: Vec<u32>,

    /// What is simulated
    #[arg(long, value_enum, default_value_t = Task::TwoMoons)]
    pub(crate) task: Task,

    /// Observations, from the first one on
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10))]
    pub(crate) observations: u32,

    /// Where `references.py` has put the reference posteriors
    #[arg(long, value_name = "DIR", default_value = "target/sbibm")]
    pub(crate) references: PathBuf,

    /// Seed of all that is random
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Folder for the picture; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(crate) out: PathBuf,
}

/// The tasks of the benchmark that are known here.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Task {
    /// Two numbers, whose posterior is two crescents
    TwoMoons,
    /// Four points of a normal density, for its five parameters
    Slcp,
}
