//! Where a bijector stands in a chain.

use crate::permutation::Permutation;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// On which columns of a block a bijector acts, and in which direction.
#[derive(Clone, Debug)]
pub(crate) struct Placement {
    /// Its dimension i is column `columns[i]`.
    pub(crate) columns: Vec<usize>,
    /// How many columns there are.
    pub(crate) dim: usize,
    pub(crate) inverted: bool,
}

impl Placement {
    /// As it is written: forwards, on all columns in their order.
    pub(crate) fn of(dim: usize) -> Self {
        Self {
            columns: (0..dim).collect(),
            dim,
            inverted: false,
        }
    }

    /// Whether it acts on all columns.
    pub(crate) fn is_whole(&self) -> bool {
        self.columns.len() == self.dim
    }

    /// Whether it acts on all columns in their order.
    pub(crate) fn is_plain(&self) -> bool {
        self.is_whole() && self.columns.is_sorted()
    }

    /// The same behind a permutation.
    pub(crate) fn permuted(&self, p: &Permutation) -> Self {
        Self {
            columns: p.sources(&self.columns),
            ..*self
        }
    }

    /// The columns that are these dimensions of the bijector.
    pub(crate) fn sources(&self, dims: &[usize]) -> Vec<usize> {
        dims.iter().map(|&i| self.columns[i]).collect()
    }

    /// All columns, as a list of the runtime.
    pub(crate) fn list(&self) -> TokenStream {
        list(&self.columns)
    }

    /// `.on(&[2, 0])` for a runtime value that acts on all columns else.
    pub(crate) fn on(&self) -> Option<TokenStream> {
        let list = self.list();
        (!self.is_plain()).then(|| quote!(.on(#list)))
    }
}

/// A list of columns, as the runtime takes it.
pub(crate) fn list(columns: &[usize]) -> TokenStream {
    let columns = columns.iter().map(|&i| Literal::usize_unsuffixed(i));
    quote!(&[#(#columns),*])
}
