//! The attributes that the user wrote on a flow. They pass through; some of them matter here.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;

#[derive(Debug)]
pub(super) struct Attributes {
    all: TokenStream,
    lints: TokenStream,
    conditions: TokenStream,
    derived: Vec<String>,
    documented: bool,
}

impl Attributes {
    pub(super) fn read(written: &TokenStream) -> Self {
        let mut read = Self {
            all: written.clone(),
            lints: TokenStream::new(),
            conditions: TokenStream::new(),
            derived: Vec::new(),
            documented: false,
        };
        let parsed = syn::Attribute::parse_outer.parse2(written.clone());
        for attribute in parsed.unwrap_or_default() {
            let path = attribute.path();
            if ["allow", "warn", "deny", "forbid"]
                .iter()
                .any(|lint| path.is_ident(lint))
            {
                attribute.to_tokens(&mut read.lints);
            } else if path.is_ident("cfg") {
                attribute.to_tokens(&mut read.conditions);
            } else if path.is_ident("doc") {
                read.documented = true;
            } else if path.is_ident("derive") {
                let paths = Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
                for path in attribute.parse_args_with(paths).unwrap_or_default() {
                    let last = path.segments.last();
                    read.derived.extend(last.map(|last| last.ident.to_string()));
                }
            }
        }
        read
    }

    pub(super) fn all(&self) -> &TokenStream {
        &self.all
    }

    /// Attributes such as `#[allow(deprecated)]`, which govern the warnings about the flow.
    pub(super) fn lints(&self) -> &TokenStream {
        &self.lints
    }

    /// `#[cfg(…)]`: without the type there is nothing else of the flow either.
    pub(super) fn conditions(&self) -> &TokenStream {
        &self.conditions
    }

    pub(super) fn is_documented(&self) -> bool {
        self.documented
    }

    /// The derives that every flow has, without those that the user asked for.
    pub(super) fn derive(&self) -> TokenStream {
        let has = |name: &str| self.derived.iter().any(|derived| derived == name);
        let clone = (!has("Clone")).then(|| quote!(::core::clone::Clone,));
        let debug = (!has("Debug")).then(|| quote!(::core::fmt::Debug,));
        if clone.is_none() && debug.is_none() {
            return TokenStream::new();
        }
        quote!(#[::core::prelude::v1::derive(#clone #debug)])
    }
}

#[cfg(test)]
mod tests {
    use super::Attributes;
    use quote::quote;

    #[test]
    fn what_matters_is_found() {
        let attributes = Attributes::read(&quote! {
            /// Documented.
            #[allow(deprecated)]
            #[derive(Debug, serde::Serialize)]
            #[cfg(test)]
        });
        assert!(attributes.is_documented());
        assert_eq!(attributes.lints().to_string(), "# [allow (deprecated)]");
        assert_eq!(attributes.conditions().to_string(), "# [cfg (test)]");
        let derive = attributes.derive().to_string();
        assert!(derive.contains("Clone") && !derive.contains("Debug"));
    }
}
