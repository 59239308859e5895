//! `Invert(A >> B) = Invert(B) >> Invert(A)` and `Invert(Invert(A)) = A`.

use crate::ir::Step;

/// The steps that undo these.
pub(super) fn invert(steps: &[Step]) -> Vec<Step> {
    let undo = |step: &Step| Step {
        bijector: step.bijector.rules().inverse(),
        loc: step.loc,
    };
    steps.iter().rev().map(undo).collect()
}

#[cfg(test)]
mod tests {
    use crate::rewrite::flat;
    use crate::tests::{chain, specs};

    #[test]
    fn an_inverse_runs_backwards() {
        let chain =
            chain("Invert(Permute[2, 0, 1] >> MAF(8) >> Shift[1, 0, -2] >> Scale[2, 4, 8])");
        assert_eq!(
            specs(&flat(&chain)),
            "Scale[0.5, 0.25, 0.125] >> Shift[-1, 0, 2] >> Invert(MAF(8)) >> Permute[1, 2, 0]"
        );
    }

    #[test]
    fn twice_inverted_is_as_before() {
        let chain = chain("<3> = Invert(Invert(MAF(8) >> Reverse) >> IAF(4))");
        assert_eq!(specs(&flat(&chain)), "Invert(IAF(4)) >> MAF(8) >> Reverse");
    }
}
