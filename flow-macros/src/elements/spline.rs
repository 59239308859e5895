//! `Spline(bins, bound = 3)`: a learned monotone spline for every dimension by itself.

use super::knots::{Knots, SPLINE_OPTIONS};
use super::{Bijector, Rules, directed};
use crate::arguments::Check;
use crate::ast::Call;
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::Entry;
use crate::rules::{Runtime, Tables};
use proc_macro2::Literal;
use quote::quote;

pub(crate) const SPLINE: Entry<Bijector> = Entry::new("Spline", check);

#[derive(Clone, Debug)]
pub(crate) struct Spline {
    knots: Knots,
    /// `order[k]` is the dimension that the k-th spline is for.
    order: Vec<usize>,
    inverted: bool,
}

fn check(call: &Call, check: &Check<'_>) -> Option<Bijector> {
    check.no_constants(call);
    let Some(sizes) = &call.sizes else {
        if call.constants.is_none() {
            check.error(
                call.loc,
                "`Spline` needs the number of its bins: `Spline(8)`",
            );
        }
        return None;
    };
    let (values, mut options) = SPLINE_OPTIONS.sort(&sizes.list, "Spline", check);
    let bins = match (values.as_slice(), options[0]) {
        ([], None) => {
            check.error(
                sizes.loc,
                "`Spline` needs the number of its bins\nhelp: for example `Spline(8)`",
            );
            return None;
        }
        ([first, ..], Some(_)) | ([_, first, ..], None) => {
            check.error(first.loc, "the number of bins is given twice\nhelp: `Spline(8)` is short for `Spline(bins = 8)`");
            return None;
        }
        ([bins], None) => *bins,
        ([], Some(bins)) => bins,
    };
    options[0] = Some(bins);
    check.sizes_first(&sizes.list);
    let knots = check.knots(&options)?;
    let spline = Spline {
        knots,
        order: (0..check.dim?).collect(),
        inverted: false,
    };
    if knots.is_identity() {
        check.report.warning(
            call.loc,
            "a spline of 1 bin is the identity: it does nothing\nhelp: use at least 2 bins",
        );
    }
    Some(spline.into())
}

impl Rules for Spline {
    fn spec(&self) -> String {
        let mut arguments = vec![self.knots.bins.to_string()];
        arguments.extend(self.knots.options_but_bins());
        let spec = format!("Spline({})", arguments.join(", "));
        directed(spec, self.inverted)
    }

    fn params(&self) -> usize {
        self.order.len() * self.knots.params()
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.order.len(),
            manner: "splines",
        }
    }

    fn inverse(&self) -> Bijector {
        let inverted = !self.inverted;
        Self {
            inverted,
            ..self.clone()
        }
        .into()
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Elementwise
    }

    fn bends(&self) -> bool {
        true
    }

    fn permuted(&self, p: &Permutation) -> Bijector {
        Self {
            order: p.sources(&self.order),
            ..self.clone()
        }
        .into()
    }

    fn runtime(&self, _tables: &mut Tables) -> Runtime {
        let order = self.order.iter().map(|&i| Literal::usize_unsuffixed(i));
        let dim = Literal::usize_unsuffixed(self.order.len());
        let knots = self.knots.runtime();
        let splines = Runtime {
            ty: quote!(rt::Splines<#dim>),
            value: quote!(rt::Splines::new([#(#order),*], #knots)),
            size: quote!(.size()),
        };
        splines.inverted_if(self.inverted)
    }
}
