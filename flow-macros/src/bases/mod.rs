//! The base densities, where a sample starts; a file each, as with the elements.

mod gaussians;
mod normal;

use crate::ast::Call;
use crate::check::Check;
use crate::elements::{Cost, Dim};
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
    Gaussians(gaussians::Gaussians),
}

/// A base with learned parameters, as the plan needs it.
#[derive(Debug)]
pub(crate) struct Learned {
    /// The type of the runtime value.
    pub(crate) ty: TokenStream,
    pub(crate) text: String,
    pub(crate) params: usize,
    /// Of drawing a sample.
    pub(crate) forward: Cost,
    /// Of the density at a sample.
    pub(crate) inverse: Cost,
}

const ENTRIES: &[Entry] = &[
    normal::NORMAL,
    planned("Uniform"),
    planned("Logistic"),
    planned("Laplace"),
    planned("StudentT"),
    gaussians::MIXTURE,
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
            Self::Gaussians(gaussians) => Some(gaussians.spec()),
        }
    }

    /// The runtime value that computes it.
    pub(crate) fn runtime(&self) -> TokenStream {
        match self {
            Self::Normal(normal) => normal.runtime(),
            Self::Gaussians(gaussians) => gaussians.runtime(),
        }
    }

    /// What of it is learned, if anything.
    pub(crate) fn learned(&self) -> Option<Learned> {
        if let Self::Gaussians(gaussians) = self {
            Some(gaussians.learned())
        } else {
            None
        }
    }

    /// Whether its dimensions are independent of each other.
    pub(crate) fn is_independent(&self) -> bool {
        if let Self::Gaussians(gaussians) = self {
            gaussians.is_independent()
        } else {
            true
        }
    }
}
