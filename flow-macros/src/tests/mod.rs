//! The compiler as a whole: what it says, what it writes, and that nothing makes it panic.

mod chains;
mod circle;
mod fold;
mod messages;
mod narrowing;
mod networks;
mod on;
mod snapshots;
mod split;
mod totality;

use crate::errors::Report;
use crate::ir::{Chain, Flow, Line, Step};
use crate::labels::Labels;
use crate::parse::{self, Source};
use crate::pipeline::{self, Rewriting};
use crate::{check, rewrite};

/// The checked flow that a text means; its warnings are dropped.
pub(crate) fn chain_of(text: &str) -> (Flow, Chain) {
    let report = Report::default();
    let source = Source::new(text.parse().unwrap(), &report);
    let statement = source.statements().pop().unwrap();
    let flow = parse::flow(statement, &report);
    let (_, checked) = check::flow(&flow, &report);
    let said = report.into_text();
    let checked = checked.unwrap_or_else(|| panic!("{text}: {said:?}"));
    (checked.clone(), checked.chain)
}

pub(crate) fn chain(text: &str) -> Chain {
    chain_of(text).1
}

/// Steps as a chain.
pub(crate) fn specs(steps: &[Step]) -> String {
    let numbers = |step: &Step| Labels::numbered(step.placement.dim);
    let specs = steps.iter().map(|step| step.describe(&numbers(step)));
    specs.collect::<Vec<_>>().join(" >> ")
}

/// What the rewrites make of a chain, and what they say they did.
pub(crate) fn simplified(text: &str) -> (String, Vec<String>) {
    let (flow, _) = chain_of(text);
    let mut line = Line::new(flow.steps(), &flow.labels);
    let record = rewrite::simplify(&mut line);
    let mut shown = specs(&line.steps);
    if !line.order.is_identity() {
        shown = format!("{shown} >> order {:?}", line.order.indices());
    }
    (shown, record.lines().to_vec())
}

/// All that the compiler says about a macro call.
pub(crate) fn said(text: &str) -> Vec<String> {
    let report = Report::default();
    let source = Source::new(text.parse().unwrap(), &report);
    let mut said = report.into_text();
    for (flow, report) in pipeline::read(&source) {
        if let (_, Some(checked)) = check::flow(&flow, &report) {
            pipeline::compile(&flow, &checked, Rewriting::All, &report);
        }
        let about_it = report.into_text();
        if source.is_whole() {
            said.extend(about_it);
        }
    }
    said
}

/// Asserts that an error, and nothing else, is said about a text, which contains this.
fn says(text: &str, message: &str) {
    let said = said(text);
    assert!(
        matches!(said.as_slice(), [only] if only.starts_with("error: ") && only.contains(message)),
        "{text}: {said:?}"
    );
}

/// Where the data of a flow lie.
fn support(text: &str) -> Vec<String> {
    let (flow, _) = chain_of(text);
    flow.support.iter().map(ToString::to_string).collect()
}
