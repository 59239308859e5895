//! `<f64, 2 | 5>`: the scalar, the dimensions of the data, and those of the context.

use super::cursor::{Cursor, length_until};
use super::dimensions::{Dimensions, Side, are_names, dimensions, may_name, skip_dimensions};
use super::token::{Kind, Token};
use crate::ast::{At, Event, Scalar};
use crate::errors::Report;

/// `<f64, 2 | 5>`; whatever of it is there.
pub(super) fn event(cursor: &mut Cursor<'_>, report: &Report) -> Event {
    let mut event = Event::default();
    if cursor.take('<').is_none() {
        return event;
    }
    event.is_written = true;
    let (scalar, goes_on) = scalar(cursor, report);
    event.scalar = scalar;
    if goes_on {
        let Dimensions {
            count,
            shape,
            names,
        } = dimensions(cursor, Side::Data, &[], report);
        (event.dim, event.shape, event.names) = (count, shape, names);
    } else {
        skip_dimensions(cursor);
    }
    if let Some(zero) = event.dim.take_if(|dim| dim.value == 0) {
        report.error(zero.loc, "a flow has at least 1 dimension");
    }
    if cursor.take('|').is_some() {
        let Dimensions { count, names, .. } =
            dimensions(cursor, Side::Context, &event.names, report);
        (event.context, event.context_names) = (count, names);
    }
    if cursor.take('>').is_none() {
        let found = cursor.describe();
        let help = missing_end(&event, cursor.peek());
        report.error(
            cursor.loc(),
            format!("expected `>` after the dimensions, found {found}{help}"),
        );
        close(cursor);
        if !event.names.is_empty() {
            // There may be more names than were read.
            (event.dim, event.names) = (None, Vec::new());
        }
    }
    event
}

/// `f64,` if that is there, and whether dimensions follow.
fn scalar(cursor: &mut Cursor<'_>, report: &Report) -> (Option<At<Scalar>>, bool) {
    let Some(Token {
        kind: Kind::Ident(word),
        loc,
    }) = cursor.peek()
    else {
        return (None, true);
    };
    let scalar = [Scalar::F32, Scalar::F64]
        .into_iter()
        .find(|scalar| word == scalar.name());
    if scalar.is_none() && are_names(cursor.rest()) {
        return (None, true);
    }
    cursor.next();
    if scalar.is_none() {
        let message = if may_name(word) {
            format!(
                "expected `f32` or `f64` in front of a number, found `{word}`\nhelp: dimensions have either a number or names"
            )
        } else {
            format!(
                "expected `f32`, `f64` or the number of dimensions, found `{word}`\nhelp: constants of Rust cannot be read here: write the number out, as in `<f64, 2>`, or names in lower case"
            )
        };
        report.error(*loc, message);
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
    (scalar.map(|value| At { value, loc: *loc }), followed)
}

/// What was probably meant by something else than the `>`.
fn missing_end(event: &Event, found: Option<&Token>) -> String {
    let (Some(dim), Some(token)) = (event.dim, found) else {
        return String::new();
    };
    let named = match event.context {
        None => !event.names.is_empty(),
        Some(_) => !event.context_names.is_empty(),
    };
    if named && matches!(token.kind, Kind::Ident(_)) {
        "\nhelp: names stand behind commas".into()
    } else if !named && event.context.is_none() && (token.is(',') || token.is(';')) {
        format!("\nhelp: a context follows a bar: `<{} | 3>`", dim.value)
    } else {
        String::new()
    }
}

/// Goes on after the `>`, or before the `=` if there is none.
fn close(cursor: &mut Cursor<'_>) {
    let ends = |token: &Token| token.is('>') || token.is('=');
    cursor.split(length_until(cursor.rest(), ends));
    cursor.take('>');
}
