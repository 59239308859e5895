//! What laws of two neighbours have in common.

use super::record::Record;
use crate::elements::Bijector;
use crate::ir::{Line, Step};

/// Two neighbours become one element wherever `both` knows one that does the same.
pub(super) fn merge(
    line: &mut Line,
    record: &mut Record,
    both: impl Fn(&Step, &Step) -> Option<Bijector>,
) -> bool {
    let mut merged: Vec<Step> = Vec::with_capacity(line.steps.len());
    let (before, dim) = (line.steps.len(), line.order.indices().len());
    let voice = line.voice();
    for step in line.steps.drain(..) {
        let Some(last) = merged.last_mut() else {
            merged.push(step);
            continue;
        };
        match both(last, &step) {
            Some(both) => {
                record.note(format!(
                    "`{} >> {}` merged into one",
                    voice.describe(last),
                    voice.describe(&step)
                ));
                *last = Step::new(both, dim, last.loc);
            }
            None => merged.push(step),
        }
    }
    line.steps = merged;
    line.steps.len() < before
}
