//! Formulas: cut out of the tokens, and read by the grammar of their own.

use super::tokens::{Cursor, stream};
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
