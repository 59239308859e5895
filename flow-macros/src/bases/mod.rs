//! The base densities, where a sample starts; a file each, as with the elements.
//!
//! One density of one number in every dimension, with nothing to learn and no arguments, is a row of `plain.rs`. Another base is
//! a file with a type that implements [`BaseRules`] and an [`Entry`] per name, and a line below.

pub(crate) mod beside;
mod conditional;
mod gaussians;
mod normal;
mod plain;

use crate::rules::{BaseRules, Entry};
use std::rc::Rc;

/// A base whose arguments have been checked.
pub(crate) type Base = Rc<dyn BaseRules>;

/// A name of a base.
pub(crate) type Named = Entry<Base>;

const ENTRIES: &[Named] = &[normal::NORMAL, plain::STUDENT_T, gaussians::MIXTURE];

fn entries() -> impl Iterator<Item = &'static Named> {
    ENTRIES.iter().chain(&plain::ENTRIES)
}

pub(crate) fn find(name: &str) -> Option<&'static Named> {
    entries().find(|entry| entry.name == name)
}

pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    entries().map(|entry| entry.name)
}

/// What a chain starts with where it does not say.
pub(crate) fn default_for(dim: usize) -> Base {
    Rc::new(normal::Normal::standard(dim))
}
