//! What laws of two neighbours have in common.

use super::record::Record;
use crate::ir::{Line, Step};

/// Two neighbours become one element wherever `both` knows one that does the same.
pub(super) fn merge(
    line: &mut Line,
    record: &mut Record,
    both: impl Fn(&Step, &Step) -> Option<Step>,
) -> bool {
    let mut merged: Vec<Step> = Vec::with_capacity(line.steps.len());
    let before = line.steps.len();
    let voice = line.voice();
    for step in line.steps.drain(..) {
        match meet(&merged, &step, &both) {
            Some((i, both)) => {
                record.note(format!(
                    "`{} >> {}` merged into one",
                    voice.describe(&merged[i]),
                    voice.describe(&step)
                ));
                merged[i] = both;
            }
            None => merged.push(step),
        }
    }
    line.steps = merged;
    line.steps.len() < before
}

/// The last step with which another makes one, which lets those pass that touch none of its columns.
fn meet(
    steps: &[Step],
    step: &Step,
    both: impl Fn(&Step, &Step) -> Option<Step>,
) -> Option<(usize, Step)> {
    for (i, other) in steps.iter().enumerate().rev() {
        if let Some(both) = both(other, step) {
            return Some((i, both));
        }
        if !other.is_apart(step) {
            return None;
        }
    }
    None
}
