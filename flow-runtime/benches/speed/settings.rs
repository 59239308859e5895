//! What is asked of the benchmark on its command line.

use std::fmt::Display;
use std::path::PathBuf;
use std::process::exit;
use std::str::FromStr;
use std::thread::available_parallelism;
use std::time::Duration;

const HELP: &str = "\
cargo bench --bench speed -- [NAMES…]     flows whose name contains one of these; all, if there are none
    --threads 1,2,4      on so many threads; on one and on all, if this is not said
    --batch 32,512       batches of these sizes, in place of those of each work
    --work step,density  works whose name contains one of these: training step, density, sample
    --scalar f32         in f32 or f64 only
    --seconds 0.25       how long each row is measured, with three pairs at least
    --picture FILE.png   how much faster works are on several threads (`cargo bench --features plot`)";

/// What is measured.
pub(crate) struct Settings {
    names: Vec<String>,
    pub(crate) threads: Vec<usize>,
    batches: Vec<usize>,
    works: Vec<String>,
    scalars: Vec<String>,
    pub(crate) patience: Duration,
    pub(crate) picture: Option<PathBuf>,
}

impl Settings {
    /// Reads the command line; ends the program where that makes no sense.
    pub(crate) fn read() -> Self {
        let all = available_parallelism().map_or(1, usize::from);
        let mut settings = Self {
            names: Vec::new(),
            threads: if all > 1 { vec![1, all] } else { vec![1] },
            batches: Vec::new(),
            works: Vec::new(),
            scalars: Vec::new(),
            patience: Duration::from_millis(250),
            picture: None,
        };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || match arguments.next() {
                Some(value) => value,
                None => refuse(&format!("`{argument}` without a value")),
            };
            match argument.as_str() {
                // cargo's own.
                "--bench" => {}
                "--threads" => settings.threads = list(&value()),
                "--batch" => settings.batches = list(&value()),
                "--work" => settings.works = list(&value()),
                "--scalar" => settings.scalars = list(&value()),
                "--seconds" => settings.patience = Duration::from_secs_f64(number(&value())),
                "--picture" if cfg!(feature = "plot") => settings.picture = Some(value().into()),
                "--picture" => refuse("a picture wants the feature `plot`"),
                option if option.starts_with('-') => refuse(&format!("no option `{option}`")),
                _ => settings.names.push(argument),
            }
        }
        settings
    }

    pub(crate) fn wants_flow(&self, name: &str) -> bool {
        wants(&self.names, name)
    }

    pub(crate) fn wants_scalar(&self, name: &str) -> bool {
        wants(&self.scalars, name)
    }

    pub(crate) fn wants_work(&self, name: &str) -> bool {
        wants(&self.works, name)
    }

    /// The sizes of batches, of which a work has these if nothing else is asked for.
    pub(crate) fn batches(&self, usual: &[usize]) -> Vec<usize> {
        if self.batches.is_empty() {
            usual.to_vec()
        } else {
            self.batches.clone()
        }
    }
}

/// Whether a name contains one of some, if there are some.
fn wants(some: &[String], name: &str) -> bool {
    some.is_empty() || some.iter().any(|part| name.contains(part.as_str()))
}

fn list<T: FromStr<Err: Display>>(text: &str) -> Vec<T> {
    text.split(',').map(number).collect()
}

fn number<T: FromStr<Err: Display>>(text: &str) -> T {
    text.parse()
        .unwrap_or_else(|error| refuse(&format!("`{text}`: {error}")))
}

fn refuse(why: &str) -> ! {
    eprintln!("{why}\n\n{HELP}");
    exit(2)
}
