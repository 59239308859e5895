//! `Normal(widths…)`: independent Gaussians, whose location and scale come from a network of the context.
//!
//! It is the standard normal distribution, shifted and scaled by a coupling in which no dimension stays, so that the
//! context alone tells how all of them move.

use crate::arguments::{Check, Options};
use crate::ast::{Arguments, Call};
use crate::elements::network::{Network, Owner, Role, Task};
use crate::elements::univariate::Univariate;
use crate::plan::Cost;
use crate::plan::Stage;
use crate::rules::{BaseRules, Runtime, Tables};
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
    network: Network,
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
    let (network, options) = check.with_network(call, OPTIONS)?;
    let univariate = check.univariate(None, options[2]);
    let owner = Owner {
        role: Role::Given,
        activation: options[0],
        residual: options[1],
        init: None,
        patch: None,
        univariate: univariate.as_ref(),
    };
    let network = check.network(&network, owner);
    Some(Rc::new(Conditional {
        dim: check.dim?,
        context: check.context,
        network: network?,
        univariate: univariate?,
    }))
}

impl Conditional {
    fn text(&self) -> String {
        let network = self.network.rules();
        let mut arguments = vec![network.text()];
        arguments.extend(network.activation_option());
        arguments.extend(self.univariate.scale());
        arguments.extend(network.options());
        format!("Normal({})", arguments.join(", "))
    }
}

impl BaseRules for Conditional {
    fn spec(&self) -> Option<String> {
        Some(self.text())
    }

    fn name(&self, _i: usize) -> &'static str {
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
        let task = Task {
            role: Role::Given,
            reads: 0,
            angles: Vec::new(),
            context: self.context,
            moves: self.dim,
            layout: None,
            per_number: self.univariate.params(),
        };
        let network = self.network.rules();
        let Runtime { ty, value: net } = network.runtime(&task, tables);
        let (univariate, value) = self.univariate.runtime(tables);
        let order = (0..self.dim).map(Literal::usize_unsuffixed);
        let cost = Cost {
            multiply_adds: network.multiply_adds(&task),
            manner: "",
        };
        Some(Stage {
            shape: None,
            dim: self.dim,
            ty: quote!(rt::Coupling<#ty, #univariate>),
            value: quote!(rt::Coupling::new(#net, &[#(#order),*], #value)),
            inverted: false,
            text: self.text(),
            derived: Vec::new(),
            params: network.params(&task),
            is_set_by_data: false,
            has_params_of_its_own: false,
            forward: cost,
            inverse: cost,
        })
    }
}
