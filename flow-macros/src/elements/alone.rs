//! `Spline(bins, bound = 3)` and `LogisticMixture(components)`: a learned map for every dimension by itself, what `univariate = spline`
//! and `univariate = mixture` are without a network.

use super::knots::SPLINE_OPTIONS;
use super::univariate::{MIXTURE_OPTIONS, Univariate};
use crate::arguments::{Check, Options};
use crate::ast::{Call, Expr};
use crate::formula::Interval;
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Domain, Entry, Placement, Refusal, Rules, Runtime, Tables};
use proc_macro2::Literal;
use quote::quote;

pub(crate) const SPLINE: Entry<Alone> = Entry::new("Spline", spline);
pub(crate) const LOGISTIC_MIXTURE: Entry<Alone> = Entry::new("LogisticMixture", mixture);

#[derive(Clone, Debug)]
pub(crate) struct Alone {
    /// A spline or a mixture.
    univariate: Univariate,
    dim: usize,
}

fn spline(call: &Call, check: &Check<'_>) -> Option<Alone> {
    let options = sized(call, check, SPLINE_OPTIONS)?;
    let knots = check.knots(&options)?;
    let dim = check.dim?;
    if knots.is_identity() {
        check.report.warning(
            call.loc,
            "a spline of 1 bin is the identity: it does nothing\nhelp: use at least 2 bins",
        );
    }
    let univariate = Univariate::Spline(knots);
    Some(Alone { univariate, dim })
}

fn mixture(call: &Call, check: &Check<'_>) -> Option<Alone> {
    let options = sized(call, check, MIXTURE_OPTIONS)?;
    let univariate = check.components(options[0])?;
    let dim = check.dim?;
    if univariate.is_affine() {
        check.report.warning(
            call.loc,
            "a mixture of 1 component is a shift and a scale\nhelp: write `Affine`, or use at least 2 components",
        );
    }
    Some(Alone { univariate, dim })
}

/// The options, of which the first, how many parts the map has, may come without its name, and must come.
fn sized<'c>(call: &'c Call, check: &Check<'_>, known: Options) -> Option<Vec<Option<&'c Expr>>> {
    let (name, parts) = (call.name.value.as_str(), known.known[0]);
    check.no_constants(call);
    let Some(sizes) = &call.sizes else {
        if call.constants.is_none() {
            check.error(
                call.loc,
                format!("`{name}` needs the number of its {parts}: `{name}(8)`"),
            );
        }
        return None;
    };
    let (values, mut options) = known.sort(&sizes.list, name, check);
    match (values.as_slice(), options[0]) {
        ([], None) => {
            check.error(
                sizes.loc,
                format!("`{name}` needs the number of its {parts}\nhelp: for example `{name}(8)`"),
            );
            return None;
        }
        ([first, ..], Some(_)) | ([_, first, ..], None) => {
            check.error(
                first.loc,
                format!(
                    "the number of {parts} is given twice\nhelp: `{name}(8)` is short for `{name}({parts} = 8)`"
                ),
            );
            return None;
        }
        ([count], None) => options[0] = Some(count),
        ([], Some(_)) => {}
    }
    check.sizes_first(&sizes.list);
    Some(options)
}

impl Rules for Alone {
    fn text(&self) -> String {
        let text = self.univariate.alone();
        text.expect("a spline or a mixture has a name")
    }

    fn params(&self) -> usize {
        self.dim * self.univariate.params()
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: self.dim,
            manner: match self.univariate {
                Univariate::Spline(_) => "splines",
                _ => "mixtures, searched",
            },
        }
    }

    fn inverse_cost(&self) -> Cost {
        match self.univariate {
            Univariate::Spline(_) => self.forward_cost(),
            _ => Cost {
                multiply_adds: self.dim,
                manner: "mixtures",
            },
        }
    }

    fn image(&self, domain: &Domain, inverted: bool) -> Result<Vec<Interval>, Refusal> {
        let [needs, _] = self.univariate.maps();
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
        !self.univariate.is_affine()
    }

    fn runtime(&self, placement: &Placement, tables: &mut Tables) -> Runtime {
        let order = placement.columns.iter();
        let order = order.map(|&i| Literal::usize_unsuffixed(i));
        let dim = Literal::usize_unsuffixed(self.dim);
        let params = Literal::usize_unsuffixed(self.univariate.params());
        let (ty, value) = self.univariate.runtime(tables);
        Runtime {
            ty: quote!(rt::Splines<#ty, #dim>),
            value: quote!(rt::Splines::new([#(#order),*], #value, #params)),
        }
    }
}
