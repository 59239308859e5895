//! `Normal(widths…)`: independent Gaussians, whose location and scale come from a network of the context.
//!
//! It is the standard normal distribution, shifted and scaled by a coupling in which no dimension stays, so that the
//! context alone tells how all of them move.

use crate::arguments::{Check, Options};
use crate::ast::{Arguments, Call};
use crate::elements::conditioner::{Conditioner, Written};
use crate::elements::univariate::Univariate;
use crate::plan::Cost;
use crate::plan::Stage;
use crate::rules::{BaseRules, Tables};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use std::rc::Rc;

const OPTIONS: Options = Options {
    known: &["activation", "residual", "scale"],
};

#[derive(Clone, Debug)]
pub(crate) struct Conditional {
    dim: usize,
    context: usize,
    conditioner: Conditioner,
    univariate: Univariate,
}

pub(super) fn check(
    call: &Call,
    sizes: &Arguments,
    check: &Check<'_>,
) -> Option<Rc<dyn BaseRules>> {
    if check.context == 0 {
        check.error(
            sizes.loc,
            "a network of the context gives `Normal(…)` its location and scale, but this flow has no context\nhelp: `<2 | 5>` declares a context of 5; `Normal(learned)` learns location and scale without one",
        );
        return None;
    }
    let (values, options) = check.with_network(call, OPTIONS)?;
    let widths = values.iter().map(|value| check.hidden_width(value));
    let widths = widths.collect();
    let univariate = check.univariate(None, options[2]);
    let written = Written {
        activation: options[0],
        residual: options[1],
        init: None,
    };
    let conditioner = check.conditioner(&values, widths, written, univariate.as_ref());
    Some(Rc::new(Conditional {
        dim: check.dim?,
        context: check.context,
        conditioner: conditioner?,
        univariate: univariate?,
    }))
}

impl Conditional {
    fn text(&self) -> String {
        let mut arguments: Vec<String> = self.conditioner.widths().collect();
        arguments.extend(self.conditioner.activation_option());
        arguments.extend(self.univariate.scale());
        arguments.extend(self.conditioner.options());
        format!("Normal({})", arguments.join(", "))
    }
}

impl BaseRules for Conditional {
    fn spec(&self) -> Option<String> {
        Some(self.text())
    }

    fn name(&self) -> &'static str {
        "Normal"
    }

    fn runtime(&self) -> TokenStream {
        quote!(rt::Normal::STANDARD)
    }

    fn reads_context(&self) -> bool {
        true
    }

    /// What the standard normal distribution goes through.
    fn stage(&self, tables: &mut Tables) -> Option<Stage> {
        let number = Literal::usize_unsuffixed;
        let outputs = self.dim * self.univariate.params();
        let (weights, biases) = self.conditioner.dense(self.context, outputs);
        let (dim, context) = (number(self.dim), number(self.context));
        let per_dim = number(self.univariate.params());
        let (net, cells) = self.conditioner.net(
            2,
            tables,
            |widths| quote!(rt::Made::coupling((0, #dim), #context, #per_dim, #widths).silent()),
        );
        let activation = self.conditioner.activation();
        let (univariate, value) = self.univariate.runtime(tables);
        let order = (0..self.dim).map(number);
        let cost = Cost {
            multiply_adds: weights,
            manner: "",
        };
        Some(Stage {
            ty: quote!(rt::Coupling<#univariate, #cells>),
            value: quote!(rt::Coupling::new(#net, #activation, &[#(#order),*], #value)),
            inverted: false,
            text: self.text(),
            derived: Vec::new(),
            params: weights + biases,
            is_set_by_data: false,
            has_params_of_its_own: false,
            forward: cost,
            inverse: cost,
        })
    }
}
