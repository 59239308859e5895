//! The code of a formula, an item of the flow.

use crate::ast::Scalar;
use crate::formula::{self, Analysis};
use crate::rules::Tables;
use proc_macro2::TokenStream;
use quote::quote;

/// The name of the type that computes a formula.
pub(crate) fn map(analysis: &Analysis, tables: &mut Tables) -> TokenStream {
    let scalar = number(tables.scalar);
    let name = tables.item("Formula", |name| {
        formula::emit(analysis, name, scalar, &quote!(rt))
    });
    quote!(#name)
}

/// The scalar of a flow, in the words of formulas.
pub(super) fn number(scalar: Scalar) -> formula::Scalar {
    match scalar {
        Scalar::F32 => formula::Scalar::F32,
        Scalar::F64 => formula::Scalar::F64,
    }
}
