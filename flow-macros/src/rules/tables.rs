//! What the runtime values of a flow share.

use crate::ast::Scalar;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

/// Constants and types that runtime values refer to. Equal ones are written once.
#[derive(Debug)]
pub(crate) struct Tables {
    /// What they are made for.
    pub(crate) scalar: Scalar,
    /// The name of the flow, which no item may hide.
    taken: Option<Ident>,
    /// How many columns a block has so far.
    columns: usize,
    /// Those that hold noise where the data enter, and its law.
    noise: Vec<(usize, TokenStream)>,
    /// The text that tells them apart, the name, and the item.
    items: Vec<(String, Ident, TokenStream)>,
}

impl Tables {
    /// Of a flow of that name, whose steps are on so many columns.
    pub(crate) fn new(scalar: Scalar, taken: Option<Ident>, columns: usize) -> Self {
        Self {
            scalar,
            taken,
            columns,
            noise: Vec::new(),
            items: Vec::new(),
        }
    }

    pub(crate) fn into_items(self) -> Vec<TokenStream> {
        self.items.into_iter().map(|(.., item)| item).collect()
    }

    /// So many further columns, which no other step has.
    pub(crate) fn spare(&mut self, count: usize) -> Vec<usize> {
        let start = self.columns;
        self.columns += count;
        (start..self.columns).collect()
    }

    /// How many columns a block has.
    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    /// Asks for noise in these columns.
    pub(crate) fn noise(&mut self, columns: &[usize], law: &TokenStream) {
        let noise = columns.iter().map(|&column| (column, law.clone()));
        self.noise.extend(noise);
    }

    /// The noise that steps have asked for since they were last asked.
    pub(crate) fn take_noise(&mut self) -> Vec<(usize, TokenStream)> {
        std::mem::take(&mut self.noise)
    }

    /// The name of a constant of this value.
    pub(crate) fn constant(&mut self, kind: &str, ty: &TokenStream, value: &TokenStream) -> Ident {
        self.item(
            &format!("{kind}_"),
            |name| quote!(const #name: #ty = #value;),
        )
    }

    /// The name of an item that is written with that name.
    pub(crate) fn item(&mut self, kind: &str, item: impl Fn(&Ident) -> TokenStream) -> Ident {
        let text = item(&format_ident!("{kind}")).to_string();
        if let Some((_, name, _)) = self.items.iter().find(|(known, ..)| *known == text) {
            return name.clone();
        }
        let number = self.items.len();
        let mut name = format_ident!("{kind}{number}");
        if self.taken.as_ref() == Some(&name) {
            name = format_ident!("Other{name}");
        }
        self.items.push((text, name.clone(), item(&name)));
        name
    }
}
