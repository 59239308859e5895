//! Where the data lie, and where what leaves the chain does.

use super::chain;
use super::literal::number;
use crate::formula;
use crate::plan::Plan;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

pub(super) struct Support {
    /// A constant that the others need.
    pub(super) item: Option<TokenStream>,
    /// What `SUPPORT` is.
    pub(super) documentation: &'static str,
    pub(super) value: TokenStream,
    /// That of what leaves the chain, before it is rounded down.
    pub(super) of_chain: TokenStream,
}

impl Support {
    pub(super) fn of(name: &Ident, plan: &Plan) -> Self {
        let intervals = intervals(plan);
        if !plan.is_bound() {
            return Self {
                item: None,
                documentation: " Outside these intervals the density is 0; one per data dimension.",
                value: intervals,
                of_chain: quote!(#name::SUPPORT),
            };
        }
        let (dim, whole) = (number(plan.dim), &plan.whole);
        Self {
            item: Some(quote!(const CORE: [rt::Interval; #dim] = #intervals;)),
            documentation: " Outside these intervals the probability is 0, and that of whole numbers is so between them; one per data dimension.",
            value: quote!(rt::whole_numbers(CORE, [#(#whole),*])),
            of_chain: quote!(CORE),
        }
    }
}

fn intervals(plan: &Plan) -> TokenStream {
    let support = &plan.support;
    let interval = |ends: &[f64; 2]| formula::interval(*ends, &quote!(rt));
    if let Some(stated) = &plan.stated_support {
        let stage = chain::stage(stated.stage);
        if let Some(all) = stated.intervals.iter().copied().collect::<Option<Vec<_>>>() {
            let intervals = all.into_iter().map(number);
            return quote!(#stage.image([#(#intervals),*]));
        }
        let sides = stated.intervals.iter().zip(support);
        let sides = sides.map(|(stated, known)| match stated {
            Some(i) => {
                let i = number(*i);
                quote!(#stage.image([#i])[0])
            }
            None => interval(known),
        });
        return quote!([#(#sides),*]);
    }
    let dim = number(support.len());
    match support.split_first() {
        Some((first, rest)) if rest.iter().all(|other| other == first) => {
            let first = interval(first);
            quote!([#first; #dim])
        }
        _ => {
            let intervals = support.iter().map(interval);
            quote!([#(#intervals),*])
        }
    }
}
