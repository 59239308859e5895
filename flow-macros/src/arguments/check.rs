//! What is known of a flow while the arguments of its elements are read.

use super::passing::Followed;
use crate::ast::Scalar;
use crate::errors::{Loc, Report};
use crate::labels::Labels;

/// What is known while an element is checked.
#[derive(Clone, Debug)]
pub(crate) struct Check<'a> {
    pub(crate) report: &'a Report,
    pub(crate) scalar: Scalar,
    /// None if nothing in the flow says.
    pub(crate) dim: Option<usize>,
    pub(crate) context: usize,
    /// What the dimensions are called, as far as that is known.
    pub(crate) labels: Labels,
    /// What shape they have.
    pub(crate) passing: &'a Followed,
    /// Whether directions are swapped here, so that elements are met from the base side.
    pub(crate) against: bool,
}

impl Check<'_> {
    pub(crate) fn error(&self, loc: Loc, message: impl Into<String>) {
        self.report.error(loc, message);
    }
}
