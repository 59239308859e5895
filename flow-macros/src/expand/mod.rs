//! [`Plan`] to tokens. The output is thin: the type, its documentation, and a line per stage and
//! direction; what it names lives in `flow_runtime::__private`, by absolute path.

mod attributes;
mod chain;
mod declared;
mod docs;
mod fallback;
mod item;
mod literal;
mod methods;
mod names;
mod support;

use crate::ast;
use crate::check::Header;
use crate::elements::{stochastic, surjection};
use crate::errors::Report;
use crate::plan::Plan;
use attributes::Attributes;
use declared::Declared;
use fallback::Kind;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

/// The tokens of a flow that compiled, and of the warnings about it.
pub(crate) fn plan(written: &ast::Flow, plan: &Plan, report: Report) -> TokenStream {
    let attributes = Attributes::read(&written.attributes);
    let (conditions, lints) = (attributes.conditions(), attributes.lints());
    let warnings = report.into_tokens(&quote!(#conditions #lints));
    let declared = declared(written);
    let item = item::item(&declared, &attributes, plan);
    finish(&declared, &warnings, &item)
}

/// The tokens of what is wrong with a flow, and a type of its name that keeps rustc from adding to it.
pub(crate) fn fallback(written: &ast::Flow, header: Header, report: Report) -> TokenStream {
    let attributes = Attributes::read(&written.attributes);
    let errors = report.into_tokens(attributes.conditions());
    if written.name.is_none() && written.is_item {
        return errors;
    }
    let declared = declared(written);
    let has = |names: &[&str]| {
        let mut layers = Vec::new();
        written.chain.find(names, &mut layers);
        !layers.is_empty()
    };
    let is_stochastic = has(&stochastic::NAMES);
    let kind = Kind {
        is_bound: is_stochastic || has(&surjection::NAMES),
        is_stochastic,
    };
    let item = fallback::item(&declared, &attributes, header, &written.event, kind);
    finish(&declared, &errors, &item)
}

/// Whether a flow is there under a `#[cfg(…)]` alone.
pub(crate) fn is_conditional(written: &ast::Flow) -> bool {
    !Attributes::read(&written.attributes)
        .conditions()
        .is_empty()
}

fn declared(written: &ast::Flow) -> Declared<'_> {
    let name = written.name.clone();
    Declared {
        anonymous: name.is_none(),
        name: name.unwrap_or_else(|| Ident::new("Anonymous", Span::call_site())),
        visibility: &written.visibility,
    }
}

fn finish(declared: &Declared<'_>, notes: &TokenStream, item: &TokenStream) -> TokenStream {
    if !declared.anonymous {
        return quote!(#notes #item);
    }
    let name = &declared.name;
    quote! {
        {
            #notes
            #item

            /// The flow, as soon as `init` has drawn its parameters.
            struct Unborn;

            impl Unborn {
                fn init<R: ::flow_runtime::__private::Rng + ?::core::marker::Sized>(self, rng: &mut R) -> #name {
                    #name::new(rng)
                }
            }

            Unborn
        }
    }
}
