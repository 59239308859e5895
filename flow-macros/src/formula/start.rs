//! Where learned parameters start, and what the formula is there.

use super::analysis::Analysis;
use super::constrain::at_zero;
use super::expr::{Ex, Var};
use super::mathematics::show;
use super::simplify::simplify_on;

impl Analysis {
    /// Nothing, if it starts as the identity; else where its parameters start and what it is there.
    pub(crate) fn starts_elsewhere(&self) -> Option<String> {
        let starts: Vec<Option<Ex>> = self.region.params.iter().map(at_zero).collect();
        let at_start = |ex: &Ex| {
            let start = |var| match var {
                Var::Param(i) => starts[i].clone(),
                _ => None,
            };
            simplify_on(&ex.substitute(&start), &self.region)
        };
        let started: Vec<Ex> = self.forward.iter().map(at_start).collect();
        let mut coordinates = started.iter().enumerate();
        if coordinates.all(|(i, ex)| *ex == Ex::var(Var::Coord(i))) {
            return None;
        }
        let values: Vec<String> = starts
            .iter()
            .zip(&self.names.params)
            .filter_map(|(start, name)| {
                Some(format!("{name} = {}", show(start.as_ref()?, &self.names)))
            })
            .collect();
        let maps: Vec<String> = started.iter().map(|ex| show(ex, &self.names)).collect();
        Some(format!(
            "with {} it is {}",
            values.join(", "),
            maps.join(", ")
        ))
    }
}
