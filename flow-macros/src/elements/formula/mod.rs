//! `|z; a, b > 0| …`: bijections written as mathematics, and the elements of the library that are such formulas.
//!
//! A formula of one coordinate is applied to every dimension, with parameters per dimension; one of several
//! coordinates has as many as the flow has dimensions.

mod constants;
mod derive;
mod emitted;
mod proved;
mod written;

pub(crate) use emitted::map;
pub(crate) use proved::Formula;
pub(crate) use written::Written;
