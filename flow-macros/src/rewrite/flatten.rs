//! Groups and repetitions are written out: `2 * (A >> B) = A >> B >> A >> B`.

use super::invert::invert;
use crate::ir::{Chain, Node, Step};
use std::iter;

/// The steps of a chain in the order in which a sample meets them.
pub(crate) fn flat(chain: &Chain) -> Vec<Step> {
    let mut steps = Vec::new();
    for node in &chain.0 {
        match node {
            Node::Bijector(step) => steps.push(step.clone()),
            Node::Repeat { count, chain } => {
                let copy = flat(chain);
                steps.extend(iter::repeat_n(copy, *count).flatten());
            }
            Node::Invert(chain) => steps.extend(invert(&flat(chain))),
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use crate::tests::{chain, specs};

    #[test]
    fn groups_and_counts_disappear() {
        let chain = chain("<2> = 2 * (Reverse >> 2 * Shift[1, 2]) >> (Scale[1, 2])");
        assert_eq!(
            specs(&super::flat(&chain)),
            "Reverse >> Shift[1, 2] >> Shift[1, 2] >> Reverse >> Shift[1, 2] >> Shift[1, 2] >> Scale[1, 2]"
        );
    }
}
