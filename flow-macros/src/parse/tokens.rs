//! All tokens of a macro call, numbered in the order of the source.

use super::attributes::take_out;
use super::token::{Kind, Token};
use crate::errors::{Loc, Report};
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Groups deeper than this are refused: reading them is recursive.
const MAX_DEPTH: usize = 64;

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
