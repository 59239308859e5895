//! What is known of every training as soon as it has ended: a line on the screen, and one of a CSV file.

use crate::args::Args;
use crate::methods::{Outcome, Task};
use crate::recipe::Recipe;
use crate::sets::Set;
use flow_runtime::table::Table;
use std::fs::File;
use std::io::{self, Write};

const HEAD: &str =
    "table,chain,recipe,seed,valid_log_likelihood,test_log_likelihood,best_epoch,epochs,seconds";

pub(crate) struct Log<'a> {
    args: &'a Args,
    file: File,
}

impl<'a> Log<'a> {
    pub(crate) fn new(args: &'a Args, name: &str) -> io::Result<Self> {
        examples::make_folder(&args.out)?;
        let mut file = File::create(args.out.join(name))?;
        writeln!(file, "{HEAD}")?;
        Ok(Self { args, file })
    }

    /// Learns the rows once for every seed. Where that fails, it is said why, and the likelihood is 0.
    pub(crate) fn refits(
        &mut self,
        set: &Set,
        rows: &Table<f32>,
        chain: &str,
        (name, mut recipe): (&str, Recipe),
    ) -> io::Result<Vec<Outcome>> {
        recipe.seconds = self.args.seconds;
        recipe.epochs = self.args.epochs.unwrap_or(recipe.epochs);
        let mut outcomes = Vec::new();
        for seed in 0..self.args.refits as u64 {
            let task = Task {
                table: rows,
                rows: self.args.rows,
                recipe,
                seed,
            };
            let outcome = (set.run)(&task, chain).unwrap_or_else(|error| {
                eprintln!("{} of {}, {name}: {error}", chain, set.name);
                Outcome::NONE
            });
            let Outcome {
                valid,
                test,
                best_epoch,
                epochs,
                seconds,
            } = outcome;
            eprintln!(
                "{:12} {chain:10} {name:14} seed {seed}: {test:9.3} nats, epoch {best_epoch:3} of {epochs:3}, {seconds:6.1} s",
                set.name
            );
            writeln!(
                self.file,
                "{},{chain},{name},{seed},{valid},{test},{best_epoch},{epochs},{seconds:.2}",
                set.name
            )?;
            outcomes.push(outcome);
        }
        Ok(outcomes)
    }
}
