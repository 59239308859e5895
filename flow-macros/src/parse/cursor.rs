//! A cursor over tokens.

use super::token::{Kind, Token};
use crate::errors::Loc;
use proc_macro2::{Delimiter, Ident};

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
