//! The driver: tokens in, tokens out, whatever the tokens.

use crate::errors::Report;
use crate::parse::{self, Source, Statement};
use crate::plan::Plan;
use crate::rewrite::{self, Record};
use crate::{ast, check, expand, ir, lower};
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
    let flows: Vec<TokenStream> = source
        .statements()
        .into_iter()
        .map(|statement| flow(statement, rewriting))
        .collect();
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

/// Compiles one flow.
fn flow(statement: Statement<'_>, rewriting: Rewriting) -> TokenStream {
    let report = Report::default();
    let flow = parse::flow(statement, &report);
    let (header, checked) = check::flow(&flow, &report);
    match checked {
        Some(checked) => {
            let plan = compile(&flow, &checked, rewriting, &report);
            expand::plan(&flow, &plan, report)
        }
        None => expand::fallback(&flow, header, report),
    }
}

/// What can no longer fail.
pub(crate) fn compile(
    written: &ast::Flow,
    flow: &ir::Flow,
    rewriting: Rewriting,
    report: &Report,
) -> Plan {
    let mut line = rewrite::line(flow.steps.clone(), flow.dim);
    let mut record = Record::default();
    if rewriting == Rewriting::All {
        record = rewrite::simplify(&mut line);
        check::collapsing_layers(&line, report);
    }
    if !flow.base.reads_context() {
        check::unused_context(&line, written.event.context, report);
    }
    let mixing = lower::mixing(&line);
    if flow.base.is_independent() {
        check::independent_dimensions(&line, &mixing, &written.chain, report);
    }
    lower::lower(flow, &line, &record, mixing)
}
