//! What the compiler must know about a base density.

use super::symmetry::Symmetry;
use super::tables::Tables;
use crate::formula::Interval;
use crate::plan::{Learned, Stage};
use proc_macro2::TokenStream;
use std::fmt::Debug;

/// What the compiler must know about a base density.
pub(crate) trait BaseRules: Debug {
    /// Its canonical text; none for the default.
    fn spec(&self) -> Option<String>;

    /// How messages speak of it, in dimension `i`.
    fn name(&self, i: usize) -> &'static str;

    /// Where its samples lie in dimension `i`. As it stands: anywhere.
    fn support(&self, _i: usize) -> Interval {
        Interval::REAL
    }

    /// What is known of its symmetries on so many dimensions. As it stands: nothing.
    fn symmetry(&self, dim: usize) -> Symmetry {
        Symmetry::none(dim, self.name(0))
    }

    /// Whether it is one density of one number in every dimension, with nothing to learn.
    fn is_plain(&self) -> bool {
        false
    }

    /// The runtime value that computes it.
    fn runtime(&self) -> TokenStream;

    /// What the runtime's base goes through before the chain, if anything.
    fn stage(&self, _tables: &mut Tables) -> Option<Stage> {
        None
    }

    /// Whether it differs from context to context.
    fn reads_context(&self) -> bool {
        false
    }

    /// What of it is learned, if anything.
    fn learned(&self) -> Option<Learned> {
        None
    }

    /// Whether its dimensions are independent of each other.
    fn is_independent(&self) -> bool {
        true
    }
}
