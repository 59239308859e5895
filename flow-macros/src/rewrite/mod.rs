//! The laws by which a chain becomes a smaller one that computes the same function, a file each.
//!
//! ```text
//! ir::Chain ─flatten, invert→ ir::Line
//!           ─identities, cancel, monomials, constants, matrices, formulas, permutations→ ir::Line
//! ```
//!
//! The first two are needed: afterwards there are no groups, repetitions and inversions. The others save
//! work; each reports whether it found something to do, and they run until none does.

mod cancel;
mod constants;
mod flatten;
mod formulas;
mod identities;
mod invert;
mod matrices;
mod monomials;
mod permutations;

pub(crate) use flatten::flat;

use crate::elements::Bijector;
use crate::ir::{Line, Step};
use crate::permutation::Permutation;

/// What was done, in words that the summary shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Record(Vec<String>);

impl Record {
    /// What happens to every copy of a repeated element is said once.
    fn note(&mut self, what: String) {
        if !self.0.contains(&what) {
            self.0.push(what);
        }
    }

    pub(crate) fn lines(&self) -> &[String] {
        &self.0
    }
}

/// One law, applied wherever it can be.
type Law = fn(&mut Line, &mut Record) -> bool;

/// Identities come first, so that nothing else is said about them.
const LAWS: [Law; 7] = [
    identities::drop,
    cancel::cancel,
    monomials::split,
    constants::merge,
    matrices::merge,
    formulas::compose,
    permutations::fold,
];

/// Two neighbours become one element wherever `both` knows one that does the same.
fn merge_neighbours(
    line: &mut Line,
    record: &mut Record,
    both: impl Fn(&Bijector, &Bijector) -> Option<Bijector>,
) -> bool {
    let mut merged: Vec<Step> = Vec::with_capacity(line.steps.len());
    let before = line.steps.len();
    for step in line.steps.drain(..) {
        let Some(last) = merged.last_mut() else {
            merged.push(step);
            continue;
        };
        match both(&last.bijector, &step.bijector) {
            Some(both) => {
                record.note(format!(
                    "`{} >> {}` merged into one",
                    last.bijector.rules().describe(),
                    step.bijector.rules().describe()
                ));
                last.bijector = both;
            }
            None => merged.push(step),
        }
    }
    line.steps = merged;
    line.steps.len() < before
}

/// A chain as a line, nothing saved yet.
pub(crate) fn line(steps: Vec<Step>, dim: usize) -> Line {
    Line {
        steps,
        order: Permutation::identity(dim),
    }
}

/// Applies the laws until nothing is left to do.
pub(crate) fn simplify(line: &mut Line) -> Record {
    let mut record = Record::default();
    while LAWS.iter().any(|law| law(line, &mut record)) {}
    record
}

/// Whether steps do nothing, taken together.
pub(crate) fn is_identity(steps: Vec<Step>, dim: usize) -> bool {
    let mut line = line(steps, dim);
    simplify(&mut line);
    line.steps.is_empty() && line.order.is_identity()
}
