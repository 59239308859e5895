//! `crate::Swirl`, with whatever arguments follow.

use super::cursor::{Cursor, length_until};
use super::token::{Kind, stream};
use crate::ast::Path;
use crate::errors::Report;
use proc_macro2::Delimiter;

/// A path to something of the user's own; `wanted` says what, with an example.
pub(super) fn path(cursor: &mut Cursor<'_>, wanted: &str, report: &Report) -> Option<Path> {
    let start = cursor.loc();
    let tokens = cursor.split(length_until(cursor.rest(), |token| {
        !token.is(':') && !matches!(token.kind, Kind::Ident(_))
    }));
    let loc = start.to(cursor.last());
    let tokens = stream(tokens.rest());
    let mut arguments = None;
    for delimiter in [Delimiter::Parenthesis, Delimiter::Bracket, Delimiter::Brace] {
        if let Some((_, loc)) = cursor.take_group(delimiter) {
            arguments.get_or_insert(loc);
        }
    }
    if syn::parse2::<syn::Path>(tokens.clone()).is_err() {
        report.error(loc, format!("expected a path to {wanted}"));
        return None;
    }
    Some(Path {
        tokens,
        loc,
        arguments,
    })
}
