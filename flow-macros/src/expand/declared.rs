//! What a flow declares: the type to be made.

use proc_macro2::{Ident, TokenStream};

/// The type to be made.
pub(super) struct Declared<'a> {
    pub(super) name: Ident,
    pub(super) visibility: &'a TokenStream,
    pub(super) anonymous: bool,
}
