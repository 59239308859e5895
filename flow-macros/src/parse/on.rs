//! `On[0, 2..5](chain)`: a chain for some of the dimensions.

use super::arguments::value;
use super::chain::group;
use super::cursor::{Cursor, length_until};
use super::token::Token;
use crate::ast::{Atom, Expr, On, Part};
use crate::errors::{Loc, Report};
use proc_macro2::Delimiter;

/// What it looks like.
const EXAMPLE: &str = "help: for example `On[0, 2..5](MAF(64))`";

/// Reads what follows the name, which stands at `name`.
pub(super) fn on(cursor: &mut Cursor<'_>, name: Loc, report: &Report) -> Atom {
    let list = cursor.take_group(Delimiter::Bracket);
    if list.is_none() {
        // Braces would be a second mistake at the same place.
        cursor.take_group(Delimiter::Brace);
    }
    let chain = cursor.take_group(Delimiter::Parenthesis);
    let whole = name.to(cursor.last());
    let Some((mut list, brackets)) = list else {
        report.error(
            whole,
            format!("`On` needs the dimensions that its chain acts on\n{EXAMPLE}"),
        );
        // Brackets that come too late would be a second mistake.
        cursor.take_group(Delimiter::Bracket);
        return Atom::Broken;
    };
    let parts = parts(&mut list, report);
    let chain = match chain {
        Some((mut inside, loc)) if !inside.is_empty() => group(&mut inside, loc, report),
        _ => {
            report.error(
                whole,
                format!("`On` needs the chain that acts on these dimensions\n{EXAMPLE}"),
            );
            None
        }
    };
    match chain {
        Some(chain) => Atom::On(On {
            parts,
            list: brackets,
            chain,
        }),
        None => Atom::Broken,
    }
}

fn parts(list: &mut Cursor<'_>, report: &Report) -> Vec<Part> {
    let mut parts = Vec::new();
    while !list.is_empty() {
        let length = length_until(list.rest(), |token| token.is(','));
        parts.push(part(&mut list.split(length), report));
        list.take(',');
    }
    parts
}

/// `2`, `age`, or `2..5`, of which either end may be left out.
fn part(cursor: &mut Cursor<'_>, report: &Report) -> Part {
    let start = cursor.loc();
    let tokens = cursor.rest();
    let dots = tokens
        .windows(2)
        .position(|pair| pair.iter().all(|token| token.is('.')));
    let Some(at) = dots else {
        return Part::One(value(cursor, report));
    };
    let end = |mut cursor: Cursor<'_>| -> Option<Expr> {
        (!cursor.is_empty()).then(|| value(&mut cursor, report))
    };
    let first = end(cursor.split(at));
    cursor.split(2);
    let inclusive = cursor.peek().is_some_and(|token: &Token| token.is('='));
    if inclusive {
        cursor.next();
    }
    let rest = cursor.rest().len();
    let last = end(cursor.split(rest));
    Part::Range {
        first,
        last,
        inclusive,
        loc: start.to(cursor.last()),
    }
}
