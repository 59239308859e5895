//! Tokens that know their place in the source, and a cursor over them.

use super::attributes::take_out;
use crate::errors::{Loc, Report};
use proc_macro2::{Delimiter, Ident, Literal, Punct, Spacing, TokenStream, TokenTree};

/// Groups deeper than this are refused: reading them is recursive.
const MAX_DEPTH: usize = 64;

#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) loc: Loc,
}

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Ident(Ident),
    Literal(Literal),
    /// `joint` where the next character follows without a space.
    Punct {
        symbol: char,
        joint: bool,
    },
    Group {
        delimiter: Delimiter,
        /// The closing delimiter, for what is missing in front of it.
        close: Loc,
        tokens: Vec<Token>,
        /// As it was, to be passed through.
        verbatim: TokenTree,
    },
}

/// Numbers the tokens and opens the invisible groups that `macro_rules!` puts around its fragments. False if some were
/// nested too deeply, which are left out.
pub(crate) fn tokens(stream: TokenStream, report: &Report) -> (Vec<Token>, bool) {
    let mut numbering = Numbering {
        next: 1,
        is_whole: true,
        report,
    };
    let mut tokens = Vec::new();
    numbering.read(stream, 0, &mut tokens);
    (take_out(tokens, true, report), numbering.is_whole)
}

struct Numbering<'a> {
    next: u32,
    is_whole: bool,
    report: &'a Report,
}

impl Numbering<'_> {
    fn read(&mut self, stream: TokenStream, depth: usize, out: &mut Vec<Token>) {
        for tree in stream {
            let span = tree.span();
            let loc = Loc::new(self.number(), span, span);
            let kind = match tree {
                TokenTree::Ident(ident) => Kind::Ident(ident),
                TokenTree::Literal(literal) => Kind::Literal(literal),
                TokenTree::Punct(punct) => Kind::Punct {
                    symbol: punct.as_char(),
                    joint: punct.spacing() == Spacing::Joint,
                },
                TokenTree::Group(_) if depth == MAX_DEPTH => {
                    self.is_whole = false;
                    self.report
                        .error(loc, format!("groups are nested more than {MAX_DEPTH} deep"));
                    continue;
                }
                TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                    self.read(group.stream(), depth + 1, out);
                    continue;
                }
                TokenTree::Group(group) => {
                    let mut tokens = Vec::new();
                    self.read(group.stream(), depth + 1, &mut tokens);
                    let close = group.span_close();
                    Kind::Group {
                        delimiter: group.delimiter(),
                        close: Loc::new(self.number(), close, close),
                        tokens: take_out(tokens, false, self.report),
                        verbatim: TokenTree::Group(group),
                    }
                }
            };
            out.push(Token { kind, loc });
        }
    }

    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }
}

/// The tokens as they were.
pub(crate) fn stream(tokens: &[Token]) -> TokenStream {
    tokens.iter().map(Token::tree).collect()
}

impl Token {
    pub(crate) fn is(&self, wanted: char) -> bool {
        matches!(self.kind, Kind::Punct { symbol, .. } if symbol == wanted)
    }

    pub(crate) fn is_ident(&self, wanted: &str) -> bool {
        matches!(&self.kind, Kind::Ident(ident) if ident == wanted)
    }

    /// The token as it was.
    fn tree(&self) -> TokenTree {
        match &self.kind {
            Kind::Ident(ident) => ident.clone().into(),
            Kind::Literal(literal) => literal.clone().into(),
            Kind::Punct { symbol, joint } => {
                let spacing = if *joint {
                    Spacing::Joint
                } else {
                    Spacing::Alone
                };
                let mut punct = Punct::new(*symbol, spacing);
                punct.set_span(self.loc.start());
                punct.into()
            }
            Kind::Group { verbatim, .. } => verbatim.clone(),
        }
    }

    /// The group as it was, if it has these delimiters.
    pub(crate) fn verbatim(&self, wanted: Delimiter) -> Option<&TokenTree> {
        match &self.kind {
            Kind::Group {
                delimiter,
                verbatim,
                ..
            } if *delimiter == wanted => Some(verbatim),
            _ => None,
        }
    }

    /// How an error speaks of it.
    pub(crate) fn describe(&self) -> String {
        match &self.kind {
            Kind::Ident(ident) => format!("`{ident}`"),
            Kind::Literal(literal) => format!("`{literal}`"),
            Kind::Punct { symbol, .. } => format!("`{symbol}`"),
            Kind::Group { delimiter, .. } => match delimiter {
                Delimiter::Parenthesis => "`(…)`".into(),
                Delimiter::Bracket => "`[…]`".into(),
                Delimiter::Brace => "`{…}`".into(),
                Delimiter::None => "nothing".into(),
            },
        }
    }
}

/// Reads tokens one after the other; `end` is what follows the last.
#[derive(Clone, Debug)]
pub(crate) struct Cursor<'a> {
    rest: &'a [Token],
    end: Loc,
    last: Loc,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(rest: &'a [Token], end: Loc) -> Self {
        let last = rest.first().map_or(end, |token| token.loc);
        Self { rest, end, last }
    }

    pub(crate) fn rest(&self) -> &'a [Token] {
        self.rest
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(crate) fn peek(&self) -> Option<&'a Token> {
        self.rest.first()
    }

    /// Where the next token stands, or what follows the last.
    pub(crate) fn loc(&self) -> Loc {
        self.peek().map_or(self.end, |token| token.loc)
    }

    /// Where the token that was read last stands.
    pub(crate) fn last(&self) -> Loc {
        self.last
    }

    pub(crate) fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        self.last = first.loc;
        Some(first)
    }

    pub(crate) fn take(&mut self, symbol: char) -> Option<Loc> {
        let token = self.peek().filter(|token| token.is(symbol))?;
        self.next();
        Some(token.loc)
    }

    pub(crate) fn take_ident(&mut self) -> Option<(&'a Ident, Loc)> {
        match self.peek()? {
            Token {
                kind: Kind::Ident(ident),
                loc,
            } => {
                self.next();
                Some((ident, *loc))
            }
            _ => None,
        }
    }

    /// The inside of a group, and the place of the whole.
    pub(crate) fn take_group(&mut self, wanted: Delimiter) -> Option<(Self, Loc)> {
        match self.peek()? {
            Token {
                kind:
                    Kind::Group {
                        delimiter,
                        close,
                        tokens,
                        ..
                    },
                loc,
            } if *delimiter == wanted => {
                self.next();
                Some((Self::new(tokens, *close), *loc))
            }
            _ => None,
        }
    }

    /// Cuts off the first `length` tokens, as a cursor of their own.
    pub(crate) fn split(&mut self, length: usize) -> Self {
        let (first, rest) = self.rest.split_at(length);
        let end = rest.first().map_or(self.end, |token| token.loc);
        self.rest = rest;
        if let Some(token) = first.last() {
            self.last = token.loc;
        }
        Self::new(first, end)
    }

    /// How an error speaks of what comes next.
    pub(crate) fn describe(&self) -> String {
        self.peek()
            .map_or_else(|| "nothing".to_owned(), Token::describe)
    }
}

/// How many tokens come before the first that `stops`, outside the bars of formulas: between these,
/// commas and semicolons belong to the formula.
pub(crate) fn length_until(tokens: &[Token], stops: impl Fn(&Token) -> bool) -> usize {
    let mut inside = false;
    for (i, token) in tokens.iter().enumerate() {
        if token.is('|') {
            inside = !inside;
        } else if !inside && stops(token) {
            return i;
        }
    }
    if inside {
        // The bars do not pair up, so they delimit nothing.
        tokens.iter().position(stops).unwrap_or(tokens.len())
    } else {
        tokens.len()
    }
}
