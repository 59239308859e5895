//! Attributes inside a chain, documentation comments among them: refused, and taken out, so that the rest is read.

use super::token::{Kind, Token};
use crate::errors::Report;
use proc_macro2::Delimiter;

/// Takes out every `#[…]` that does not stand in front of a flow, which is only possible among the `outermost` tokens.
pub(super) fn take_out(tokens: Vec<Token>, outermost: bool, report: &Report) -> Vec<Token> {
    let is_attribute = |at: usize| {
        matches!(&tokens[at..], [hash, group, ..]
            if hash.is('#') && group.verbatim(Delimiter::Bracket).is_some())
    };
    let mut taken = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let start = at;
        while at < tokens.len() && is_attribute(at) {
            at += 2;
        }
        let begins = start == 0 || tokens[start - 1].is(';');
        let leads = tokens
            .get(at)
            .is_some_and(|next| next.is_ident("pub") || next.is_ident("struct"));
        if at > start && !(outermost && (begins || leads)) {
            taken.extend(start..at);
        }
        at += 1;
    }
    for &hash in taken.iter().step_by(2) {
        let (hash, group) = (&tokens[hash], &tokens[hash + 1]);
        let message = if is_documentation(group) {
            "a documentation comment stands in front of a flow, not inside its chain\nhelp: a comment is written `// …` or `/* … */`"
        } else {
            "an attribute stands in front of a flow, not inside its chain\nhelp: leave it out"
        };
        report.error(hash.loc.to(group.loc), message);
    }
    let mut index = 0..;
    tokens
        .into_iter()
        .filter(|_| index.next().is_none_or(|i| !taken.contains(&i)))
        .collect()
}

/// Whether it is the group of `#[doc = "…"]`.
fn is_documentation(group: &Token) -> bool {
    matches!(&group.kind, Kind::Group { tokens, .. }
        if tokens.first().is_some_and(|token| token.is_ident("doc")))
}
