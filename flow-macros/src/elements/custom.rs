//! `crate::Swirl`: a bijector of the user's own, a type that implements `flow_runtime::CustomBijector`.

use super::{Bijector, Rules, columns, directed};
use crate::arguments::Check;
use crate::ast::{Path, Scalar};
use crate::mixing::Dependence;
use crate::permutation::Permutation;
use crate::plan::Cost;
use crate::rules::{Runtime, Tables};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

#[derive(Clone, Debug)]
pub(crate) struct Custom {
    path: TokenStream,
    /// Where rustc points to if the type is not what it should be.
    span: Span,
    scalar: Scalar,
    order: Vec<usize>,
    inverted: bool,
}

/// Whether the type is a bijector is for rustc to say.
pub(crate) fn check(path: &Path, check: &Check<'_>) -> Option<Bijector> {
    if let Some(loc) = path.arguments {
        let written = text(&path.tokens);
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
        let written = text(&path.tokens);
        check.error(
            path.loc,
            format!("`rt` is what the generated code calls the runtime\nhelp: say where yours is: `self::{written}`"),
        );
        return None;
    }
    let custom = Custom {
        path: path.tokens.clone(),
        span: path.loc.end(),
        scalar: check.scalar,
        order: (0..check.dim?).collect(),
        inverted: false,
    };
    Some(custom.into())
}

/// The path as people write it.
fn text(path: &TokenStream) -> String {
    path.to_string().split_whitespace().collect()
}

impl Rules for Custom {
    fn spec(&self) -> String {
        let path = text(&self.path);
        directed(path, self.inverted)
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

    fn inverse(&self) -> Bijector {
        let inverted = !self.inverted;
        Self {
            inverted,
            ..self.clone()
        }
        .into()
    }

    /// Nothing is known of it, so anything is possible.
    fn dependence(&self) -> Dependence<'_> {
        Dependence::Full
    }

    fn permuted(&self, p: &Permutation) -> Bijector {
        Self {
            order: p.sources(&self.order),
            ..self.clone()
        }
        .into()
    }

    /// The number of its own that each column is, where it produces them.
    fn states_image(&self) -> Option<Permutation> {
        (!self.inverted).then(|| Permutation::new(self.order.clone()).inverse())
    }

    fn runtime(&self, _tables: &mut Tables) -> Runtime {
        let (path, order) = (&self.path, columns(&self.order));
        let dim = Literal::usize_unsuffixed(self.order.len());
        let scalar = Ident::new(self.scalar.name(), Span::call_site());
        let span = Span::call_site().located_at(self.span);
        // Anything may arrive at the data side of one that is inverted.
        let onto_all = self.inverted.then(|| quote_spanned!(span=> .onto_all()));
        let custom = Runtime {
            ty: quote!(rt::Custom<#scalar>),
            value: quote_spanned! {span=>
                rt::Custom::<#scalar>::new(&rt::Columns::<#path, #dim>::new(#order)) #onto_all
            },
            size: quote!(.size()),
        };
        custom.inverted_if(self.inverted)
    }
}
