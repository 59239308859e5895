//! Where a bijector stands in a chain.

use crate::permutation::Permutation;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// On which columns of a block a bijector acts, and in which direction.
#[derive(Clone, Debug)]
pub(crate) struct Placement {
    /// Its dimension i is column `columns[i]`.
    pub(crate) columns: Permutation,
    pub(crate) inverted: bool,
}

impl Placement {
    /// As it is written: forwards, on columns in their order.
    pub(crate) fn of(dim: usize) -> Self {
        Self {
            columns: Permutation::identity(dim),
            inverted: false,
        }
    }

    /// The columns that are these dimensions of the bijector.
    pub(crate) fn sources(&self, dims: &[usize]) -> Vec<usize> {
        self.columns.sources(dims)
    }

    /// All columns, as a list of the runtime.
    pub(crate) fn list(&self) -> TokenStream {
        list(self.columns.indices())
    }
}

/// A list of columns, as the runtime takes it.
pub(crate) fn list(columns: &[usize]) -> TokenStream {
    let columns = columns.iter().map(|&i| Literal::usize_unsuffixed(i));
    quote!(&[#(#columns),*])
}
