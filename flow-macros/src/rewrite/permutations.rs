//! Permutations move to the data side, through what stands there, and become one:
//! `Permute p >> A = A′ >> Permute p`, where `A′` acts on permuted columns. A MAF takes the permutation
//! into its order, `MAF_{p∘o}`; constants are indexed anew. What is left at the end costs nothing: it
//! is the order in which the columns of a block are read.
//!
//! Stable: no number is computed otherwise. A network adds up its inputs in another order, none of which is better.

use super::record::Record;
use crate::elements::Bijector;
use crate::ir::{Line, Step};
use crate::permutation::Permutation;

pub(super) fn fold(line: &mut Line, record: &mut Record) -> bool {
    let mut carried = Permutation::identity(line.order.indices().len());
    let mut steps: Vec<Step> = Vec::with_capacity(line.steps.len());
    let mut changed = false;
    let voice = line.voice();
    for step in line.steps.drain(..) {
        if let Bijector::Permute(permute) = &step.bijector {
            carried = carried.then(&permute.permutation);
            record.note(format!(
                "`{}` folded into the order of the dimensions: no run-time cost",
                voice.spec(&step)
            ));
            changed = true;
            continue;
        }
        steps.push(if carried.is_identity() {
            step
        } else {
            step.permuted(&carried)
        });
    }
    line.steps = steps;
    line.order = carried.then(&line.order);
    changed
}

#[cfg(test)]
mod tests {
    use crate::ir::Line;
    use crate::tests::{chain_of, simplified};
    use crate::{elements::Bijector, rewrite};

    #[test]
    fn a_permutation_becomes_an_order() {
        let (line, record) = simplified("3 * (Permute[1, 0] >> MAF(128, 128))");
        assert_eq!(
            line,
            "MAF(128, 128), in reverse order >> MAF(128, 128) >> MAF(128, 128), in reverse order >> order [1, 0]"
        );
        assert_eq!(
            record,
            ["`Permute[1, 0]` folded into the order of the dimensions: no run-time cost"]
        );
    }

    #[test]
    fn neighbours_merge_and_constants_are_indexed_anew() {
        let (line, _) =
            simplified("Permute[2, 0, 1] >> Permute[1, 0, 2] >> Shift[1, 2, 3] >> MAF(4)");
        assert_eq!(
            line,
            "Shift[1, 3, 2] >> MAF(4), in order 0 2 1 >> order [0, 2, 1]"
        );
    }

    /// The boolean matrix is a shadow of the function: a fold must not change it.
    #[test]
    fn folding_keeps_what_depends_on_what() {
        for text in [
            "Permute[2, 0, 1] >> MAF(8) >> Permute[0, 2, 1]",
            "MAF(8) >> Permute[1, 2, 0] >> IAF(8)",
            "<4> = Reverse >> MAF(8) >> Invert(Permute[1, 3, 0, 2] >> MAF(8)) >> Reverse",
        ] {
            let (flow, _) = chain_of(text);
            let mut line = Line::new(flow.steps(), &flow.labels);
            let before = line.mixing();
            rewrite::simplify(&mut line);
            let left = |step: &crate::ir::Step| matches!(step.bijector, Bijector::Permute(_));
            assert!(!line.steps.iter().any(left), "{text}");
            assert_eq!(line.mixing(), before, "{text}");
        }
    }
}
