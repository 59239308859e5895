//! The dimensions of the data or of the context: their number, a name for each, or a shape.

use super::arguments::integer;
use super::cursor::Cursor;
use super::token::{Kind, Token};
use crate::ast::At;
use crate::errors::{Loc, Report};
use crate::shape::{MAX_DIM, Shape};
use proc_macro2::{Delimiter, Ident};
use quote::ToTokens;

/// Types that are taken for a scalar, and not for names.
const TYPES: [&str; 17] = [
    "bool", "char", "f16", "f32", "f64", "f128", "i8", "i16", "i32", "i64", "i128", "isize", "u8",
    "u16", "u32", "u64", "u128",
];

/// Words that are no names even behind `r#`.
const RESERVED: [&str; 4] = ["_", "self", "super", "crate"];

/// Whose dimensions they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Data,
    Context,
}

/// `2`, `income, age`, or `[1, 8, 8]`.
#[derive(Debug, Default)]
pub(super) struct Dimensions {
    /// None where they could not be read.
    pub(super) count: Option<At<usize>>,
    pub(super) shape: Option<Shape>,
    /// As many, or none at all.
    pub(super) names: Vec<String>,
}

/// Reads dimensions; those of the other side have taken some names.
pub(super) fn dimensions(
    cursor: &mut Cursor<'_>,
    side: Side,
    taken: &[String],
    report: &Report,
) -> Dimensions {
    if are_names(cursor.rest()) {
        return names(cursor, taken, report);
    }
    if let Some((mut axes, loc)) = cursor.take_group(Delimiter::Bracket) {
        let shape = shape(&mut axes, loc, report);
        return Dimensions {
            count: shape.as_ref().map(|shape| At {
                value: shape.dim(),
                loc,
            }),
            shape,
            names: Vec::new(),
        };
    }
    let what = match side {
        Side::Data => "dimensions",
        Side::Context => "context dimensions",
    };
    Dimensions {
        count: number(cursor, what, report),
        ..Dimensions::default()
    }
}

/// `[1, 8, 8]`: channels, then a length, or height and width.
fn shape(cursor: &mut Cursor<'_>, loc: Loc, report: &Report) -> Option<Shape> {
    let (mut axes, mut fine) = (Vec::new(), true);
    while !cursor.is_empty() {
        let (at, found) = (cursor.loc(), cursor.describe());
        let length = match cursor.next() {
            Some(Token {
                kind: Kind::Literal(literal),
                ..
            }) => integer(&literal.to_string()),
            _ => None,
        };
        match length {
            Some(0) => report.error(at, "a shape has no axis of length 0"),
            Some(length) => axes.push(length),
            None => report.error(
                at,
                format!("expected the length of an axis, found {found}\nhelp: a shape lists channels, height and width: `[3, 32, 32]`"),
            ),
        }
        fine &= length.is_some_and(|length| length > 0);
        if cursor.take(',').is_none() && !cursor.is_empty() {
            if fine {
                let found = cursor.describe();
                report.error(
                    cursor.loc(),
                    format!("expected `,` between the axes, found {found}"),
                );
            }
            return None;
        }
    }
    if !fine {
        return None;
    }
    let [channels, places @ ..] = axes.as_slice() else {
        report.error(loc, "a shape has channels and places: `[1, 8, 8]`");
        return None;
    };
    if !matches!(places.len(), 1 | 2) {
        let message = format!(
            "expected channels and then one or two axes, found {} number{}\nhelp: `[1, 256]` is sound of one channel, `[3, 32, 32]` a picture of three",
            axes.len(),
            if axes.len() == 1 { "" } else { "s" }
        );
        report.error(loc, message);
        return None;
    }
    let dim = axes.iter().try_fold(1_usize, |dim, &length| {
        dim.checked_mul(length).filter(|&dim| dim <= MAX_DIM)
    });
    if dim.is_none() {
        let lengths: Vec<String> = axes.iter().map(usize::to_string).collect();
        let message = format!(
            "the shape [{}] has more than the {MAX_DIM} dimensions that a flow may have",
            lengths.join(", ")
        );
        report.error(loc, message);
    }
    dim.map(|_| Shape::new(*channels, places))
}

/// Whether what follows is meant as names: a word in lower case, if that is not a type in front of a number.
pub(super) fn are_names(tokens: &[Token]) -> bool {
    let Some(Token {
        kind: Kind::Ident(first),
        ..
    }) = tokens.first()
    else {
        return false;
    };
    let before_number =
        matches!(tokens, [_, comma, Token { kind: Kind::Literal(_), .. }, ..] if comma.is(','));
    may_name(first) && !before_number
}

/// Whether a word looks like a name, and not like a constant or a type.
pub(super) fn may_name(word: &Ident) -> bool {
    let word = word.to_string();
    !word.starts_with(char::is_uppercase) && !TYPES.contains(&word.as_str())
}

/// Goes on behind dimensions that could not be read.
pub(super) fn skip_dimensions(cursor: &mut Cursor<'_>) {
    let ends = |token: &Token| token.is('|') || token.is('>') || token.is('=');
    let length = cursor.rest().iter().position(ends);
    cursor.split(length.unwrap_or(cursor.rest().len()));
}

/// `income, age`, to the bar or the end.
fn names(cursor: &mut Cursor<'_>, taken: &[String], report: &Report) -> Dimensions {
    let start = cursor.loc();
    let mut names: Vec<String> = Vec::new();
    loop {
        let Some((ident, loc)) = cursor.take_ident() else {
            let message = match cursor.peek() {
                Some(Token {
                    kind: Kind::Literal(number),
                    ..
                }) => format!(
                    "expected a name, found `{number}`\nhelp: dimensions have either a number or names"
                ),
                _ => format!("expected a name, found {}", cursor.describe()),
            };
            report.error(cursor.loc(), message);
            skip_dimensions(cursor);
            return Dimensions::default();
        };
        match name(ident) {
            Err(message) => report.error(loc, message),
            Ok(name) if names.contains(&name) => {
                report.error(loc, format!("two dimensions have the name `{name}`"));
            }
            Ok(name) if taken.contains(&name) => report.error(
                loc,
                format!("a dimension of the data has the name `{name}`, too\nhelp: what is given has another name"),
            ),
            Ok(_) if names.len() == MAX_DIM => {
                report.error(loc, too_many(names.len() + 1, "dimensions"));
            }
            Ok(_) => {}
        }
        // What is wrong with a name has been said, and changes nothing about their number.
        names.push(text(ident));
        let ends = |token: &Token| token.is('|') || token.is('>');
        if cursor.take(',').is_none() || cursor.peek().is_some_and(ends) {
            break;
        }
    }
    Dimensions {
        count: Some(At {
            value: names.len(),
            loc: start.to(cursor.last()),
        }),
        shape: None,
        names,
    }
}

/// A name of a dimension, or why it is none.
fn name(ident: &Ident) -> Result<String, String> {
    let (written, text) = (ident.to_string(), text(ident));
    if text.contains(char::is_uppercase) {
        return Err(format!(
            "expected a name in lower case, found `{written}`\nhelp: constants of Rust cannot be read here, and a name would be `{}`",
            text.to_lowercase()
        ));
    }
    if TYPES.contains(&written.as_str()) {
        return Err(format!(
            "expected a name, found the type `{written}`\nhelp: a scalar stands in front: `<f64, age>`"
        ));
    }
    if syn::parse2::<Ident>(ident.to_token_stream()).is_err() {
        let help = if RESERVED.contains(&written.as_str()) {
            String::new()
        } else {
            format!("\nhelp: as a name it is written `r#{written}`")
        };
        return Err(format!(
            "expected a name, found the keyword `{written}`{help}"
        ));
    }
    Ok(text)
}

/// A word without its `r#`.
pub(super) fn text(ident: &Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}

fn too_many(count: usize, what: &str) -> String {
    format!("{count} {what} are more than the {MAX_DIM} that a flow may have")
}

fn number(cursor: &mut Cursor<'_>, what: &str, report: &Report) -> Option<At<usize>> {
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
        not_a_number(cursor, what, found, loc, report);
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
        report.error(loc, too_many(value, what));
        return None;
    }
    Some(At { value, loc })
}

fn not_a_number(cursor: &mut Cursor<'_>, what: &str, found: String, loc: Loc, report: &Report) {
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
    skip_dimensions(cursor);
}
