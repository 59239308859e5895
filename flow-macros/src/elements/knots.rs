//! The sizes of a spline, `bins = 8, bound = 3`: of `Spline`, of `NSF`, and of `univariate = spline`.

use crate::ast::{At, Expr};
use crate::check::{Check, Options, show};
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// The sizes of a spline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Knots {
    pub(crate) bins: usize,
    pub(crate) bound: f64,
}

impl Default for Knots {
    fn default() -> Self {
        Self {
            bins: 8,
            bound: 3.0,
        }
    }
}

/// The sizes of a spline, as options.
pub(crate) const KNOTS: Options = Options {
    known: &["bins", "bound"],
};

/// More bins are taken for a mistake; the least widths of all of them must fit.
const MAX_BINS: usize = 512;

/// Between these the bound of a box makes sense in either scalar.
const BOUNDS: [f64; 2] = [1e-3, 1e6];

impl Check<'_> {
    /// The sizes of a spline, from its options.
    pub(super) fn knots(&self, bins: Option<&Expr>, bound: Option<&Expr>) -> Option<Knots> {
        let default = Knots::default();
        let bins = match bins {
            Some(bins) => self.whole(bins, "the number of bins", MAX_BINS),
            None => Some(default.bins),
        };
        let bound = match bound {
            Some(bound) => self.bound(bound),
            None => Some(default.bound),
        };
        Some(Knots {
            bins: bins?,
            bound: bound?,
        })
    }

    fn bound(&self, expr: &Expr) -> Option<f64> {
        let At { value, loc } = self.constant(expr)?;
        let [least, most] = BOUNDS;
        if !(least..=most).contains(&value) {
            let message = format!(
                "the bound of a spline must be between {} and {}, found {}\nhelp: the spline covers [−bound, bound]; outside it is the identity",
                show(least),
                show(most),
                show(value)
            );
            self.error(loc, message);
            return None;
        }
        Some(value)
    }
}

impl Knots {
    /// Parameters for one number.
    pub(crate) fn params(self) -> usize {
        3 * self.bins - 1
    }

    /// The sizes that are not the default ones, as options.
    pub(crate) fn options(self) -> Vec<String> {
        let bins = self.bins != Self::default().bins;
        let bins = bins.then(|| format!("bins = {}", self.bins));
        bins.into_iter().chain(self.bound_option()).collect()
    }

    /// The option `bound`, where it is not the default.
    pub(crate) fn bound_option(self) -> Option<String> {
        let bound = self.bound != Self::default().bound;
        bound.then(|| format!("bound = {}", show(self.bound)))
    }

    pub(crate) fn runtime(self) -> TokenStream {
        let bins = Literal::usize_unsuffixed(self.bins);
        let bound = Literal::f64_unsuffixed(self.bound);
        quote!(rt::Spline::new(#bins, #bound))
    }
}
