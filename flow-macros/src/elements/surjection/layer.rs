//! A layer as it is written.

use crate::elements::network::{Mlp, NetworkRules};
use crate::plan::Kind;
use crate::rules::directed;

/// The hidden widths of an `Argmax` that does not say any: without a network, the chain would have to make up for all.
pub(super) const WIDTHS: [usize; 2] = [32, 32];

/// Which layer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layer {
    /// Numbers are rounded down.
    Dequantize,
    /// So many numbers become the code of the largest.
    Argmax(usize),
    /// So many numbers are left out.
    Augment(usize),
}

/// A layer as it is written.
#[derive(Clone, Debug)]
pub(crate) struct Written {
    pub(crate) layer: Layer,
    /// The network of its noise, if that is learned.
    pub(super) network: Option<Mlp>,
    pub(super) context: usize,
}

impl Layer {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dequantize => "Dequantize",
            Self::Argmax(_) => "Argmax",
            Self::Augment(_) => "Augment",
        }
    }

    /// How many dimensions before the layer each dimension behind it is, and how many more there are.
    pub(crate) fn before(self) -> (usize, usize) {
        match self {
            Self::Dequantize => (1, 0),
            Self::Argmax(codes) => (codes, 0),
            Self::Augment(more) => (1, more),
        }
    }

    /// What it makes of a dimension, if it changes any.
    pub(crate) fn makes(self) -> Option<Kind> {
        match self {
            Self::Dequantize => Some(Kind::Whole),
            Self::Argmax(codes) => Some(Kind::Category(codes)),
            Self::Augment(_) => None,
        }
    }
}

impl Written {
    /// Its canonical text.
    pub(crate) fn text(&self) -> String {
        let mut arguments = match self.layer {
            Layer::Dequantize => Vec::new(),
            Layer::Argmax(count) | Layer::Augment(count) => vec![count.to_string()],
        };
        if let Some(network) = self.network.as_ref().filter(|own| !self.is_default(own)) {
            arguments.push(network.text());
            arguments.extend(network.activation_option());
            arguments.extend(network.options());
        }
        let name = self.layer.name();
        if arguments.is_empty() {
            name.to_owned()
        } else {
            format!("{name}({})", arguments.join(", "))
        }
    }

    pub(crate) fn spec(&self, inverted: bool) -> String {
        directed(self.text(), inverted)
    }

    fn is_default(&self, network: &Mlp) -> bool {
        matches!(self.layer, Layer::Argmax(_)) && network.is_plain(&WIDTHS)
    }
}
