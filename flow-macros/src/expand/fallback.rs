//! A type in place of a flow that is broken: it has the name, the constants and the traits, so that the
//! code that uses it brings no second error. It is never run.

use super::attributes::Attributes;
use super::declared::Declared;
use super::item::forgotten;
use super::literal::{number, scalar};
use super::names;
use crate::ast::Event;
use crate::check::Header;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

/// Which traits a flow has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    pub(super) is_bound: bool,
    pub(super) is_stochastic: bool,
}

pub(super) fn item(
    declared: &Declared<'_>,
    attributes: &Attributes,
    header: Header,
    event: &Event,
    kind: Kind,
) -> TokenStream {
    let Declared {
        name, visibility, ..
    } = declared;
    let (passed, derive) = (attributes.all(), attributes.derive());
    let conditions = attributes.conditions();
    let scalar = scalar(header.scalar);
    let context = number(header.context);
    let known = number(header.dim.unwrap_or(1));
    // Where the number of dimensions is not known, the flow is one on any.
    let (generics, dim) = match header.dim {
        Some(dim) => {
            let dim = number(dim);
            (TokenStream::new(), quote!(#dim))
        }
        // In braces, for a type of the user's may have the name, too.
        None => (quote!(<const D: usize>), quote!({ D })),
    };
    // Names that could not be read are as if there were none.
    let known_names = if event.names.len() == header.dim.unwrap_or(1) {
        &event.names[..]
    } else {
        &[]
    };
    let names = names::constants(
        &[known_names, &event.context_names],
        [header.dim.unwrap_or(1), header.context],
    );
    let named = names::named(name, &generics, &dim, known_names);
    let documentation =
        (!attributes.is_documented()).then(|| quote!(#[doc = "A flow that does not compile."]));
    let traits = traits(name, &header, kind, [&generics, &dim]);
    quote! {
        #passed
        #documentation
        #derive
        #visibility struct #name {
            params: ::flow_runtime::__private::Parameters<#scalar>,
        }

        #conditions
        const _: () = {
            use ::flow_runtime::__private as rt;

            impl #name {
                /// Number of data dimensions.
                pub const DIM: usize = #known;
                /// Number of context dimensions.
                pub const CONTEXT: usize = #context;
                #names
                /// Number of learned parameters.
                pub const PARAMS: usize = 0;
                /// The flow in the language of `flow!`.
                pub const SPEC: &'static str = "";
                /// Where the density is not 0.
                pub const SUPPORT: [rt::Interval; #known] = [rt::Interval::REAL; #known];
                /// Which data dimensions depend on which base dimensions.
                pub const MIXING: [[bool; #known]; #known] = [[true; #known]; #known];

                /// A flow with random parameters.
                #[must_use]
                pub fn new<R: rt::Rng + ?::core::marker::Sized>(_rng: &mut R) -> Self {
                    ::core::unreachable!()
                }

                /// The table of the flow's elements.
                #[must_use]
                pub fn summary() -> &'static str {
                    ""
                }
            }

            impl #generics rt::Trainable<#dim, #context> for #name {
                type Scalar = #scalar;

                fn model() -> &'static rt::Model<#scalar> {
                    ::core::unreachable!()
                }
                fn parameters(&self) -> &rt::Parameters<#scalar> {
                    &self.params
                }
                fn parameters_mut(&mut self) -> &mut rt::Parameters<#scalar> {
                    &mut self.params
                }
                fn from_parameters(params: rt::Parameters<#scalar>) -> Self {
                    Self { params }
                }
            }

            #traits

            #named
        };
    }
}

/// What is called of such a flow is there, whatever that kind of flow has.
fn traits(
    name: &Ident,
    header: &Header,
    kind: Kind,
    [generics, dim]: [&TokenStream; 2],
) -> TokenStream {
    let (scalar, context) = (scalar(header.scalar), number(header.context));
    let distribution = (header.context == 0).then(|| {
        quote! {
            impl #generics rt::Distribution<rt::SVector<#scalar, #dim>> for #name {
                fn sample<R: rt::Rng + ?::core::marker::Sized>(&self, _rng: &mut R) -> rt::SVector<#scalar, #dim> {
                    ::core::unreachable!()
                }
            }
        }
    });
    let forgotten = forgotten(kind.is_bound);
    let conditional = (header.context > 0)
        .then(|| quote!(#[doc(hidden)] impl #generics rt::#forgotten<#dim, #context> for #name {}));
    let stochastic = (kind.is_stochastic && header.context == 0).then(|| {
        quote! {
            impl #generics rt::StochasticFlow<#dim> for #name {
                fn target() -> &'static dyn rt::Target<#scalar, #dim> {
                    ::core::unreachable!()
                }
            }
        }
    });
    let kind = if kind.is_bound {
        quote!(impl #generics rt::BoundedFlow<#dim, #context> for #name {} #stochastic)
    } else {
        quote!(impl #generics rt::Flow<#dim, #context> for #name {})
    };
    quote!(#kind #conditional #distribution)
}
