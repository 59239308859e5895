//! The base densities, where a sample starts; a file each, as with the elements.

mod normal;

use crate::ast::Call;
use crate::check::Check;
use crate::elements::Dim;
use proc_macro2::TokenStream;

/// A name of the language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) name: &'static str,
    pub(crate) dim: Dim,
    pub(crate) check: fn(&Call, &Check<'_>) -> Option<Base>,
}

/// A base whose arguments have been checked.
#[derive(Clone, Debug)]
pub(crate) enum Base {
    Normal(normal::Normal),
}

const ENTRIES: &[Entry] = &[
    normal::NORMAL,
    planned("Uniform"),
    planned("Logistic"),
    planned("Laplace"),
    planned("StudentT"),
    planned("Mixture"),
];

const fn planned(name: &'static str) -> Entry {
    Entry {
        name,
        dim: |_| None,
        check: |call, check| {
            let name = &call.name.value;
            check.error(
                call.name.loc,
                format!(
                    "base `{name}` is not supported yet\nhelp: `Normal` is the base that is there"
                ),
            );
            None
        },
    }
}

pub(crate) fn find(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().map(|entry| entry.name)
}

impl Base {
    /// What a chain starts with where it does not say.
    pub(crate) fn default_for(dim: usize) -> Self {
        Self::Normal(normal::Normal::standard(dim))
    }

    /// Its canonical text; none for the default.
    pub(crate) fn spec(&self) -> Option<String> {
        match self {
            Self::Normal(normal) => normal.spec(),
        }
    }

    /// The runtime value that computes it.
    pub(crate) fn runtime(&self) -> TokenStream {
        match self {
            Self::Normal(normal) => normal.runtime(),
        }
    }
}
