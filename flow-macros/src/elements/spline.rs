//! `Spline(bins, bound = 3)`: a learned monotone spline for every dimension by itself.

use super::knots::{Knots, SPLINE_OPTIONS};
use crate::arguments::Check;
use crate::ast::Call;
use crate::formula::Interval;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Domain, Entry, Placement, Refusal, Rules, Runtime, Tables};
use proc_macro2::Literal;
use quote::quote;

pub(crate) const SPLINE: Entry<Spline> = Entry::new("Spline", check);

#[derive(Clone, Debug)]
pub(crate) struct Spline {
    knots: Knots,
    dim: usize,
}

fn check(call: &Call, check: &Check<'_>) -> Option<Spline> {
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
        dim: check.dim?,
    };
    if knots.is_identity() {
        check.report.warning(
            call.loc,
            "a spline of 1 bin is the identity: it does nothing\nhelp: use at least 2 bins",
        );
    }
    Some(spline)
}

impl Rules for Spline {
    fn text(&self) -> String {
        let mut arguments = vec![self.knots.bins.to_string()];
        arguments.extend(self.knots.options_but_bins());
        format!("Spline({})", arguments.join(", "))
    }

    fn params(&self) -> usize {
        self.dim * self.knots.params()
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.dim,
            manner: "splines",
        }
    }

    fn image(&self, domain: &Domain, inverted: bool) -> Result<Vec<Interval>, Refusal> {
        let needs = self.knots.interval();
        let mut intervals = domain.intervals.iter();
        match intervals.position(|found| *found != needs) {
            None => Ok(domain.intervals.clone()),
            Some(i) => Err(Refusal::of_domain(&self.spec(inverted), &needs, domain, i)),
        }
    }

    fn dependence(&self) -> Dependence<'_> {
        Dependence::Elementwise
    }

    fn is_nonlinear(&self) -> bool {
        true
    }

    fn runtime(&self, placement: &Placement, _tables: &mut Tables) -> Runtime {
        let order = placement.columns.iter();
        let order = order.map(|&i| Literal::usize_unsuffixed(i));
        let dim = Literal::usize_unsuffixed(self.dim);
        let params = Literal::usize_unsuffixed(self.knots.params());
        let (ty, value) = self.knots.runtime();
        Runtime {
            ty: quote!(rt::Splines<#ty, #dim>),
            value: quote!(rt::Splines::new([#(#order),*], #value, #params)),
        }
    }
}
