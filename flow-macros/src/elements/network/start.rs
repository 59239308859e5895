//! The option `init`.

use super::contract::Owner;
use crate::arguments::Check;
use proc_macro2::TokenStream;
use quote::quote;

/// How the weights of a network start. The first is the default.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Start {
    /// Hidden units spread over the data, and an element near the identity.
    Random,
    /// The last layer at zero, and the element at the identity.
    Identity,
    /// Glorot's range in every layer.
    Glorot,
}

const STARTS: [(&str, Start); 3] = [
    ("random", Start::Random),
    ("identity", Start::Identity),
    ("glorot", Start::Glorot),
];

impl Check<'_> {
    /// How weights start. What does not start at the identity is told so, where that is asked for.
    pub(super) fn start(&self, owner: Owner<'_>) -> Option<Start> {
        let start = self.choice("init", owner.init, &STARTS);
        if let (Some(Start::Identity), Some(init), Some(univariate)) =
            (start, owner.init, owner.univariate)
            && let Some(message) = univariate.starts_elsewhere()
        {
            self.error(init.loc, message);
        }
        start
    }
}

impl Start {
    /// What the runtime's network is called with, where it is not the default.
    pub(super) fn method(self) -> Option<TokenStream> {
        match self {
            Self::Random => None,
            Self::Identity => Some(quote!(.zero_outputs())),
            Self::Glorot => Some(quote!(.glorot())),
        }
    }

    /// As an option, where it is not the default.
    pub(super) fn option(self) -> Option<String> {
        let mut others = STARTS.iter().skip(1);
        let (name, _) = others.find(|(_, start)| *start == self)?;
        Some(format!("init = {name}"))
    }
}
