//! What the trainer's settings are worth: a recipe with one of them changed at a time.

use crate::args::Args;
use crate::log::Log;
use crate::methods::Outcome;
use crate::recipe::VARIANTS;
use crate::report::{Mean, table};
use std::error::Error;
use std::io::Write;

/// For each chain a table: a row for every change and a column for every set, of how much likelier it makes test rows.
/// Differences are between trainings of the same seed.
pub(crate) fn look(args: &Args) -> Result<(), Box<dyn Error>> {
    let sets = args.sets();
    let mut log = Log::new(args, "evidence.csv")?;
    for chain in args.chains() {
        let mut columns = Vec::new();
        for set in &sets {
            let rows = set.rows(&args.data)?;
            let mut column = Vec::new();
            for variant in VARIANTS {
                // What the changes are held against is needed whatever is chosen.
                if column.is_empty() || args.has_change(variant.name) {
                    let outcomes = log.refits(set, &rows, chain, (variant.name, variant.recipe))?;
                    column.push((variant.name, outcomes));
                }
            }
            columns.push(column);
        }
        let names = sets.iter().map(|set| set.name.to_owned());
        let head = std::iter::once(chain.to_owned()).chain(names);
        let mut lines = vec![head.chain(["time".to_owned()]).collect::<Vec<_>>()];
        let changes = columns.first().map_or(0, Vec::len);
        for change in 0..changes {
            let mut line = vec![columns[0][change].0.to_owned()];
            let mut times = Vec::new();
            for column in &columns {
                let (recipe, changed) = (&column[0].1, &column[change].1);
                line.push(match change {
                    0 => of(changed, |outcome| outcome.test).to_string(),
                    _ => format!("{:+}", gain(recipe, changed)),
                });
                let seconds = |outcomes| of(outcomes, |outcome| outcome.seconds).mean;
                times.push((seconds(changed) / seconds(recipe)).ln());
            }
            line.push(format!("× {:.2}", Mean::of(&times).mean.exp()));
            lines.push(line);
        }
        writeln!(std::io::stdout(), "\n{}", table(&lines))?;
    }
    Ok(())
}

fn of(outcomes: &[Outcome], figure: impl Fn(&Outcome) -> f64) -> Mean {
    Mean::of(&outcomes.iter().map(figure).collect::<Vec<_>>())
}

fn gain(before: &[Outcome], after: &[Outcome]) -> Mean {
    let pairs = before.iter().zip(after);
    Mean::of(
        &pairs
            .map(|(before, after)| after.test - before.test)
            .collect::<Vec<_>>(),
    )
}
