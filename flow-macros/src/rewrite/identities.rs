//! What does nothing is left out. Stable: it returned its argument, without rounding it.

use super::record::Record;
use crate::ir::Line;

pub(super) fn drop(line: &mut Line, record: &mut Record) -> bool {
    let before = line.steps.len();
    let voice = line.voice();
    line.steps.retain(|step| {
        let rules = step.rules();
        if rules.is_identity() {
            record.note(format!("`{}` does nothing: left out", voice.spec(step)));
        }
        !rules.is_identity()
    });
    line.steps.len() < before
}

#[cfg(test)]
mod tests {
    use crate::tests::simplified;

    #[test]
    fn identities_vanish() {
        let (line, record) =
            simplified("<2> = Permute[0, 1] >> Shift[0, 0] >> MAF(8) >> Scale[1, 1]");
        assert_eq!(line, "MAF(8)");
        assert_eq!(
            record,
            [
                "`Permute[0, 1]` does nothing: left out",
                "`Shift[0, 0]` does nothing: left out",
                "`Scale[1, 1]` does nothing: left out"
            ]
        );
    }
}
