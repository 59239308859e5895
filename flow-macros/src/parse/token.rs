//! Tokens that know their place in the source.

use crate::errors::Loc;
use proc_macro2::{Delimiter, Ident, Literal, Punct, Spacing, TokenStream, TokenTree};

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

/// Whether a name goes on as a path.
pub(super) fn is_path(after: &[Token]) -> bool {
    matches!(after, [first, second, ..] if first.is(':') && second.is(':'))
}

/// Whether a path begins: `crate::Energy`, `::own::Energy`.
pub(super) fn starts_path(tokens: &[Token]) -> bool {
    match tokens {
        [first, after @ ..] if matches!(first.kind, Kind::Ident(_)) => is_path(after),
        _ => is_path(tokens),
    }
}
