//! The option `activation`.

use crate::arguments::Check;
use crate::ast::Expr;
use crate::elements::text::numbered;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// Names of the language, and the variants of `rt::Activation`. The first is the default.
const ACTIVATIONS: &[(&str, &str)] = &[
    ("relu", "Relu"),
    ("tanh", "Tanh"),
    ("elu", "Elu"),
    ("silu", "Silu"),
    ("gelu", "Gelu"),
];

/// An index into the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Activation(usize);

impl Check<'_> {
    pub(super) fn activation(&self, written: Option<&Expr>) -> Option<Activation> {
        let chosen = self.choice("activation", written, &numbered(ACTIVATIONS));
        chosen.map(Activation)
    }
}

impl Activation {
    /// Whether there is one of this name.
    pub(super) fn is_named(name: &str) -> bool {
        ACTIVATIONS.iter().any(|(known, _)| *known == name)
    }

    /// As an option, where it is not the default.
    pub(super) fn option(self) -> Option<String> {
        let name = ACTIVATIONS[self.0].0;
        (self.0 > 0).then(|| format!("activation = {name}"))
    }

    pub(super) fn runtime(self) -> TokenStream {
        let activation = Ident::new(ACTIVATIONS[self.0].1, Span::call_site());
        quote!(rt::Activation::#activation)
    }
}
