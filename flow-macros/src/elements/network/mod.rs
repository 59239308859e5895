//! The network of an element, where widths stand: `mlp(64, 64)`, for which `64, 64` is short. A file each, with its arguments
//! and the name of its runtime type.
//!
//! A new network is a file with a type that implements [`NetworkRules`], a variant and a row below.

mod activation;
mod attention;
mod contract;
mod conv;
mod masked;
mod mlp;
mod places;
mod read;
mod start;
mod wavenet;
mod width;

pub(crate) use contract::{NetworkRules, Owner, Role, Task};

use crate::arguments::Options;
use contract::Row;
pub(crate) use mlp::Mlp;

#[derive(Clone, Debug)]
pub(crate) enum Network {
    Mlp(Mlp),
    Conv(conv::Conv),
    Wavenet(wavenet::Wavenet),
    Attention(attention::Attention),
}

impl Network {
    pub(crate) fn rules(&self) -> &dyn NetworkRules {
        match self {
            Self::Mlp(network) => network,
            Self::Conv(network) => network,
            Self::Wavenet(network) => network,
            Self::Attention(network) => network,
        }
    }
}

/// The networks by name; the first is the one that widths alone mean.
const NETWORKS: &[Row<Network>] = &[
    Row {
        name: "mlp",
        example: "mlp(64, 64)",
        options: Options { known: &[] },
        read: |written, owner, check| mlp::read(written, owner, check).map(Network::Mlp),
    },
    Row {
        name: "conv",
        example: "conv(64, 64)",
        options: conv::OPTIONS,
        read: |written, owner, check| conv::read(written, owner, check).map(Network::Conv),
    },
    Row {
        name: "wavenet",
        example: "wavenet(32, layers = 4)",
        options: wavenet::OPTIONS,
        read: |written, owner, check| wavenet::read(written, owner, check).map(Network::Wavenet),
    },
    Row {
        name: "attention",
        example: "attention(64, layers = 2, heads = 4)",
        options: Options {
            known: &["layers", "heads"],
        },
        read: |written, owner, check| {
            attention::read(written, owner, check).map(Network::Attention)
        },
    },
];
