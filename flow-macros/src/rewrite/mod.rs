//! The laws by which a chain becomes a smaller one that computes the same function, a file each.
//!
//! ```text
//! ir::Line ─identities, cancel, monomials, constants, matrices, formulas, permutations→ ir::Line
//! ```
//!
//! They save work; each reports whether it found something to do, and they run until none does.
//!
//! None may make code less stable than the chain as it is written: each file says why its law does not, and
//! `tests/formulas_extremes` holds chains in both forms against numbers of many digits.

mod cancel;
mod constants;
mod formulas;
mod identities;
mod matrices;
mod monomials;
mod neighbours;
mod permutations;
mod record;

pub(crate) use record::Record;

use crate::ir::{Line, Step};
use crate::labels::Labels;

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

/// Applies the laws until nothing is left to do.
pub(crate) fn simplify(line: &mut Line) -> Record {
    let mut record = Record::default();
    while LAWS.iter().any(|law| law(line, &mut record)) {}
    record
}

/// Whether steps do nothing, taken together.
pub(crate) fn is_identity(steps: Vec<Step>, labels: &Labels) -> bool {
    let mut line = Line::new(steps, labels);
    simplify(&mut line);
    line.steps.is_empty() && line.order.is_identity()
}

#[cfg(test)]
mod tests;
