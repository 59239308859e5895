//! Tokens to [`Flow`]: the grammar, and recovery from whatever does not follow it.

mod arguments;
mod attributes;
mod chain;
mod cursor;
mod dimensions;
mod event;
mod formula;
mod header;
mod on;
mod path;
mod token;
mod tokens;

pub(crate) use arguments::integer;

use crate::ast::{Chain, Event, Flow};
use crate::errors::{Loc, Report};
use cursor::{Cursor, length_until};
use event::event;
use header::SHAPE;
use proc_macro2::{Delimiter, TokenStream};
use token::{Kind, Token};

/// A macro call, cut into its flows.
#[derive(Debug)]
pub(crate) struct Source {
    tokens: Vec<Token>,
    /// Whether it declares items, or is an expression.
    is_item: bool,
    /// Whether all of it was read.
    is_whole: bool,
}

/// The tokens of one flow.
#[derive(Debug)]
pub(crate) struct Statement<'a> {
    cursor: Cursor<'a>,
    is_item: bool,
}

impl Source {
    pub(crate) fn new(stream: TokenStream, report: &Report) -> Self {
        let (tokens, is_whole) = tokens::tokens(stream, report);
        let is_item = is_item(&tokens);
        Self {
            tokens,
            is_item,
            is_whole,
        }
    }

    /// Whether all of it was read; else what else seems wrong may come from what is missing.
    pub(crate) fn is_whole(&self) -> bool {
        self.is_whole
    }

    pub(crate) fn is_item(&self) -> bool {
        self.is_item
    }

    /// The flows that it declares; at least one.
    pub(crate) fn statements(&self) -> Vec<Statement<'_>> {
        // An error at the end has the last token to point at.
        let end = self
            .tokens
            .last()
            .map_or_else(Loc::call_site, |token| token.loc);
        let mut cursor = Cursor::new(&self.tokens, end);
        let is_item = self.is_item;
        let mut statements = Vec::new();
        loop {
            let length = if is_item {
                statement_length(cursor.rest())
            } else {
                self.tokens.len()
            };
            statements.push(Statement {
                cursor: cursor.split(length),
                is_item,
            });
            if cursor.is_empty() {
                return statements;
            }
        }
    }
}

/// Words with which items of Rust begin.
const ITEMS: [&str; 12] = [
    "async", "const", "enum", "extern", "fn", "impl", "mod", "static", "trait", "type", "unsafe",
    "use",
];

/// Whether an item of Rust begins here that does not even look like a flow, as `enum Name<2> =` and `type Name =` do.
fn is_foreign(tokens: &[Token]) -> bool {
    let goes_on = |token: &Token| token.is('<') || token.is('=');
    let looks_like_one = matches!(tokens, [_, _, next, ..] if goes_on(next))
        && tokens[..item_length(tokens)]
            .iter()
            .any(|token| token.is('='));
    starts_item(tokens) && !looks_like_one
}

/// Up to and with the `;` or the braces.
fn item_length(tokens: &[Token]) -> usize {
    let ends = |token: &Token| token.is(';') || token.verbatim(Delimiter::Brace).is_some();
    let end = tokens.iter().position(ends);
    end.map_or(tokens.len(), |end| end + 1)
}

/// How many tokens are attributes and visibility.
fn front_length(tokens: &[Token]) -> usize {
    let is_front = |token: &&Token| {
        let is_group = [Delimiter::Bracket, Delimiter::Parenthesis]
            .iter()
            .any(|&delimiter| token.verbatim(delimiter).is_some());
        token.is('#') || token.is_ident("pub") || is_group
    };
    tokens.iter().take_while(is_front).count()
}

fn starts_item(tokens: &[Token]) -> bool {
    let is_word = |token: &Token| ITEMS.iter().any(|word| token.is_ident(word));
    tokens.first().is_some_and(is_word)
}

/// `Name <` and `Name =` are items that lack their `struct`, and `enum Name` has another word in its place.
fn is_item(tokens: &[Token]) -> bool {
    let is_name = |token: &Token| matches!(token.kind, Kind::Ident(_));
    let goes_on = |token: &Token| token.is('<') || token.is('=');
    let starts = |first: &Token| first.is('#') || first.is_ident("pub");
    tokens.first().is_some_and(starts)
        || starts_item(tokens)
        || tokens.iter().any(|token| token.is_ident("struct"))
        || matches!(tokens, [name, next, ..] if is_name(name) && goes_on(next))
        || matches!(tokens, [word, name, next, ..] if is_name(word) && is_name(name) && goes_on(next))
}

/// Up to and with the `;`, or up to where the next flow must begin.
fn statement_length(tokens: &[Token]) -> usize {
    let front = front_length(tokens);
    if is_foreign(&tokens[front..]) {
        return front + item_length(&tokens[front..]);
    }
    let event = event_end(tokens);
    let mut length = event + length_until(&tokens[event..], |token| token.is(';'));
    // In `|z| let a = 2; a * z` the first `;` ends no flow.
    let mut start = 0;
    while tokens[start..length]
        .iter()
        .any(|token| token.is_ident("let"))
        && let Some(after) = tokens.get(length + 1..)
    {
        start = length;
        length += 1 + length_until(after, |token| token.is(';'));
    }
    let is_struct = |token: &Token| token.is_ident("struct");
    let first = tokens[..length].iter().position(is_struct).unwrap_or(0);
    let after = tokens[..length].iter().skip(first + 1);
    let second = after.clone().position(is_struct).map(|i| first + 1 + i);
    match second {
        // The `;` is missing. The next flow begins with its attributes or its visibility.
        Some(second) => {
            let begins = |token: &Token| token.is('#') || token.is_ident("pub");
            let start = tokens[first..second].iter().position(begins);
            start.map_or(second, |start| first + start)
        }
        None => (length + 1).min(tokens.len()),
    }
}

/// Where `<2 | 3>` ends, whose bar is none of a formula's; 0 if there is none. In `<2; 3>` the semicolon ends nothing.
fn event_end(tokens: &[Token]) -> usize {
    let one_of = |token: &Token, symbols: &[char]| symbols.iter().any(|&symbol| token.is(symbol));
    let first = tokens
        .iter()
        .position(|token| one_of(token, &['<', '=', '|', ';']));
    let Some(start) = first.filter(|&start| tokens[start].is('<')) else {
        return 0;
    };
    let rest = &tokens[start..];
    let closed = rest
        .iter()
        .position(|token| one_of(token, &['>', '=']) || token.is_ident("struct"))
        .filter(|&end| rest[end].is('>'));
    let length = closed.or_else(|| rest.iter().position(|token| one_of(token, &['=', ';'])));
    start + length.unwrap_or(0)
}

/// Reads one flow. Something always comes back; what is wrong has been reported.
pub(crate) fn flow(statement: Statement<'_>, report: &Report) -> Flow {
    let mut cursor = statement.cursor;
    if !statement.is_item {
        return expression(&mut cursor, report);
    }
    let attributes = header::attributes(&mut cursor, report);
    let visibility = header::visibility(&mut cursor, report);
    let stray = match cursor.rest() {
        [semicolon] if semicolon.is(';') => {
            Some("expected a flow, found `;`\nhelp: leave it out".to_owned())
        }
        [word, ..] if is_foreign(cursor.rest()) => Some(format!(
            "expected `struct`, found {}\nhelp: other items stand outside of `flow!`; a flow reads `struct Name<2> = MAF(64);`",
            word.describe()
        )),
        _ => None,
    };
    if let Some(message) = stray {
        let loc = cursor.loc();
        report.error(loc, message);
        return Flow {
            attributes,
            visibility,
            is_item: true,
            name: None,
            event: Event::default(),
            chain: Chain {
                elements: Vec::new(),
                loc,
            },
        };
    }
    if cursor.peek().is_some_and(|token| token.is_ident("struct")) {
        cursor.next();
    } else {
        let found = cursor.describe();
        let message = format!("expected `struct`, found {found}\n{SHAPE}");
        report.error(cursor.loc(), message);
        // Another word in its place is no name.
        if let [word, name, ..] = cursor.rest()
            && let (Kind::Ident(_), Kind::Ident(_)) = (&word.kind, &name.kind)
        {
            cursor.next();
        }
    }
    let name = header::name(&mut cursor, report);
    let event = event(&mut cursor, report);
    let chain = if cursor.take('=').is_some() {
        let length = length_until(cursor.rest(), |token| token.is(';'));
        let chain = chain::chain(&mut cursor.split(length), report);
        if cursor.take(';').is_none() {
            report.error(cursor.last(), "expected `;` after the chain");
        }
        chain
    } else {
        let found = cursor.describe();
        let message = format!("expected `=` and a chain, found {found}\n{SHAPE}");
        report.error(cursor.loc(), message);
        Chain {
            elements: Vec::new(),
            loc: cursor.loc(),
        }
    };
    Flow {
        attributes,
        visibility,
        is_item: true,
        name,
        event,
        chain,
    }
}

/// `chain`, or `<f64, 2> = chain` where the scalar or the dimension must be said.
fn expression(cursor: &mut Cursor<'_>, report: &Report) -> Flow {
    let event = event(cursor, report);
    if cursor.take('=').is_none() && event.dim.is_some() {
        let found = cursor.describe();
        let help = "help: a flow without a name reads `flow!(<f64, 2> = MAF(64))`";
        let message = format!("expected `=` and a chain, found {found}\n{help}");
        report.error(cursor.loc(), message);
    }
    Flow {
        attributes: TokenStream::new(),
        visibility: TokenStream::new(),
        is_item: false,
        name: None,
        event,
        chain: chain::chain(cursor, report),
    }
}

#[cfg(test)]
mod tests {
    use super::{Source, flow};
    use crate::ast::{Atom, Flow};
    use crate::errors::Report;

    fn flows(text: &str) -> (Vec<Flow>, Vec<String>) {
        let report = Report::default();
        let source = Source::new(text.parse().unwrap(), &report);
        let statements = source.statements().into_iter();
        let flows = statements
            .map(|statement| flow(statement, &report))
            .collect();
        (flows, report.into_text())
    }

    #[test]
    fn several_flows_with_all_that_stands_in_front() {
        let (flows, said) = flows(
            "#[doc = \"a\"] pub(crate) struct A<f64, 2 | 5> = MAF(8); struct B = Reverse; MAF(8) = 3;",
        );
        assert_eq!(flows.len(), 3);
        assert_eq!(flows[0].visibility.to_string(), "pub (crate)");
        assert_eq!(flows[0].attributes.to_string(), "# [doc = \"a\"]");
        assert_eq!(flows[0].event.context.unwrap().value, 5);
        assert!(flows[1].event.dim.is_none());
        assert!(said[0].starts_with("error: expected `struct`, found `MAF`\n"));
    }

    #[test]
    fn a_missing_semicolon_does_not_cost_the_next_flow() {
        let (flows, said) = flows("struct A<2> = MAF(8) #[x] pub struct B<3> = MAF(8)");
        let names = flows
            .iter()
            .map(|flow| flow.name.as_ref().unwrap().to_string());
        assert_eq!(names.collect::<Vec<_>>(), ["A", "B"]);
        assert_eq!(said, ["error: expected `;` after the chain"; 2]);
    }

    #[test]
    fn an_item_of_rust_is_one_mistake() {
        let items = [
            "enum A { X }",
            "fn f() { let x = 1; }",
            "pub fn f<T>(x: T) -> T { x }",
            "impl Foo {}",
            "type A;",
            "mod m { struct B; }",
            "trait T {}",
            "use a::b;",
            "const N: usize = 3;",
            "static S: f64 = 3.0;",
            "unsafe impl Send for X {}",
        ];
        for item in items {
            let (flows, said) = flows(&format!("{item} struct B<2> = Reverse;"));
            assert_eq!(said.len(), 1, "{item}: {said:?}");
            assert!(said[0].starts_with("error: expected `struct`"), "{said:?}");
            assert_eq!(flows[1].name.as_ref().unwrap(), "B", "{item}");
            let (_, alone) = self::flows(item);
            assert_eq!(alone, said);
        }
    }

    #[test]
    fn what_follows_a_let_is_no_flow() {
        let body = "let a = 2; let b = 3; a * b * z";
        let (flows, said) = flows(&format!("struct A<1> = |z| {body}; struct B<2> = Reverse;"));
        assert_eq!((flows.len(), said.len()), (2, 1), "{said:?}");
        assert_eq!(flows[1].name.as_ref().unwrap(), "B");
    }

    #[test]
    fn bars_keep_commas_and_semicolons_to_themselves() {
        for event in ["", "<2>", "<2 | 3>"] {
            let text = format!(
                "struct A{event} = |u, v; a| (u, v + a * u^2) >> Reverse; struct B{event} = Reverse;"
            );
            let (flows, said) = flows(&text);
            assert!(said.is_empty(), "{said:?}");
            assert!(matches!(flows[0].chain.elements[0].atom, Atom::Formula(_)));
            assert_eq!((flows.len(), flows[0].chain.elements.len()), (2, 2));
        }
    }

    #[test]
    fn invisible_groups_are_opened() {
        use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
        let width = Group::new(Delimiter::None, "64".parse().unwrap());
        let sizes: TokenStream = TokenTree::Group(width).into();
        let sizes = TokenTree::Group(Group::new(Delimiter::Parenthesis, sizes));
        let mut tokens: TokenStream = "<2> = MAF".parse().unwrap();
        tokens.extend([sizes]);
        let report = Report::default();
        let source = Source::new(tokens, &report);
        let flow = flow(source.statements().pop().unwrap(), &report);
        crate::check::flow(&flow, &report).1.unwrap();
        assert!(report.into_text().is_empty());
    }
}
