//! What computes an element at run time.

use proc_macro2::TokenStream;

/// A runtime value and its type; `rt` is the runtime's module in both.
#[derive(Debug)]
pub(crate) struct Runtime {
    pub(crate) ty: TokenStream,
    pub(crate) value: TokenStream,
}
