//! What stands in front of a chain, up to its name: attributes and visibility.

use super::cursor::Cursor;
use super::token::{Kind, Token};
use crate::errors::Report;
use proc_macro2::{Delimiter, Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::Parser;

/// What a flow looks like.
pub(super) const SHAPE: &str = "help: a flow reads `struct Name<2> = MAF(64);`";

/// Types that are named without a path, as everybody does.
const PRIMITIVES: [&str; 6] = ["bool", "f32", "f64", "str", "u64", "usize"];

pub(super) fn attributes(cursor: &mut Cursor<'_>, report: &Report) -> TokenStream {
    let mut attributes = TokenStream::new();
    while let [hash, group, ..] = cursor.rest()
        && let Some(verbatim) = group.verbatim(Delimiter::Bracket)
        && hash.is('#')
    {
        cursor.next();
        cursor.next();
        let attribute = quote!(# #verbatim);
        match syn::Attribute::parse_outer.parse2(attribute.clone()) {
            Ok(_) => attributes.extend(attribute),
            Err(error) => report.error(group.loc, format!("in an attribute: {error}")),
        }
    }
    attributes
}

pub(super) fn visibility(cursor: &mut Cursor<'_>, report: &Report) -> TokenStream {
    let Some(Token {
        kind: Kind::Ident(word),
        loc,
    }) = cursor.peek().filter(|token| token.is_ident("pub"))
    else {
        return TokenStream::new();
    };
    let mut visibility = word.to_token_stream();
    cursor.next();
    let group = cursor.peek();
    if let Some(verbatim) = group.and_then(|group| group.verbatim(Delimiter::Parenthesis)) {
        visibility.extend(verbatim.to_token_stream());
        cursor.next();
    }
    if syn::parse2::<syn::Visibility>(visibility.clone()).is_err() {
        report.error(
            loc.to(cursor.last()),
            "expected a visibility such as `pub` or `pub(crate)`",
        );
        return TokenStream::new();
    }
    visibility
}

pub(super) fn name(cursor: &mut Cursor<'_>, report: &Report) -> Option<Ident> {
    let Some((name, loc)) = cursor.take_ident() else {
        let message = format!(
            "expected the name of the flow, found {}\n{SHAPE}",
            cursor.describe()
        );
        report.error(cursor.loc(), message);
        return None;
    };
    if let Some(why) = taken(name) {
        report.error(
            loc,
            format!("`{name}` cannot be the name of a flow: {why}\nhelp: choose another name"),
        );
        return None;
    }
    Some(name.clone())
}

/// Why a name is no flow's, if so.
fn taken(name: &Ident) -> Option<&'static str> {
    let text = name.to_string();
    if syn::parse2::<Ident>(name.to_token_stream()).is_err() {
        Some("it is a keyword")
    } else if PRIMITIVES.contains(&text.as_str()) {
        Some("it is a type that the generated code needs")
    } else if text == "rt" {
        Some("the generated code calls the runtime so")
    } else {
        None
    }
}
