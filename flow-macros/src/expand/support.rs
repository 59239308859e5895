//! Where the data lie, and where what leaves the chain does.

use super::chain;
use super::literal::number;
use crate::formula;
use crate::plan::{Kind, Plan};
use proc_macro2::TokenStream;
use quote::quote;

pub(super) struct Support {
    /// A constant that the others need.
    pub(super) item: Option<TokenStream>,
    /// What `SUPPORT` is.
    pub(super) documentation: &'static str,
    pub(super) value: TokenStream,
}

impl Support {
    pub(super) fn of(plan: &Plan) -> Self {
        let intervals = intervals(plan);
        if plan.kinds.iter().all(|kind| *kind == Kind::Real) {
            return Self {
                item: None,
                documentation: " Outside these intervals the density is 0; one per data dimension.",
                value: intervals,
            };
        }
        let (dim, kinds) = (number(plan.dim), plan.kinds.iter().map(|&own| kind(own)));
        let kinds = quote!([#(#kinds),*]);
        Self {
            item: Some(quote!(const CORE: [rt::Interval; #dim] = #intervals;)),
            documentation: " Outside these intervals the probability is 0; one per data dimension, which has only the whole numbers there, or the codes of a category.",
            value: quote!(rt::rounded_support(CORE, #kinds)),
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

/// What a dimension holds.
pub(super) fn kind(kind: Kind) -> TokenStream {
    match kind {
        Kind::Real => quote!(rt::Kind::Real),
        Kind::Whole => quote!(rt::Kind::Whole),
        Kind::Category(codes) => {
            let codes = number(codes);
            quote!(rt::Kind::Category(#codes))
        }
    }
}
