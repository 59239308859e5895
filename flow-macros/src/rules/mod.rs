//! The contract: what the compiler must know about an element, and what it gives to it. Elements stand above it, and the
//! phases that ask them above these.

mod base;
mod constants;
mod domain;
mod element;
mod entry;
mod placement;
mod refusal;
mod runtime;
mod symmetry;
mod tables;

pub(crate) use base::BaseRules;
pub(crate) use constants::Constants;
pub(crate) use domain::Domain;
pub(crate) use element::{Rules, directed, real};
pub(crate) use entry::{Dim, Entry};
pub(crate) use placement::{Placement, list};
pub(crate) use refusal::Refusal;
pub(crate) use runtime::Runtime;
pub(crate) use symmetry::{Symmetric, Symmetry};
pub(crate) use tables::Tables;
