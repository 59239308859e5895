//! Elements that do nothing.

use crate::ast;
use crate::elements::Bijector;
use crate::errors::Report;
use crate::ir::{Flow, Line, Step};
use crate::rewrite;

/// A chain of elements that do nothing together, and elements that do nothing to what arrives at them. What is odd about
/// them as they are written has been said.
pub(super) fn remain(flow: &Flow, line: &Line, chain: &ast::Chain, report: &Report) {
    let mut said = false;
    let steps = flow.steps();
    for pair in steps.windows(2) {
        let [first, second] = pair else { continue };
        let undone = first.loc.order() < second.loc.order()
            && !pair.iter().any(does_nothing)
            && pair.iter().all(is_formula)
            && rewrite::is_identity(pair.to_vec(), &flow.columns);
        if undone && !report.speaks_of(second.loc) {
            let [first, second] = [first, second].map(|step| step.spec(&flow.columns));
            said = true;
            report.warning(
                pair[1].loc,
                format!("`{second}` undoes `{first}` before it: together they do nothing"),
            );
        }
    }
    for step in steps.iter().filter(|step| does_nothing(step)) {
        if is_formula(step) && !report.speaks_of(step.loc) {
            said = true;
            let spec = step.spec(&flow.columns);
            report.warning(
                step.loc,
                format!("`{spec}` is the identity: it does nothing"),
            );
        }
    }
    let identity = line.steps.is_empty() && line.order.is_identity();
    if identity && !steps.is_empty() && !said && !report.warns() {
        report.warning(
            chain.loc,
            "these elements do nothing together: the flow is its base",
        );
    }
}

fn does_nothing(step: &Step) -> bool {
    step.rules().is_identity()
}

fn is_formula(step: &Step) -> bool {
    matches!(step.bijector, Bijector::Formula(_))
}
