//! What can be chosen on the command line.

use crate::methods::METHODS;
use crate::recipe::VARIANTS;
use crate::sets::{SETS, Set};
use clap::Parser;
use examples::count;
use std::path::PathBuf;
use std::process::ExitCode;

/// Trains flows on real tables, and compares them with Gaussians.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    /// Tables and toy sets, such as `magic,phoneme`; the real tables where none is named
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    tables: Vec<String>,

    /// Chains and Gaussians, such as `maf,mixture`; all where none is named
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    chains: Vec<String>,

    /// Trains each chain with settings of the trainer changed one at a time, in place of comparing chains
    #[arg(long)]
    pub(crate) evidence: bool,

    /// Of `--evidence`: the changes, such as `textbook,no-clip`; all where none is named
    #[arg(
        long,
        value_name = "NAMES",
        value_delimiter = ',',
        requires = "evidence"
    )]
    changes: Vec<String>,

    /// Trainings of each, which differ in their seeds
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = count)]
    pub(crate) refits: usize,

    /// How long a training takes at most; the results then depend on the machine
    #[arg(long, value_name = "SECONDS")]
    pub(crate) seconds: Option<f64>,

    /// Rows to train on at most
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) rows: Option<usize>,

    /// How often every row is seen at most; what the recipe says if this does not
    #[arg(long, value_name = "N", value_parser = count)]
    pub(crate) epochs: Option<usize>,

    /// Folder with the tables, which `fetch.py` writes
    #[arg(long, value_name = "DIR", default_value = "target/tables")]
    pub(crate) data: PathBuf,

    /// Folder with tables that are split already, as those of `flow-runtime/benches/peers/tables`: on these, Gaussians alone
    #[arg(long, value_name = "DIR", conflicts_with_all = ["evidence", "tables", "chains"])]
    pub(crate) parts: Option<PathBuf>,

    /// Folder for the results; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out/tabular")]
    pub(crate) out: PathBuf,
}

impl Args {
    /// Reads the command line. Help goes to standard output; a mistake is one line on standard error.
    pub(crate) fn read() -> Result<Self, ExitCode> {
        let args: Self = examples::read()?;
        let sets: Vec<&str> = SETS.iter().map(|set| set.name).collect();
        let changes: Vec<&str> = VARIANTS.iter().map(|variant| variant.name).collect();
        let mistake = [
            unknown("table", &args.tables, &sets),
            unknown("chain", &args.chains, &METHODS),
            unknown("change", &args.changes, &changes),
        ];
        if let Some(mistake) = mistake.into_iter().flatten().next() {
            eprintln!("error: {mistake}");
            return Err(ExitCode::from(2));
        }
        Ok(args)
    }

    /// Those that are named, or the real ones.
    pub(crate) fn sets(&self) -> Vec<&'static Set> {
        let is_chosen = |set: &&Set| {
            if self.tables.is_empty() {
                set.draw.is_none()
            } else {
                self.tables.iter().any(|name| name == set.name)
            }
        };
        SETS.iter().filter(is_chosen).collect()
    }

    pub(crate) fn chains(&self) -> Vec<&'static str> {
        let chosen = METHODS.iter().copied();
        chosen.filter(|name| is_named(&self.chains, name)).collect()
    }

    /// Whether a change of the recipe is among those that are looked at.
    pub(crate) fn has_change(&self, name: &str) -> bool {
        is_named(&self.changes, name)
    }
}

/// Whether it is named, or nothing is.
fn is_named(names: &[String], name: &str) -> bool {
    names.is_empty() || names.iter().any(|other| other == name)
}

/// What is to be said of the first of these names that nobody knows.
fn unknown(kind: &str, names: &[String], known: &[&str]) -> Option<String> {
    let name = names.iter().find(|name| !known.contains(&name.as_str()))?;
    let known = known.join(", ");
    Some(format!("no {kind} is called `{name}`; there are {known}"))
}
