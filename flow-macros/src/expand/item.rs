//! The type of a flow and what it offers.

use super::attributes::Attributes;
use super::declared::Declared;
use super::literal::{number, scalar};
use super::support::{Support, kind};
use super::{chain, docs, names};
use crate::mixing::Mixing;
use crate::plan::Learned;
use crate::plan::Plan;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, quote};

/// Up to this many dimensions `MIXING` is written out, so that it can be read; beyond, it is packed.
const READABLE: usize = 16;

pub(super) fn item(declared: &Declared<'_>, attributes: &Attributes, plan: &Plan) -> TokenStream {
    let Declared {
        name, visibility, ..
    } = declared;
    let docs = docs::docs(plan, attributes.is_documented(), declared.anonymous);
    let (passed, derive) = (attributes.all(), attributes.derive());
    let conditions = attributes.conditions();
    let (dim, context) = (number(plan.dim), number(plan.context));
    let width = number(plan.width);
    let (scalar, spec) = (scalar(plan.scalar), &plan.spec);
    let mixing = mixing(&plan.mixing);
    let names = names::constants(
        &[plan.labels.names(), &plan.context_names],
        [plan.dim, plan.context],
    );
    let Support {
        item: core,
        documentation: support_is,
        value: support,
    } = Support::of(plan);
    let (params, summary) = (number(plan.params), docs::summary(plan));
    let own = plan.stages.iter().enumerate();
    let own = own
        .filter(|(_, stage)| stage.has_params_of_its_own)
        .map(|(i, stage)| {
            let size = chain::size(i, stage);
            quote!(+ #size.params)
        });
    // Inside the constant, items of ours must not hide the type.
    let element = if name == "Chain" { "Stages" } else { "Chain" };
    let element = Ident::new(element, Span::call_site());
    let chain = chain::chain(&element, plan);
    let Base {
        item: base_item,
        value: base,
        params: base_params,
        size,
    } = base(plan);
    let model = model(name, plan, &element, &base, &size);
    let traits = traits(name, plan);
    // A path is needed where a name alone might do: of a bijector, or of a target.
    let is_given_paths =
        plan.target.is_some() || plan.stages.iter().any(|stage| stage.has_params_of_its_own);
    let qualified = is_given_paths.then(|| quote!(#[allow(unused_qualifications)]));
    quote! {
        #passed
        #docs
        #derive
        #visibility struct #name {
            params: ::flow_runtime::__private::Parameters<#scalar>,
        }

        #conditions
        #qualified
        #[allow(clippy::approx_constant)]
        const _: () = {
            use ::flow_runtime::__private as rt;

            #chain
            #base_item

            #core
            #model

            impl #name {
                /// Number of data dimensions.
                pub const DIM: usize = #dim;
                /// Number of context dimensions.
                pub const CONTEXT: usize = #context;
                #names
                /// Number of learned parameters.
                pub const PARAMS: usize = SIZE.params #base_params;
                /// The flow in the language of `flow!`, normalized; checkpoints store it.
                pub const SPEC: &'static str = #spec;
                #[doc = #support_is]
                pub const SUPPORT: [rt::Interval; #dim] = #support;
                /// `MIXING[i][j]`: whether data dimension i can depend on base dimension j.
                #[allow(long_running_const_eval)]
                pub const MIXING: [[bool; #width]; #dim] = #mixing;

                /// A flow with random parameters.
                #[must_use]
                pub fn new<R: rt::Rng + ?::core::marker::Sized>(rng: &mut R) -> Self {
                    Self { params: rt::Parameters::init(&MODEL, rng) }
                }

                /// The table of the flow's elements, their parameters and their costs.
                #[must_use]
                pub fn summary() -> &'static str {
                    #summary
                }
            }

            // What the documentation says is what the runtime lays out.
            const _: () = ::core::assert!(#name::PARAMS == #params #(#own)*);

            // The table in the documentation has what matters of it.
            #[doc(hidden)]
            impl rt::Trainable<#dim, #context> for #name {
                type Scalar = #scalar;

                fn model() -> &'static rt::Model<#scalar> {
                    &MODEL
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
        };
    }
}

/// The traits that some flows have.
fn traits(name: &Ident, plan: &Plan) -> TokenStream {
    let (dim, context) = (number(plan.dim), number(plan.context));
    let scalar = scalar(plan.scalar);
    let distribution = (plan.context == 0).then(|| {
        quote! {
            impl rt::Distribution<rt::SVector<#scalar, #dim>> for #name {
                fn sample<R: rt::Rng + ?::core::marker::Sized>(&self, rng: &mut R) -> rt::SVector<#scalar, #dim> {
                    rt::sample(self, rng)
                }
            }
        }
    });
    // Of a context the target knows nothing.
    let weighed = plan.target.as_ref().filter(|_| plan.context == 0);
    let stochastic = weighed.map(|target| {
        quote! {
            #[doc(hidden)]
            impl rt::StochasticFlow<#dim> for #name {
                fn target() -> &'static dyn rt::Target<#scalar, #dim> {
                    #target
                }
            }
        }
    });
    let kind = if let Some(layer) = plan.bounds.first() {
        let layer = Ident::new(&layer.to_lowercase(), Span::call_site());
        quote! {
            #[doc(hidden)]
            impl rt::BoundedFlow<#dim, #context> for #name {}

            #[doc(hidden)]
            impl rt::inexact::#layer::Inexact<#dim, #context> for #name {}

            #stochastic
        }
    } else {
        quote! {
            #[doc(hidden)]
            impl rt::Flow<#dim, #context> for #name {}
        }
    };
    let forgotten = forgotten(plan.is_bound());
    let conditional = (plan.context > 0)
        .then(|| quote!(#[doc(hidden)] impl rt::#forgotten<#dim, #context> for #name {}));
    let generics = TokenStream::new();
    let named = names::named(name, &generics, &dim.to_token_stream(), plan.labels.names());
    quote! {
        #kind

        #named
        #distribution
        #conditional
    }
}

/// The trait that speaks where the context of a flow is forgotten.
pub(super) fn forgotten(is_bound: bool) -> Ident {
    let name = if is_bound {
        "ConditionalBound"
    } else {
        "Conditional"
    };
    Ident::new(name, Span::call_site())
}

/// The parts of the flow that are known while compiling.
fn model(
    name: &Ident,
    plan: &Plan,
    chain: &Ident,
    base: &TokenStream,
    size: &TokenStream,
) -> TokenStream {
    let scalar = scalar(plan.scalar);
    let (dim, context) = (number(plan.dim), number(plan.context));
    let order = plan.order.iter().map(|&i| number(i));
    let names = plan.stages.iter().map(|stage| &stage.text);
    let scale = if let Some(i) = plan.context_scale {
        let (stage, i) = (chain::stage(i), number(i));
        quote!(::core::option::Option::Some((AT[#i], #stage)))
    } else {
        quote!(::core::option::Option::None)
    };
    let (dims, contexts) = (plan.labels.names(), &plan.context_names);
    let stages = chain::stages(plan);
    // None, where all are real.
    let kinds = plan.kinds.iter().filter(|_| plan.is_bound());
    let kinds = kinds.map(|&own| kind(own));
    let noise = plan.noise.iter().map(|(column, law)| {
        let column = number(*column);
        quote!((#column, #law))
    });
    // What stochastic layers draw from is drawn with the sample.
    let width = if plan.target.is_some() {
        plan.columns
    } else {
        plan.width
    };
    let (width, columns) = (number(width), number(plan.columns));
    let folds = plan.folds;
    let triangle = plan
        .mixing
        .triangle()
        .filter(|_| !folds)
        .unwrap_or_default();
    let triangle = triangle.iter().map(|pair| {
        let [x, z] = pair.map(number);
        quote!([#x, #z])
    });
    quote! {
        static MODEL: rt::Model<#scalar> = rt::Model {
            chain: &#chain,
            stages: &[#(#stages),*],
            names: &[#(#names),*],
            base: &#base,
            dim: #dim,
            width: #width,
            columns: #columns,
            noise: &[#(#noise),*],
            context: #context,
            dims: &[#(#dims),*],
            contexts: &[#(#contexts),*],
            context_scale: #scale,
            size: #size,
            order: &[#(#order),*],
            support: &#name::SUPPORT,
            kinds: &[#(#kinds),*],
            folds: #folds,
            triangle: &[#(#triangle),*],
            spec: #name::SPEC,
            parts: rt::OnceLock::new(),
        };
    }
}

/// The base of a model.
struct Base {
    item: Option<TokenStream>,
    value: TokenStream,
    /// What is added to the parameters of the chain.
    params: Option<TokenStream>,
    size: TokenStream,
}

/// A base that several things need has a name; one that learns has parameters after those of the chain.
fn base(plan: &Plan) -> Base {
    let base = &plan.base;
    match &plan.learned_base {
        None if plan.target.is_some() => {
            let (scalar, dim) = (scalar(plan.scalar), number(plan.dim));
            Base {
                item: Some(quote!(const BASE: &dyn rt::LearnedBase<#scalar> = &rt::Fixed(#base);)),
                value: quote!(rt::Seeded::new(BASE, #dim)),
                params: None,
                size: quote!(SIZE),
            }
        }
        Some(Learned { ty, .. }) => Base {
            item: Some(quote!(const BASE: #ty = #base;)),
            value: quote!(BASE),
            params: Some(quote!(+ BASE.params())),
            size: quote!(SIZE.with_base(BASE.params())),
        },
        None => Base {
            item: None,
            value: quote!(rt::Fixed(#base)),
            params: None,
            size: quote!(SIZE),
        },
    }
}

fn mixing(mixing: &Mixing) -> TokenStream {
    let (dim, width) = (mixing.dim(), mixing.width());
    if mixing.is_full() {
        let (dim, width) = (number(dim), number(width));
        return quote!([[true; #width]; #dim]);
    }
    if width > READABLE {
        let rows = mixing.rows().iter().map(|row| {
            let words = row.iter().map(|&word| Literal::u64_unsuffixed(word));
            quote!([#(#words),*])
        });
        let words = number(width.div_ceil(64));
        let (dim, width) = (number(dim), number(width));
        // A variable, not a constant: rustc would copy that whole at every access.
        return quote!({
            let rows: [[u64; #words]; #dim] = [#(#rows),*];
            let mut mixing = [[false; #width]; #dim];
            let mut x = 0;
            while x < #dim {
                let mut z = 0;
                while z < #width {
                    mixing[x][z] = rows[x][z / 64] >> (z % 64) & 1 == 1;
                    z += 1;
                }
                x += 1;
            }
            mixing
        });
    }
    let rows = (0..dim).map(|x| {
        let row = (0..width).map(|z| mixing.depends(x, z));
        quote!([#(#row),*])
    });
    quote!([#(#rows),*])
}
