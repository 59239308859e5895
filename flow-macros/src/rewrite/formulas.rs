//! Neighbouring formulas become one: `f >> g = g ∘ f`, simplified, so that `exp` and `ln`, `logit` and
//! `sigmoid` cancel.

use super::Record;
use crate::elements::Bijector;
use crate::ir::{Line, Step};

pub(super) fn compose(line: &mut Line, record: &mut Record) -> bool {
    let mut composed: Vec<Step> = Vec::with_capacity(line.steps.len());
    let before = line.steps.len();
    for step in line.steps.drain(..) {
        let both = match (composed.last().map(|last| &last.bijector), &step.bijector) {
            (Some(Bijector::Formula(first)), Bijector::Formula(second)) => first.then(second),
            _ => None,
        };
        match (both, composed.last_mut()) {
            (Some(both), Some(last)) => {
                record.note(format!(
                    "`{} >> {}` composed into one formula",
                    last.bijector.rules().spec(),
                    step.bijector.rules().spec()
                ));
                last.bijector = both.into();
            }
            _ => composed.push(step),
        }
    }
    line.steps = composed;
    line.steps.len() < before
}

#[cfg(test)]
mod tests {
    use crate::tests::simplified;

    #[test]
    fn inverses_cancel() {
        for text in [
            "<2> = Exp >> Log",
            "<2> = Sigmoid >> Logit",
            "<1> = Tanh >> Atanh",
            "<1> = |z| 2 * z + 1 >> |y| (y - 1) / 2",
            "<1> = Uniform >> Logit >> Sigmoid",
            "<1> = NormalCdf >> NormalQuantile",
        ] {
            assert_eq!(simplified(text).0, "", "{text}");
        }
        let (_, record) = simplified("<2> = Exp >> Log");
        assert_eq!(
            record,
            [
                "`Exp >> Log` composed into one formula",
                "`Exp >> Log` does nothing: left out"
            ]
        );
    }

    #[test]
    fn what_only_iteration_inverts_stays_apart() {
        let (line, _) = simplified("<1> = |z| z + tanh(z) >> Exp");
        assert_eq!(line, "|z| z + tanh(z) >> Exp");
    }
}
