//! `crate::Swirl`: a bijector of the user's own, a type that implements `flow_runtime::CustomBijector`.

use crate::arguments::Check;
use crate::ast::{Path, Scalar};
use crate::mixing::Dependence;
use crate::plan::Cost;
use crate::rules::{Placement, Rules, Runtime, Tables};
use proc_macro2::{Ident, Literal, Span};
use quote::{quote, quote_spanned};

#[derive(Clone, Debug)]
pub(crate) struct Custom {
    path: Path,
    scalar: Scalar,
    dim: usize,
}

/// Whether the type is a bijector is for rustc to say.
pub(crate) fn check(path: &Path, check: &Check<'_>) -> Option<Custom> {
    if let Some(loc) = path.arguments {
        let written = path.text();
        check.error(
            loc,
            format!("`{written}` takes no arguments\nhelp: what it is made from belongs into the type: `{written}`"),
        );
        return None;
    }
    if path
        .tokens
        .clone()
        .into_iter()
        .next()
        .is_some_and(|first| first.to_string() == "rt")
    {
        let written = path.text();
        check.error(
            path.loc,
            format!("`rt` is what the generated code calls the runtime\nhelp: say where yours is: `self::{written}`"),
        );
        return None;
    }
    Some(Custom {
        path: path.clone(),
        scalar: check.scalar,
        dim: check.dim?,
    })
}

impl Rules for Custom {
    fn text(&self) -> String {
        self.path.text()
    }

    fn learns(&self) -> bool {
        true
    }

    fn has_params_of_its_own(&self) -> bool {
        true
    }

    fn forward_cost(&self) -> Cost {
        Cost {
            multiply_adds: 0,
            manner: "and its own",
        }
    }

    /// Nothing is known of it, so anything is possible.
    fn dependence(&self) -> Dependence<'_> {
        Dependence::Full {
            dims: Vec::new(),
            places: 1,
        }
    }

    fn states_image(&self) -> bool {
        true
    }

    fn runtime(&self, placement: &Placement, _tables: &mut Tables) -> Runtime {
        let (path, order) = (&self.path.tokens, placement.list());
        let dim = Literal::usize_unsuffixed(self.dim);
        let scalar = Ident::new(self.scalar.name(), Span::call_site());
        // Where rustc points to if the type is not what it should be.
        let span = Span::call_site().located_at(self.path.loc.end());
        // Anything may arrive at the data side of one that is inverted.
        let onto_all = placement
            .inverted
            .then(|| quote_spanned!(span=> .onto_all()));
        Runtime {
            ty: quote!(rt::Custom<#scalar>),
            value: quote_spanned! {span=>
                rt::Custom::<#scalar>::new(&rt::Columns::<#path, #dim>::new(#order)) #onto_all
            },
        }
    }
}
