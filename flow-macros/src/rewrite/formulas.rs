//! Neighbouring formulas become one: `f >> g = g ∘ f`, simplified, so that `exp` and `ln`, `logit` and
//! `sigmoid` cancel.
//!
//! Stable: what cancels is not computed any more, and the code of what is left is chosen from the whole (`formula/stable/`), with
//! the logarithms of factors where a product of both formulas may overflow in between. The log-determinant is the sum of both, or,
//! where it is shorter, that of the whole, of which the same holds. What the whole may lose is that a coordinate such as t of z = exp(t)
//! is known relative to t, where z was known relative to z: that is the rounding of an argument, which the chain as it is
//! written meets in exp.

use super::record::Record;
use crate::elements::Bijector;
use crate::ir::{Line, Step};

pub(super) fn compose(line: &mut Line, record: &mut Record) -> bool {
    let mut composed: Vec<Step> = Vec::with_capacity(line.steps.len());
    let before = line.steps.len();
    let voice = line.voice();
    for step in line.steps.drain(..) {
        let place = neighbour(&composed, &step);
        let both = place.and_then(|i| match (&composed[i].bijector, &step.bijector) {
            // What runs backwards has no inverse in closed form.
            _ if composed[i].is_inverted() || step.is_inverted() => None,
            (Bijector::Formula(first), Bijector::Formula(second)) => first.then(second),
            _ => None,
        });
        match (both, place) {
            (Some(both), Some(i)) => {
                record.note(format!(
                    "`{} >> {}` composed into one formula",
                    voice.spec(&composed[i]),
                    voice.spec(&step)
                ));
                composed[i].bijector = both.into();
                composed[i].shape = step.shape;
            }
            _ => composed.push(step),
        }
    }
    line.steps = composed;
    line.steps.len() < before
}

/// The step that a formula meets next on its way to the base: what touches none of its dimensions lets it pass, where that
/// leaves all parameters in their order.
fn neighbour(steps: &[Step], step: &Step) -> Option<usize> {
    if !matches!(step.bijector, Bijector::Formula(_)) {
        return None;
    }
    let passes = |other: &Step| {
        let ordered = !step.rules().learns() || !other.rules().learns();
        ordered && other.is_apart(step)
    };
    steps.iter().rposition(|other| !passes(other))
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
    fn formulas_of_other_dimensions_are_passed() {
        let (line, record) = simplified("<2> = |u, v| (exp(u), v) >> Sinh >> Asinh >> Scale[1, 1]");
        assert_eq!(line, "|u, v| (exp(u), v)");
        assert_eq!(
            record[1],
            "`On[0](Sinh) >> On[0](Asinh)` composed into one formula"
        );
        let (line, _) =
            simplified("<2> = |u, v| (exp(u), v) >> |z; a > 0| a * z >> |z; a > 0| a * z");
        assert_eq!(
            line,
            "|u, v| (exp(u), v) >> On[0](|z; a > 0| a * z) >> On[1](|z; a > 0| a * z) >> On[0](|z; a > 0| a * z) >> On[1](|z; a > 0| a * z)"
        );
    }

    #[test]
    fn those_of_several_coordinates_become_one() {
        let (line, record) = simplified(
            "<2> = |u, v; a| (u, v + a * u^2) >> |u, v; b| (u, v * exp(b * u)) >> MAF(8)",
        );
        assert_eq!(record.len(), 1);
        assert_eq!(
            line,
            "|u, v; a| (u, v + a * u^2) >> |u, v; b| (u, v * exp(b * u)) >> MAF(8)"
        );
        for text in [
            "<2> = |u, v| (u, v + u^2) >> |u, v| (u, v - u^2)",
            "<3> = |u, v, w| (exp(u), v + u, w) >> |u, v, w| (ln(u), v - ln(u), w)",
            "<2> = |u, v| (v, u + v^3) >> |u, v| (v - u^3, u)",
        ] {
            assert_eq!(simplified(text).0, "", "{text}");
        }
        // No order makes this one triangular.
        let (line, record) = simplified("<2> = |u, v| (u, v + u^2) >> |u, v| (u + v^2, v)");
        assert_eq!(line, "|u, v| (u, v + u^2) >> |u, v| (u + v^2, v)");
        assert!(record.is_empty());
    }

    #[test]
    fn what_only_iteration_inverts_stays_apart() {
        let (line, _) = simplified("<1> = |z| z + tanh(z) >> Exp");
        assert_eq!(line, "|z| z + tanh(z) >> Exp");
    }

    #[test]
    fn what_runs_backwards_stays_as_it_is() {
        for text in [
            "<1> = Invert(|z| z + tanh(z)) >> Exp",
            "<1> = Sinh >> Invert(|z| z + tanh(z))",
            "<1> = Invert(|z| z + tanh(z)) >> Invert(|z| z + atan(z))",
        ] {
            let (line, record) = simplified(text);
            assert_eq!(Some(line.as_str()), text.strip_prefix("<1> = "));
            assert!(record.is_empty(), "{text}");
        }
    }
}
