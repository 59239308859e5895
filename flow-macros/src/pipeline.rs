//! The driver: tokens in, tokens out, whatever the tokens.

use crate::errors::{Loc, Report};
use crate::expand::is_conditional;
use crate::ir::Line;
use crate::parse::{self, Source};
use crate::plan::Plan;
use crate::rewrite::{self, Record};
use crate::{ast, check, expand, ir, lower, warnings};
use proc_macro2::TokenStream;
use quote::quote;

/// Which rewrites are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rewriting {
    /// All that are known.
    All,
    /// Those without which nothing could be generated.
    Needed,
}

/// Compiles all flows of one macro call.
pub(crate) fn run(input: TokenStream, rewriting: Rewriting) -> TokenStream {
    let report = Report::default();
    let source = Source::new(input, &report);
    let errors = report.into_tokens(&TokenStream::new());
    let flows = read(&source)
        .into_iter()
        .map(|(flow, report)| expand(&flow, report, source.is_whole(), rewriting));
    let flows: Vec<TokenStream> = flows.collect();
    if errors.is_empty() {
        return quote!(#(#flows)*);
    }
    // Braces make several errors one expression; among items they would be a mistake themselves.
    if source.is_item() {
        quote!(#errors #(#flows)*)
    } else {
        quote!({ #errors #(#flows)* })
    }
}

/// All flows of one macro call, each with what is wrong with its text. Of several with one name, the first has it.
pub(crate) fn read(source: &Source) -> Vec<(ast::Flow, Report)> {
    let mut flows: Vec<(ast::Flow, Report)> = Vec::new();
    for statement in source.statements() {
        let report = Report::default();
        let mut flow = parse::flow(statement, &report);
        // Of flows under conditions, at most one may be there.
        let is_same = |other: &ast::Flow| {
            other.name == flow.name && !is_conditional(other) && !is_conditional(&flow)
        };
        let is_taken = flows.iter().any(|(other, _)| is_same(other));
        if let Some(name) = flow.name.take_if(|_| is_taken) {
            let loc = Loc::new(0, name.span(), name.span());
            report.error(
                loc,
                format!("a flow above has the name `{name}`, too\nhelp: give each flow a name of its own"),
            );
        }
        flows.push((flow, report));
    }
    flows
}

/// Compiles one flow. Where the source is not whole, nothing is said about what is left of it.
fn expand(flow: &ast::Flow, report: Report, whole: bool, rewriting: Rewriting) -> TokenStream {
    let (header, checked) = check::flow(flow, &report);
    match checked {
        _ if !whole => expand::fallback(flow, header, report.dismissed()),
        Some(checked) => {
            let plan = compile(flow, &checked, rewriting, &report);
            expand::plan(flow, &plan, report)
        }
        None => expand::fallback(flow, header, report),
    }
}

/// What can no longer fail.
pub(crate) fn compile(
    written: &ast::Flow,
    flow: &ir::Flow,
    rewriting: Rewriting,
    report: &Report,
) -> Plan {
    let mut line = Line::new(flow.steps(), &flow.columns);
    let is_simplified = rewriting == Rewriting::All;
    let record = if is_simplified {
        rewrite::simplify(&mut line)
    } else {
        Record::default()
    };
    let mixing = line.mixing().select(&flow.data);
    warnings::say(written, flow, &line, &mixing, is_simplified, report);
    lower::lower(written.name.as_ref(), flow, &line, &record, mixing)
}
