//! Names of the language, and who reads what stands behind them.

use crate::arguments::Check;
use crate::ast::{At, Call};

/// How arguments say the number of dimensions, if they do. Reports nothing.
pub(crate) type Dim = fn(&Call) -> Option<At<usize>>;

/// A name of the language, for an element or a base.
#[derive(Debug)]
pub(crate) struct Entry<T> {
    pub(crate) name: &'static str,
    pub(crate) dim: Dim,
    /// Checks its arguments, and everything about them that depends on the dimensions. Nothing comes
    /// back if there is a mistake, or if the dimensions are not known and it needs them.
    pub(crate) check: fn(&Call, &Check<'_>) -> Option<T>,
}

// Derived, these would ask the same of `T`.
impl<T> Clone for Entry<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Entry<T> {}

impl<T> Entry<T> {
    /// A name whose arguments do not say the number of dimensions.
    pub(crate) const fn new(name: &'static str, check: fn(&Call, &Check<'_>) -> Option<T>) -> Self {
        Self {
            name,
            dim: |_| None,
            check,
        }
    }
}
