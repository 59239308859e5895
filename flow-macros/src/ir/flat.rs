//! Groups and repetitions are written out, and `Invert(A >> B) = Invert(B) >> Invert(A)`.

use super::chain::{Chain, Kind, Node};
use crate::elements::Element;
use crate::errors::Loc;
use crate::shape::Shape;

/// A chain written out. Its columns are the dimensions of the base, in their order.
#[derive(Debug)]
pub(crate) struct Flat<'a> {
    /// The elements in the order in which a sample meets them.
    pub(crate) occurrences: Vec<Occurrence<'a>>,
    /// How many dimensions the base has.
    pub(crate) width: usize,
    /// The columns in which the dimensions of the data leave the chain.
    pub(crate) data: Vec<usize>,
}

/// An element as a sample meets it.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence<'a> {
    pub(crate) element: &'a Element,
    /// Whether it runs against what is computed forwards.
    pub(crate) inverted: bool,
    /// The columns that it acts on: those that leave it, for its dimensions in their order.
    pub(crate) columns: Vec<usize>,
    /// The columns that end with it, if it narrows: for each of the others so many, and then those that belong to none.
    pub(crate) ending: Vec<usize>,
    pub(crate) loc: Loc,
    /// Of what leaves it towards the data, if that has one.
    pub(crate) shape: Option<&'a Shape>,
}

impl Chain {
    /// The chain on so many dimensions of the data, written out.
    pub(crate) fn flat(&self, dim: usize) -> Flat<'_> {
        let mut writing = Writing {
            columns: dim,
            occurrences: Vec::new(),
        };
        // From the data, whose dimensions are known, to the base; so columns are numbered as they are met.
        let base = writing.chain(self, (0..dim).collect(), false);
        let mut occurrences = writing.occurrences;
        occurrences.reverse();
        let mut place = vec![0; base.len()];
        for (i, &column) in base.iter().enumerate() {
            place[column] = i;
        }
        for occurrence in &mut occurrences {
            let Occurrence {
                columns, ending, ..
            } = occurrence;
            for column in columns.iter_mut().chain(ending) {
                *column = place[*column];
            }
        }
        Flat {
            occurrences,
            width: base.len(),
            data: place[..dim].to_vec(),
        }
    }
}

/// Writes elements out, the last first.
struct Writing<'a> {
    /// How many columns have been met.
    columns: usize,
    occurrences: Vec<Occurrence<'a>>,
}

impl<'a> Writing<'a> {
    /// Takes the columns that leave a chain to those that enter it.
    fn chain(&mut self, chain: &'a Chain, leaving: Vec<usize>, inverted: bool) -> Vec<usize> {
        let nodes = chain.0.iter();
        let step = |columns, node| self.node(node, columns, inverted);
        if inverted {
            nodes.fold(leaving, step)
        } else {
            nodes.rev().fold(leaving, step)
        }
    }

    fn node(&mut self, node: &'a Node, leaving: Vec<usize>, inverted: bool) -> Vec<usize> {
        match &node.kind {
            Kind::Element(element) => {
                let before = node.widening(leaving.len());
                let entering = before.spread(&leaving, |column, i| match column {
                    Some(&column) if i == 0 => column,
                    _ => {
                        self.columns += 1;
                        self.columns - 1
                    }
                });
                let ending = entering.iter().filter(|column| !leaving.contains(column));
                self.occurrences.push(Occurrence {
                    element,
                    inverted: element.is_named_inverse() != inverted,
                    ending: ending.copied().collect(),
                    columns: leaving,
                    loc: node.loc,
                    shape: node.shape.as_ref(),
                });
                entering
            }
            Kind::Repeat { count, chain } => {
                (0..*count).fold(leaving, |columns, _| self.chain(chain, columns, inverted))
            }
            Kind::Invert(chain) => self.chain(chain, leaving, !inverted),
            Kind::On { columns, chain } => self.on(columns, chain, &leaving, inverted),
            Kind::Split {
                kept,
                chain,
                chosen,
                ..
            } => {
                self.occurrences
                    .extend(chosen.as_ref().map(|element| Occurrence {
                        element,
                        inverted: false,
                        columns: leaving.clone(),
                        ending: Vec::new(),
                        loc: node.loc,
                        shape: node.shape.as_ref(),
                    }));
                let first: Vec<usize> = (0..*kept).collect();
                self.on(&first, chain, &leaving, inverted)
            }
        }
    }

    /// A chain on some of the dimensions that leave it.
    fn on(
        &mut self,
        columns: &[usize],
        chain: &'a Chain,
        leaving: &[usize],
        inverted: bool,
    ) -> Vec<usize> {
        let inside = columns.iter().map(|&i| leaving[i]).collect();
        let inside = self.chain(chain, inside, inverted);
        let own = chain.widening(columns.len());
        let mut rest = inside.into_iter();
        let mut taken: Vec<Vec<usize>> = leaving.iter().map(|&i| vec![i]).collect();
        for (&i, &count) in columns.iter().zip(&own.counts) {
            taken[i] = rest.by_ref().take(count).collect();
        }
        taken.into_iter().flatten().chain(rest).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::{chain_of, specs};

    fn flat(text: &str) -> String {
        specs(&chain_of(text).0.steps())
    }

    #[test]
    fn groups_and_counts_disappear() {
        assert_eq!(
            flat("<2> = 2 * (Reverse >> 2 * Shift[1, 2]) >> (Scale[1, 2])"),
            "Reverse >> Shift[1, 2] >> Shift[1, 2] >> Reverse >> Shift[1, 2] >> Shift[1, 2] >> Scale[1, 2]"
        );
    }

    #[test]
    fn an_inverse_runs_backwards() {
        assert_eq!(
            flat("Invert(Permute[2, 0, 1] >> MAF(8) >> Shift[1, 0, -2] >> Scale[2, 4, 8])"),
            "Scale[0.5, 0.25, 0.125] >> Shift[-1, 0, 2] >> Invert(MAF(8)) >> Permute[1, 2, 0]"
        );
    }

    #[test]
    fn twice_inverted_is_as_before() {
        assert_eq!(
            flat("<3> = Invert(Invert(MAF(8) >> Reverse) >> IAF(4))"),
            "Invert(IAF(4)) >> MAF(8) >> Reverse"
        );
    }
}
