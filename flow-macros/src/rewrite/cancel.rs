//! `A >> Invert(A)` vanishes where A learns nothing: learned neighbours have parameters of their own.
//!
//! Stable: nothing is computed any more, without error where both steps had theirs, and where one of them overflowed.

use super::record::Record;
use crate::ir::{Line, Step, Voice};

pub(super) fn cancel(line: &mut Line, record: &mut Record) -> bool {
    let mut kept: Vec<Step> = Vec::with_capacity(line.steps.len());
    let before = line.steps.len();
    let voice = line.voice();
    for step in line.steps.drain(..) {
        // What touches none of its columns lets a step pass.
        let meets = kept.iter().rposition(|other| !other.is_apart(&step));
        match meets.filter(|&i| undo(&kept[i], &step, &voice)) {
            Some(i) => {
                let other = kept.remove(i);
                record.note(format!(
                    "`{} >> {}` cancels",
                    voice.spec(&other),
                    voice.spec(&step)
                ));
            }
            None => kept.push(step),
        }
    }
    line.steps = kept;
    line.steps.len() < before
}

/// Whether one is what the other's inverse is. Reciprocals are rounded, so both ways are tried.
fn undo(first: &Step, second: &Step, voice: &Voice) -> bool {
    !first.rules().learns()
        && !second.rules().learns()
        && (voice.spec(&first.inverse()) == voice.spec(second)
            || voice.spec(&second.inverse()) == voice.spec(first))
}

#[cfg(test)]
mod tests {
    use crate::tests::simplified;

    #[test]
    fn an_element_and_its_inverse_vanish() {
        // 49 · (1/49) is not 1 in floating point.
        let (line, record) =
            simplified("Scale[49, 3] >> Shift[1, 2] >> Invert(Scale[49, 3] >> Shift[1, 2])");
        assert_eq!(line, "");
        assert_eq!(record[0], "`Shift[1, 2] >> Shift[-1, -2]` cancels");
    }

    #[test]
    fn learned_neighbours_stay() {
        let (line, _) = simplified("<2> = MAF(8) >> Invert(MAF(8))");
        assert_eq!(line, "MAF(8) >> Invert(MAF(8))");
    }

    #[test]
    fn formulas_of_other_coordinates_stay() {
        let banana = "|u, v| (u, v + u^2)";
        let (line, _) = simplified(&format!("{banana} >> Permute[1, 0] >> Invert({banana})"));
        assert_eq!(
            line,
            format!("{banana} >> On[1, 0](Invert({banana})) >> order [1, 0]")
        );
        let (line, _) = simplified(&format!("{banana} >> Invert({banana})"));
        assert_eq!(line, "");
    }

    #[test]
    fn a_permutation_and_its_inverse_vanish() {
        let (line, record) = simplified("Permute[2, 0, 1] >> Permute[1, 2, 0] >> MAF(8)");
        assert_eq!(line, "MAF(8)");
        assert_eq!(record, ["`Permute[2, 0, 1] >> Permute[1, 2, 0]` cancels"]);
    }
}
