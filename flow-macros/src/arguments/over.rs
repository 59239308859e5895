//! The option `over`: whether an element does the same to every channel, or to every dimension by itself.

use super::check::Check;
use super::passing::Passing;
use crate::ast::Expr;
use crate::errors::Loc;
use crate::permutation::Permutation;
use crate::shape::Shape;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// What an element acts on at once: every dimension by itself, or channels, in the same way at each place.
#[derive(Clone, Debug)]
pub(crate) struct Over {
    /// So many numbers.
    pub(crate) count: usize,
    /// At so many places.
    pub(crate) places: usize,
    is_written: bool,
}

impl Over {
    /// Each of so many dimensions by itself.
    pub(crate) fn each(count: usize) -> Self {
        Self {
            count,
            places: 1,
            is_written: false,
        }
    }

    /// The option, where it is not the default.
    pub(crate) fn option(&self) -> Option<String> {
        self.is_written.then(|| "over = channels".to_owned())
    }

    /// A permutation of the channels, or of the dimensions, in terms of dimensions: a list of these.
    pub(crate) fn channels(&self, permutation: &Permutation) -> Vec<usize> {
        let indices = permutation.indices().iter();
        let places = |&channel: &usize| channel * self.places..(channel + 1) * self.places;
        indices.flat_map(places).collect()
    }

    /// `.over(64)` for a runtime value that acts on every column by itself else.
    pub(crate) fn runtime(&self) -> Option<TokenStream> {
        let places = Literal::usize_unsuffixed(self.places);
        (self.places > 1).then(|| quote!(.over(#places)))
    }
}

impl Check<'_> {
    /// The shape of what passes here; reports that `what` needs one where there is none.
    pub(crate) fn shape(&self, what: &str, loc: Loc) -> Option<Shape> {
        let passing = self.passing.borrow();
        let these = match self.dim {
            Some(1) => "this dimension has none".to_owned(),
            Some(dim) => format!("these {dim} dimensions have none"),
            None => "these dimensions have none".to_owned(),
        };
        match &*passing {
            Passing::Flat => self.error(
                loc,
                format!("{what} needs a shape, but {these}\nhelp: a flow declares it in place of their number: `<[1, 8, 8]>`"),
            ),
            Passing::Broken(why) => self.error(
                loc,
                format!("{what} needs a shape, but {these} any more: {why}"),
            ),
            Passing::Shape(_) | Passing::Lost => {}
        }
        passing.shape().cloned()
    }

    /// The option `over`; none if that is wrong, or the number of dimensions is not known.
    pub(crate) fn over(&self, written: Option<&Expr>) -> Option<Over> {
        match written {
            None => self.dim.map(Over::each),
            Some(expr) => {
                self.choice("over", written, &[("channels", ())])?;
                self.over_channels("`over = channels`", expr.loc)
            }
        }
    }

    /// All channels, for what needs them.
    pub(crate) fn over_channels(&self, what: &str, loc: Loc) -> Option<Over> {
        let shape = self.shape(what, loc)?;
        Some(Over {
            count: shape.channels(),
            places: shape.places(),
            is_written: true,
        })
    }
}
