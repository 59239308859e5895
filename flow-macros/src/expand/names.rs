//! What the dimensions of a flow are called: constants of its type, and `Named` where the flow declares them.

use super::literal::number;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// `NAMES` and `CONTEXT_NAMES`, of so many dimensions; those without a name are `x0`, `x1` and so on, and `c0`, `c1`.
pub(super) fn constants(names: &[&[String]; 2], [dim, context]: [usize; 2]) -> TokenStream {
    let data = texts(names[0], "x", dim);
    let given = texts(names[1], "c", context);
    let (dim, context) = (number(dim), number(context));
    quote! {
        /// The names of the data dimensions.
        pub const NAMES: [&'static str; #dim] = [#(#data),*];
        /// The names of the context dimensions.
        pub const CONTEXT_NAMES: [&'static str; #context] = [#(#given),*];
    }
}

/// The implementation of `Named`, by which a table finds the columns; none without names.
pub(super) fn named(
    flow: &Ident,
    generics: &TokenStream,
    dim: &TokenStream,
    names: &[String],
) -> Option<TokenStream> {
    (!names.is_empty()).then(|| {
        quote! {
            #[doc(hidden)]
            impl #generics rt::Named<#dim> for #flow {
                const NAMES: [&'static str; #dim] = [#(#names),*];
            }
        }
    })
}

fn texts(names: &[String], letter: &str, count: usize) -> Vec<String> {
    if names.is_empty() {
        (0..count).map(|i| format!("{letter}{i}")).collect()
    } else {
        names.to_vec()
    }
}
