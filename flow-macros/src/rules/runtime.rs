//! What computes an element at run time.

use proc_macro2::TokenStream;
use quote::quote;

/// A runtime value and its type; `rt` is the runtime's module in both.
#[derive(Debug, Default)]
pub(crate) struct Runtime {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
    /// Follows the value's name where constants are computed from it: to be const, `size` has to be a
    /// method of a type's own, which `Invert` cannot have.
    pub(crate) size: TokenStream,
}

impl Runtime {
    /// With its directions swapped, where they are.
    pub(crate) fn inverted_if(self, inverted: bool) -> Self {
        if !inverted {
            return self;
        }
        let Self { ty, value, size } = self;
        Self {
            ty: quote!(rt::Invert<#ty>),
            value: quote!(rt::Invert(#value)),
            size: quote!(.0 #size),
        }
    }
}
