//! The base densities, where a sample starts; a file each, as with the elements.

mod conditional;
mod gaussians;
mod normal;
mod plain;

use crate::formula::Interval;
use crate::plan::Learned;
use crate::plan::Stage;
use crate::rules::Entry;
use crate::rules::Tables;
use proc_macro2::TokenStream;
use quote::quote;

/// A base whose arguments have been checked.
#[derive(Clone, Debug)]
pub(crate) enum Base {
    Normal(normal::Normal),
    Plain(plain::Plain),
    Gaussians(gaussians::Gaussians),
    Conditional(conditional::Conditional),
}

const ENTRIES: &[Entry<Base>] = &[
    normal::NORMAL,
    plain::UNIFORM,
    plain::LOGISTIC,
    plain::LAPLACE,
    plain::STUDENT_T,
    gaussians::MIXTURE,
];

pub(crate) fn find(name: &str) -> Option<&'static Entry<Base>> {
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
            Self::Plain(plain) => Some(plain.spec()),
            Self::Gaussians(gaussians) => Some(gaussians.spec()),
            Self::Conditional(conditional) => Some(conditional.spec()),
        }
    }

    /// How messages speak of it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Normal(_) | Self::Conditional(_) => "Normal",
            Self::Plain(plain) => plain.name(),
            Self::Gaussians(gaussians) => gaussians.name(),
        }
    }

    /// Where its samples lie, in each dimension.
    pub(crate) fn support(&self) -> Interval {
        match self {
            Self::Normal(_) | Self::Gaussians(_) | Self::Conditional(_) => Interval::REAL,
            Self::Plain(plain) => plain.support(),
        }
    }

    /// The runtime value that computes it.
    pub(crate) fn runtime(&self) -> TokenStream {
        match self {
            Self::Normal(normal) => normal.runtime(),
            Self::Plain(plain) => plain.runtime(),
            Self::Gaussians(gaussians) => gaussians.runtime(),
            Self::Conditional(_) => quote!(rt::Normal::STANDARD),
        }
    }

    /// What the runtime's base goes through before the chain, if anything.
    pub(crate) fn stage(&self, tables: &mut Tables) -> Option<Stage> {
        if let Self::Conditional(conditional) = self {
            Some(conditional.stage(tables))
        } else {
            None
        }
    }

    /// Whether it differs from context to context.
    pub(crate) fn reads_context(&self) -> bool {
        matches!(self, Self::Conditional(_))
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
