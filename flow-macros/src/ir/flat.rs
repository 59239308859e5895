//! Groups and repetitions are written out, and `Invert(A >> B) = Invert(B) >> Invert(A)`.

use super::chain::{Chain, Kind};
use crate::elements::Element;
use crate::errors::Loc;
use crate::shape::Shape;
use std::iter;

/// An element as a sample meets it.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence<'a> {
    pub(crate) element: &'a Element,
    /// Whether it runs against what is computed forwards.
    pub(crate) inverted: bool,
    /// The dimensions that it acts on, where these are not all of the flow in their order.
    pub(crate) columns: Option<Vec<usize>>,
    pub(crate) loc: Loc,
    /// Of what leaves it towards the data, if that has one.
    pub(crate) shape: Option<&'a Shape>,
}

impl Chain {
    /// The elements in the order in which a sample meets them.
    pub(crate) fn flat(&self) -> Vec<Occurrence<'_>> {
        let mut all = Vec::new();
        for node in &self.0 {
            match &node.kind {
                Kind::Element(element) => all.push(Occurrence {
                    element,
                    inverted: element.is_named_inverse(),
                    columns: None,
                    loc: node.loc,
                    shape: node.shape.as_ref(),
                }),
                Kind::Repeat { count, chain } => {
                    all.extend(iter::repeat_n(chain.flat(), *count).flatten());
                }
                Kind::Invert(chain) => {
                    all.extend(chain.flat().into_iter().rev().map(Occurrence::inverse));
                }
                Kind::On { columns, chain } => {
                    all.extend(chain.flat().into_iter().map(|inside| inside.on(columns)));
                }
                Kind::Split {
                    kept,
                    chain,
                    chosen,
                    ..
                } => {
                    let columns: Vec<usize> = (0..*kept).collect();
                    all.extend(chain.flat().into_iter().map(|inside| inside.on(&columns)));
                    all.extend(chosen.as_ref().map(|element| Occurrence {
                        element,
                        inverted: false,
                        columns: None,
                        loc: node.loc,
                        shape: node.shape.as_ref(),
                    }));
                }
            }
        }
        all
    }
}

impl Occurrence<'_> {
    /// The same, where its dimension i is `columns[i]`.
    fn on(self, columns: &[usize]) -> Self {
        let columns = match &self.columns {
            Some(own) => own.iter().map(|&i| columns[i]).collect(),
            None => columns.to_vec(),
        };
        Self {
            columns: Some(columns),
            ..self
        }
    }

    fn inverse(self) -> Self {
        Self {
            inverted: !self.inverted,
            ..self
        }
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
