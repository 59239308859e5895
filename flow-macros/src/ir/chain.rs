//! A chain in the shape in which it was written, before it is known what arrives at its elements.

use crate::elements::Element;
use crate::errors::Loc;
use crate::labels::ranges;
use crate::shape::Shape;
use std::fmt;

/// `A >> B >> …`.
#[derive(Clone, Debug)]
pub(crate) struct Chain(pub(crate) Vec<Node>);

/// Something in a chain, and where it was written.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) loc: Loc,
    /// Of what leaves it towards the data, if that has one.
    pub(crate) shape: Option<Shape>,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Element(Element),
    /// `count * (chain)`; a count of 1 is a mere group.
    Repeat {
        count: usize,
        chain: Chain,
    },
    Invert(Chain),
    /// The chain on some of the dimensions, or on all in another order: its dimension i is `columns[i]`.
    On {
        columns: Vec<usize>,
        chain: Chain,
    },
    /// The chain on the first dimensions, so many are kept for it, and behind it what the others join by, as it is written, and
    /// what of that runs.
    Split {
        kept: usize,
        chain: Chain,
        text: String,
        chosen: Option<Element>,
    },
}

impl Chain {
    /// The nodes, those of mere groups among them.
    fn nodes(&self) -> Vec<&Node> {
        let mut nodes = Vec::new();
        for node in &self.0 {
            match &node.kind {
                Kind::Repeat { count: 1, chain } => nodes.extend(chain.nodes()),
                _ => nodes.push(node),
            }
        }
        nodes
    }
}

impl fmt::Display for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, node) in self.nodes().into_iter().enumerate() {
            if i > 0 {
                f.write_str(" >> ")?;
            }
            write!(f, "{node}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Element(element) => f.write_str(&element.spec(element.is_named_inverse())),
            Kind::Invert(chain) => write!(f, "Invert({chain})"),
            Kind::On { columns, chain } => write!(f, "On[{}]({chain})", ranges(columns)),
            Kind::Split { chain, text, .. } => write!(f, "{chain} >> {text}"),
            Kind::Repeat { count: 1, chain } => write!(f, "({chain})"),
            Kind::Repeat { count, chain } => match chain.nodes().as_slice() {
                // A repetition of a repetition needs its parentheses.
                [node] if matches!(node.kind, Kind::Element(_) | Kind::On { .. }) => {
                    write!(f, "{count} * {node}")
                }
                _ => write!(f, "{count} * ({chain})"),
            },
        }
    }
}
