//! Elements that are written side by side and undo each other.

use crate::errors::Report;
use crate::ir::{Chain, Flow, Kind, Node, Step};
use crate::rewrite;

/// Neighbours without parameters that undo each other, and repetitions that undo themselves. Looks at what is written
/// side by side only: where copies of a group meet, cancelling may be the style.
pub(super) fn undo(flow: &Flow, report: &Report) {
    let search = Search { flow, report };
    search.chain(&flow.chain, 0, false);
}

struct Search<'a> {
    flow: &'a Flow,
    report: &'a Report,
}

/// Something that is written in a chain, and which of the typed elements it is, where a sample first meets it.
struct Place<'a> {
    node: &'a Node,
    start: usize,
    length: usize,
}

impl Search<'_> {
    /// Looks through a chain whose typed elements begin at `start`; `inverted` where a sample meets the last one first.
    fn chain(&self, chain: &Chain, start: usize, inverted: bool) {
        let places = places(chain, start, inverted);
        for Place { node, start, .. } in &places {
            match &node.kind {
                Kind::Element(_) => {}
                Kind::Repeat { chain, .. } | Kind::On { chain, .. } | Kind::Split { chain, .. } => {
                    self.chain(chain, *start, inverted);
                }
                Kind::Invert(chain) => self.chain(chain, *start, !inverted),
            }
        }
        for pair in places.windows(2) {
            self.pair(&pair[0], &pair[1], inverted);
        }
        for place in &places {
            self.repetition(place);
        }
    }

    fn pair(&self, first: &Place<'_>, second: &Place<'_>, inverted: bool) {
        let (Some(own), Some(next)) = (self.constant(first), self.constant(second)) else {
            return;
        };
        let steps = if inverted { [next, own] } else { [own, next] };
        if rewrite::is_identity(steps.concat(), &self.flow.columns) {
            let (first, second) = (first.node, second.node);
            self.report.warning(
                second.loc,
                format!("`{second}` undoes `{first}` before it: together they do nothing"),
            );
        }
    }

    fn repetition(&self, place: &Place<'_>) {
        let Kind::Repeat { count, chain } = &place.node.kind else {
            return;
        };
        let once = self.steps(place.start, place.length / count);
        if *count > 1
            && !once.iter().any(|step| step.rules().learns())
            && !rewrite::is_identity(once, &self.flow.columns)
            && rewrite::is_identity(self.steps(place.start, place.length), &self.flow.columns)
        {
            self.report.warning(
                place.node.loc,
                format!("{count} copies of `{chain}` undo each other: together they do nothing"),
            );
        }
    }

    /// The steps of something that learns nothing, and does something.
    fn constant(&self, place: &Place<'_>) -> Option<Vec<Step>> {
        let steps = self.steps(place.start, place.length);
        let free = !steps.iter().any(|step| step.rules().learns());
        (free && !rewrite::is_identity(steps.clone(), &self.flow.columns)).then_some(steps)
    }

    fn steps(&self, start: usize, length: usize) -> Vec<Step> {
        let typed = &self.flow.typed[start..start + length];
        typed.iter().flatten().cloned().collect()
    }
}

/// The nodes of a chain in the order in which they are written, each with its place among the typed elements.
fn places(chain: &Chain, start: usize, inverted: bool) -> Vec<Place<'_>> {
    let lengths: Vec<usize> = chain.0.iter().map(length).collect();
    let all: usize = lengths.iter().sum();
    let mut before = 0;
    let mut places = Vec::with_capacity(lengths.len());
    for (node, length) in chain.0.iter().zip(lengths) {
        let at = if inverted {
            all - before - length
        } else {
            before
        };
        before += length;
        places.push(Place {
            node,
            start: start + at,
            length,
        });
    }
    places
}

/// How many elements a sample meets in a node.
fn length(node: &Node) -> usize {
    match &node.kind {
        Kind::Element(_) => 1,
        Kind::Repeat { count, chain } => count * chain.0.iter().map(length).sum::<usize>(),
        Kind::Invert(chain) | Kind::On { chain, .. } => chain.0.iter().map(length).sum(),
        Kind::Split { chain, chosen, .. } => {
            chain.0.iter().map(length).sum::<usize>() + usize::from(chosen.is_some())
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::said;

    #[test]
    fn what_undoes_its_neighbour_is_named() {
        for (text, warning) in [
            (
                "<2> = Invert(Scale[2, 4] >> Scale[1/2, 1/4] >> MAF(8))",
                "`Scale[0.5, 0.25]` undoes `Scale[2, 4]` before it: together they do nothing",
            ),
            (
                "<2> = MAF(8) >> Invert(Reverse >> 3 * (Shift[1, 2] >> 2 * Reverse))",
                "2 copies of `Reverse` undo each other: together they do nothing",
            ),
            (
                "<2> = MAF(8) >> (Reverse >> Shift[1, 2]) >> (Shift[-1, -2] >> Reverse)",
                "`(Shift[-1, -2] >> Reverse)` undoes `(Reverse >> Shift[1, 2])` before it: together they do nothing",
            ),
            // The two dimensions receive different numbers, so that each formula becomes two.
            (
                "<2> = |u, v| (exp(u), v) >> Sinh >> Asinh >> |u, v| (ln(u), v) >> MAF(8)",
                "`Asinh` undoes `Sinh` before it: together they do nothing",
            ),
        ] {
            assert_eq!(said(text), [format!("warning: {warning}")], "{text}");
        }
        for text in [
            "<2> = MAF(8) >> 2 * (Reverse >> Shift[1, 2])",
            "<2> = MAF(8) >> Reverse >> Invert(MAF(8))",
            "<2> = 3 * (Sinh >> MAF(8))",
        ] {
            assert!(said(text).is_empty(), "{text}");
        }
    }
}
