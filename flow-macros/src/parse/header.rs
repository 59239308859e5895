//! What stands in front of a chain: attributes, visibility, name, `<f64, 2 | 5>`.

use super::arguments::integer;
use super::cursor::{Cursor, length_until};
use super::token::{Kind, Token};
use crate::ast::{At, Event, Scalar};
use crate::errors::Report;
use proc_macro2::{Delimiter, Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::parse::Parser;

/// What a flow looks like.
pub(super) const SHAPE: &str = "help: a flow reads `struct Name<2> = MAF(64);`";

/// How large a number of dimensions may be: `MIXING` has its square, and rustc evaluates it.
const MAX_DIM: usize = 1024;

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

/// `<f64, 2 | 5>`; whatever of it is there.
pub(super) fn event(cursor: &mut Cursor<'_>, report: &Report) -> Event {
    let mut event = Event::default();
    if cursor.take('<').is_none() {
        return event;
    }
    event.is_written = true;
    if let Some((word, loc)) = cursor.take_ident() {
        let scalar = [Scalar::F32, Scalar::F64]
            .into_iter()
            .find(|scalar| word == scalar.name());
        event.scalar = scalar.map(|value| At { value, loc });
        if scalar.is_none() {
            report.error(
                loc,
                format!("expected `f32`, `f64` or the number of dimensions, found `{word}`\nhelp: constants of Rust cannot be read here: write the number out, as in `<f64, 2>`"),
            );
        }
        let followed = cursor.take(',').is_some();
        if !followed && scalar.is_some() {
            report.error(
                cursor.loc(),
                format!(
                    "expected `,` and the number of dimensions, found {}\nhelp: write `<{word}, 2>`",
                    cursor.describe()
                ),
            );
        }
        if followed {
            event.dim = size(cursor, "dimensions", report);
        } else {
            skip_size(cursor);
        }
    } else {
        event.dim = size(cursor, "dimensions", report);
    }
    if let Some(zero) = event.dim.take_if(|dim| dim.value == 0) {
        report.error(zero.loc, "a flow has at least 1 dimension");
    }
    if cursor.take('|').is_some() {
        event.context = size(cursor, "context dimensions", report);
    }
    if cursor.take('>').is_none() {
        let help = match (event.dim, cursor.peek()) {
            (Some(dim), Some(token))
                if (token.is(',') || token.is(';')) && event.context.is_none() =>
            {
                format!("\nhelp: a context follows a bar: `<{} | 3>`", dim.value)
            }
            _ => String::new(),
        };
        report.error(
            cursor.loc(),
            format!(
                "expected `>` after the dimensions, found {}{help}",
                cursor.describe()
            ),
        );
        close_event(cursor);
    }
    event
}

/// Goes on behind a size that could not be read.
fn skip_size(cursor: &mut Cursor<'_>) {
    let ends = |token: &Token| token.is('|') || token.is('>') || token.is('=');
    let length = cursor.rest().iter().position(ends);
    cursor.split(length.unwrap_or(cursor.rest().len()));
}

/// Goes on after the `>`, or before the `=` if there is none.
fn close_event(cursor: &mut Cursor<'_>) {
    let ends = |token: &Token| token.is('>') || token.is('=');
    cursor.split(length_until(cursor.rest(), ends));
    cursor.take('>');
}

fn size(cursor: &mut Cursor<'_>, what: &str, report: &Report) -> Option<At<usize>> {
    let loc = cursor.loc();
    if cursor.peek().is_none_or(|token| token.is('>')) {
        report.error(loc, format!("expected the number of {what}"));
        return None;
    }
    let found = cursor.describe();
    let Some(Token {
        kind: Kind::Literal(literal),
        ..
    }) = cursor.next()
    else {
        let (found, help) = if found == "`'`" {
            let name = cursor.describe();
            let name = name.trim_matches('`');
            (format!("`'{name}`"), "a flow has no lifetimes")
        } else {
            (
                found,
                "constants of Rust cannot be read here: write the number out",
            )
        };
        report.error(
            loc,
            format!("expected the number of {what}, found {found}\nhelp: {help}"),
        );
        skip_size(cursor);
        return None;
    };
    let Some(value) = integer(&literal.to_string()) else {
        report.error(
            loc,
            format!("expected the number of {what}, found `{literal}`"),
        );
        return None;
    };
    if value > MAX_DIM {
        report.error(
            loc,
            format!("{value} {what} are more than the {MAX_DIM} that a flow may have"),
        );
        return None;
    }
    Some(At { value, loc })
}
