//! Formulas: cut out of the tokens, and read by the grammar of their own.

use super::cursor::{Cursor, length_until};
use super::token::{Kind, Token, is_path, stream};
use crate::errors::{Loc, Report};
use crate::formula::{self, Formula};
use proc_macro2::{Delimiter, Group, TokenTree};
use syn::parse::{ParseStream, Parser};

/// Reads to the end of the cursor. Nothing comes back if it is wrong, and that has been reported.
pub(super) fn formula(mut cursor: Cursor<'_>, report: &Report) -> Option<Box<Formula>> {
    let start = cursor.loc();
    let tokens = stream(cursor.rest());
    cursor.split(cursor.rest().len());
    // In parentheses, so that what is missing at the end has a place.
    let mut group = Group::new(Delimiter::Parenthesis, tokens);
    group.set_span(cursor.last().end());
    let tokens = TokenTree::Group(group).into();
    match inside.parse2(tokens) {
        Ok(formula) => Some(Box::new(formula)),
        Err(errors) => {
            for error in errors {
                let span = error.span();
                report.error(Loc::new(start.order(), span, span), error.to_string());
            }
            None
        }
    }
}

fn inside(input: ParseStream<'_>) -> syn::Result<Formula> {
    let content;
    syn::parenthesized!(content in input);
    formula::parse(&content)
}

/// Up to the `>>` after a formula, or up to a `>` with a bijector behind it; one with a number compares.
pub(super) fn formula_length(tokens: &[Token]) -> usize {
    let mut length = length_until(tokens, |token| token.is('>'));
    while compares(&tokens[length..]) {
        let rest = &tokens[length + 1..];
        length += 1 + length_until(rest, |token| token.is('>'));
    }
    length
}

/// Whether tokens that begin with `>` go on with a number or a small name, such as `> 0` and `>= z`.
fn compares(tokens: &[Token]) -> bool {
    let [
        Token {
            kind: Kind::Punct { joint, .. },
            ..
        },
        next,
        rest @ ..,
    ] = tokens
    else {
        return false;
    };
    match &next.kind {
        Kind::Literal(_) => !rest.first().is_some_and(|token| token.is('*')),
        Kind::Ident(name) => name.to_string().starts_with(char::is_lowercase) && !is_path(rest),
        Kind::Punct { symbol: '=', .. } => *joint,
        Kind::Punct { symbol: '-', .. } => true,
        _ => false,
    }
}
