//! Arguments: constant expressions, lists, `value; count`, names, `name = value`.

use super::cursor::{Cursor, length_until};
use super::formula::formula;
use super::path::path;
use super::token::{Kind, Token, starts_path};
use crate::ast::{Argument, Arguments, At, Expr, ExprKind};
use crate::errors::Report;
use crate::formula::Op;
use crate::shape::MAX_DIM;
use proc_macro2::Delimiter;

/// Longer expressions are refused: what walks them is recursive.
const MAX_OPERATORS: usize = 200;

/// More copies of a constant than there are dimensions are no use.
const MAX_COUNT: usize = MAX_DIM;

/// The arguments in the group that comes next, if it has these delimiters.
pub(super) fn arguments(
    cursor: &mut Cursor<'_>,
    delimiter: Delimiter,
    report: &Report,
) -> Option<Arguments> {
    let (mut inside, loc) = cursor.take_group(delimiter)?;
    let list = match delimiter {
        Delimiter::Bracket => constants(&mut inside, report),
        _ => list(&mut inside, report),
    };
    Some(Arguments { list, loc })
}

fn list(cursor: &mut Cursor<'_>, report: &Report) -> Vec<Argument> {
    let mut list = Vec::new();
    while !cursor.is_empty() {
        let length = length_until(cursor.rest(), |token| token.is(','));
        list.push(argument(&mut cursor.split(length), report));
        cursor.take(',');
    }
    list
}

/// What stands in brackets, where `17; 64` is 64 times 17.
fn constants(cursor: &mut Cursor<'_>, report: &Report) -> Vec<Argument> {
    let length = length_until(cursor.rest(), |token| token.is(';') || token.is(','));
    if !cursor.rest().get(length).is_some_and(|token| token.is(';')) {
        return list(cursor, report);
    }
    let repeated = cursor.split(length);
    cursor.take(';');
    let (loc, found) = (cursor.loc(), cursor.describe());
    let count = match cursor.next() {
        Some(Token {
            kind: Kind::Literal(literal),
            ..
        }) if cursor.is_empty() => integer(&literal.to_string()),
        _ => None,
    };
    // The rest of the brackets is no more than what could not be read.
    cursor.split(cursor.rest().len());
    let message = match count {
        Some(count) if (1..=MAX_COUNT).contains(&count) => {
            let copies = (0..count).map(|_| argument(&mut repeated.clone(), report));
            return copies.collect();
        }
        Some(count) => format!("expected a count from 1 to {MAX_COUNT}, found {count}"),
        None => format!(
            "expected how often the constant is repeated, a whole number, found {found}\nhelp: `[17; 64]` is 64 times 17"
        ),
    };
    report.error(loc, message);
    let value = Expr {
        kind: ExprKind::Broken,
        loc,
    };
    vec![Argument { name: None, value }]
}

fn argument(cursor: &mut Cursor<'_>, report: &Report) -> Argument {
    let mut name = None;
    if let [
        Token {
            kind: Kind::Ident(ident),
            loc,
        },
        equals,
        ..,
    ] = cursor.rest()
        && equals.is('=')
    {
        name = Some(At {
            value: ident.to_string(),
            loc: *loc,
        });
        cursor.next();
        cursor.next();
    }
    Argument {
        name,
        value: value(cursor, report),
    }
}

/// Reads to the end of the cursor.
pub(super) fn value(cursor: &mut Cursor<'_>, report: &Report) -> Expr {
    let start = cursor.loc();
    if cursor.peek().is_some_and(|token| token.is('|')) {
        let tokens = cursor.split(cursor.rest().len());
        return Expr {
            kind: formula(tokens, report).map_or(ExprKind::Broken, ExprKind::Formula),
            loc: start.to(cursor.last()),
        };
    }
    let operators = cursor.rest().iter().filter(|token| {
        matches!(
            token.kind,
            Kind::Punct {
                symbol: '+' | '-' | '*' | '/' | '^',
                ..
            }
        )
    });
    if operators.count() > MAX_OPERATORS {
        report.error(
            start,
            format!("an expression may have at most {MAX_OPERATORS} operators"),
        );
        return Expr {
            kind: ExprKind::Broken,
            loc: start,
        };
    }
    let expr = sum(cursor, report);
    if let Some(token) = cursor.peek()
        && !matches!(expr.kind, ExprKind::Broken)
    {
        report.error(
            token.loc,
            format!("expected `,` or an operator, found {}", token.describe()),
        );
    }
    expr
}

fn sum(cursor: &mut Cursor<'_>, report: &Report) -> Expr {
    let mut left = product(cursor, report);
    while let Some(op) = operator(cursor, &[('+', Op::Add), ('-', Op::Sub)]) {
        left = binary(op, left, product(cursor, report));
    }
    left
}

fn product(cursor: &mut Cursor<'_>, report: &Report) -> Expr {
    let mut left = negation(cursor, report);
    while let Some(op) = operator(cursor, &[('*', Op::Mul), ('/', Op::Div)]) {
        left = binary(op, left, negation(cursor, report));
    }
    left
}

/// Unary minus binds less than the power: `-2^2` is −4.
fn negation(cursor: &mut Cursor<'_>, report: &Report) -> Expr {
    match cursor.take('-') {
        Some(minus) => {
            let inner = negation(cursor, report);
            Expr {
                loc: minus.to(inner.loc),
                kind: ExprKind::Negate(Box::new(inner)),
            }
        }
        None => power(cursor, report),
    }
}

fn power(cursor: &mut Cursor<'_>, report: &Report) -> Expr {
    let base = primary(cursor, report);
    match operator(cursor, &[('^', Op::Pow)]) {
        // The exponent may carry a sign, and powers are right-associative.
        Some(op) => binary(op, base, negation(cursor, report)),
        None => base,
    }
}

fn operator(cursor: &mut Cursor<'_>, table: &[(char, Op)]) -> Option<Op> {
    let (_, op) = table
        .iter()
        .find(|(symbol, _)| cursor.take(*symbol).is_some())?;
    Some(*op)
}

fn binary(op: Op, left: Expr, right: Expr) -> Expr {
    Expr {
        loc: left.loc.to(right.loc),
        kind: ExprKind::Binary(op, Box::new(left), Box::new(right)),
    }
}

fn primary(cursor: &mut Cursor<'_>, report: &Report) -> Expr {
    let start = cursor.loc();
    let kind = if let Some((mut inside, _)) = cursor.take_group(Delimiter::Parenthesis) {
        value(&mut inside, report).kind
    } else if let Some((mut inside, _)) = cursor.take_group(Delimiter::Bracket) {
        elements(&mut inside, report)
    } else if starts_path(cursor.rest()) {
        match path(
            cursor,
            "a target of your own, such as `crate::Energy`",
            report,
        ) {
            Some(path) => ExprKind::Path(path),
            None => ExprKind::Broken,
        }
    } else if let Some((ident, loc)) = cursor.take_ident() {
        let name = ident.to_string();
        match cursor.take_group(Delimiter::Parenthesis) {
            Some((mut inside, _)) => {
                ExprKind::Call(At { value: name, loc }, list(&mut inside, report))
            }
            None => ExprKind::Name(name),
        }
    } else if let Some(Token {
        kind: Kind::Literal(literal),
        ..
    }) = cursor.peek()
    {
        cursor.next();
        ExprKind::Number(literal.to_string())
    } else {
        let message = match cursor.peek() {
            Some(token) => format!("expected a value, found {}", token.describe()),
            None => "a value is missing here".into(),
        };
        report.error(start, message);
        // Whatever else this argument holds, it is not what was meant.
        cursor.split(cursor.rest().len());
        return Expr {
            kind: ExprKind::Broken,
            loc: start,
        };
    };
    Expr {
        kind,
        loc: start.to(cursor.last()),
    }
}

/// `[1, 2]` as a value; its entries have no names.
fn elements(cursor: &mut Cursor<'_>, report: &Report) -> ExprKind {
    let mut entries = Vec::new();
    for argument in constants(cursor, report) {
        if let Some(name) = argument.name {
            report.error(name.loc, "a list holds values, not options");
            return ExprKind::Broken;
        }
        entries.push(argument.value);
    }
    ExprKind::List(entries)
}

/// The value of a whole-number literal without a suffix.
pub(crate) fn integer(literal: &str) -> Option<usize> {
    let literal = syn::parse_str::<syn::LitInt>(literal).ok()?;
    let value = literal.base10_parse().ok()?;
    literal.suffix().is_empty().then_some(value)
}
