//! Numbers and scalars, as they are written out.

use crate::ast;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::ToTokens;

/// A number as people write it.
pub(super) fn number(value: usize) -> Literal {
    Literal::usize_unsuffixed(value)
}

/// The scalar, as a type.
pub(super) fn scalar(scalar: ast::Scalar) -> TokenStream {
    Ident::new(scalar.name(), Span::call_site()).into_token_stream()
}
