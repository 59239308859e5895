//! Errors and warnings: collected, put into source order, and all reported.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use std::cell::RefCell;

/// A stretch of the source: where it begins and ends, and how many tokens stand before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Loc {
    order: u32,
    start: Span,
    end: Span,
}

impl Loc {
    /// The whole macro call, for what has no token of its own.
    pub(crate) fn call_site() -> Self {
        Self::new(0, Span::call_site(), Span::call_site())
    }

    pub(crate) fn new(order: u32, start: Span, end: Span) -> Self {
        Self { order, start, end }
    }

    /// The place of the first token.
    pub(crate) fn start(self) -> Span {
        self.start
    }

    /// The place of the last token.
    pub(crate) fn end(self) -> Span {
        self.end
    }

    /// From the beginning of this stretch to the end of another.
    pub(crate) fn to(self, last: Self) -> Self {
        Self {
            end: last.end,
            ..self
        }
    }

    /// A part of it.
    pub(crate) fn part(self, start: Span, end: Span) -> Self {
        Self { start, end, ..self }
    }

    /// Tells two places apart: stretches that begin at one token are one place.
    pub(crate) fn order(self) -> u32 {
        self.order
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
}

#[derive(Debug)]
struct Note {
    level: Level,
    loc: Loc,
    message: String,
}

/// Collects what is to be said about one flow. Dropping it unread is a bug, and panics in a debug build.
#[derive(Debug, Default)]
pub(crate) struct Report {
    notes: RefCell<Vec<Note>>,
    read: bool,
}

impl Report {
    /// Records a mistake. The flow will not be compiled.
    pub(crate) fn error(&self, loc: Loc, message: impl Into<String>) {
        self.push(Level::Error, loc, message.into());
    }

    /// Records something that is allowed and probably not meant.
    pub(crate) fn warning(&self, loc: Loc, message: impl Into<String>) {
        let mut message = message.into();
        message.push_str("\nnote: `#[allow(deprecated)]` on the flow silences this");
        self.push(Level::Warning, loc, message);
    }

    /// Forgets what was recorded.
    pub(crate) fn dismissed(mut self) -> Self {
        self.read = true;
        Self::default()
    }

    /// What has been said of a place is not said again: of copies, or of what is repeated.
    fn push(&self, level: Level, loc: Loc, message: String) {
        let mut notes = self.notes.borrow_mut();
        let is_said = |note: &Note| {
            note.level == level && note.loc.order == loc.order && note.message == message
        };
        if !notes.iter().any(is_said) {
            notes.push(Note {
                level,
                loc,
                message,
            });
        }
    }

    /// Whether something has been said that is no mistake.
    pub(crate) fn warns(&self) -> bool {
        !self.notes.borrow().is_empty()
    }

    /// Whether something has been said about what begins at a place.
    pub(crate) fn speaks_of(&self, loc: Loc) -> bool {
        let notes = self.notes.borrow();
        notes.iter().any(|note| note.loc.order == loc.order)
    }

    /// Whether no mistake has been found so far.
    pub(crate) fn is_clean(&self) -> bool {
        !self
            .notes
            .borrow()
            .iter()
            .any(|note| note.level == Level::Error)
    }

    /// Everything said, as items that make rustc say it. Each has the `attributes`, those of the flow that govern what is
    /// said about it.
    pub(crate) fn into_tokens(mut self, attributes: &TokenStream) -> TokenStream {
        self.read = true;
        let mut notes = self.notes.take();
        notes.sort_by_key(|note| note.loc.order);
        // An error says what to do; what else seems odd about a broken flow can wait.
        let broken = notes.iter().any(|note| note.level == Level::Error);
        let mut tokens = TokenStream::new();
        for note in notes {
            let item = match note.level {
                Level::Error => compile_error(note.loc, &note.message),
                Level::Warning if broken => continue,
                Level::Warning => warning(note.loc, &note.message),
            };
            tokens.extend(attributes.clone());
            tokens.extend(item);
        }
        tokens
    }

    /// Everything said, as `error: …` and `warning: …` lines.
    #[cfg(test)]
    pub(crate) fn into_text(mut self) -> Vec<String> {
        self.read = true;
        let mut notes = self.notes.take();
        notes.sort_by_key(|note| note.loc.order);
        notes
            .into_iter()
            .map(|note| match note.level {
                Level::Error => format!("error: {}", note.message),
                Level::Warning => {
                    let silence = note.message.rfind("\nnote: `#[allow").unwrap();
                    format!("warning: {}", &note.message[..silence])
                }
            })
            .collect()
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        let unread = !self.read && !self.notes.get_mut().is_empty();
        debug_assert!(!unread || std::thread::panicking(), "a report went unread");
    }
}

/// `compile_error!` whose first token lies at the beginning of the stretch and whose last at its end:
/// on stable Rust that makes the message underline the whole.
fn compile_error(loc: Loc, message: &str) -> TokenStream {
    let start = |mut token: TokenTree| {
        token.set_span(loc.start);
        token
    };
    let punct = |c, spacing| start(Punct::new(c, spacing).into());
    let ident = |name| start(Ident::new(name, loc.start).into());
    let mut message = Literal::string(message);
    message.set_span(loc.end);
    let mut body = Group::new(Delimiter::Brace, message.into_token_stream());
    body.set_span(loc.end);
    let mut bang = Punct::new('!', Spacing::Alone);
    bang.set_span(loc.end);
    [
        punct(':', Spacing::Joint),
        punct(':', Spacing::Alone),
        ident("core"),
        punct(':', Spacing::Joint),
        punct(':', Spacing::Alone),
        ident("compile_error"),
        bang.into(),
        body.into(),
    ]
    .into_iter()
    .collect()
}

/// Stable Rust lets macros warn in one way: by the use of something deprecated.
fn warning(loc: Loc, message: &str) -> TokenStream {
    let used = Ident::new("flow_warning", loc.start);
    quote_spanned! {loc.start=>
        const _: () = {
            #[deprecated(note = #message)]
            #[allow(non_upper_case_globals)]
            const #used: () = ();
            #used
        };
    }
}

#[cfg(test)]
mod tests {
    use super::{Loc, Report};
    use proc_macro2::{Span, TokenStream};

    fn at(order: u32) -> Loc {
        Loc::new(order, Span::call_site(), Span::call_site())
    }

    #[test]
    fn notes_come_in_source_order() {
        let report = Report::default();
        report.error(at(7), "later");
        report.warning(at(3), "earlier");
        assert!(!report.is_clean());
        assert_eq!(report.into_text(), ["warning: earlier", "error: later"]);
    }

    #[test]
    fn warnings_yield_to_errors() {
        let report = Report::default();
        report.warning(at(1), "odd");
        report.error(at(2), "wrong");
        let tokens = report.into_tokens(&TokenStream::new()).to_string();
        assert!(tokens.contains("wrong") && !tokens.contains("odd"));
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "unread")]
    fn a_report_must_be_read() {
        Report::default().error(at(0), "lost");
    }
}
