//! What can be chosen on the command line.

use crate::families::{FAMILIES, Family};
use crate::sets::{SETS, Set};
use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;

/// Trains families of normalizing flows on densities in the plane and compares them.
#[derive(Debug, Parser)]
#[command(disable_version_flag = true, allow_negative_numbers = true)]
pub(crate) struct Args {
    /// Families and sets, such as `NSF` and `moons`; all where none is named
    #[arg(value_name = "NAME")]
    names: Vec<String>,

    /// How often every point is seen in training
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) epochs: u32,

    /// Points to train on, of each set
    #[arg(long, value_name = "N", default_value_t = 50_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub(crate) points: u32,

    /// Seed of all that is random
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Folder for the picture; made if it is not there
    #[arg(long, value_name = "DIR", default_value = "out")]
    pub(crate) out: PathBuf,
}

impl Args {
    /// Reads the command line. Help goes to standard output; a mistake is one line on standard error.
    pub(crate) fn read() -> Result<Self, ExitCode> {
        let args: Self = examples::read()?;
        let known: Vec<&str> = FAMILIES
            .iter()
            .map(|family| family.name)
            .chain(SETS.iter().map(|set| set.name))
            .collect();
        let is_known = |name: &String| known.iter().any(|known| known.eq_ignore_ascii_case(name));
        if let Some(unknown) = args.names.iter().find(|name| !is_known(name)) {
            eprintln!(
                "error: no family and no set is called `{unknown}`; there are {}",
                known.join(", ")
            );
            return Err(ExitCode::from(2));
        }
        Ok(args)
    }

    pub(crate) fn families(&self) -> Vec<&'static Family> {
        self.named(FAMILIES.iter(), |family| family.name)
    }

    pub(crate) fn sets(&self) -> Vec<&'static Set> {
        self.named(SETS.iter(), |set| set.name)
    }

    /// Those that are named, or all of them.
    fn named<T>(&self, all: impl Iterator<Item = T> + Clone, name: impl Fn(&T) -> &str) -> Vec<T> {
        let is_named = |item: &T| {
            let own = name(item);
            self.names.iter().any(|name| own.eq_ignore_ascii_case(name))
        };
        let named: Vec<T> = all.clone().filter(is_named).collect();
        if named.is_empty() {
            all.collect()
        } else {
            named
        }
    }
}
