//! The chain: an element made of the stages, a line per stage and direction.

use crate::plan::{Plan, Stage};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::literal::{number, scalar};

/// The tables, the stages, and the type `chain` that runs through them; and the sizes `AT` and `SIZE`.
pub(super) fn chain(chain: &Ident, plan: &Plan) -> TokenStream {
    let scalar = scalar(plan.scalar);
    let items = &plan.items;
    let names: Vec<Ident> = (0..plan.stages.len()).map(stage).collect();
    let stages = names.iter().zip(&plan.stages).map(|(name, stage)| {
        let (ty, value) = (&stage.ty, &stage.value);
        if stage.inverted {
            quote!(static #name: rt::Invert<#ty> = rt::Invert(#value);)
        } else {
            quote!(static #name: #ty = #value;)
        }
    });
    let sizes = plan.stages.iter().enumerate();
    let sizes = sizes.map(|(i, stage)| size(i, stage));
    let count = number(names.len());
    // A chain of no stages uses none of its arguments.
    let argument = |name: &str| {
        let underscore = if names.is_empty() { "_" } else { "" };
        Ident::new(&format!("{underscore}{name}"), Span::call_site())
    };
    let (params, block, pull) = (argument("params"), argument("block"), argument("pull"));
    let call = |method: &str, rest: &TokenStream, reversed: bool| -> TokenStream {
        let method = Ident::new(method, Span::call_site());
        let line = |(i, name): (usize, &Ident)| {
            let i = number(i);
            quote!(AT[#i].#method(&#name, #rest);)
        };
        let lines = names.iter().enumerate();
        if reversed {
            lines.rev().map(line).collect()
        } else {
            lines.map(line).collect()
        }
    };
    let through = quote!(#params, #block);
    let back = quote!(#params, #pull);
    // The data has to come as far as the last element that it sets something of, and no further.
    let set = plan.stages.iter().position(|stage| stage.is_set_by_data);
    let prepared = set.map(|set| {
        let stages = || names.iter().enumerate().skip(set);
        let prepare = stages().rev().map(|(i, name)| {
            let i = number(i);
            quote!(AT[#i].prepare(&#name, params, data);)
        });
        let trained = stages()
            .filter(|(i, _)| plan.stages[*i].is_set_by_data)
            .map(|(i, name)| {
                let i = number(i);
                quote!(AT[#i].trained::<#scalar>(&#name, trained);)
            });
        quote! {
            fn prepare(&self, params: &mut [#scalar], data: &mut rt::Preparation<'_, #scalar>) {
                #(#prepare)*
            }
            fn trained(&self, trained: &mut [bool]) {
                #(#trained)*
            }
        }
    });
    let forward = call("forward", &through, false);
    let inverse = call("inverse", &through, true);
    let forward_pullback = call("forward_pullback", &back, true);
    let inverse_pullback = call("inverse_pullback", &back, false);
    quote! {
        #(#items)*
        #(#stages)*
        const AT: [rt::Slot; #count] = rt::Slot::layout([#(#sizes),*]);
        const SIZE: rt::Size = rt::Slot::total(&AT);

        struct #chain;

        impl rt::Element<#scalar> for #chain {
            fn size(&self) -> rt::Size {
                SIZE
            }
            #prepared
            fn forward(&self, #params: &[#scalar], #block: &mut rt::Block<'_, #scalar>) {
                #forward
            }
            fn inverse(&self, #params: &[#scalar], #block: &mut rt::Block<'_, #scalar>) {
                #inverse
            }
            fn forward_pullback(&self, #params: &[#scalar], #pull: &mut rt::Pullback<'_, #scalar>) {
                #forward_pullback
            }
            fn inverse_pullback(&self, #params: &[#scalar], #pull: &mut rt::Pullback<'_, #scalar>) {
                #inverse_pullback
            }
        }
    }
}

/// Every stage with its place, for what concerns one after the other.
pub(super) fn stages(plan: &Plan) -> impl Iterator<Item = TokenStream> {
    (0..plan.stages.len()).map(|i| {
        let (name, i) = (stage(i), number(i));
        quote!((AT[#i], &#name))
    })
}

/// The name of a stage.
pub(super) fn stage(i: usize) -> Ident {
    format_ident!("S{i}")
}

/// The size of a stage. To be const it has to be a method of a type's own, which `Invert` cannot have.
pub(super) fn size(i: usize, stage: &Stage) -> TokenStream {
    let name = self::stage(i);
    if stage.inverted {
        quote!(#name .0 .size())
    } else {
        quote!(#name .size())
    }
}
