//! Chains: `A >> 3 * (B >> C)`.

use super::arguments::{arguments, integer};
use super::cursor::{Cursor, length_until};
use super::formula::{formula, formula_length};
use super::on::on;
use super::path::path;
use super::token::{Kind, Token, is_path};
use crate::ast::{At, Atom, Call, Chain, Element};
use crate::errors::{Loc, Report};
use proc_macro2::{Delimiter, Ident};
use quote::ToTokens;

/// Reads to the end of the cursor.
pub(super) fn chain(cursor: &mut Cursor<'_>, report: &Report) -> Chain {
    let start = cursor.loc();
    let mut elements = Vec::new();
    if cursor.is_empty() {
        report.error(
            start,
            "expected a chain of bijectors\nhelp: for example `3 * (MAF(64) >> Reverse)`",
        );
    }
    while !cursor.is_empty() {
        elements.push(element(cursor, report));
        link(cursor, report);
    }
    Chain {
        elements,
        loc: start.to(cursor.last()),
    }
}

/// What stands between two elements; at the end of the chain, nothing.
fn link(cursor: &mut Cursor<'_>, report: &Report) {
    let Some(token) = cursor.peek() else {
        return;
    };
    if token.is('>') {
        let first = token.loc;
        let joint = matches!(token.kind, Kind::Punct { joint: true, .. });
        cursor.next();
        match cursor.take('>') {
            Some(_) if joint => {}
            Some(second) => report.error(
                first.to(second),
                "expected `>>` between bijectors, found `> >`\nhelp: leave out the space",
            ),
            None => report.error(
                first,
                "expected `>>` between bijectors, found `>`\nhelp: write `>>`",
            ),
        }
        if cursor.is_empty() {
            let last = cursor.last();
            report.error(
                first.to(last),
                "expected a bijector after `>>`\nhelp: leave out the last `>>`, or write what follows",
            );
        }
        return;
    }
    let found = token.describe();
    let help = if token.is('*') {
        "help: a count stands in front: `3 * (…)`"
    } else {
        "help: `A >> B` sends a sample through A, then through B"
    };
    report.error(
        token.loc,
        format!("expected `>>` between bijectors, found {found}\n{help}"),
    );
    // The rest of the statement up to the next link says nothing more.
    let length = length_until(cursor.rest(), |token| token.is('>'));
    cursor.split(length);
    while cursor.take('>').is_some() {}
}

fn element(cursor: &mut Cursor<'_>, report: &Report) -> Element {
    let start = cursor.loc();
    let repeat = repeat(cursor, report);
    let atom = atom(cursor, report);
    Element {
        repeat,
        atom,
        loc: start.to(cursor.last()),
    }
}

/// `3 *`
fn repeat(cursor: &mut Cursor<'_>, report: &Report) -> Option<At<usize>> {
    let mut repeat = None;
    while let [
        Token {
            kind: Kind::Literal(literal),
            loc,
        },
        star,
        ..,
    ] = cursor.rest()
        && star.is('*')
    {
        cursor.next();
        cursor.next();
        let loc = *loc;
        match integer(&literal.to_string()) {
            _ if repeat.is_some() => report.error(
                loc,
                "a second count\nhelp: multiply the counts, or write a group: `2 * (3 * A)`",
            ),
            Some(0) => report.error(
                loc,
                "a count of 0 leaves nothing\nhelp: leave the element out",
            ),
            Some(value) => repeat = Some(At { value, loc }),
            None => report.error(
                loc,
                format!("expected a whole number of copies, found `{literal}`"),
            ),
        }
    }
    repeat
}

fn atom(cursor: &mut Cursor<'_>, report: &Report) -> Atom {
    if let Some((mut inside, loc)) = cursor.take_group(Delimiter::Parenthesis) {
        return match group(&mut inside, loc, report) {
            Some(chain) => Atom::Group(chain),
            None => Atom::Broken,
        };
    }
    if let Some(first) = cursor.take('>') {
        let mut last = first;
        while let Some(next) = cursor.take('>') {
            last = next;
        }
        let found = if first.order() == last.order() {
            ">"
        } else {
            ">>"
        };
        report.error(
            first.to(last),
            format!("expected a bijector, found `{found}`\nhelp: one `>>` joins two bijectors"),
        );
        return if cursor.is_empty() {
            Atom::Broken
        } else {
            atom(cursor, report)
        };
    }
    let Some(token) = cursor.peek() else {
        report.error(cursor.last(), "expected a bijector after `*`");
        return Atom::Broken;
    };
    match &token.kind {
        Kind::Ident(_) => named(cursor, report),
        Kind::Punct { symbol: '|', .. } => {
            let tokens = cursor.split(formula_length(cursor.rest()));
            formula(tokens, report).map_or(Atom::Broken, Atom::Formula)
        }
        Kind::Punct { symbol: ':', .. } => own(cursor, report),
        kind => {
            let help = match kind {
                Kind::Literal(literal) => match syn::parse2(literal.to_token_stream()) {
                    Ok(syn::Lit::Int(count)) => {
                        format!("\nhelp: to repeat an element, write `{count} * (…)`")
                    }
                    Ok(syn::Lit::Str(text)) => {
                        format!("\nhelp: a chain stands without quotes: `{}`", text.value())
                    }
                    _ => String::new(),
                },
                _ => String::new(),
            };
            report.error(
                token.loc,
                format!("expected a bijector, found {}{help}", token.describe()),
            );
            cursor.split(length_until(cursor.rest(), |token| token.is('>')));
            Atom::Broken
        }
    }
}

pub(super) fn group(inside: &mut Cursor<'_>, loc: Loc, report: &Report) -> Option<Chain> {
    if inside.is_empty() {
        report.error(loc, "expected a chain in the parentheses");
        return None;
    }
    Some(chain(inside, report))
}

/// A bijector by its name, or a path to a user's own.
fn named(cursor: &mut Cursor<'_>, report: &Report) -> Atom {
    if is_path(cursor.rest().get(1..).unwrap_or_default()) {
        return own(cursor, report);
    }
    let Some((ident, loc)) = cursor.take_ident() else {
        return Atom::Broken;
    };
    if syn::parse2::<Ident>(ident.to_token_stream()).is_err() {
        return keyword(ident, loc, cursor, report);
    }
    let name = At {
        value: ident.to_string(),
        loc,
    };
    if name.value == "Invert" {
        return invert(cursor, loc, report);
    }
    if name.value == "On" {
        return on(cursor, loc, report);
    }
    if let Some((_, braces)) = cursor.take_group(Delimiter::Brace) {
        let name = name.value;
        report.error(
            braces,
            format!("expected parentheses or brackets, found braces\nhelp: sizes and options stand in `{name}(…)`, constants in `{name}[…]`"),
        );
        return Atom::Broken;
    }
    let sizes = arguments(cursor, Delimiter::Parenthesis, report);
    let constants = arguments(cursor, Delimiter::Bracket, report);
    Atom::Call(Call {
        loc: name.loc.to(cursor.last()),
        name,
        sizes,
        constants,
    })
}

/// A word that Rust keeps to itself.
fn keyword(word: &Ident, loc: Loc, cursor: &mut Cursor<'_>, report: &Report) -> Atom {
    if word == "move" && cursor.peek().is_some_and(|token| token.is('|')) {
        report.error(
            loc,
            "a formula is no closure, found `move`\nhelp: leave it out: `|z| …`",
        );
        return atom(cursor, report);
    }
    report.error(
        loc,
        format!("expected a bijector, found the keyword `{word}`"),
    );
    cursor.split(length_until(cursor.rest(), |token| token.is('>')));
    Atom::Broken
}

fn invert(cursor: &mut Cursor<'_>, name: Loc, report: &Report) -> Atom {
    let inside = cursor.take_group(Delimiter::Parenthesis);
    match inside {
        Some((mut inside, loc)) if !inside.is_empty() => {
            let end = name.to(loc);
            match group(&mut inside, end, report) {
                Some(chain) => Atom::Invert(chain),
                None => Atom::Broken,
            }
        }
        _ => {
            report.error(
                name.to(cursor.last()),
                "`Invert` needs the chain to be inverted\nhelp: for example `Invert(MAF(64))`",
            );
            // Brackets after it would be a second mistake at the same place.
            cursor.take_group(Delimiter::Bracket);
            Atom::Broken
        }
    }
}

/// A bijector of the user's own.
fn own(cursor: &mut Cursor<'_>, report: &Report) -> Atom {
    let wanted = "a bijector of your own, such as `crate::Swirl`";
    path(cursor, wanted, report).map_or(Atom::Broken, Atom::Path)
}
