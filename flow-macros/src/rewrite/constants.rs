//! Neighbouring constant shifts and scales become one: `b·(a·z + c) + d = (a·b)·z + (b·c + d)`.

use super::Record;
use crate::ir::{Line, Step};

pub(super) fn merge(line: &mut Line, record: &mut Record) -> bool {
    let mut merged: Vec<Step> = Vec::with_capacity(line.steps.len());
    let before = line.steps.len();
    for step in line.steps.drain(..) {
        let both = merged.last().and_then(|last| {
            let first = last.bijector.rules().constants()?;
            let second = step.bijector.rules().constants()?;
            first.then(&second)
        });
        match (both, merged.last_mut()) {
            (Some(both), Some(last)) => {
                record.note(format!(
                    "`{} >> {}` merged into one",
                    last.bijector.rules().spec(),
                    step.bijector.rules().spec()
                ));
                last.bijector = both.into();
            }
            _ => merged.push(step),
        }
    }
    line.steps = merged;
    line.steps.len() < before
}

#[cfg(test)]
mod tests {
    use crate::tests::simplified;

    #[test]
    fn constants_merge() {
        let (line, record) = simplified("Scale[1, 0.5] >> Shift[0.5, 0.25] >> Scale[2, 2]");
        assert_eq!(line, "Scale[2, 1] >> Shift[1, 0.5]");
        assert_eq!(
            record,
            [
                "`Scale[1, 0.5] >> Shift[0.5, 0.25]` merged into one",
                "`Scale[1, 0.5] >> Shift[0.5, 0.25] >> Scale[2, 2]` merged into one"
            ]
        );
    }

    #[test]
    fn what_cancels_vanishes() {
        let (line, _) =
            simplified("Shift[1, 2] >> Scale[2, 4] >> Invert(Shift[1, 2] >> Scale[2, 4])");
        assert_eq!(line, "");
    }
}
